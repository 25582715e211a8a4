"""What messages lost, and what time has brought: asked for every second, run when something is due."""

import logging
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import lateness
from approvals.models import State
from instagram.errors import InstagramError
from outbox import claims
from outbox.jobs import JobState
from outbox.wake_ups import wake
from posts.drafting.models import Post
from posts.publishing import actions
from posts.publishing.models import PublishJob
from security.account import connection

logger = logging.getLogger(__name__)

# For a day we keep asking for a live post's address; not getting it never fails a post.
ADDRESS_PAUSE = timedelta(minutes=5)
ADDRESS_PATIENCE = timedelta(days=1)


def run() -> None:
    expire_overdue()
    wake_workers()
    learn_addresses()


def is_due() -> bool:
    """Whether there is anything for `run`."""
    now = timezone.now()
    waiting = (_undecided(now), _too_late(now), claims.uncalled(PublishJob, now))
    return any(rows.exists() for rows in waiting) or (_nameless(now).exists() and connection.pause() is None)


def expire_overdue() -> None:
    """Pending posts whose time has come, and approved ones that may no longer go out."""
    now = timezone.now()
    for post in _undecided(now):
        approval_actions.expire(item=post, now=now)
    for job in _too_late(now).select_related("post"):
        actions.expire(job)


def wake_workers() -> None:
    for job_id in claims.call_for_workers(PublishJob, timezone.now()):
        wake(PublishJob.TASK, job_id)


def learn_addresses() -> None:
    """Ask for the permalinks of posts that went live without one, while there is a connection."""
    now = timezone.now()
    for job in _nameless(now) if connection.pause() is None else ():
        if actions.take_address_turn(job, again_at=now + ADDRESS_PAUSE):
            learn_address(job)


def learn_address(job: PublishJob) -> None:
    try:
        permalink = connection.current_client().media(job.media_id).permalink
    except InstagramError as error:
        logger.warning("job %s: the address of its post is not told yet: %s", job.pk, error)
        return
    if permalink:
        actions.keep_permalink(job, permalink)


def _undecided(now: datetime) -> QuerySet[Post]:
    return Post.objects.filter(state=State.PENDING, publish_at__lte=now)


def _too_late(now: datetime) -> QuerySet[PublishJob]:
    return PublishJob.objects.filter(lateness.too_late(now), state=JobState.QUEUED)


def _nameless(now: datetime) -> QuerySet[PublishJob]:
    live = PublishJob.objects.filter(state=JobState.DONE, finished_at__gt=now - ADDRESS_PATIENCE)
    return live.filter(permalink="", due_at__lte=now).exclude(media_id="")
