"""What Meta's answers mean to us: frozen values, read from JSON that may lack anything but an id."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from instagram.limits import POSTS_PER_DAY, POSTS_PER_DAY_WINDOW_S

JSONObject = Mapping[str, Any]

_SUBCODE_IN_TEXT = re.compile(r"\b22\d{5}\b")


@dataclass(frozen=True)
class Account:
    """The professional account. Store `user_id`: on Instagram Login `id` holds for one app only."""

    id: str
    user_id: str
    username: str

    @classmethod
    def from_json(cls, answer: JSONObject) -> Self:
        """Reads both shapes: Meta's pages wrap the account in {"data": [...]}, the service answers flat."""
        node = _first(answer["data"]) if "data" in answer else answer
        account_id = str(node.get("id") or "")
        return cls(account_id, str(node.get("user_id") or account_id), str(node.get("username") or ""))


@dataclass(frozen=True)
class Profile:
    """None is what Instagram has not told: a part that is empty is left out as well."""

    username: str | None = None
    name: str | None = None
    biography: str | None = None
    website: str | None = None
    media_count: int | None = None
    # Whether all of it was asked for.
    is_whole: bool = True

    @classmethod
    def from_json(cls, answer: JSONObject, *, is_whole: bool = True) -> Self:
        node = _first(answer["data"]) if "data" in answer else answer
        told = {
            part: str(node[part]) for part in ("username", "name", "biography", "website") if node.get(part)
        }
        count = node.get("media_count")
        return cls(**told, media_count=None if count is None else int(count), is_whole=is_whole)


class ContainerStatus(StrEnum):
    """`status_code` of a container; a value that Meta adds later counts as still in progress."""

    EXPIRED = "EXPIRED"
    ERROR = "ERROR"
    FINISHED = "FINISHED"
    IN_PROGRESS = "IN_PROGRESS"
    PUBLISHED = "PUBLISHED"

    @classmethod
    def _missing_(cls, value: object) -> "ContainerStatus":
        return cls.IN_PROGRESS


@dataclass(frozen=True)
class Container:
    """Reference "IG Container". `subcode` is the error number that Meta puts into the text of `status`."""

    status: ContainerStatus
    subcode: int | None = None

    @classmethod
    def from_json(cls, answer: JSONObject) -> Self:
        subcode = _SUBCODE_IN_TEXT.search(str(answer.get("status") or ""))
        return cls(ContainerStatus(str(answer.get("status_code"))), int(subcode[0]) if subcode else None)


@dataclass(frozen=True)
class Quota:
    """Publications used and allowed within a moving window of `duration_s` seconds."""

    used: int
    total: int
    duration_s: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.used)

    @classmethod
    def from_json(cls, answer: JSONObject) -> Self:
        """Reference "Content Publishing Limit"; the documented numbers where the answer leaves them out."""
        node = _first(answer.get("data"))
        config = node.get("config") or {}
        return cls(
            used=int(node.get("quota_usage") or 0),
            total=int(config.get("quota_total") or POSTS_PER_DAY),
            duration_s=int(config.get("quota_duration") or POSTS_PER_DAY_WINDOW_S),
        )


@dataclass(frozen=True)
class Media:
    """A live post. Meta may return the caption without its @ signs, and leaves out what it cannot show."""

    id: str
    caption: str = ""
    timestamp: datetime | None = None
    media_type: str = ""
    permalink: str | None = None
    children_count: int = 0
    # Of a carousel's pictures in their order, where they were asked for.
    kinds: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    ai_generated: bool | None = None  # None: not said

    @classmethod
    def from_json(cls, node: JSONObject) -> Self:
        children = (node.get("children") or {}).get("data") or []
        return cls(
            id=str(node["id"]),
            caption=str(node.get("caption") or ""),
            timestamp=_moment(node.get("timestamp")),
            media_type=str(node.get("media_type") or ""),
            permalink=node.get("permalink") or None,
            children_count=len(children),
            kinds=tuple(str(child["media_type"]) for child in children if child.get("media_type")),
            alt_texts=tuple(str(child["alt_text"]) for child in children if child.get("alt_text")),
            ai_generated=node.get("is_ai_generated"),
        )


@dataclass(frozen=True)
class CountedMedia:
    """A live post with how many comments Instagram counts, replies included."""

    id: str
    caption: str = ""
    timestamp: datetime | None = None
    permalink: str = ""
    comments_count: int = 0
    media_type: str = ""
    children_count: int = 0

    @property
    def pictures(self) -> int:
        """How many it has; 0 where Instagram does not tell."""
        return self.children_count or (1 if self.media_type == "IMAGE" else 0)

    @classmethod
    def from_json(cls, node: JSONObject) -> Self:
        return cls(
            id=str(node["id"]),
            caption=str(node.get("caption") or ""),
            timestamp=_moment(node.get("timestamp")),
            permalink=str(node.get("permalink") or ""),
            comments_count=int(node.get("comments_count") or 0),
            media_type=str(node.get("media_type") or ""),
            children_count=len((node.get("children") or {}).get("data") or []),
        )


@dataclass(frozen=True)
class MediaPage:
    """`after` is the place to go on from; empty on the last page."""

    items: tuple[CountedMedia, ...]
    after: str = ""

    @classmethod
    def from_json(cls, answer: JSONObject) -> Self:
        nodes = [node for node in answer.get("data") or [] if node.get("id")]
        return cls(tuple(CountedMedia.from_json(node) for node in nodes), page_after(answer))


@dataclass(frozen=True)
class RemoteComment:
    """Reference "IG Comment". Instagram may leave out who wrote it (`from`), and whether it is hidden."""

    id: str
    text: str = ""
    timestamp: datetime | None = None
    username: str = ""
    author_id: str = ""
    hidden: bool | None = None
    parent_id: str = ""
    replies: tuple["RemoteComment", ...] = ()
    # Where the replies go on, if there are more than came along.
    replies_after: str = ""

    @classmethod
    def from_json(cls, node: JSONObject, *, parent_id: str = "") -> Self:
        author = node.get("from") or {}
        own_id, hidden = str(node["id"]), node.get("hidden")
        answers = node.get("replies") or {}
        return cls(
            id=own_id,
            text=str(node.get("text") or ""),
            timestamp=_moment(node.get("timestamp")),
            username=str(node.get("username") or author.get("username") or ""),
            author_id=str(author.get("id") or ""),
            hidden=hidden if isinstance(hidden, bool) else None,
            parent_id=str(node.get("parent_id") or parent_id),
            replies=tuple(
                cls.from_json(one, parent_id=own_id) for one in answers.get("data") or [] if one.get("id")
            ),
            replies_after=page_after(answers),
        )


@dataclass(frozen=True)
class CommentPage:
    """`after` is the place to go on from; empty on the last page."""

    items: tuple[RemoteComment, ...]
    after: str = ""

    @classmethod
    def from_json(cls, answer: JSONObject, *, parent_id: str = "") -> Self:
        nodes = [node for node in answer.get("data") or [] if node.get("id")]
        return cls(
            tuple(RemoteComment.from_json(node, parent_id=parent_id) for node in nodes), page_after(answer)
        )


@dataclass(frozen=True)
class Grant:
    """A token that Meta has given. Times to live are in seconds from now; None: without end, or not told."""

    token: str = field(repr=False)
    expires_in_s: int | None = None
    permissions: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, answer: JSONObject) -> Self:
        """`permissions` come as a list or with commas: Meta's SDK knows the field, its pages do not tell the shape."""
        permissions = answer.get("permissions") or ()
        if isinstance(permissions, str):
            permissions = permissions.split(",")
        lifetime = int(answer.get("expires_in") or 0)
        names = tuple(str(name).strip() for name in permissions)
        return cls(str(answer["access_token"]), lifetime or None, names)


@dataclass(frozen=True)
class Page:
    """A Facebook page that the user manages, with its token and the professional account linked to it."""

    id: str
    name: str
    token: str = field(repr=False)
    instagram_user_id: str = ""

    @classmethod
    def from_json(cls, node: JSONObject) -> Self:
        linked = node.get("instagram_business_account") or {}
        return cls(
            id=str(node.get("id") or ""),
            name=str(node.get("name") or ""),
            token=str(node.get("access_token") or ""),
            instagram_user_id=str(linked.get("id") or ""),
        )


@dataclass(frozen=True)
class TokenState:
    """Reference "Debug Token". `expires_at`: the earlier of the token's own end and that of the access to data."""

    is_valid: bool
    permissions: tuple[str, ...] = ()
    expires_at: datetime | None = None

    @classmethod
    def from_json(cls, answer: JSONObject) -> Self:
        node = answer.get("data") or {}
        ends = [int(node.get(name) or 0) for name in ("expires_at", "data_access_expires_at")]
        return cls(
            is_valid=bool(node.get("is_valid")),
            permissions=tuple(str(scope) for scope in node.get("scopes") or ()),
            expires_at=min((datetime.fromtimestamp(end, UTC) for end in ends if end), default=None),
        )


def page_after(answer: JSONObject) -> str:
    """The cursor of the next page. Graph's `next` holds the token or not; only its being there counts."""
    paging = answer.get("paging") or {}
    return str((paging.get("cursors") or {}).get("after") or "") if paging.get("next") else ""


def _first(nodes: Any) -> JSONObject:
    return nodes[0] if nodes else {}


def _moment(text: Any) -> datetime | None:
    """Meta writes 2026-11-22T05:32:52+0000."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
