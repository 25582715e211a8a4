"""What is told from below: an approval sends a reply, its loss or a change of its comment calls it back."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from approvals.models import Submission
from approvals.sending.actions import call_off
from approvals.signals import approval_lost, approved, sent
from comments.inbox import signals as inbox
from comments.inbox.models import Comment, LivePost
from comments.replies import lapsing
from comments.replies.actions import sending
from comments.replies.models import Reply, ReplyJob
from posts.models import Post
from posts.publishing.signals import post_removed


@receiver(approved, sender=Reply)
def on_approved(item: Reply, submission: Submission, **kwargs: Any) -> None:
    sending.on_approval(item, submission)


@receiver(sent, sender=Reply)
def on_sent(item: Reply, job: ReplyJob, **kwargs: Any) -> None:
    sending.on_sent(item, job)


@receiver(approval_lost, sender=Reply)
def on_approval_lost(item: Reply, **kwargs: Any) -> None:
    call_off(item)


@receiver(post_removed, sender=Post)
def on_post_removed(post: Post, **kwargs: Any) -> None:
    """削除済: somebody of ours has taken the post down and says so."""
    for live_post in LivePost.objects.filter(post=post):
        lapsing.post_gone(live_post)


@receiver(inbox.comments_locked)
def on_comments_locked(numbers: Sequence[int], **kwargs: Any) -> None:
    lapsing.lock(Reply.objects.filter(comment__in=numbers))


@receiver(inbox.comment_edited)
def on_comment_edited(comment: Comment, **kwargs: Any) -> None:
    lapsing.comment_edited(comment)


@receiver(inbox.comment_recognised)
def on_comment_recognised(comment: Comment, **kwargs: Any) -> None:
    lapsing.comment_recognised(comment)


@receiver(inbox.comment_gone)
def on_comment_gone(comment: Comment, **kwargs: Any) -> None:
    lapsing.comment_gone(comment)


@receiver(inbox.post_gone)
def on_post_gone(live_post: LivePost, **kwargs: Any) -> None:
    lapsing.post_gone(live_post)
