"""What keeps comments from coming in, for the first page of those who can do something about it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from comments.inbox.models import LivePost, WebhookDelivery

# Older ones tell nothing of the present any more.
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Unreadable:
    unreadable_posts: int
    unreadable_notifications: int


def unreadable() -> Unreadable:
    """Two queries."""
    notices = WebhookDelivery.objects.filter(
        state=WebhookDelivery.State.UNREADABLE, received_at__gt=timezone.now() - RECENT
    )
    posts = LivePost.objects.filter(gone_at=None, unreadable_since__isnull=False)
    return Unreadable(posts.count(), notices.count())
