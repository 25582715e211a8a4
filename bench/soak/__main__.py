"""`python -m bench.soak [--posts 500] [--seed 1] [--minutes 30]`, or `make soak ARGS="..."`.

On PostgreSQL and Redis where DATABASE_URL (may create databases) and REDIS_URL (is emptied!) are set, else on SQLite and
the queue of files. Everything is made for the run and dropped at its end. Ends with 1 if anything was missed.

The seed decides what is done in which order; when it hits the running processes is decided by the machine. The machine's
own clock cannot be put forward: instead the sandbox's is, and the times in the rows of waiting jobs are put back, while
no worker lives. That is what a machine that was switched off for so long finds.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2

from bench.processes import free_ports


def main() -> int:
    given = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))  # leaves nothing behind
    with tempfile.TemporaryDirectory() as folder, _database() as address:
        web, sandbox = free_ports(2)
        os.environ |= {
            "DATA_DIR": folder,
            "DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "cafe_instagram.settings",
            "PORT": str(web),
            "SANDBOX_PORT": str(sandbox),
            "PYTHONWARNINGS": "ignore",
        } | ({"DATABASE_URL": address} if address else {})
        import django  # noqa: PLC0415 - after the environment is set

        django.setup()
        from bench.figures import table  # noqa: PLC0415 - see above
        from bench.soak.schedule import soak  # noqa: PLC0415 - see above

        figures = soak(posts=given.posts, seed=given.seed, minutes=given.minutes)
    print(table(figures))
    return 0 if all(one.is_reached is not False for one in figures) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--posts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30, help="no new post is begun after this")
    return parser.parse_args()


@contextmanager
def _database() -> Iterator[str]:
    """The address of a new database on the server that DATABASE_URL names; empty without one."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
        yield ""
        return
    name = f"cafe_soak_{os.getpid()}"
    with closing(psycopg2.connect(urlsplit(given)._replace(path="/postgres").geturl())) as server:
        server.autocommit = True
        server.cursor().execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            for made in (name, f"{name}_kept"):
                server.cursor().execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
