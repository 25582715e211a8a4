"""Whether the answer under the comment has the words that were sealed: looked at once, when it is out. Network.

As posts.publishing.comparing; one call. That it is not there any more is noticed by the reading of comments.
"""

import logging
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from approvals.models import State
from comments.replies.actions import differing
from comments.replies.models import ReplyJob
from instagram import captions
from instagram.errors import InstagramError
from outbox.jobs import JobState
from posts.publishing.comparing import BATCH, LEASE, PATIENCE, PAUSE
from posts.publishing.differing import take_turn
from security.account import connection

logger = logging.getLogger(__name__)


def is_due() -> bool:
    return _due(timezone.now()).exists() and connection.outage() is None


def run() -> None:
    now = timezone.now()
    for job in _due(now)[:BATCH] if connection.outage() is None else ():
        if turn := take_turn(job, until=now + LEASE):
            look(job, turn)


def look(job: ReplyJob, turn: datetime) -> None:
    """Compare once; where Instagram does not tell, again later, for a day at most."""
    try:
        live = connection.current_client().comment(job.remote_id).text
    except InstagramError as error:
        logger.warning("reply job %s: its answer cannot be compared: %s", job.pk, error)
        differing.note(job=job, turn=turn, differs=False, next_at=_again(job))
        return
    differs = bool(live) and not captions.same_caption(live, job.content.text)
    differing.note(job=job, turn=turn, differs=differs, next_at=None)


def _due(now: datetime) -> QuerySet[ReplyJob]:
    due = ReplyJob.objects.filter(state=JobState.DONE, compare_at__lte=now, reply__state=State.PUBLISHED)
    due = due.exclude(remote_id="").select_related("submission", "reply")
    return due.order_by("compare_at")


def _again(job: ReplyJob) -> datetime | None:
    now = timezone.now()
    assert job.finished_at is not None  # noqa: S101 - done
    return now + PAUSE if now - job.finished_at < PATIENCE else None
