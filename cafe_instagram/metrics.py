"""Numbers for Prometheus. Loaded by the site alone, and only where METRICS_TOKEN is set: the library costs some megabytes.

How things stand is asked of the database when somebody asks; what pages took is counted by each process of the site in a
file, and added up. The files lie in memory (/dev/shm) where there is such a place: they are mapped, and a full disk would
end the process that counts on it.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.db.models import Q
from django.utils import timezone

from cafe_instagram import inquiries
from cafe_instagram.home import health
from outbox import claims, heartbeat
from outbox.jobs import OPEN, Job
from security.models import Letter
from security.office import disk

NAME = "cafe-instagram-metrics-"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at before it is used


def folder_of_the_site() -> Path:
    """One for the processes of one gunicorn, whose number it bears; those of ended ones are removed."""
    place = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else settings.DATA_DIR
    for old in place.glob(f"{NAME}*"):
        if old.lstat().st_uid == os.geteuid() and _has_ended(int(old.name.removeprefix(NAME))):
            shutil.rmtree(old, ignore_errors=True)
    folder = place / f"{NAME}{os.getppid()}"
    with suppress(FileExistsError):  # by another of these processes
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


def _has_ended(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder_of_the_site()))
# Which way of counting it takes is decided as it is loaded.
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily, Metric  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

# By the names of views, of which there are as many as addresses, whatever is asked for.
PAGE_SECONDS = Histogram(
    "cafe_page_seconds",
    "Seconds until a page was answered",
    ["view"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
PAGE_ERRORS = Counter("cafe_page_errors", "Pages answered with 500 or more", ["view"])
KINDS: dict[str, type[Job]] = {
    "post": health.JOBS[0],
    "reply": health.JOBS[1],
    "measure": health.JOBS[2],
    "letter": Letter,
}


def hear(inquiry: inquiries.Inquiry, status: int, seconds: float) -> None:
    PAGE_SECONDS.labels(inquiry.view).observe(seconds)
    if status >= 500 and inquiry.view != "healthz":
        PAGE_ERRORS.labels(inquiry.view).inc()


def text() -> bytes:
    """All of it, in Prometheus's own format."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(Standing())
    return generate_latest(registry)


class Standing:
    """How things stand at this moment. Without the database the rest is missing."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("cafe_disk_free_bytes", "Free bytes where the data lies", disk.free())
        yield _gauge("cafe_messages_waiting", "Wake-ups that no worker has taken", health.messages_waiting())
        try:
            found = [*_moving(), *_jobs(), *_letters()]
        except Error:
            yield _gauge("cafe_database_up", "Whether the database answers", 0)
        else:
            yield _gauge("cafe_database_up", "Whether the database answers", 1)
            yield from found


def _moving() -> Iterator[Metric]:
    if pulse := heartbeat.read():
        call = pulse.age_of_call.total_seconds() if pulse.row.called_at else None
        yield _gauge(
            "cafe_heartbeat_seconds", "Since anybody has looked for what is due", pulse.age.total_seconds()
        )
        yield _gauge("cafe_beat_seconds", "Since that was done by order of the clock program", call)
        yield _gauge("cafe_clock_believed", "Whether the clock is believed", not pulse.is_in_doubt)


def _jobs() -> Iterator[Metric]:
    now = timezone.now()
    due = GaugeMetricFamily("cafe_jobs_due", "Jobs whose time has come and that wait", labels=["kind"])
    oldest = GaugeMetricFamily(
        "cafe_oldest_due_seconds", "How long the oldest of them waits", labels=["kind"]
    )
    for kind, model in KINDS.items():
        waiting = model._default_manager.filter(Q(state=OPEN[0], due_at__lte=now))
        due.add_metric([kind], waiting.count())
        since = claims.oldest_due(model, now)
        oldest.add_metric([kind], (now - since).total_seconds() if since else 0)
    yield from (due, oldest)


def _letters() -> Iterator[Metric]:
    yield _gauge(
        "cafe_letters_waiting", "Letters not sent yet", Letter.objects.filter(state__in=OPEN).count()
    )
    trouble = Letter.objects.needing_attention().count()
    yield _gauge("cafe_letters_in_trouble", "Letters that need a person", trouble)


def _gauge(name: str, documentation: str, value: float | None) -> Metric:
    """Without a value where there is none."""
    gauge = GaugeMetricFamily(name, documentation)
    if value is not None:
        gauge.add_metric([], value)
    return gauge
