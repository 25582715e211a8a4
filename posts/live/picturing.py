"""The small pictures of what stands on the account: fetched one by one where Instagram shows them. Network.

Not having one holds nothing up and is no finding: it is tried a few times, then left.
"""

import logging
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from instagram import pictures
from instagram.errors import InstagramError
from posts.imaging import store
from posts.imaging.failures import PhotoFailure
from posts.imaging.whole import small_whole
from posts.live import actions
from posts.live.models import AccountPost
from security.account import connection

logger = logging.getLogger(__name__)

BATCH = 5
TRIES_MAX = 6
PAUSE = timedelta(minutes=10)


def is_due() -> bool:
    return _due().exists() and connection.outage() is None


def run() -> None:
    """What has no document first, then the newest."""
    for found in _due()[:BATCH] if connection.outage() is None else ():
        tries = found.preview_tries + 1
        again_at = timezone.now() + PAUSE * tries if tries < TRIES_MAX else None
        if actions.take_picture_turn(found, again_at=again_at):
            _fetch(found)


def _fetch(found: AccountPost) -> None:
    try:
        address = connection.current_client().picture_address(found.media_id)
        data = pictures.fetch(address, beside=settings.INSTAGRAM_GRAPH_URL)
        digest = store.sightings().put(small_whole(BytesIO(data)))
    except (InstagramError, pictures.NoPicture, PhotoFailure) as error:
        logger.warning("the picture of %s cannot be had: %s", found, error)
        return
    actions.keep_picture(found, digest)


def _due() -> QuerySet[AccountPost]:
    due = AccountPost.objects.filter(preview_at__lte=timezone.now(), gone_at=None)
    # "open" stands behind "before" and "explained", "waiting" after it.
    return due.order_by("-standing", "-posted_at", "-pk")
