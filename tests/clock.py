"""When tests begin: at noon of one working day, whatever day it is.

So none meets midnight or the first of April by chance, and none that names a date fails when that date has come.
CLOCK=2027-03-31T23:59:59.9 lets them begin at another moment (in Japan), to look for what a day's or a year's end breaks.
A test beside which a real process runs (a sandbox, a browser, the system itself) keeps that process's time.
"""

import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

JAPAN = ZoneInfo("Asia/Tokyo")
# Fixtures and marks of tests beside which something runs that has only the machine's clock.
REAL_FIXTURES = {"sandbox_process", "live_server", "page", "browser", "context", "new_machine", "deployment"}
REAL_MARKS = ("e2e", "browser", "postgres", "redis", "real_clock")


NOON = "2026-11-30T12:00"  # a Monday
# In UTC, since a moment of Japan's would set the process's time zone as well.
BEGINNING = datetime.fromisoformat(os.environ.get("CLOCK") or NOON).replace(tzinfo=JAPAN).astimezone(UTC)


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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What a module or a parameter says of today is of the day on which the tests begin."""
    with time_machine.travel(BEGINNING, tick=True):
        return (yield)


# Older than any test, however long the migrations take.
MIGRATING = time_machine.travel(BEGINNING - timedelta(hours=1), tick=True)
