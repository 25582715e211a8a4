"""Who can decide is reminded of what still waits: a day and two hours before its time, without one after a working day.

Once each, and not of what he was asked for only after that moment or shortly before: he has just heard of it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from approvals import telling
from approvals.actions import locked
from approvals.agreement import kinds_of_items
from approvals.models import Approvable, State, Verdict
from approvals.querysets import judgeable
from approvals.rules import next_step
from security.notices.models import Notice
from security.office.calendar import a_working_day_later

BEFORE = (
    timedelta(hours=2),
    timedelta(hours=24),
)  # the last one first: one that was missed is not made up for

# So long before that moment, being asked is reminder enough.
JUST_HEARD = timedelta(hours=1)


class Reminder(NamedTuple):
    """What is due of an item that waits for a step: the key makes it one."""

    key: str
    how_long: str


def remind() -> None:
    now = timezone.now()
    due = {reminder.key: item for item in _waiting(now) if (reminder := _due(item, now))}
    told = set(Notice.objects.filter(key__in=due).values_list("key", flat=True))
    for key, item in due.items():
        if key not in told:
            _remind(item)


@transaction.atomic
def _remind(item: Approvable) -> None:
    """If it waits still."""
    item = locked(item)
    if item.state != State.PENDING or not (reminder := _due(item, timezone.now())):
        return
    submission = item.submission
    step = next_step(submission) if submission else None
    if submission and step:
        telling.of_waiting(item, submission, step, how_long=reminder.how_long, key=reminder.key)


def _waiting(now: datetime) -> Iterator[Approvable]:
    """What could be due; all with what the rules ask about."""
    for kind in kinds_of_items():
        pending = judgeable(kind._default_manager.filter(state=State.PENDING))
        yield from pending.filter(publish_at__gt=now, publish_at__lte=now + max(BEFORE))
        asked = now - timedelta(days=1)
        yield from pending.filter(publish_at=None, submission__submitted_at__lte=asked)


def _due(item: Approvable, now: datetime) -> Reminder | None:
    submission = item.submission
    assert submission is not None  # noqa: S101 - a pending item has one, by constraint
    step, since = next_step(submission), _asked_at(item)
    key = f"{submission.pk}:{step}"
    if item.publish_at is None:
        is_over = a_working_day_later(since) <= now
        return Reminder(f"waiting:{key}:day", "1開庁日がたちました") if is_over else None
    before = next((one for one in BEFORE if item.publish_at - one <= now), None)
    if before is None or since > item.publish_at - before - JUST_HEARD:
        return None
    hours = before // timedelta(hours=1)
    return Reminder(f"waiting:{key}:{hours}h", f"投稿まで{hours}時間を切りました")


def _asked_at(item: Approvable) -> datetime:
    """Since when it waits for its present step."""
    submission = item.submission
    assert submission is not None  # noqa: S101 - a pending item has one, by constraint
    given = [one.decided_at for one in submission.decisions.all() if one.verdict == Verdict.APPROVED]
    return max([submission.submitted_at, *given])
