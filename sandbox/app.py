"""The sandbox as a Flask application."""

from collections.abc import Iterable
from pathlib import Path

from flask import Flask, Response, request

from sandbox import accounts, courier, webhooks
from sandbox.context import close_database
from sandbox.control import control
from sandbox.courier import Courier
from sandbox.endpoints import graph
from sandbox.graph import VersionConverter
from sandbox.media_fetch import LOOPBACK
from sandbox.store import Store
from sandbox.trainer import feed
from sandbox.webhooks import Callback

BODY_MAX = 1024 * 1024  # bytes


def create_app(
    folder: Path,
    *,
    allowed_hosts: Iterable[str] = (),
    public_url: str = "",
    callback: Callback | None = None,
) -> Flask:
    """The application with its memory in `folder`.

    Images are fetched from this machine and `allowed_hosts` only, and notifications go nowhere else. Links in answers
    begin with `public_url` or the address of the call. `callback` is notified from the first start on. Raises OSError or sqlite3.OperationalError if the folder cannot be written.
    """
    app, store, hosts = Flask(__name__), Store(folder), LOOPBACK | frozenset(allowed_hosts)
    carrier = Courier(store, hosts)
    app.config.update(
        STORE=store,
        COURIER=carrier,
        CALLBACK=callback,
        ALLOWED_HOSTS=hosts,
        PUBLIC_URL=public_url,
        MAX_CONTENT_LENGTH=BODY_MAX,
    )
    app.url_map.converters["version"] = VersionConverter
    app.teardown_appcontext(close_database)
    app.register_blueprint(feed)
    app.register_blueprint(control)
    app.register_blueprint(graph)
    app.register_blueprint(graph, url_prefix="/<version:version>", name="versioned_graph")
    app.after_request(_wake_courier)
    _start(app)
    return app


def _start(app: Flask) -> None:
    db = app.config["STORE"].connect()
    accounts.seed(db)
    webhooks.seed(db, app.config["CALLBACK"], accounts.FIRST_ACCOUNT.user_id)
    db.close()
    app.config["COURIER"].start()


def _wake_courier(response: Response) -> Response:
    if request.method != "GET":
        courier.current().wake()
    return response
