"""Which approved reply explains what the account has written: by its number, by a record made by hand, or soon.

While the sending of the same words is under way or nobody knows what became of it, and while an approved answer of the
same words waits to be recorded as typed by hand, a comment is no finding.
"""

from collections.abc import Sequence

from django.db.models import Q

from approvals.models import State
from comments.inbox.models import Comment
from comments.replies.models import Reply, ReplyJob
from comments.replies.sending.reconcile import CLOCKS
from instagram import captions
from outbox.jobs import JobState
from posts.publishing.reconcile import UNDECIDED


class Explanations:
    """Of these comments: three queries."""

    def __init__(self, comments: Sequence[Comment]) -> None:
        posts = {comment.live_post_id for comment in comments}
        numbers = [comment.remote_id for comment in comments if comment.remote_id]
        jobs = ReplyJob.objects.select_related("submission", "reply__comment", "reply__dossier")
        self._by_number = {job.remote_id: job.reply for job in jobs.filter(remote_id__in=numbers)}
        on_its_way = Q(state__in=[*UNDECIDED, JobState.DONE], first_asked_at__isnull=False, remote_id="")
        self._under_way = list(
            jobs.filter(on_its_way, reply__comment__live_post__in=posts, reply__published_as=None)
        )
        waits = Q(state=State.APPROVED, comment__remote_id=None)
        recorded = Q(state=State.PUBLISHED, published_as__isnull=False, published_as__remote_id=None)
        replies = Reply.objects.filter(waits | recorded, comment__live_post__in=posts)
        self._by_hand = list(replies.select_related("submission", "comment", "published_as", "dossier"))

    def reply_of(self, comment: Comment) -> Reply | None:
        """Sent as this comment, or recorded by hand with its words."""
        recorded = (one for one in self._by_hand if one.published_as_id and _are_its_words(one, comment))
        return self._by_number.get(comment.remote_id or "") or next(recorded, None)

    def may_be_under_way(self, comment: Comment) -> bool:
        waits = any(_are_its_words(one, comment) for one in self._by_hand if not one.published_as_id)
        return waits or any(
            job.first_asked_at is not None
            and comment.commented_at >= job.first_asked_at - CLOCKS
            and job.reply.comment.live_post_id == comment.live_post_id
            and captions.same_caption(job.content.text, comment.text)
            for job in self._under_way
        )


def _are_its_words(reply: Reply, comment: Comment) -> bool:
    is_there = reply.comment.live_post_id == comment.live_post_id
    return is_there and captions.same_caption(reply.words, comment.text)
