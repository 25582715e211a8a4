"""Faults on request, each seen in the wild: armed for n strikes, then gone.

A point is a moment in a call. At most points nothing has happened yet; at those with `:applied` all of it has.
"""

import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request

from sandbox import containers, tokens
from sandbox.context import database
from sandbox.errors import (
    ACCOUNT_RESTRICTED,
    ACTION_BLOCKED,
    DELETE_FATAL,
    ENDED,
    FATAL,
    FETCH_FAILED,
    FIELDS_AFTER_WRITING,
    MEDIA_NOT_FOUND,
    NOT_READY,
    PERMISSION_MISSING,
    TOO_MANY_CALLS,
    UNAVAILABLE,
    UNSUPPORTED,
    Shape,
)

CREATE = "create"
CREATE_FETCH = "create:fetch"
STATUS = "status"
PUBLISH = "publish"
PUBLISH_READY = "publish:ready"
PUBLISH_APPLIED = "publish:applied"
ACCOUNT = "account"
LIMIT = "limit"
MEDIA = "media"
POST = "post"
INSIGHTS = "insights"
TAKE_DOWN = "take_down"
TAKE_DOWN_APPLIED = "take_down:applied"
COMMENTS = "comments"
REPLIES = "replies"
COMMENT = "comment"
REPLY = "reply"
REPLY_APPLIED = "reply:applied"
HIDE = "hide"
HIDE_APPLIED = "hide:applied"
DELETE = "delete"
DELETE_APPLIED = "delete:applied"
WEBHOOK_ORDER = "webhook:order"
WEBHOOK_REPLAY = "webhook:replay"
WEBHOOK_SIGNATURE = "webhook:signature"
WEBHOOK_TWICE = "webhook:twice"
READS = (ACCOUNT, LIMIT, MEDIA, POST, INSIGHTS, COMMENTS, REPLIES, COMMENT)
ANY_CALL = (CREATE, STATUS, PUBLISH, *READS, REPLY, HIDE, DELETE, TAKE_DOWN)
APPLIED = (PUBLISH_APPLIED, REPLY_APPLIED, HIDE_APPLIED, DELETE_APPLIED, TAKE_DOWN_APPLIED)

REGAIN_MINUTES = 5
JSON, HTML = "application/json", "text/html; charset=utf-8"
ERROR_PAGE = "<!DOCTYPE html><html><title>Error</title><h1>Sorry, something went wrong.</h1></html>"

# No `next`, and cursors all the same.
EMPTY_PAGE = '{"data": [], "paging": {"cursors": {"before": "MQ==", "after": "MQ=="}}}'

# From the facts of the call to what ends it; None: it goes on, but otherwise.
Outcome = Callable[[Mapping[str, object]], Exception | None]


class Struck(Exception):
    """Ends the call with an answer that is no Graph error."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def _refused(shape: Shape) -> Outcome:
    return lambda facts: shape.error(**facts)


def _answered(body: str, status: int, content_type: str) -> Outcome:
    return lambda facts: Struck(Response(body, status=status, content_type=content_type))


def _token_ended(subcode: int) -> Outcome:
    """From here on: what has ended a token does not pass."""

    def refuse(facts: Mapping[str, object]) -> Exception:
        tokens.end(database(), g.token.token, subcode)
        return ENDED[subcode].error()

    return refuse


def _cut_off(facts: Mapping[str, object]) -> Exception:
    connection: socket.socket = request.environ["werkzeug.socket"]

    def hang_up() -> Iterator[bytes]:
        # Here and not earlier: the call must be in the log before the caller can notice.
        connection.shutdown(socket.SHUT_RDWR)
        yield b""

    g.answer_lost = True
    return Struck(Response(hang_up()))


def _unreadable(facts: Mapping[str, object]) -> Exception:
    node = (request.view_args or {}).get("node", "")
    return UNSUPPORTED.error(method=request.method.lower(), id=node)


def _too_many_calls(facts: Mapping[str, object]) -> Exception:
    g.regain_minutes = REGAIN_MINUTES
    return TOO_MANY_CALLS.error()


def _authors_withheld(facts: Mapping[str, object]) -> None:
    g.authors_withheld = True


def _mentions_withheld(facts: Mapping[str, object]) -> None:
    g.mentions_withheld = True


def _in_japanese(facts: Mapping[str, object]) -> Exception:
    g.is_japanese = True
    return UNAVAILABLE.error()


def _forced(status: str) -> Outcome:
    """The container asked about gets into this state and stays there; the call is answered accordingly."""

    def force(facts: Mapping[str, object]) -> None:
        containers.force(database(), str(facts["container"]), status)

    return force


def _elsewhere(facts: Mapping[str, object]) -> None:
    """The courier does what it says: no call is answered otherwise."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong, at which points it can, and what the caller gets then."""

    meaning: str
    points: tuple[str, ...]
    outcome: Outcome


FAULTS: dict[str, Fault] = {
    "F1": Fault("published, but answered 403 4/2207051", (PUBLISH_APPLIED,), _refused(ACTION_BLOCKED)),
    "F2": Fault("published, but the connection is cut without an answer", (PUBLISH_APPLIED,), _cut_off),
    "F3": Fault("published, but answered 200 {}", (PUBLISH_APPLIED,), _answered("{}", 200, JSON)),
    "F1-permission": Fault(
        "published, but answered 403 10", (PUBLISH_APPLIED,), _refused(PERMISSION_MISSING)
    ),
    "F1-refused": Fault("403 4/2207051, and not published", (PUBLISH_READY,), _refused(ACTION_BLOCKED)),
    "F4": Fault("9007 although the container is FINISHED", (PUBLISH_READY,), _refused(NOT_READY)),
    "F5": Fault("24/2207006 although the container is there", (PUBLISH_READY,), _refused(MEDIA_NOT_FOUND)),
    "F6": Fault("100/33: there, but cannot be read", (STATUS, POST, COMMENT), _unreadable),
    "F7": Fault("the image cannot be fetched, for no reason", (CREATE_FETCH,), _refused(FETCH_FAILED)),
    "F8": Fault("written, but answered 400 20/1772107", (REPLY_APPLIED,), _refused(FIELDS_AFTER_WRITING)),
    "F9": Fault("written, but the connection is cut without an answer", (REPLY_APPLIED,), _cut_off),
    "F10": Fault("no comments, although the post counts some", (COMMENTS,), _answered(EMPTY_PAGE, 200, JSON)),
    "F11": Fault("who wrote a comment is left out", (COMMENTS, REPLIES, COMMENT), _authors_withheld),
    "F12": Fault(
        f"80002: too many calls, {REGAIN_MINUTES} minutes until they are taken again",
        ANY_CALL,
        _too_many_calls,
    ),
    "F14-order": Fault(
        "a notification waits for the next one and goes after it", (WEBHOOK_ORDER,), _elsewhere
    ),
    "F14-replay": Fault("after a notification the oldest one comes once more", (WEBHOOK_REPLAY,), _elsewhere),
    "F14-signature": Fault(
        "a notification with a wrong signature; repeated, it has the right one",
        (WEBHOOK_SIGNATURE,),
        _elsewhere,
    ),
    "F14-twice": Fault("a notification comes twice", (WEBHOOK_TWICE,), _elsewhere),
    "F15": Fault("the container has expired", (STATUS, PUBLISH), _forced(containers.EXPIRED)),
    "F16": Fault(
        "the container stays IN_PROGRESS for good", (STATUS, PUBLISH), _forced(containers.IN_PROGRESS)
    ),
    "F16-error": Fault("the container ends in ERROR", (STATUS, PUBLISH), _forced(containers.ERROR)),
    "F17": Fault(
        "500 with a page instead of JSON, nothing applied", ANY_CALL, _answered(ERROR_PAGE, 500, HTML)
    ),
    "F17-applied": Fault(
        "500 with a page instead of JSON, but done",
        APPLIED,
        _answered(ERROR_PAGE, 500, HTML),
    ),
    "F18": Fault("500 2, and what it says is Japanese; nothing applied", ANY_CALL, _in_japanese),
    "F19": Fault("a post cannot be deleted: 400 -1/2207085", (TAKE_DOWN,), _refused(DELETE_FATAL)),
    "F20": Fault("captions come without @", (MEDIA, POST), _mentions_withheld),
    "restricted": Fault(
        "25/2207050: the account is restricted", (CREATE, PUBLISH_READY), _refused(ACCOUNT_RESTRICTED)
    ),
    "fatal": Fault(
        "-1/2207001: Instagram's own error, applied or not",
        (CREATE, PUBLISH_READY, PUBLISH_APPLIED),
        _refused(FATAL),
    ),
    "F13": Fault(
        "190/460 and for good: the account's password has been changed",
        ANY_CALL,
        _token_ended(460),
    ),
    **{
        f"F13-{subcode}": Fault(f"190/{subcode} and for good", ANY_CALL, _token_ended(subcode))
        for subcode in (458, 463, 467)
    },
}


def arm(db: sqlite3.Connection, name: str, *, times: int, point: str | None) -> None:
    """Let the fault strike the next `times` calls that reach the point (None: the fault's only one).

    Raises ValueError on an unknown fault, an impossible point or a count below one.
    """
    if name not in FAULTS:
        raise ValueError(f"unknown fault {name!r}; known: {', '.join(FAULTS)}")
    points = FAULTS[name].points
    if point is None and len(points) == 1:
        point = points[0]
    if point not in points:
        raise ValueError(f"fault {name} needs a call, one of: {', '.join(points)}")
    if times < 1:
        raise ValueError("times must be at least 1")
    db.execute("INSERT INTO faults (fault, point, remaining) VALUES (?, ?, ?)", (name, point, times))


def armed(db: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = db.execute("SELECT fault, point, remaining FROM faults WHERE remaining > 0 ORDER BY seq")
    return [{"fault": row["fault"], "call": row["point"], "times": row["remaining"]} for row in rows]


def disarm(db: sqlite3.Connection, name: str | None = None, point: str | None = None) -> None:
    """All, or the one fault, or it at the one point."""
    db.execute(
        "UPDATE faults SET remaining = 0 WHERE (:name IS NULL OR fault = :name) AND (:point IS NULL OR point = :point)",
        {"name": name, "point": point},
    )


def waits(db: sqlite3.Connection, point: str) -> bool:
    """Whether a fault is armed for here."""
    query = "SELECT 1 FROM faults WHERE point = ? AND remaining > 0 LIMIT 1"
    return db.execute(query, (point,)).fetchone() is not None


def take(db: sqlite3.Connection, point: str) -> str | None:
    """The name of a fault armed for here, used up by one."""
    struck = db.execute(
        "UPDATE faults SET remaining = remaining - 1 WHERE seq = "
        "(SELECT min(seq) FROM faults WHERE point = ? AND remaining > 0) RETURNING fault",
        (point,),
    ).fetchall()
    return struck[0]["fault"] if struck else None


def strike(db: sqlite3.Connection, point: str, **facts: object) -> None:
    """Raises what a fault armed for here wants (GraphError, Struck or nothing), and uses it up by one."""
    name = take(db, point)
    if name is None:
        return
    g.fault = name
    end = FAULTS[name].outcome(facts)
    if end is not None:
        raise end
