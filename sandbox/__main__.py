"""`python -m sandbox`: start the sandbox.

Environment: SANDBOX_HOST (127.0.0.1), SANDBOX_PORT (8001), SANDBOX_DIR (var/sandbox), SANDBOX_ALLOWED_HOSTS
(hosts that images may be fetched from besides this machine, with commas), SANDBOX_PUBLIC_URL (where people
reach it, if elsewhere), SANDBOX_WEBHOOK_URL (who is notified of comments), SANDBOX_APP_SECRET and
SANDBOX_VERIFY_TOKEN (what notifications are signed with, and what the first question proves itself with).
"""

import os
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.app import create_app
from sandbox.control import APP_SECRET, VERIFY_TOKEN
from sandbox.server import listen, make
from sandbox.webhooks import Callback


def main() -> None:
    host, port = os.environ.get("SANDBOX_HOST", "127.0.0.1"), os.environ.get("SANDBOX_PORT", "8001")
    folder = Path(os.environ.get("SANDBOX_DIR", "var/sandbox"))
    hosts = os.environ.get("SANDBOX_ALLOWED_HOSTS", "").split(",")
    try:
        listener = listen(host, int(port))
    except (OSError, ValueError, OverflowError):
        sys.exit(
            f"サンドボックスを始められません。{host} のポート {port} は使えないか、"
            "ほかのプログラムが使っています。SANDBOX_PORT に空いているポート番号を指定してください。"
        )
    try:
        app = create_app(
            folder,
            allowed_hosts=[name.strip() for name in hosts if name.strip()],
            public_url=os.environ.get("SANDBOX_PUBLIC_URL", ""),
            callback=callback_of(os.environ),
        )
    except (OSError, sqlite3.OperationalError):
        sys.exit(
            f"サンドボックスを始められません。フォルダー {folder} に書き込めません。"
            "書き込めるフォルダーを SANDBOX_DIR に指定してください。"
        )
    server = make(app, listener)
    address, taken = listener.getsockname()[:2]
    sys.stdout.write(f"サンドボックスが動いています: http://{address}:{taken}/\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)


def callback_of(environ: Mapping[str, str]) -> Callback | None:
    url = environ.get("SANDBOX_WEBHOOK_URL", "")
    secret = environ.get("SANDBOX_APP_SECRET", APP_SECRET)
    return Callback(url, secret, environ.get("SANDBOX_VERIFY_TOKEN", VERIFY_TOKEN)) if url else None


if __name__ == "__main__":
    main()
