"""Containers: what becomes a post, and the states it passes.

IN_PROGRESS -> FINISHED -> PUBLISHED, or EXPIRED 24 hours after creation. Nothing runs in the background: the
state follows from the moments a container was created, ready and published, and the clock. A fault or a test may
force an unpublished one into ERROR, EXPIRED or IN_PROGRESS, where it stays.
Source: Meta, reference "IG Container"; limits: reference "IG User Media".
"""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandbox.accounts import new_id
from sandbox.errors import (
    CAPTION_TOO_LONG,
    CAROUSEL_SIZE,
    CONTAINER_GONE,
    PARAM_INVALID,
    REQUEST_LIMIT,
    TOO_MANY_MENTIONS,
)
from sandbox.images import Photo
from sandbox.store import transaction

IMAGE, CAROUSEL = "IMAGE", "CAROUSEL"
IN_PROGRESS, FINISHED, PUBLISHED, EXPIRED = "IN_PROGRESS", "FINISHED", "PUBLISHED", "EXPIRED"
ERROR, UNFORCED = "ERROR", ""
FORCIBLE = (ERROR, EXPIRED, IN_PROGRESS, UNFORCED)
STATUS_TEXTS = {
    IN_PROGRESS: "In Progress: Media is still being processed.",
    FINISHED: "Finished: Media has been uploaded and it is ready to be published.",
    PUBLISHED: "Published: Media has been successfully published.",
    EXPIRED: "Expired: Media was not published within 24 hours.",
    ERROR: "Error: Media upload has failed with error code 2207053",
}

LIFE = 24 * 60 * 60  # seconds
CAPTION_MAX = 2200  # UTF-16 units: the unit is undocumented, this one counts highest
ALT_TEXT_MAX = 1000  # characters
MENTIONS_MAX = 20
CHILDREN_MIN, CHILDREN_MAX = 2, 10
MENTION = re.compile(r"(?<![\w.])@[A-Za-z0-9_.]+")


@dataclass(frozen=True)
class Container:
    """`photo` is the sha256 of the fetched bytes, width and height are its px; a carousel has none itself."""

    id: str
    account_id: str
    media_type: str
    is_carousel_item: int
    caption: str
    alt_text: str
    source_url: str
    photo: str
    width: int
    height: int
    created_at: float
    ready_at: float
    published_at: float | None
    forced_status: str
    is_ai_generated: int

    def shown_status_code(self, now: float, stale_seconds: float) -> str:
        """What a caller is told: for so long, not yet of the publication."""
        if self.published_at is not None and now < self.published_at + stale_seconds:
            return FINISHED
        return self.status_code(now)

    def status_code(self, now: float) -> str:
        if self.published_at is not None:
            return PUBLISHED
        if self.forced_status:
            return self.forced_status
        if now > self.created_at + LIFE:
            return EXPIRED
        return FINISHED if now >= self.ready_at else IN_PROGRESS


@dataclass(frozen=True)
class Draft:
    """What every new container has. `ready_at` (Unix seconds) is the end of the processing. `day_budget`: how many the
    account may make in 24 hours."""

    account_id: str
    caption: str
    alt_text: str
    created_at: float
    ready_at: float
    day_budget: int
    is_ai_generated: bool = False

    def check(self) -> None:
        """Raises GraphError 36004, 100/2207040 or 100."""
        length = len(self.caption.encode("utf-16-le")) // 2
        if length > CAPTION_MAX:
            raise CAPTION_TOO_LONG.error(length=length, limit=CAPTION_MAX)
        if len(MENTION.findall(self.caption)) > MENTIONS_MAX:
            raise TOO_MANY_MENTIONS.error(limit=MENTIONS_MAX)
        if len(self.alt_text) > ALT_TEXT_MAX:
            raise PARAM_INVALID.error(
                name="alt_text", problem=f"must be at most {ALT_TEXT_MAX} characters long"
            )


def create_image(
    db: sqlite3.Connection, draft: Draft, *, photo: Photo, source_url: str, is_carousel_item: bool
) -> str:
    """The id of a new image container. Raises GraphError 4 above the day's budget."""
    with transaction(db):
        return _insert(db, draft, IMAGE, is_carousel_item, source_url, photo)


def create_carousel(db: sqlite3.Connection, draft: Draft, child_ids: Sequence[str]) -> str:
    """The id of a new carousel container, not ready before its children. Raises GraphError 100, 24 or 4."""
    if not CHILDREN_MIN <= len(child_ids) <= CHILDREN_MAX:
        raise CAROUSEL_SIZE.error()
    with transaction(db):
        items = [_carousel_item(db, draft, child_id) for child_id in child_ids]
        ready_at = max(draft.ready_at, *(item.ready_at for item in items))
        draft = replace(draft, ready_at=ready_at)
        parent_id = _insert(db, draft, CAROUSEL, is_carousel_item=False, source_url="", photo=None)
        db.executemany(
            "INSERT INTO container_children (parent_id, position, child_id) VALUES (?, ?, ?)",
            [(parent_id, position, child_id) for position, child_id in enumerate(child_ids)],
        )
        for item in items:
            if item.forced_status:
                _force_parents(db, item.id, item.forced_status)
    return parent_id


def force(db: sqlite3.Connection, container_id: str, status: str) -> None:
    """Keep the container in this state until it is published; empty: let it be. Raises ValueError on another state."""
    if status not in FORCIBLE:
        raise ValueError(f"status_code must be one of: {', '.join(FORCIBLE)}")
    with transaction(db):
        db.execute("UPDATE containers SET forced_status = ? WHERE id = ?", (status, container_id))
        _force_parents(db, container_id, status)


def find(db: sqlite3.Connection, container_id: str, account_id: str) -> Container | None:
    row = db.execute(
        "SELECT * FROM containers WHERE id = ? AND account_id = ?", (container_id, account_id)
    ).fetchone()
    return None if row is None else Container(**row)


def children(db: sqlite3.Connection, container_id: str) -> list[Container]:
    """The items of a carousel in their order."""
    rows = db.execute(
        "SELECT containers.* FROM containers JOIN container_children ON child_id = id "
        "WHERE container_children.parent_id = ? ORDER BY position",
        (container_id,),
    )
    return [Container(**row) for row in rows]


def _force_parents(db: sqlite3.Connection, child_id: str, status: str) -> None:
    db.execute(
        "UPDATE containers SET forced_status = ? "
        "WHERE id IN (SELECT parent_id FROM container_children WHERE child_id = ?)",
        (status, child_id),
    )


def _carousel_item(db: sqlite3.Connection, draft: Draft, child_id: str) -> Container:
    item = find(db, child_id, draft.account_id)
    if item is None or item.status_code(draft.created_at) == EXPIRED:
        raise CONTAINER_GONE.error(id=child_id)
    if not item.is_carousel_item:
        raise PARAM_INVALID.error(name="children", problem=f"holds {child_id}, which is not a carousel item")
    return item


def _insert(
    db: sqlite3.Connection,
    draft: Draft,
    media_type: str,
    is_carousel_item: bool,
    source_url: str,
    photo: Photo | None,
) -> str:
    query = "SELECT count(*) FROM containers WHERE account_id = ? AND created_at > ?"
    if db.execute(query, (draft.account_id, draft.created_at - LIFE)).fetchone()[0] >= draft.day_budget:
        raise REQUEST_LIMIT.error()
    container_id = new_id("178")
    sha256, width, height = (photo.sha256, photo.width, photo.height) if photo else ("", 0, 0)
    db.execute(
        "INSERT INTO containers (id, account_id, media_type, is_carousel_item, caption, alt_text, "
        "source_url, photo, width, height, created_at, ready_at, is_ai_generated) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            container_id,
            draft.account_id,
            media_type,
            is_carousel_item,
            draft.caption,
            draft.alt_text,
            source_url,
            sha256,
            width,
            height,
            draft.created_at,
            draft.ready_at,
            draft.is_ai_generated,
        ),
    )
    return container_id
