"""What a notification says, in every shape that Meta's pages and its servers use.

Documented are `changes[]` and, for Instagram Login, field and value in the entry itself, the whole in a list; the
comment's number stands as `id` or as `comment_id`. What is not about a comment, or is not known, is passed over.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from comments.inbox.models.live import ID_MAX
from instagram.results import RemoteComment

# Live comments end with the broadcast; mentions are made under the posts of others.
FIELD = "comments"


class Unreadable(ValueError):
    """It is no notification of Instagram's. `str()` is a sentence for the administrator."""


@dataclass(frozen=True)
class Told:
    """One comment under one post of one account."""

    account_id: str
    media_id: str
    comment: RemoteComment


def told_by(body: bytes) -> list[Told]:
    """Raises Unreadable if it is not JSON, or not of Instagram's outer shape; single oddities are passed over."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("通知の内容がJSONとして読めませんでした。") from None
    wrappers = document if isinstance(document, list) else [document]
    if not all(isinstance(one, dict) and isinstance(one.get("entry"), list) for one in wrappers):
        raise Unreadable("通知の内容が、Instagramの通知の形をしていませんでした。")
    return [told for wrapper in wrappers for entry in wrapper["entry"] for told in _of_entry(entry)]


def _of_entry(entry: Any) -> Iterator[Told]:
    if not isinstance(entry, dict):
        return
    changes = entry.get("changes")
    for change in changes if isinstance(changes, list) else [entry]:
        value = change.get("value") if isinstance(change, dict) else None
        if isinstance(value, dict) and change.get("field") == FIELD:
            told = _of_value(entry, value)
            if told:
                yield told


def _of_value(entry: dict[str, Any], value: dict[str, Any]) -> Told | None:
    """None where comment or post have no number."""
    media = _object(value.get("media"))
    comment_id = _number(value.get("id")) or _number(value.get("comment_id"))
    # Of an advertisement made from a post, the post itself counts.
    media_id = _number(media.get("original_media_id")) or _number(media.get("id"))
    if not comment_id or not media_id:
        return None
    author = _object(value.get("from"))
    comment = RemoteComment(
        id=comment_id,
        text=_text(value.get("text")),
        timestamp=_moment(entry.get("time")),
        username=_text(author.get("username")) or _text(value.get("username")),
        author_id=_number(author.get("id")),
        parent_id=_number(value.get("parent_id")),
    )
    return Told(_number(entry.get("id")), media_id, comment)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> str:
    """Ids come as text, and now and then as a number."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value)
    return text if text.isascii() and text.isdigit() and len(text) <= ID_MAX else ""


def _moment(value: Any) -> datetime | None:
    """When the notification was made, in seconds: nearest to when the comment was written, until it is read itself."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
