"""What was approved and can no longer be sent in time: its time is over, or a stop has stood since."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from approvals.querysets import closed_until
from outbox.claims import GRACE
from outbox.jobs import Job


def too_late(now: datetime) -> Q:
    """Nothing sent, and the time is over: the grace has run out, or a stop has stood since the job was due."""
    late = Q(asked_for__lt=now - GRACE)
    if closed := closed_until(now):
        late |= Q(asked_for__lte=closed)
    return Q(sent_at=None) & late


def is_too_late(job: Job) -> bool:
    """The same of one job in hand."""
    now = timezone.now()
    return job.sent_at is None and (job.asked_for < now - GRACE or was_stopped(job, now))


def was_stopped(job: Job, now: datetime) -> bool:
    closed = closed_until(now)
    return closed is not None and job.asked_for <= closed
