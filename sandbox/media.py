"""What is published: posts and the images inside a carousel, newest first."""

import secrets
import sqlite3
from dataclasses import dataclass

from sandbox.accounts import new_id
from sandbox.store import transaction

IMAGE = "IMAGE"
CAROUSEL_ALBUM = "CAROUSEL_ALBUM"


@dataclass(frozen=True)
class Media:
    """`photo` is the sha256 of the fetched bytes, width and height (px) are those of the shown picture."""

    seq: int
    id: str
    account_id: str
    container_id: str
    parent_id: str | None
    media_type: str
    caption: str
    alt_text: str
    photo: str
    width: int
    height: int
    shortcode: str
    published_at: float
    comment_enabled: int
    is_ai_generated: int


@dataclass(frozen=True)
class Page:
    items: list[Media]
    has_more: bool


def add(
    db: sqlite3.Connection,
    *,
    account_id: str,
    container_id: str,
    parent_id: str | None,
    media_type: str,
    caption: str,
    alt_text: str,
    photo: str,
    size: tuple[int, int],
    at: float,
    is_ai_generated: bool = False,
) -> str:
    """Put it online and give its id."""
    media_id = new_id("179")
    db.execute(
        "INSERT INTO media (id, account_id, container_id, parent_id, media_type, caption, alt_text, photo, "
        "width, height, shortcode, published_at, is_ai_generated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            media_id,
            account_id,
            container_id,
            parent_id,
            media_type,
            caption,
            alt_text,
            photo,
            *size,
            secrets.token_urlsafe(8),
            at,
            is_ai_generated,
        ),
    )
    return media_id


def find(db: sqlite3.Connection, media_id: str) -> Media | None:
    return _one(db.execute("SELECT * FROM media WHERE id = ?", (media_id,)))


def post_of_shortcode(db: sqlite3.Connection, shortcode: str) -> Media | None:
    return _one(db.execute("SELECT * FROM media WHERE shortcode = ? AND parent_id IS NULL", (shortcode,)))


def children(db: sqlite3.Connection, media_id: str) -> list[Media]:
    """The images of a carousel in their order."""
    return [
        Media(**row)
        for row in db.execute("SELECT * FROM media WHERE parent_id = ? ORDER BY seq", (media_id,))
    ]


def page(
    db: sqlite3.Connection,
    account_id: str,
    *,
    limit: int,
    after: int | None = None,
    since: float | None = None,
    until: float | None = None,
) -> Page:
    """Posts of an account, newest first: those behind the one whose `seq` is `after`, published from `since`
    to `until` (Unix seconds)."""
    rows = db.execute(
        "SELECT * FROM media WHERE account_id = :account AND parent_id IS NULL "
        "AND (:after IS NULL OR seq < :after) AND (:since IS NULL OR published_at >= :since) "
        "AND (:until IS NULL OR published_at <= :until) ORDER BY seq DESC LIMIT :wanted",
        {"account": account_id, "after": after, "since": since, "until": until, "wanted": limit + 1},
    ).fetchall()
    return Page([Media(**row) for row in rows[:limit]], has_more=len(rows) > limit)


def count(db: sqlite3.Connection, account_id: str, since: float = 0.0) -> int:
    """How many posts the account published after that moment (Unix seconds)."""
    query = "SELECT count(*) FROM media WHERE account_id = ? AND parent_id IS NULL AND published_at > ?"
    return int(db.execute(query, (account_id, since)).fetchone()[0])


def set_comment_enabled(db: sqlite3.Connection, media_id: str, enabled: bool) -> None:
    db.execute("UPDATE media SET comment_enabled = ? WHERE id = ?", (enabled, media_id))


def edit(
    db: sqlite3.Connection,
    media_id: str,
    *,
    caption: str | None = None,
    pictures: list[str] | None = None,
    is_ai_generated: bool | None = None,
) -> None:
    """Other words, another label, or of a carousel only these pictures in this order. Raises ValueError if there is no such post."""
    with transaction(db):
        post = find(db, media_id)
        if post is None or post.parent_id is not None:
            raise ValueError(f"no post {media_id!r}")
        if caption is not None:
            db.execute("UPDATE media SET caption = ? WHERE id = ?", (caption, media_id))
        if is_ai_generated is not None:
            db.execute("UPDATE media SET is_ai_generated = ? WHERE id = ?", (is_ai_generated, media_id))
        if pictures is not None:
            _rearrange(db, children(db, media_id), pictures)


def _rearrange(db: sqlite3.Connection, present: list[Media], wanted: list[str]) -> None:
    """`seq` is the order; it is unique, so it is freed before it is given anew."""
    for child in present:
        if child.id in wanted:
            db.execute("UPDATE media SET seq = -seq WHERE id = ?", (child.id,))
        else:
            db.execute("DELETE FROM media WHERE id = ?", (child.id,))
    for place, child_id in zip(sorted(child.seq for child in present), wanted, strict=False):
        db.execute("UPDATE media SET seq = ? WHERE id = ?", (place, child_id))


def delete(db: sqlite3.Connection, media_id: str) -> None:
    """A post with its pictures and comments; its container stays published. Raises ValueError if there is none."""
    with transaction(db):
        if (
            db.execute("SELECT 1 FROM media WHERE id = ? AND parent_id IS NULL", (media_id,)).fetchone()
            is None
        ):
            raise ValueError(f"no post {media_id!r}")
        db.execute("DELETE FROM media WHERE parent_id = ?", (media_id,))
        db.execute("DELETE FROM media WHERE id = ?", (media_id,))


def _one(cursor: sqlite3.Cursor) -> Media | None:
    row = cursor.fetchone()
    return None if row is None else Media(**row)
