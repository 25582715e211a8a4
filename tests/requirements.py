"""Tests that need more than Python: each says so with a mark, and skips with the reason where that is missing.

REQUIRE=postgres,redis,redis_server,browser,e2e,both turns these skips into failures, and fails the run if no test of a kind ran.
It may name e2e and both as well, of which nothing can be missing but the tests themselves.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

import pytest
import redis

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REDIS_SERVER = shutil.which("redis-server")
NEED = "needs"  # the name under which a report carries its test's marks to the process that sums up


def _missing_postgres() -> str:
    address = os.environ.get("DATABASE_URL", "")
    return "" if address.startswith("postgres") else "no PostgreSQL: set DATABASE_URL=postgres://..."


@cache
def _missing_redis() -> str:
    address = os.environ.get("REDIS_URL", "")
    if not address:
        return "no Redis: set REDIS_URL=redis://..."
    try:
        with redis.Redis.from_url(address) as server:
            server.ping()
    except redis.RedisError as error:
        return f"no Redis: {error}"
    return ""


def _missing_redis_server() -> str:
    return "" if REDIS_SERVER else "no Redis to start and kill: install the package redis-server"


def _missing_browser() -> str:
    return "" if CHROMIUM else "no Chromium: install the package chromium"


def _missing_clients() -> str:
    missing = [name for name in ("facebook_business", "pyfacebook") if find_spec(name) is None]
    return f"no {', '.join(missing)}: see tests/sandbox/test_public_clients.py" if missing else ""


MISSING: dict[str, Callable[[], str]] = {
    "postgres": _missing_postgres,
    "redis": _missing_redis,
    "redis_server": _missing_redis_server,
    "browser": _missing_browser,
    "clients": _missing_clients,
    "e2e": lambda: "",
    "both": lambda: "",
}


def required() -> set[str]:
    return set(filter(None, os.environ.get("REQUIRE", "").split(",")))


def pytest_configure(config: pytest.Config) -> None:
    if unknown := required() - set(MISSING):
        raise pytest.UsageError(f"REQUIRE knows {', '.join(MISSING)}, not {', '.join(unknown)}")
    config.pluginmanager.register(Tally(), "requirements-tally")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in MISSING:
        if not item.get_closest_marker(name):
            continue
        item.user_properties.append((NEED, name))
        if reason := MISSING[name]():
            (pytest.fail if name in required() else pytest.skip)(reason)


class Tally:
    """What ran and what was skipped, told loudly at the end. Under xdist it lives in the process that sums up."""

    def __init__(self) -> None:
        self.ran: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for key, name in report.user_properties:
            if key != NEED:
                continue
            if report.skipped:
                self.skipped[str(name)] += 1
            elif report.when == "call":
                self.ran[str(name)] += 1

    def never_ran(self) -> set[str]:
        return {name for name in required() if not self.ran[name]}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if (
            self.never_ran()
            and not session.config.option.collectonly
            and not hasattr(session.config, "workerinput")
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("NOT TESTED HERE", sep="!", yellow=True)
        for name, count in self.skipped.items():
            terminalreporter.line(f"{name}: {count} skipped, {MISSING[name]() or 'see above'}")
        for name in self.never_ran():
            terminalreporter.line(f"REQUIRE={name}, but no such test was run", red=True)
