"""When tests begin: at noon, so that no test meets midnight, the end of a month or the first of April by chance.

Noon of a coming day: rows that the migrations made are older than whatever a test does. CLOCK=2027-03-31T23:59:59.9
lets them begin at another moment (in Japan), to look for what a day's or a year's end breaks.
A test beside which a real process runs (a sandbox, a browser, the system itself) keeps that process's time.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

JAPAN = ZoneInfo("Asia/Tokyo")
# Fixtures and marks of tests beside which something runs that has only the machine's clock.
REAL_FIXTURES = {"sandbox_process", "live_server", "page", "browser", "context", "new_machine", "deployment"}
REAL_MARKS = ("e2e", "browser", "postgres", "redis", "real_clock")


def beginning() -> datetime:
    """In UTC, since a moment of Japan's would set the process's time zone as well."""
    if given := os.environ.get("CLOCK"):
        return datetime.fromisoformat(given).replace(tzinfo=JAPAN).astimezone(UTC)
    noon = datetime.now(JAPAN).replace(hour=12, minute=0, second=0, microsecond=0)
    return (noon + timedelta(days=1)).astimezone(UTC)


BEGINNING = beginning()


def keeps_real_time(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return bool(REAL_FIXTURES & set(fixtures)) or any(item.get_closest_marker(name) for name in REAL_MARKS)


@pytest.fixture(autouse=True)
def noon(request: pytest.FixtureRequest) -> Iterator[None]:
    if keeps_real_time(request.node):
        yield
        return
    with time_machine.travel(BEGINNING, tick=True):
        yield
