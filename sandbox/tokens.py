"""The access tokens: whose they are, what they may do, how long they hold, and what has ended them.

Source: Meta, "Instagram API with Instagram Login / Business Login", references "Access Token" and "Refresh Access
Token"; "Facebook Login / Get Long-Lived Access Tokens"; "Graph API / Handle Errors".
"""

import json
import math
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.errors import ENDED, TOKEN_INVALID

FIRST_TOKEN = "sandbox-token"  # noqa: S105 - opens nothing but the practice account
INSTAGRAM, USER, PAGE = "instagram", "user", "page"
PUBLISH = {
    INSTAGRAM: "instagram_business_content_publish",
    USER: "instagram_content_publish",
    PAGE: "instagram_content_publish",
}
COMMENT = {
    INSTAGRAM: "instagram_business_manage_comments",
    USER: "instagram_manage_comments",
    PAGE: "instagram_manage_comments",
}
INSIGHTS = {
    INSTAGRAM: "instagram_business_manage_insights",
    USER: "instagram_manage_insights",
    PAGE: "instagram_manage_insights",
}
TAKE_DOWN = "instagram_manage_contents"
FACEBOOK_PERMISSIONS = (
    "instagram_basic",
    "instagram_content_publish",
    TAKE_DOWN,
    "instagram_manage_comments",
    "instagram_manage_insights",
    "pages_read_engagement",
    "pages_show_list",
)
PERMISSIONS = {
    INSTAGRAM: (
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_comments",
        "instagram_business_manage_insights",
    ),
    USER: FACEBOOK_PERMISSIONS,
    PAGE: FACEBOOK_PERMISSIONS,
}
PREFIXES = {INSTAGRAM: "IGAA", USER: "EAAU", PAGE: "EAAP"}
HOUR, DAY = 3600, 24 * 3600
SHORT_LIFE, LONG_LIFE = HOUR, 60 * DAY - 56  # seconds; the documented example says 5183944
OLD_ENOUGH = DAY  # to be refreshed
DATA_ACCESS = 90 * DAY
EXPIRED = 463


@dataclass(frozen=True)
class Token:
    """Times are Unix seconds. `expires_at` None: without end. `ended_by`: the subcode of 190 it is answered with."""

    token: str
    account_id: str
    kind: str
    permissions: tuple[str, ...]
    issued_at: float
    expires_at: float | None = None
    ended_by: int | None = None

    @property
    def may_publish(self) -> bool:
        return PUBLISH[self.kind] in self.permissions

    @property
    def may_comment(self) -> bool:
        """Also to read comments."""
        return COMMENT[self.kind] in self.permissions

    @property
    def is_facebook(self) -> bool:
        return self.kind != INSTAGRAM

    @property
    def may_read_insights(self) -> bool:
        return INSIGHTS[self.kind] in self.permissions

    @property
    def may_take_down(self) -> bool:
        return TAKE_DOWN in self.permissions

    def life_left(self, now: float) -> int | None:
        return None if self.expires_at is None else math.ceil(self.expires_at - now)


def keep(db: sqlite3.Connection, token: Token) -> Token:
    values = (token.token, token.account_id, token.kind, json.dumps(token.permissions))
    db.execute(
        "INSERT OR REPLACE INTO access_tokens VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*values, token.issued_at, token.expires_at, token.ended_by),
    )
    return token


def issue(
    db: sqlite3.Connection,
    *,
    account_id: str,
    kind: str,
    now: float,
    life: float | None,
    permissions: Iterable[str] | None = None,
) -> Token:
    """A new token; with all of its kind's permissions unless some are named."""
    given = PERMISSIONS[kind] if permissions is None else tuple(permissions)
    name = PREFIXES[kind] + secrets.token_hex(20)
    return keep(db, Token(name, account_id, kind, given, now, None if life is None else now + life))


def find(db: sqlite3.Connection, token: str) -> Token | None:
    row = db.execute("SELECT * FROM access_tokens WHERE token = ?", (token,)).fetchone()
    if row is None:
        return None
    return Token(**{**dict(row), "permissions": tuple(json.loads(row["permissions"]))})


def valid(db: sqlite3.Connection, token: str, now: float) -> Token:
    """Raises GraphError 190: unknown, ended, or expired."""
    found = find(db, token)
    if found is None:
        raise TOKEN_INVALID.error()
    if found.ended_by is not None:
        raise ENDED[found.ended_by].error()
    if found.expires_at is not None and found.expires_at <= now:
        raise ENDED[EXPIRED].error()
    return found


def end(db: sqlite3.Connection, token: str, subcode: int) -> None:
    db.execute("UPDATE access_tokens SET ended_by = ? WHERE token = ?", (subcode, token))


def end_all(db: sqlite3.Connection, account_id: str, subcode: int) -> None:
    """As a new password of the account does."""
    db.execute("UPDATE access_tokens SET ended_by = ? WHERE account_id = ?", (subcode, account_id))
