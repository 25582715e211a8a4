"""What every test stands on."""

import math
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import override_settings
from playwright.sync_api import BrowserContext, expect
from pytest_django.plugin import DjangoDbBlocker

from cafe_instagram.home import health
from security.models import Organization, Role, User
from tests import factories, thrift
from tests.clean_slate import CleanSlate
from tests.clock import MIGRATING
from tests.migrated_once import MigratedOnce
from tests.patience import PATIENCE_S
from tests.requirements import CHROMIUM
from tests.signing_in import Browser

# The browser's driver runs an event loop of its own in this thread; the database is not used from inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
expect.set_options(timeout=1000 * PATIENCE_S)


@pytest.fixture(autouse=True)
def media_root(tmp_path: Path) -> Iterator[Path]:
    """Each test stores its files in a folder of its own."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


@pytest.fixture(autouse=True)
def forget_the_trail() -> None:
    """Rows that a test writes by hand move no trail: at least nothing of the test before is known."""
    caches["trail"].clear()


@pytest.fixture(autouse=True)
def forget_how_we_are() -> None:
    health._kept.at = -math.inf


@pytest.fixture(scope="session", autouse=True)
def thrifty() -> Iterator[None]:
    """What would be done a thousand times for nobody to look at is done once: tests/thrift.py."""
    with pytest.MonkeyPatch.context() as patch:
        thrift.render_once(patch)
        thrift.never_wait_for_the_disk(patch)
        thrift.stay_young(patch)
        yield


@pytest.fixture(scope="session")
def migrated_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MigratedOnce | None:
    """None where one process tests alone."""
    return None if worker_id == "master" else MigratedOnce(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, migrated_once: MigratedOnce | None
) -> Iterator[None]:
    """What the migrations write is as old as the tests are; this runs right before them."""
    MIGRATING.start()
    if migrated_once:
        migrated_once.begin()
    yield
    if migrated_once:
        migrated_once.made()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, migrated_once: MigratedOnce | None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    MIGRATING.stop()
    if migrated_once:
        migrated_once.made()
    yield
    if migrated_once:
        with django_db_blocker.unblock():
            migrated_once.end()


@pytest.fixture(scope="session", autouse=True)
def as_new_after_real_transactions(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Transactional tests leave the database as the migrations made it: tests/clean_slate.py."""
    if not is_a_test_database():
        yield
        return
    with django_db_blocker.unblock():
        slate = CleanSlate()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: slate.restore())
        yield


@pytest.fixture(scope="session", autouse=True)
def one_request_at_a_time_in_memory() -> Iterator[None]:
    """SQLite's test database in memory is one connection for all threads of a live server: they take turns.

    A browser asks for pictures, sends photographs and saves at once; on one connection their transactions would run
    into one another, as they never do in a database that each of them opens.
    """
    if connection.vendor != "sqlite":
        yield
        return
    turn, answer = threading.RLock(), WSGIHandler.__call__

    def answer_in_turn(handler: WSGIHandler, *request: Any) -> Any:
        with turn:
            return answer(handler, *request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", answer_in_turn)
        yield


def is_a_test_database() -> bool:
    """Not if no collected test uses the database: then it has not been set up."""
    name = str(connection.settings_dict["NAME"])
    return name.startswith(("test_", "file:memorydb"))


@pytest.fixture(scope="session", autouse=True)
def nobody_holds_the_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Browser tests leave a session of the driver's own context open, and PostgreSQL drops no database in use."""
    yield
    if connection.vendor == "postgresql" and is_a_test_database():
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """Tell a measured figure: it stands in the summary at the run's end, also when several processes test."""
    return lambda name, value: record_property("figure", f"{name}: {value}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in getattr(report, "user_properties", []):
            if name == "figure" and report.when == "call":
                terminalreporter.write_line(str(value))


@pytest.fixture
def client() -> Browser:
    return Browser()


@pytest.fixture
def staff(db: None) -> User:
    """地域政策課投稿者."""
    return factories.person(Role.PREFECTURE_POSTER, name="佐藤 花子")


@pytest.fixture
def chief(db: None) -> User:
    """移住交流担当課長."""
    return factories.person(Role.SECTION_CHIEF, name="神田 太郎")


@pytest.fixture
def contractor(db):
    return factories.ContractorFactory(name="株式会社サンプル企画")


@pytest.fixture
def poster(contractor: Organization) -> User:
    """運営者投稿者."""
    return factories.person(Role.CONTRACTOR_POSTER, contractor, name="鈴木 次郎")


@pytest.fixture
def manager(contractor: Organization) -> User:
    """業務処理責任者."""
    return factories.person(Role.MANAGER, contractor, name="高橋 三郎")


@pytest.fixture
def administrator(db: None) -> User:
    return factories.person(Role.ADMINISTRATOR, name="管理 四郎")


@pytest.fixture
def auditor(db: None) -> User:
    return factories.person(Role.AUDITOR, name="監査 五子")


@pytest.fixture
def said():
    """The messages shown on a page."""
    return lambda response: [str(message) for message in response.context["messages"]]


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A page may take its time, whatever machine this is."""
    context.set_default_timeout(1000 * PATIENCE_S)
    return context


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The system's own Chromium. Its sandbox does not work for root, as in a container."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}
