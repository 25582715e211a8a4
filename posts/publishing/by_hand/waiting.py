"""What time brings to what is posted by hand: a reminder, 要確認, and the hour of what only a hand can post."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.querysets import current_stop
from outbox.claims import GRACE
from outbox.jobs import JobState
from posts.publishing import telling
from posts.publishing.by_hand import actions, rules
from posts.publishing.models import PublishJob


def is_due() -> bool:
    """Whether there may be anything for `run`: as a rule nothing is in hand."""
    return _in_hand().exists() or _due(timezone.now()).exists()


def run() -> None:
    now = timezone.now()
    for job in _in_hand():
        ends = rules.until(job)
        if now > ends + rules.GIVEN_UP:
            actions.give_up(job=job)
        elif now > ends:
            _remind(job, ends + rules.GIVEN_UP)
    if not current_stop():
        for job in _due(now):
            _call(job)


@transaction.atomic
def _remind(job: PublishJob, until: datetime) -> None:
    """If it is in hand still."""
    approval_actions.locked_row(job.post)
    if _in_hand().filter(pk=job.pk, in_hand_at=job.in_hand_at).exists():
        telling.of_forgotten_hand(job, until=until)


@transaction.atomic
def _call(job: PublishJob) -> None:
    """If it waits still."""
    approval_actions.locked_row(job.post)
    if _due(timezone.now()).filter(pk=job.pk).exists():
        telling.of_waiting_for_hand(job)


def _in_hand() -> QuerySet[PublishJob]:
    found = PublishJob.objects.filter(state=JobState.RUNNING, in_hand_at__isnull=False)
    return found.select_related("post", "submission", "in_hand_of")


def _due(now: datetime) -> QuerySet[PublishJob]:
    """Where nothing else posts: what has come to its time, and may still go out."""
    if not settings.PUBLISHES_BY_HAND:
        return PublishJob.objects.none()
    found = PublishJob.objects.filter(state=JobState.QUEUED, asked_for__lte=now, asked_for__gt=now - GRACE)
    return found.select_related("post", "submission")
