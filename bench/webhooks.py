"""Notifications at 100 a second for 30 seconds, against the processes of production, while somebody reads a page."""

import hashlib
import hmac
import http.client
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from bench.databases import address_of
from bench.figures import Figure, at_most, heading, percentile
from bench.processes import answers, environment, free_ports, running, wait_for
from bench.stock import signed_in
from comments.models import Comment, LivePost, WebhookDelivery
from security.models import AccessToken, Role
from security.office import vault
from tests import factories

(PORT,) = free_ports(1)
WEB = (
    "gunicorn --worker-class gthread --workers 2 --threads 8 --no-control-socket --log-level warning"
    " cafe_instagram.wsgi"
)
WORKER = (
    "celery --quiet -A cafe_instagram.celery worker --pool prefork --concurrency 4"
    " --without-gossip --without-mingle --loglevel ERROR"
)
# What the proxy in front adds.
PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
PER_SECOND, SECONDS, SENDERS = 100, 30, 32
# Before it is measured: every thread and worker has its connection to the database.
WARM_UP_S = 3
LARGE, LARGE_BYTES = 100, 1_000_000
PAGE_EVERY_S = 0.5
ACCOUNT, SECRET = "17841400000000001", "bench-app-secret"
WANTED_MS = 100
PAGE = "/comments/"


def run() -> list[Figure]:
    AccessToken.objects.create(
        flavour="instagram", user_id=ACCOUNT, sealed_secret=vault.seal("bench"), state="connected"
    )
    LivePost.objects.create(media_id="1")
    before = Comment.objects.count()
    cookie = signed_in(factories.person(Role.PREFECTURE_POSTER, name="佐藤 花子"))
    with tempfile.TemporaryDirectory() as folder, _processes(folder):
        alone = [_page(cookie) for _ in range(20)]
        _load(cookie, range(PER_SECOND * WARM_UP_S))
        times, pages = _load(cookie, range(PER_SECOND * WARM_UP_S, PER_SECOND * (WARM_UP_S + SECONDS)))
        large = [_send(_body(10**6 + n, LARGE_BYTES)) for n in range(LARGE)]
        last = wait_for(_nothing_waits, "the notifications are worked off")
    came = Comment.objects.count() - before
    assert came == PER_SECOND * (WARM_UP_S + SECONDS) + LARGE, f"{came} comments came"
    return [
        heading("webhooks"),
        at_most(f"notification, p95 at {PER_SECOND}/s for {SECONDS} s", _ms(times, 0.95), WANTED_MS, "ms"),
        Figure("  p50, longest", f"{_ms(times, 0.5):.1f} ms, {max(times) * 1000:.0f} ms"),
        at_most("notification of 1 MB, p95", _ms(large, 0.95), WANTED_MS, "ms"),
        Figure(
            f"page {PAGE} meanwhile, p50, p95",
            f"{_ms(pages, 0.5):.0f} ms, {_ms(pages, 0.95):.0f} ms",
        ),
        Figure("  the same page alone, p50", f"{_ms(alone, 0.5):.0f} ms"),
        Figure("all worked off after the last one", f"{last:.1f} s"),
    ]


def _ms(values: list[float], share: float) -> float:
    return percentile(values, share) * 1000


@contextmanager
def _processes(folder: str) -> Iterator[None]:
    """Web and worker, started as docker-compose.yml starts them."""
    environ = environment(
        DATABASE_URL=address_of(connection),
        REDIS_URL=os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
        DATA_DIR=folder,
        SECRET_KEY=settings.SECRET_KEY,
        FIELD_KEYS=settings.FIELD_KEYS[0],
        SEAL_KEYS=settings.SEAL_KEYS[0],
        PUBLIC_URL=f"https://127.0.0.1:{PORT}",
        BEHIND_PROXY="1",
        INSTAGRAM_GRAPH_URL="https://127.0.0.1:9",
        INSTAGRAM_USER_ID=ACCOUNT,
        INSTAGRAM_APP_SECRET=SECRET,
        EMAIL_URL="smtp://127.0.0.1:9",
    )
    programs = [f"{WEB} --bind 127.0.0.1:{PORT}", WORKER]
    with running([program.split() for program in programs], environ):
        wait_for(lambda: answers(PORT, **PROXY), "the web process answers")
        yield


def _ask(method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, float]:
    """Status, and seconds on a connection of its own, as Meta's."""
    began = time.perf_counter()
    asking = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        asking.request(
            method,
            path,
            body or None,
            PROXY | {name.replace("_", "-"): told for name, told in headers.items()},
        )
        answer = asking.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began
    finally:
        asking.close()


def _body(number: int, size: int = 0) -> bytes:
    value = {
        "from": {"id": str(10**9 + number), "username": f"citizen.{number}"},
        "media": {"id": "1", "media_product_type": "FEED"},
        "id": str(5 * 10**9 + number),
        "text": "雪の北海道、とてもきれいですね",
        "unknown": "x" * size,
    }
    entry = {"id": ACCOUNT, "time": 1_790_000_000, "changes": [{"field": "comments", "value": value}]}
    return json.dumps({"object": "instagram", "entry": [entry]}).encode()[: size + 1000]


def _send(body: bytes) -> float:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    status, seconds = _ask(
        "POST",
        "/webhooks/instagram/",
        body,
        Content_Type="application/json",
        X_Hub_Signature_256=f"sha256={signature}",
    )
    assert status == 200, status
    return seconds


def _page(cookie: str) -> float:
    status, seconds = _ask("GET", PAGE, Cookie=cookie)
    assert status == 200, status
    return seconds


def _load(cookie: str, numbers: range) -> tuple[list[float], list[float]]:
    """Seconds of each notification, counted from when it should have been sent, and of each page."""
    bodies = [_body(number) for number in numbers]
    pages: list[float] = []
    over = threading.Event()

    def read_pages() -> None:
        while not over.wait(PAGE_EVERY_S):
            pages.append(_page(cookie))

    began = time.perf_counter() + 0.5

    def deliver(place: int) -> float:
        due = began + place / PER_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        _send(bodies[place])
        return time.perf_counter() - due

    reader = threading.Thread(target=read_pages)
    reader.start()
    with ThreadPoolExecutor(SENDERS) as senders:
        times = list(senders.map(deliver, range(len(bodies))))
    over.set()
    reader.join()
    return times, pages


def _nothing_waits() -> bool:
    return not WebhookDelivery.objects.filter(state=WebhookDelivery.State.WAITING).exists()
