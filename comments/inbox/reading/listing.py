"""The account's posts as Instagram lists them: one call for 50, and the only call when nothing is new.

The same list is held against the documents (posts/live/), and now and then the profile.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from comments.inbox.actions import live_posts, noticing
from comments.inbox.models import LivePost
from comments.inbox.reading.calls import Calls
from instagram.errors import AccessLost, Gone, InstagramError, QuotaReached
from instagram.results import CountedMedia, Profile
from posts.live import actions as live

logger = logging.getLogger(__name__)

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
    profile = _profile(calls) if live.wants_profile(account=calls.account) else None
    counted = profile.media_count if profile else None
    live.take_in_list(account=calls.account, listed=listed, counted=counted, asked_at=began)
    if profile:
        live.take_in_profile(account=calls.account, told=profile)
    _look_for_missing(calls, {one.id for one in listed}, began - timedelta(minutes=1))


def _profile(calls: Calls) -> Profile | None:
    """None where Instagram does not tell it just now."""
    try:
        return calls.make(calls.client.profile)
    except (AccessLost, QuotaReached):
        raise
    except InstagramError as error:
        logger.warning("the account's profile cannot be read now: %s", error)
        return None


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
