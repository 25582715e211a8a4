"""What messages lost, and what time has brought: run every second by beat."""

import logging
from datetime import timedelta

from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from posts.instagram import connection
from posts.instagram.errors import InstagramError
from posts.models import JobState, Post, PublishJob
from security.wake_ups import wake

from . import actions, jobs

logger = logging.getLogger(__name__)

# The address of a live post is asked for until it is told, for a day; it never fails a post.
ADDRESS_PAUSE = timedelta(minutes=5)
ADDRESS_PATIENCE = timedelta(days=1)


def expire_overdue() -> None:
    """Pending posts whose time has come, and approved ones that may no longer go out."""
    now = timezone.now()
    for post in Post.objects.filter(state=State.PENDING, publish_at__lte=now):
        approval_actions.expire(item=post, now=now)
    waiting = PublishJob.objects.filter(jobs.too_late(now), state=JobState.QUEUED)
    for job in waiting.select_related("post"):
        actions.expire(job)


def wake_workers() -> None:
    for job_id in jobs.call_for_workers(PublishJob, timezone.now()):
        wake(PublishJob.TASK, job_id)


def learn_addresses() -> None:
    """Ask for the permalinks of posts that went live without one, while there is a connection."""
    now = timezone.now()
    nameless = PublishJob.objects.filter(
        state=JobState.DONE, permalink="", due_at__lte=now, finished_at__gt=now - ADDRESS_PATIENCE
    ).exclude(media_id="")
    for job in nameless if connection.pause() is None else ():
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
