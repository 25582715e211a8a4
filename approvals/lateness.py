"""What was approved and can no longer be sent in time: its time is over, or a stop has stood since."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from approvals.querysets import closed_until
from outbox.claims import GRACE
from outbox.jobs import Job
from security.account.models import AccessToken
from security.office.answers import YES, Answer, no

# A restriction of the account lasts as long as a failed post may be sent again: whoever waited gets his time.
AFTER_A_BLOCK = timedelta(hours=6)


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


def retry_until(item: Any) -> datetime | None:
    """Until when what definitely failed may be sent again on the same approval; later it needs a new one.

    Counted from when its version was first to go out. None for what was never asked for.
    """
    first = item.jobs.filter(submission=item.submission).aggregate(at=Min("asked_for"))["at"]
    if first is None:
        return None
    token = AccessToken.current()
    blocked_until = token.blocked_until if token and token.blocked_until else first
    return max(first + settings.RETRY_WITHIN, blocked_until + AFTER_A_BLOCK)


def may_retry_still(item: Any) -> Answer:
    until = retry_until(item)
    if until is not None and timezone.now() <= until:
        return YES
    return no(
        "同じ承認でもう一度送れる時間を過ぎています。",
        remedy="「下書きに戻す」を押して、もう一度承認を求めてください。",
    )


def was_stopped(job: Job, now: datetime) -> bool:
    closed = closed_until(now)
    return closed is not None and job.asked_for <= closed
