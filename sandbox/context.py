"""What a call needs at hand: memory, time, switches, and the address the sandbox is reached at."""

import sqlite3

from flask import current_app, g, request

from sandbox import clock, switches
from sandbox.media import Media
from sandbox.store import Store
from sandbox.switches import Switches


def store() -> Store:
    memory: Store = current_app.config["STORE"]
    return memory


def database() -> sqlite3.Connection:
    """The connection of this call, closed at its end."""
    if "db" not in g:
        g.db = store().connect()
    connection: sqlite3.Connection = g.db
    return connection


def close_database(_error: BaseException | None) -> None:
    connection = g.pop("db", None)
    if connection is not None:
        connection.close()


def now() -> float:
    """Unix seconds on the sandbox's clock."""
    return clock.now(database())


def settings() -> Switches:
    return switches.load(database())


def public_url(path: str) -> str:
    """The whole address of a path, as the caller reaches it."""
    base: str = current_app.config["PUBLIC_URL"] or request.host_url
    return base.rstrip("/") + path


def permalink(item: Media) -> str:
    return public_url(f"/p/{item.shortcode}/")


def picture_url(item: Media) -> str:
    return public_url(f"/pictures/{item.id}.jpg")
