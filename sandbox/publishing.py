"""From a container to a post, once: however often and at whatever time it is asked for.

Source: Meta, reference "IG User Media Publish"; the quota: reference "Content Publishing Limit".
"""

import sqlite3
from fractions import Fraction

from sandbox import containers, media
from sandbox.containers import Container
from sandbox.errors import ALREADY_PUBLISHED, CHILD_NOT_PUBLISHABLE, CONTAINER_GONE, NOT_READY, QUOTA_REACHED
from sandbox.images import shown_size
from sandbox.store import transaction

QUOTA_DURATION = 24 * 60 * 60  # seconds


def publishable(
    db: sqlite3.Connection, container_id: str, *, account_id: str, now: float, quota_total: int
) -> Container:
    """The container, ready to be published. Raises GraphError 24, 100, 9007 or 9."""
    container = containers.find(db, container_id, account_id)
    status = container.status_code(now) if container else containers.EXPIRED
    if container is None or status == containers.EXPIRED:
        raise CONTAINER_GONE.error(id=container_id)
    if container.is_carousel_item:
        raise CHILD_NOT_PUBLISHABLE.error()
    if status == containers.PUBLISHED:
        raise ALREADY_PUBLISHED.error()
    if status == containers.IN_PROGRESS:
        raise NOT_READY.error()
    if media.count(db, account_id, since=now - QUOTA_DURATION) >= quota_total:
        raise QUOTA_REACHED.error()
    return container


def publish(
    db: sqlite3.Connection, container_id: str, *, account_id: str, now: float, quota_total: int
) -> str:
    """The id of the new post. Raises GraphError as `publishable` does."""
    with transaction(db):
        container = publishable(db, container_id, account_id=account_id, now=now, quota_total=quota_total)
        items = containers.children(db, container_id)
        first = items[0] if items else container
        ratio = Fraction(first.width, first.height)
        media_id = _post(db, container, first, ratio, now)
        for item in items:
            _post(db, item, item, ratio, now, parent_id=media_id)
    return media_id


def _post(
    db: sqlite3.Connection,
    container: Container,
    pictured: Container,
    ratio: Fraction,
    now: float,
    parent_id: str | None = None,
) -> str:
    db.execute("UPDATE containers SET published_at = ? WHERE id = ?", (now, container.id))
    return media.add(
        db,
        account_id=container.account_id,
        container_id=container.id,
        parent_id=parent_id,
        media_type=media.CAROUSEL_ALBUM if container.media_type == containers.CAROUSEL else media.IMAGE,
        caption=container.caption,
        alt_text=container.alt_text,
        photo=pictured.photo,
        size=shown_size(pictured.width, pictured.height, ratio),
        at=now,
    )
