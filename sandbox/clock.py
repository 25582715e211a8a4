"""The sandbox's clock: real time plus what was added to it, so that 24 hours can pass in a test."""

import sqlite3
import time
from datetime import UTC, datetime

from sandbox.store import read_setting, transaction, write_setting

OFFSET = "clock_offset_seconds"


def offset(db: sqlite3.Connection) -> float:
    return float(read_setting(db, OFFSET, 0.0))


def now(db: sqlite3.Connection) -> float:
    """Unix seconds."""
    return time.time() + offset(db)


def advance(db: sqlite3.Connection, seconds: float) -> None:
    with transaction(db):
        write_setting(db, OFFSET, offset(db) + seconds)


def graph_time(at: float) -> str:
    """As Graph writes times: 2026-11-22T05:32:52+0000."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
