"""What the approval core tells: an approval puts a post with a set time into the queue, its loss takes it out."""

from typing import Any

from django.dispatch import receiver

from approvals.models import Submission
from approvals.sending import actions as sending
from approvals.signals import approval_lost, approved, read
from posts.drafting.models import Post
from posts.publishing import actions, notices
from security.models import User
from security.notices import telling


@receiver(approved, sender=Post)
def on_approved(item: Post, submission: Submission, **kwargs: Any) -> None:
    actions.schedule(item, submission)


@receiver(approval_lost, sender=Post)
def on_approval_lost(item: Post, **kwargs: Any) -> None:
    sending.call_off(item)


@receiver(read, sender=Post)
def on_read(item: Post, by: User, **kwargs: Any) -> None:
    """Who has marked it as seen need not be told that it is there to be seen."""
    telling.settle(notices.LIVE_TO_READ, about=item, person=by)
