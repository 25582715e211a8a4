"""The log of the calls that came in, without their tokens."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any


def record(
    db: sqlite3.Connection,
    *,
    at: float,
    call: str,
    method: str,
    path: str,
    params: Mapping[str, object],
    status: int | None,
    fault: str | None,
) -> None:
    """`status` is None if the caller never got an answer, `fault` names the fault that shaped it."""
    db.execute(
        "INSERT INTO calls (at, call, method, path, params, status, fault) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (at, call, method, path, json.dumps(params, ensure_ascii=False), status, fault),
    )


def all_calls(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Oldest first."""
    rows = db.execute("SELECT at, call, method, path, params, status, fault FROM calls ORDER BY seq")
    return [{**dict(row), "params": json.loads(row["params"])} for row in rows]
