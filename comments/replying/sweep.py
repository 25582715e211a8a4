"""What messages lost: run every second by beat."""

from datetime import timedelta

from django.utils import timezone

from approvals.models import State
from comments.models import Comment, ReplyJob
from posts.instagram import captions
from posts.models import JobState
from posts.publishing import jobs
from security.wake_ups import wake

from . import actions
from .reconcile import CLOCKS

# For how long the echo of a reply is looked for whose number nobody has told us.
ECHOES = timedelta(days=2)


def run() -> None:
    expire_overdue()
    wake_workers()
    bind_echoes()


def expire_overdue() -> None:
    """Approved replies that may no longer go out."""
    waiting = ReplyJob.objects.filter(jobs.too_late(timezone.now()), state=JobState.QUEUED)
    for job in waiting.select_related("reply"):
        actions.expire(job)


def wake_workers() -> None:
    for job_id in jobs.call_for_workers(ReplyJob, timezone.now()):
        wake(ReplyJob.TASK, job_id)


def bind_echoes() -> None:
    """A person said that the reply is there: once it has been read as a comment, the two belong together."""
    nameless = ReplyJob.objects.filter(
        state=JobState.DONE,
        remote_id="",
        sent_at__isnull=False,
        finished_at__gt=timezone.now() - ECHOES,
        reply__published_as=None,
        reply__state=State.PUBLISHED,
    )
    for job in nameless.select_related("submission", "reply__comment__parent"):
        if echo := _echo_of(job):
            actions.bind(job.reply, echo)


def _echo_of(job: ReplyJob) -> Comment | None:
    """The one own comment that can be it."""
    assert job.sent_at is not None  # noqa: S101 - asked for above
    own = Comment.objects.filter(
        is_own=True,
        live_post=job.reply.comment.live_post_id,
        parent_remote_id=job.reply.target_id,
        commented_at__gte=job.sent_at - CLOCKS,
        published_reply=None,
    )
    text = job.submission.data["text"]
    found = [one for one in own if captions.same_caption(one.text, text)]
    return found[0] if len(found) == 1 else None
