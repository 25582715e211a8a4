"""Photos and papers leave the store through here alone: read whole and proven before the first byte leaves, or not at all.

What does not prove is noted, which tells the administrators; whoever wanted it is given no other bytes in its place.
"""

import logging
from collections.abc import Sequence

from django.db.models import QuerySet

from posts.drafting.actions.files import note_damaged, note_restored
from posts.drafting.models import DamagedFile, Post
from posts.imaging import store
from posts.imaging.store import Store, Tampered

logger = logging.getLogger(__name__)

Shelf = DamagedFile.Shelf


class Damaged(Exception):
    """The stored file is missing or not as it was stored. Noted already."""


def rendition(digest: str, *, post: Post) -> bytes:
    """A photo as it is published."""
    return _proven(Shelf.RENDITION, digest, post)


def original(digest: str, *, post: Post) -> bytes:
    """A file as it was uploaded: a photo or a paper."""
    return _proven(Shelf.ORIGINAL, digest, post)


def paper(digest: str) -> bytes | None:
    """A paper of the library; None if it is not there as it was stored. No post answers for it."""
    try:
        return store.originals().read_verified(digest)
    except (Tampered, FileNotFoundError):
        logger.exception("a paper of the library is not as it was stored")
        return None


def sighting(digest: str) -> bytes | None:
    """A small picture of what stands on the account; None if it is not there as it was stored. It is of no post of ours."""
    try:
        return store.sightings().read_verified(digest)
    except (Tampered, FileNotFoundError):
        logger.exception("a picture of the account is not as it was stored")
        return None


def damaged_places(digests: Sequence[str], *, post: Post) -> list[int]:
    """The places, from one on, of the photos that would not go out as they were sealed."""
    return [place for place, digest in enumerate(digests, start=1) if not _is_proven(digest, post)]


def damaged() -> QuerySet[DamagedFile]:
    return DamagedFile.objects.filter(ended_at=None).select_related("post")


def damaged_renditions() -> frozenset[str]:
    """Those that are noted, by their digests."""
    return frozenset(damaged().filter(shelf=Shelf.RENDITION).values_list("digest", flat=True))


def look_again() -> None:
    """What has been put back, from a backup or by choosing the photo anew, is noted no more."""
    for found in damaged():
        if _shelf(Shelf(found.shelf)).is_whole(found.digest):
            note_restored(found=found)


def _is_proven(digest: str, post: Post) -> bool:
    try:
        rendition(digest, post=post)
    except Damaged:
        return False
    return True


def _proven(shelf: Shelf, digest: str, post: Post) -> bytes:
    try:
        return _shelf(shelf).read_verified(digest)
    except (Tampered, FileNotFoundError) as error:
        note_damaged(shelf=shelf, digest=digest, post=post)
        raise Damaged(digest) from error


def _shelf(shelf: Shelf) -> Store:
    return store.renditions() if shelf == Shelf.RENDITION else store.originals()
