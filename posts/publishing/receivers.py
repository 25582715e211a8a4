"""What the approval core tells: an approval puts a post with a set time into the queue, its loss takes it out."""

from typing import Any

from django.dispatch import receiver

from approvals.models import Submission
from approvals.sending import actions as sending
from approvals.signals import approval_lost, approved
from posts.drafting.models import Post
from posts.publishing import actions


@receiver(approved, sender=Post)
def on_approved(item: Post, submission: Submission, **kwargs: Any) -> None:
    actions.schedule(item, submission)


@receiver(approval_lost, sender=Post)
def on_approval_lost(item: Post, **kwargs: Any) -> None:
    sending.call_off(item)
