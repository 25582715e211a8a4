"""From a container to a post, once: however often and at whatever time it is asked for, unless a switch allows more.

Source: Meta, reference "IG User Media Publish"; the quota: reference "Content Publishing Limit".
"""

import sqlite3
from dataclasses import dataclass
from fractions import Fraction

from sandbox import containers, media
from sandbox.containers import Container
from sandbox.errors import ALREADY_PUBLISHED, CHILD_NOT_PUBLISHABLE, CONTAINER_GONE, NOT_READY, QUOTA_REACHED
from sandbox.images import shown_size
from sandbox.store import transaction

QUOTA_DURATION = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Terms:
    """Whose post, when (Unix seconds), and what Instagram allows."""

    account_id: str
    now: float
    quota_total: int
    second_accepted: bool = False


def publishable(db: sqlite3.Connection, container_id: str, terms: Terms) -> Container:
    """The container, ready to be published. Raises GraphError 24, 100, 9007 or 9."""
    container = containers.find(db, container_id, terms.account_id)
    status = container.status_code(terms.now) if container else containers.EXPIRED
    if container is None or status == containers.EXPIRED:
        raise CONTAINER_GONE.error(id=container_id)
    if container.is_carousel_item:
        raise CHILD_NOT_PUBLISHABLE.error()
    if status == containers.PUBLISHED and not terms.second_accepted:
        raise ALREADY_PUBLISHED.error()
    if status in (containers.IN_PROGRESS, containers.ERROR):
        raise NOT_READY.error()
    if media.count(db, terms.account_id, since=terms.now - QUOTA_DURATION) >= terms.quota_total:
        raise QUOTA_REACHED.error()
    return container


def publish(db: sqlite3.Connection, container_id: str, terms: Terms) -> str:
    """The id of the new post. Raises GraphError as `publishable` does."""
    with transaction(db):
        container = publishable(db, container_id, terms)
        items = containers.children(db, container_id)
        first = items[0] if items else container
        ratio = Fraction(first.width, first.height)
        media_id = _post(db, container, first, ratio, terms.now)
        for item in items:
            _post(db, item, item, ratio, terms.now, parent_id=media_id)
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
        is_ai_generated=bool(container.is_ai_generated),
    )
