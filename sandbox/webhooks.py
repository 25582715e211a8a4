"""Notifications: who wants them, what they say, which are still to be delivered.

Source: Meta, guides "Webhooks" of both products, "Graph API / Webhooks / Getting Started" (signature, escaping,
batches of up to 1000, retries with decreasing frequency for 36 hours).
"""

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sandbox import switches
from sandbox.store import read_setting, transaction, write_setting
from sandbox.switches import Switches

CALLBACK = "webhook_callback"
APP_ID = "600000000000001"
COMMENTS = "comments"
FIELDS = ("comments", "live_comments", "mentions", "messages", "story_insights")
UPDATES_MAX = 1000  # in one notification
# Seconds between the attempts; they stand for the 36 hours after which a notification is dropped.
PAUSES_S = (0, 5, 15, 60, 300, 900)


@dataclass(frozen=True)
class Callback:
    """Where notifications go. It counts once it has answered the challenge."""

    url: str
    app_secret: str
    verify_token: str
    is_verified: bool = False


@dataclass(frozen=True)
class Delivery:
    """One body, the same at every attempt. Times are Unix seconds; without `due_at` it is delivered or dropped."""

    seq: int
    body: str
    created_at: float
    due_at: float | None
    attempts: int
    status: int | None


def callback(db: sqlite3.Connection) -> Callback | None:
    stored = read_setting(db, CALLBACK, None)
    return None if stored is None else Callback(**stored)


def set_callback(db: sqlite3.Connection, wanted: Callback | None) -> None:
    write_setting(db, CALLBACK, None if wanted is None else asdict(wanted))


def fields_of(db: sqlite3.Connection, account_id: str) -> list[str]:
    """What the app is notified of about the account."""
    row = db.execute("SELECT fields FROM subscriptions WHERE account_id = ?", (account_id,)).fetchone()
    return [] if row is None else json.loads(row["fields"])


def subscribe(db: sqlite3.Connection, account_id: str, wanted: Sequence[str]) -> None:
    """Whether new fields replace the old or join them is disputed; here they replace them."""
    values = (account_id, json.dumps(list(wanted)))
    db.execute("INSERT OR REPLACE INTO subscriptions VALUES (?, ?)", values)


def unsubscribe(db: sqlite3.Connection, account_id: str) -> None:
    db.execute("DELETE FROM subscriptions WHERE account_id = ?", (account_id,))


def announce(db: sqlite3.Connection, comment_ids: Sequence[str]) -> None:
    """Note new comments for delivery, the account's own as well. Call within the transaction that writes them."""
    if callback(db) is None or not switches.load(db).webhooks:
        return
    for comment_id in comment_ids:
        row = db.execute(
            "SELECT comments.*, account_id FROM comments JOIN media ON media.id = media_id "
            "WHERE comments.id = ?",
            (comment_id,),
        ).fetchone()
        if COMMENTS in fields_of(db, row["account_id"]):
            db.execute(
                "INSERT INTO notices (account_id, value) VALUES (?, ?)",
                (row["account_id"], json.dumps(_value(row))),
            )


def gather(db: sqlite3.Connection, now: float, *, updates: int) -> None:
    """Make bodies of what has been noted, oldest first, with up to so many updates in each."""
    shape = switches.load(db)
    with transaction(db):
        notices = db.execute("SELECT * FROM notices ORDER BY seq").fetchall()
        for first in range(0, len(notices), updates):
            body = _body(notices[first : first + updates], now, shape)
            db.execute(
                "INSERT INTO deliveries (body, created_at, due_at, attempts) VALUES (?, ?, ?, 0)",
                (body, now, now),
            )
        db.execute("DELETE FROM notices")


def due(db: sqlite3.Connection, now: float) -> list[Delivery]:
    rows = db.execute("SELECT * FROM deliveries WHERE due_at <= ? ORDER BY seq", (now,))
    return [Delivery(**row) for row in rows]


def next_due(db: sqlite3.Connection) -> float | None:
    at: float | None = db.execute("SELECT min(due_at) FROM deliveries").fetchone()[0]
    return at


def everything(db: sqlite3.Connection) -> list[Delivery]:
    """Oldest first."""
    return [Delivery(**row) for row in db.execute("SELECT * FROM deliveries ORDER BY seq")]


def note(db: sqlite3.Connection, delivery: Delivery, *, status: int | None, now: float) -> None:
    """What came of an attempt; `status` None: no answer. Anything but 200 is tried again, and dropped in the end."""
    attempts = delivery.attempts + 1
    due_at = None if status == 200 or attempts > len(PAUSES_S) else now + PAUSES_S[attempts - 1]
    db.execute(
        "UPDATE deliveries SET attempts = ?, status = ?, due_at = ? WHERE seq = ?",
        (attempts, status, due_at, delivery.seq),
    )


def signature(body: bytes, secret: str, algorithm: str = "sha256") -> str:
    """Over the very bytes that are sent."""
    return f"{algorithm}={hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()}"


def _value(row: sqlite3.Row) -> dict[str, Any]:
    parent = {"parent_id": row["parent_id"]} if row["parent_id"] else {}
    return {
        "from": {"id": row["author_id"], "username": row["username"]},
        "media": {"id": row["media_id"], "media_product_type": "FEED"},
        "id": row["id"],
        **parent,
        "text": row["text"],
    }


def _body(notices: Sequence[sqlite3.Row], now: float, shape: Switches) -> str:
    """Meta's guides show two shapes, one of them in a list; what has been captured has `changes`."""
    at, entries = int(now), []
    for account_id in dict.fromkeys(notice["account_id"] for notice in notices):
        changes = [
            {"field": COMMENTS, "value": json.loads(notice["value"])}
            for notice in notices
            if notice["account_id"] == account_id
        ]
        if shape.webhook_flat:
            entries += [{"id": account_id, "time": at, **change} for change in changes]
        else:
            entries.append({"id": account_id, "time": at, "changes": changes})
    whole = {"object": "instagram", "entry": entries}
    text = json.dumps([whole] if shape.webhook_in_list else whole, separators=(",", ":"))
    return text.replace("/", "\\/")


def seed(db: sqlite3.Connection, wanted: Callback | None, account_id: str) -> None:
    """From the first start on: this callback, and the account subscribed; changes nothing later."""
    known = callback(db)
    if wanted is None or (known is not None and known.url == wanted.url):
        return
    with transaction(db):
        set_callback(db, wanted)
        if not fields_of(db, account_id):
            subscribe(db, account_id, [COMMENTS])
