"""Notices become letters: all that waits for one person in one letter, each notice in one letter only.

Whoever composes holds the person and the notices, and writes the letter in the transaction that marks them as told: two
workers at once write it once, and one that dies has written nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from outbox.jobs import OPEN
from security.letters import writing as letters
from security.letters.models import Letter
from security.notices.models import How, Notice
from security.notices.registry import Kind, Standing, kind_of, kinds
from security.notices.telling import one_line
from security.notices.timing import PAUSE
from security.people.models import Appointment, User

# How long a letter that cannot leave keeps the next one from being written: what comes meanwhile stands in that one.
HELD_FOR = timedelta(days=1)
KEY = "notices"
# Told one by one in a letter; the rest as a number, with the page where they stand.
TOLD_MAX = 20


@dataclass(frozen=True)
class Line:
    """A notice as a letter tells it. `since`: what the subject has become meanwhile, in a word; empty if nothing."""

    notice: Notice
    since: str

    @property
    def url(self) -> str:
        return settings.PUBLIC_URL + self.notice.url


def is_due() -> bool:
    """Whether there is anything for `run`."""
    return _due(timezone.now()).exists()


def run() -> None:
    """Write the letters that are due now."""
    for person in _due(timezone.now()).order_by("person").values_list("person", flat=True).distinct():
        write_to(person)


@transaction.atomic
def write_to(person_id: int) -> None:
    """What waits for this person, in one letter; none while another worker writes it, or so soon after the last."""
    free = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=person_id)
    person = free.first()
    if person is None:
        return
    now = timezone.now()
    waiting = _waiting(person, now)
    if not any(one.due_at and one.due_at <= now for one in waiting):
        return
    mine = Notice.objects.filter(pk__in=[one.pk for one in waiting])
    if not _holds_office(person):
        mine.update(due_at=None)
    elif wait_until := _wait_until(person, waiting, now):
        mine.filter(due_at__lt=wait_until).update(due_at=wait_until)
    else:
        _write(person, waiting, now)
        mine.update(told_at=now)


def _due(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.untold().filter(due_at__lte=now)


def _waiting(person: User, now: datetime) -> list[Notice]:
    """What is due, and what is to be told at once and would be due in a moment; locked, oldest first."""
    mine = Notice.objects.untold().filter(Q(due_at__lte=now) | Q(how=How.AT_ONCE), person=person)
    return list(mine.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("at", "pk"))


def _holds_office(person: User) -> bool:
    return person.is_active and Appointment.objects.in_force().filter(user=person).exists()


def _wait_until(person: User, waiting: Sequence[Notice], now: datetime) -> datetime | None:
    """Until when nothing is written: while the last letter has not left, or so soon after it; None: now.

    Where the mail server is away for a day, or a person has no address, letters do not pile up.
    """
    unsent = Letter.objects.filter(recipient=person, key__startswith=f"{KEY}:", state__in=OPEN)
    if unsent.filter(created_at__gt=now - HELD_FOR).exists():
        return now + PAUSE
    urgent = {one.key for one in kinds() if one.urgent}
    if any(one.how == How.DIGEST or one.kind in urgent for one in waiting):
        return None
    last = Notice.objects.filter(person=person).aggregate(at=Max("told_at"))["at"]
    return last + PAUSE if last and last + PAUSE > now else None


def _write(person: User, notices: Sequence[Notice], now: datetime) -> None:
    lines = _lines(notices)
    subjects = {one.subject for one in notices}
    page = settings.PUBLIC_URL + reverse("notices:list")
    context = {
        "salutation": f"{one_line(person.name)} 様",
        "lines": lines[:TOLD_MAX],
        "more": len(lines[TOLD_MAX:]),
        "url": lines[-1].url if len(subjects) == 1 else page,
        "now": now,
    }
    letters.write(
        key=f"{KEY}:{notices[0].pk}",
        to=person,
        subject=_subject(notices),
        body=render_to_string("security/letters/notices.txt", context),
        html=render_to_string("security/letters/notices.html", context),
        about=subjects.pop() if len(subjects) == 1 else "",
    )


def _subject(notices: Sequence[Notice]) -> str:
    first = notices[0].title
    return first if len(notices) == 1 else f"お知らせ{len(notices)}件: {first} ほか"


def _lines(notices: Sequence[Notice]) -> list[Line]:
    """Each subject is looked up once, and only of those that are told one by one."""
    now: dict[str, Standing | None] = {}
    lines: list[Line] = []
    for notice in notices:
        kind = kind_of(notice.kind)
        if kind and notice.subject not in now and len(lines) < TOLD_MAX:
            now[notice.subject] = _standing(kind, notice.subject)
        standing = now.get(notice.subject)
        changed = standing is not None and standing.code != notice.state
        lines.append(Line(notice, standing.word if standing and changed else ""))
    return lines


def _standing(kind: Kind, subject: str) -> Standing | None:
    """None for what is not there any more."""
    label, _, number = subject.partition(":")
    row = apps.get_model(label)._default_manager.filter(pk=number).first()
    return kind.standing(row) if row is not None else None
