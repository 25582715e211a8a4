"""The Instagram accounts the sandbox knows."""

import secrets
import sqlite3
from dataclasses import dataclass, fields

from sandbox import tokens
from sandbox.store import transaction
from sandbox.tokens import Token


@dataclass(frozen=True)
class Account:
    """`user_id` is the professional account's id, `app_scoped_id` the one `/me` gives; both address it."""

    user_id: str
    app_scoped_id: str
    username: str
    name: str
    biography: str
    followers_count: int
    # The link of the profile; empty: the sandbox's own page.
    website: str = ""

    @property
    def page_id(self) -> str:
        """Of the Facebook page that the account is linked to."""
        return f"10{self.user_id[2:]}"


FIRST_ACCOUNT = Account(
    user_id="17841400000000001",
    app_scoped_id="24100000000000001",
    username="hokkaido_cafe",
    name="北海道とつながるカフェ",
    biography="北海道の暮らしと、北海道とつながる人たちをご紹介します。",
    followers_count=128,
)


def seed(db: sqlite3.Connection) -> None:
    """The account and the token of the first start, which has no end; changes nothing later."""
    with transaction(db):
        add(db, FIRST_ACCOUNT)
        if tokens.find(db, tokens.FIRST_TOKEN) is None:
            kind = tokens.INSTAGRAM
            tokens.keep(
                db,
                Token(tokens.FIRST_TOKEN, FIRST_ACCOUNT.user_id, kind, tokens.PERMISSIONS[kind], 0.0),
            )


def add(db: sqlite3.Connection, account: Account) -> None:
    values = tuple(getattr(account, field.name) for field in fields(Account))
    db.execute("INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def first(db: sqlite3.Connection) -> Account:
    """The account whose profile the pages show."""
    return Account(**db.execute("SELECT * FROM accounts ORDER BY rowid LIMIT 1").fetchone())


def edit(db: sqlite3.Connection, user_id: str, **parts: str) -> None:
    """Another name, text or link, as somebody at the account writes it. Raises ValueError for what no profile has."""
    unknown = parts.keys() - EDITABLE
    if unknown or not parts.get("username", "x"):
        raise ValueError(f"a profile has {', '.join(EDITABLE)}, and a username always")
    with transaction(db):
        for part, value in parts.items():
            db.execute(f"UPDATE accounts SET {part} = ? WHERE user_id = ?", (value, user_id))  # noqa: S608 - EDITABLE


EDITABLE = ("username", "name", "biography", "website")


def find(db: sqlite3.Connection, user_id: str) -> Account | None:
    row = db.execute("SELECT * FROM accounts WHERE user_id = ?", (user_id,)).fetchone()
    return None if row is None else Account(**row)


def of_username(db: sqlite3.Connection, username: str) -> Account:
    """Made on the first call."""
    for row in db.execute("SELECT * FROM accounts WHERE username = ?", (username,)):
        return Account(**row)
    account = Account(new_id("17841"), new_id("241"), username, username, "", 0)
    add(db, account)
    return account


def new_id(prefix: str) -> str:
    """A digit string of 17 characters, as Instagram's ids are."""
    return prefix + str(secrets.randbelow(10 ** (17 - len(prefix)))).zfill(17 - len(prefix))
