"""Asking a Django site for a page as its web server does, in this very process: through WSGI, with a session's cookie.

Neither Django's test client nor its test environment stands between: both slow the rendering of templates.
"""

import gzip
import time
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler

VISIT = 2


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    sent: bytes

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.sent) if self.headers.get("Content-Encoding") == "gzip" else self.sent

    @property
    def text(self) -> str:
        return self.body.decode()


@cache
def application() -> WSGIHandler:
    return WSGIHandler()


def get(address: str, cookie: str) -> Answer:
    told: list[tuple[str, list[tuple[str, str]]]] = []
    parts = application()(_request(address, cookie), lambda status, headers: told.append((status, headers)))
    try:
        sent = b"".join(parts)
    finally:
        parts.close()
    status, headers = told[0]
    return Answer(int(status.split()[0]), dict(headers), sent)


def visit_ms(address: str, cookie: str) -> float:
    """Milliseconds of one page: the quicker of two, since what disturbs a measurement only ever adds to it."""
    return min(_timed(address, cookie) for _ in range(VISIT)) * 1000


def _timed(address: str, cookie: str) -> float:
    began = time.perf_counter()
    get(address, cookie)
    return time.perf_counter() - began


def _request(address: str, cookie: str) -> dict[str, object]:
    parts = urlsplit(address)
    asked: dict[str, object] = {
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.input": BytesIO(),
    }
    setup_testing_defaults(asked)
    return asked
