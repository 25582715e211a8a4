"""What messages lost, and what time has brought: asked for every second, run when something is due."""

import logging
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from approvals.sending import sweep as sending
from instagram.errors import InstagramError
from outbox import claims
from outbox.jobs import JobState
from posts.drafting.models import Post
from posts.publishing import actions
from posts.publishing.models import PublishJob
from security.account import connection

logger = logging.getLogger(__name__)

# For a day we keep asking for a live post's address; not getting it never fails a post.
ADDRESS_PAUSE = timedelta(minutes=5)
ADDRESS_PATIENCE = timedelta(days=1)


def run() -> None:
    now = timezone.now()
    for post in _undecided(now):
        approval_actions.expire(item=post, now=now)
    sending.run(PublishJob)
    if claims.oldest_due(PublishJob, now) is None:  # what has to go out comes before what is only asked for
        learn_addresses()


def is_due() -> bool:
    """Whether there is anything for `run`."""
    now = timezone.now()
    if _undecided(now).exists() or sending.is_due(PublishJob):
        return True
    return _nameless(now).exists()


def learn_addresses() -> None:
    """Ask for the permalinks of posts that went live without one, as far as there is a connection."""
    now = timezone.now()
    for job in _nameless(now):
        if actions.take_address_turn(job, again_at=now + ADDRESS_PAUSE):
            learn_address(job)


def learn_address(job: PublishJob) -> None:
    """Whether or not it is told, those who answer for the post hear that it is out."""
    if permalink := _permalink(job):
        actions.keep_permalink(job, permalink)
    else:
        actions.tell_without_address(job)


def _permalink(job: PublishJob) -> str:
    """Empty while it is not to be had."""
    if connection.outage():
        return ""
    try:
        return connection.current_client().media(job.media_id).permalink or ""
    except InstagramError as error:
        logger.warning("job %s: the address of its post is not told yet: %s", job.pk, error)
        return ""


def _undecided(now: datetime) -> QuerySet[Post]:
    return Post.objects.filter(state=State.PENDING, publish_at__lte=now)


def _nameless(now: datetime) -> QuerySet[PublishJob]:
    live = PublishJob.objects.filter(state=JobState.DONE, finished_at__gt=now - ADDRESS_PATIENCE)
    return (
        live.filter(permalink="", due_at__lte=now).exclude(media_id="").select_related("post", "submission")
    )
