"""Faults on request, each seen in the wild: armed for n strikes, then gone.

A point is a moment in a call. At most points nothing has happened yet; at `publish:applied` the post is
online already.
"""

import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request

from cafe_instagram.sandbox import tokens
from cafe_instagram.sandbox.context import database
from cafe_instagram.sandbox.errors import ACTION_BLOCKED, ENDED, FETCH_FAILED, NOT_READY, Shape

CREATE = "create"
CREATE_FETCH = "create:fetch"
STATUS = "status"
PUBLISH = "publish"
PUBLISH_READY = "publish:ready"
PUBLISH_APPLIED = "publish:applied"

JSON, HTML = "application/json", "text/html; charset=utf-8"
ERROR_PAGE = "<!DOCTYPE html><html><title>Error</title><h1>Sorry, something went wrong.</h1></html>"

# From the facts of the call to what ends it.
Outcome = Callable[[Mapping[str, object]], Exception]


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
    "F4": Fault("9007 although the container is FINISHED", (PUBLISH_READY,), _refused(NOT_READY)),
    "F7": Fault("the image cannot be fetched, for no reason", (CREATE_FETCH,), _refused(FETCH_FAILED)),
    "F17": Fault(
        "500 with a page instead of JSON, nothing applied",
        (CREATE, STATUS, PUBLISH),
        _answered(ERROR_PAGE, 500, HTML),
    ),
    "F13": Fault(
        "190/460 and for good: the account's password has been changed",
        (CREATE, STATUS, PUBLISH),
        _token_ended(460),
    ),
    **{
        f"F13-{subcode}": Fault(
            f"190/{subcode} and for good", (CREATE, STATUS, PUBLISH), _token_ended(subcode)
        )
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


def strike(db: sqlite3.Connection, point: str, **facts: object) -> None:
    """Raises what a fault armed for here wants (GraphError or Struck), and uses it up by one."""
    struck = db.execute(
        "UPDATE faults SET remaining = remaining - 1 WHERE seq = "
        "(SELECT min(seq) FROM faults WHERE point = ? AND remaining > 0) RETURNING fault",
        (point,),
    ).fetchall()
    for row in struck:
        g.fault = row["fault"]
        raise FAULTS[row["fault"]].outcome(facts)
