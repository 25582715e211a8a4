"""A reply that a person found, and the comment that it is: brought together once that has been read."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from approvals.models import State
from comments.inbox.models import Comment
from comments.replies.actions import sending
from comments.replies.models import ReplyJob
from comments.replies.sending.reconcile import CLOCKS
from instagram import captions
from outbox.jobs import JobState

# How long we look for the echo of a reply whose number we do not have.
ECHOES = timedelta(days=2)


def awaits_echoes() -> bool:
    """Whether there is anything for `bind_echoes`."""
    return _nameless(timezone.now()).exists()


def bind_echoes() -> None:
    """A person said that the reply is there: once it has been read as a comment, the two belong together."""
    for job in _nameless(timezone.now()).select_related("submission", "reply__comment__parent"):
        if echo := _echo_of(job):
            sending.bind(job.reply, echo)


def _nameless(now: datetime) -> QuerySet[ReplyJob]:
    return ReplyJob.objects.filter(
        state=JobState.DONE,
        remote_id="",
        sent_at__isnull=False,
        finished_at__gt=now - ECHOES,
        reply__published_as=None,
        reply__state=State.PUBLISHED,
    )


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
    text = job.content.text
    found = [one for one in own if captions.same_caption(one.text, text)]
    return found[0] if len(found) == 1 else None
