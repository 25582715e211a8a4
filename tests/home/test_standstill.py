"""The system stands still, or its clock is in doubt: /healthz says so to machines, a line on every page to people."""

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from cafe_instagram.home import health
from outbox import heartbeat
from outbox.models import Heartbeat
from posts.publishing import actions as publishing
from security.account.models import AccessToken
from security.letters import doubted_clock, post_office
from security.letters import writing as letters
from security.models import AuditEvent, Letter
from security.office import disk
from tests import factories
from tests.sweeping import swept

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
STANDSTILL = "自動の処理が止まっています(最後の動き "
DOUBT = "サーバーの時計が確かめられないため"


@pytest.fixture(autouse=True)
def one_clock(monkeypatch):
    """The database's is the one that the test moves, also on a server."""
    clock = lambda: heartbeat.Value(timezone.now(), heartbeat.models.DateTimeField())  # noqa: E731 - read anew each time
    monkeypatch.setattr(heartbeat, "database_clock", clock)
    monkeypatch.setattr(heartbeat, "_kept", heartbeat.Kept())
    monkeypatch.setattr(health, "KEPT_S", 0.0)
    # As if nothing had been counted yet: the test moves the clock as time would.
    monkeypatch.setattr(heartbeat, "_ran", heartbeat.Ran(lambda: timezone.now().timestamp()))


@pytest.fixture
def old(monkeypatch):
    """The process has run for long."""
    monkeypatch.setattr(heartbeat, "BORN", -math.inf)


def beat(**ago):
    heartbeat.beat(called=True)
    then = timezone.now() - timedelta(**ago)
    Heartbeat.objects.update(at=then, called_at=then, trusted_at=then)


def asked(client):
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_all_is_well_while_it_beats(client, old):
    beat(seconds=3)
    code, told = asked(client)
    assert code == 200
    assert told.pop("disk") > 0
    assert 3 <= told.pop("heartbeat") < 60
    assert 3 <= told.pop("beat") < 60
    assert told == {
        "ok": True,
        "database": True,
        "clock": True,
        "broker": True,
        "oldest_due": 0,
        "mail": True,
        "token": True,
    }


@pytest.mark.parametrize("ago", [{"seconds": 61}, {"hours": 3}])
def test_standstill_is_told(client, old, ago):
    beat(**ago)
    code, told = asked(client)
    assert (code, told["ok"]) == (503, False)
    assert 0 <= told["heartbeat"] - timedelta(**ago).total_seconds() < 60


def test_system_that_never_moved_is_told(client, old):
    assert asked(client)[0] == 503


def test_system_that_just_begins_is_not_blamed(client):
    beat(hours=3)
    assert asked(client)[0] == 200


def test_doubted_clock_is_told(client):
    beat(days=6)
    code, told = asked(client)
    assert (code, told["clock"]) == (503, False)


@pytest.mark.both
def test_database_that_is_away_is_told(client, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(heartbeat, "read", away)
    monkeypatch.setattr(health.connection, "close", lambda: None)  # the test's own
    code, told = asked(client)
    assert (code, told.pop("broker"), told.pop("disk") > 0) == (503, True, True)
    unknown = dict.fromkeys(("heartbeat", "beat", "clock", "oldest_due", "mail", "token"))
    assert told == {"ok": False, "database": False} | unknown


def test_broker_that_is_away_is_told_and_alone_no_harm(client, old, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    beat(seconds=1)
    code, told = asked(client)
    assert (code, told["broker"]) == (200, False)


def test_what_waits_is_told(client, old, staff, chief):
    beat(seconds=1)
    job = publishing.publish_now(by=staff, post=factories.approved(staff, chief))
    type(job).objects.update(due_at=timezone.now() - timedelta(seconds=90))
    letters.write(key="k", to=staff, subject="件名", body="本文")
    Letter.objects.update(state=Letter.State.UNKNOWN)
    AccessToken.objects.update(state=AccessToken.State.LOST)
    told = asked(client)[1]
    assert (told["oldest_due"], told["mail"]) == (90, False)


@pytest.mark.parametrize(
    ("ago", "line"), [({"minutes": 5}, STANDSTILL), ({"days": 6}, STANDSTILL), ({"seconds": 3}, "")]
)
def test_standstill_stands_above_every_page_of_those_who_have_signed_in(client, old, staff, ago, line):
    beat(**ago)
    client.force_login(staff)
    for address in ("/", reverse("posts:list"), reverse("security:index")):
        page = client.get(address).content.decode()
        assert ("自動の処理が" in page) is bool(line)
        assert line in page
    client.logout()
    for address in ("/accounts/login/", "/policy/"):
        assert "自動の処理が" not in client.get(address).content.decode()


def test_doubted_clock_stands_above_every_page(client, old, staff):
    beat(days=6)
    heartbeat.beat(called=True)
    client.force_login(staff)
    assert DOUBT in client.get("/").content.decode()


def test_pages_ask_once_in_a_while_for_all(client, old, staff, monkeypatch):
    beat(seconds=3)
    client.force_login(staff)
    client.get("/")
    monkeypatch.setattr(heartbeat, "read", lambda: pytest.fail("asked again"))
    client.get("/")


def test_doubted_clock_is_written_to_the_administrators_once(administrator, staff):
    beat(days=6)
    swept(Sweep)  # not before the beat that notices it
    assert not Letter.objects.exists()
    heartbeat.beat(called=True)
    swept(Sweep)
    swept(Sweep)
    letter = Letter.objects.get()
    assert (letter.recipient, letter.subject) == (administrator, doubted_clock.SUBJECT)
    assert "10分ほどで再開します" in letter.body
    event = AuditEvent.objects.get(tag="clock.doubt")
    assert event.actor is None
    assert set(event.data) == {"host", "database", "believed"}
    assert post_office.is_due()


def test_clock_that_is_believed_is_no_letter(administrator):
    beat(seconds=3)
    swept(Sweep)
    assert not Letter.objects.exists()


class Sweep:
    is_due, run = staticmethod(doubted_clock.is_due), staticmethod(doubted_clock.tell)


def test_who_is_to_mend_it_is_not_told_to_tell_himself(client, old, administrator, staff):
    beat(minutes=5)
    client.force_login(administrator)
    page = client.get(reverse("home")).content.decode()
    assert "サーバーで動作を確かめてください(manage.py doctor)。" in page
    assert "システム管理者に知らせてください。" not in page
    client.force_login(staff)
    assert "システム管理者に知らせてください。" in client.get(reverse("home")).content.decode()


def test_last_move_is_told_by_its_time_and_of_another_day_with_the_day(client, old, staff):
    client.force_login(staff)
    for last, told in (
        (datetime(2026, 11, 30, 8, 12, tzinfo=TOKYO), "(最後の動き 8時12分)。"),
        (datetime(2026, 11, 27, 18, 5, tzinfo=TOKYO), "(最後の動き 11月27日(金)18時05分)。"),
    ):
        beat(minutes=5)
        Heartbeat.objects.update(at=last)
        heartbeat._kept.until = 0.0
        page = client.get("/").content.decode()
        assert f"自動の処理が止まっています{told}" in page
        assert "予定した投稿は出ません。" in page


def test_full_disk_stands_above_every_page_and_healthz_says_so(
    client, old, staff, administrator, monkeypatch
):
    beat(seconds=1)
    monkeypatch.setattr(disk, "free", lambda: disk.FULL - 1)
    assert (asked(client)[0], asked(client)[1]["ok"]) == (503, False)
    client.force_login(staff)
    page = client.get("/").content.decode()
    assert "サーバーの保存場所がいっぱいで、何も保存できません。" in page
    assert "システム管理者に知らせてください。" in page
    client.force_login(administrator)
    assert "manage.py doctor" in client.get("/").content.decode()
    monkeypatch.setattr(disk, "free", lambda: None)
    assert asked(client)[0] == 503


def test_asking_on_and_on_costs_no_more_than_asking_once(client, old, monkeypatch, django_assert_num_queries):
    """And the answer is never older than some seconds."""
    beat(seconds=3)
    now = [1000.0]
    monkeypatch.setattr(health, "KEPT_S", 5.0)
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])
    assert asked(client)[0] == 200
    beat(hours=1)
    with django_assert_num_queries(0):
        assert [asked(client)[0] for _ in range(10)] == [200] * 10
    now[0] += 5.0
    assert asked(client)[0] == 503
