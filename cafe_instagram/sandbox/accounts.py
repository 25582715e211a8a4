"""The Instagram accounts the sandbox knows, and the tokens that open them."""

import secrets
import sqlite3
from dataclasses import dataclass

from cafe_instagram.sandbox.store import transaction

FIRST_TOKEN = "sandbox-token"  # noqa: S105 - opens nothing but the practice account


@dataclass(frozen=True)
class Account:
    """`user_id` is the professional account's id, `app_scoped_id` the one `/me` gives; both address it."""

    user_id: str
    app_scoped_id: str
    username: str
    name: str
    biography: str
    followers_count: int


FIRST_ACCOUNT = Account(
    user_id="17841400000000001",
    app_scoped_id="24100000000000001",
    username="hokkaido_cafe",
    name="北海道とつながるカフェ",
    biography="北海道の暮らしと、北海道とつながる人たちをご紹介します。",
    followers_count=128,
)


def seed(db: sqlite3.Connection) -> None:
    """The account and the token of the first start; changes nothing later."""
    first = FIRST_ACCOUNT
    with transaction(db):
        db.execute(
            "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, ?, ?)",
            (
                first.user_id,
                first.app_scoped_id,
                first.username,
                first.name,
                first.biography,
                first.followers_count,
            ),
        )
        db.execute("INSERT OR IGNORE INTO tokens VALUES (?, ?)", (FIRST_TOKEN, first.user_id))


def first(db: sqlite3.Connection) -> Account:
    """The account whose profile the pages show."""
    return Account(**db.execute("SELECT * FROM accounts ORDER BY rowid LIMIT 1").fetchone())


def of_token(db: sqlite3.Connection, token: str) -> Account | None:
    row = db.execute(
        "SELECT accounts.* FROM accounts JOIN tokens ON tokens.account_id = accounts.user_id WHERE token = ?",
        (token,),
    ).fetchone()
    return None if row is None else Account(**row)


def new_id(prefix: str) -> str:
    """A digit string of 17 characters, as Instagram's ids are."""
    return prefix + str(secrets.randbelow(10 ** (17 - len(prefix)))).zfill(17 - len(prefix))
