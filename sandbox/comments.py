"""Comments under a post and their replies: one level deep, newest first.

Source: Meta, references "IG Media Comments", "IG Comment" and "IG Comment Replies".
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox import webhooks
from sandbox.accounts import new_id
from sandbox.store import transaction

TEXT_MAX = 2200  # UTF-16 units, as in a caption: Meta's pages give no limit for comments
PER_PAGE = 50


@dataclass(frozen=True)
class Comment:
    """`at` is Unix seconds. `parent_id`: of the comment that a reply answers."""

    seq: int
    id: str
    media_id: str
    parent_id: str | None
    author_id: str
    username: str
    text: str
    at: float
    is_hidden: int
    like_count: int

    @property
    def thread_id(self) -> str:
        """Of the comment at the top: what answers a reply stands beside it."""
        return self.parent_id or self.id


@dataclass(frozen=True)
class Page:
    items: list[Comment]
    has_more: bool


def write(
    db: sqlite3.Connection,
    texts: Sequence[str],
    *,
    media_id: str,
    parent_id: str | None,
    author_id: str,
    username: str,
    at: float,
) -> list[str]:
    """One author's comments, all or none; their ids in the same order."""
    ids = [new_id("180") for _ in texts]
    with transaction(db):
        db.executemany(
            "INSERT INTO comments (id, media_id, parent_id, author_id, username, text, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (comment_id, media_id, parent_id, author_id, username, text, at)
                for comment_id, text in zip(ids, texts, strict=True)
            ],
        )
        webhooks.announce(db, ids)
    return ids


def find(db: sqlite3.Connection, comment_id: str) -> Comment | None:
    row = db.execute("SELECT * FROM comments WHERE id = ?", (comment_id,)).fetchone()
    return None if row is None else Comment(**row)


def everything(db: sqlite3.Connection) -> list[Comment]:
    """Oldest first."""
    return [Comment(**row) for row in db.execute("SELECT * FROM comments ORDER BY seq")]


def page(
    db: sqlite3.Connection,
    media_id: str,
    *,
    parent_id: str | None = None,
    limit: int = PER_PAGE,
    after: int | None = None,
) -> Page:
    """Newest first: a post's own comments, or one comment's replies, behind the one whose `seq` is `after`."""
    rows = db.execute(
        "SELECT * FROM comments WHERE media_id = :media AND parent_id IS :parent "
        "AND (:after IS NULL OR seq < :after) ORDER BY seq DESC LIMIT :wanted",
        {"media": media_id, "parent": parent_id, "after": after, "wanted": limit + 1},
    ).fetchall()
    return Page([Comment(**row) for row in rows[:limit]], has_more=len(rows) > limit)


def latest(db: sqlite3.Connection, *, limit: int, after: int | None = None) -> Page:
    """Of all posts, comments and replies alike, newest first."""
    rows = db.execute(
        "SELECT * FROM comments WHERE :after IS NULL OR seq < :after ORDER BY seq DESC LIMIT :wanted",
        {"after": after, "wanted": limit + 1},
    ).fetchall()
    return Page([Comment(**row) for row in rows[:limit]], has_more=len(rows) > limit)


def visible(
    db: sqlite3.Connection, media_id: str, *, parent_id: str | None, limit: int, after: int | None = None
) -> Page:
    """As `page`, without the hidden ones: what people see."""
    rows = db.execute(
        "SELECT * FROM comments WHERE media_id = :media AND parent_id IS :parent AND NOT is_hidden "
        "AND (:after IS NULL OR seq < :after) ORDER BY seq DESC LIMIT :wanted",
        {"media": media_id, "parent": parent_id, "after": after, "wanted": limit + 1},
    ).fetchall()
    return Page([Comment(**row) for row in rows[:limit]], has_more=len(rows) > limit)


def count(db: sqlite3.Connection, media_id: str) -> int:
    """Replies included."""
    query = "SELECT count(*) FROM comments WHERE media_id = ?"
    return int(db.execute(query, (media_id,)).fetchone()[0])


def set_hidden(db: sqlite3.Connection, comment_id: str, hidden: bool) -> None:
    db.execute("UPDATE comments SET is_hidden = ? WHERE id = ?", (hidden, comment_id))


def edit(db: sqlite3.Connection, comment_id: str, text: str) -> None:
    db.execute("UPDATE comments SET text = ? WHERE id = ?", (text, comment_id))


def delete(db: sqlite3.Connection, comment_id: str) -> None:
    """With its replies."""
    db.execute("DELETE FROM comments WHERE id = ?", (comment_id,))


def is_too_long(text: str) -> bool:
    return len(text.encode("utf-16-le")) // 2 > TEXT_MAX


def citizen_id(username: str) -> str:
    """The same digits for the same name, as Instagram's ids of other people are."""
    return str(10**15 + int(hashlib.sha256(username.encode()).hexdigest(), 16) % (9 * 10**15))
