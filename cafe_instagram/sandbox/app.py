"""The sandbox as a Flask application."""

from collections.abc import Iterable
from pathlib import Path

from flask import Flask

from cafe_instagram.sandbox import accounts
from cafe_instagram.sandbox.context import close_database
from cafe_instagram.sandbox.control import control
from cafe_instagram.sandbox.endpoints import graph
from cafe_instagram.sandbox.feed import feed
from cafe_instagram.sandbox.graph import VersionConverter
from cafe_instagram.sandbox.media_fetch import LOOPBACK
from cafe_instagram.sandbox.store import Store

BODY_MAX = 1024 * 1024  # bytes


def create_app(folder: Path, *, allowed_hosts: Iterable[str] = (), public_url: str = "") -> Flask:
    """The application with its memory in `folder`.

    Images are fetched from this machine and `allowed_hosts` only. Links in answers begin with `public_url` or
    the address of the call. Raises OSError or sqlite3.OperationalError if the folder cannot be written.
    """
    app = Flask(__name__)
    app.config.update(
        STORE=Store(folder),
        ALLOWED_HOSTS=LOOPBACK | frozenset(allowed_hosts),
        PUBLIC_URL=public_url,
        MAX_CONTENT_LENGTH=BODY_MAX,
    )
    app.url_map.converters["version"] = VersionConverter
    app.teardown_appcontext(close_database)
    app.register_blueprint(feed)
    app.register_blueprint(control)
    app.register_blueprint(graph)
    app.register_blueprint(graph, url_prefix="/<version:version>", name="versioned_graph")
    _remember_account(app)
    return app


def _remember_account(app: Flask) -> None:
    db = app.config["STORE"].connect()
    accounts.seed(db)
    db.close()
