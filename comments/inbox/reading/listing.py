"""The account's posts as Instagram lists them: one call for 50, and the only call when nothing is new."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from comments.inbox.actions import live_posts, noticing
from comments.inbox.models import LivePost
from comments.inbox.reading.calls import Calls
from instagram.errors import Gone
from instagram.results import CountedMedia

# Missing posts are asked for one by one; the rest at the next listing.
CONFIRMED_AT_ONCE = 10


def run(calls: Calls) -> None:
    """Read to the end, or not at all: only then is a post missing that is not in it."""
    began, listed = timezone.now(), list[CountedMedia]()
    after, is_first = "", True
    while after or is_first:
        page = calls.make(calls.client.media_page, after=after)
        listed += page.items
        after, is_first = page.after, False
    live_posts.take_in_list(listed=listed, asked_at=began)
    _look_for_missing(calls, {one.id for one in listed}, began - timedelta(minutes=1))


def _look_for_missing(calls: Calls, listed: set[str], before: datetime) -> None:
    """Gone is what the list lacks and Instagram does not know by its number either.

    A post that was never listed (an advertisement, a reel known from a notification) is not missed here.
    """
    known = LivePost.objects.filter(gone_at=None, created_at__lt=before).exclude(posted_at=None)
    missing = [post for post in known.order_by("pk") if post.media_id not in listed]
    for post in _not_found(calls, missing[:CONFIRMED_AT_ONCE]):
        noticing.note_post_gone(live_post=post)


def _not_found(calls: Calls, posts: Sequence[LivePost]) -> list[LivePost]:
    gone = []
    for post in posts:
        try:
            calls.make(calls.client.media, post.media_id)
        except Gone:
            gone.append(post)
    return gone
