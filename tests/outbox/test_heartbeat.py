"""The heartbeat, and when the clock is believed. Both clocks are moved by hand here, but in the last test."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import models
from django.db.models import Value
from django.utils import timezone

from outbox import claims, heartbeat
from outbox.models import Heartbeat
from posts.publishing import actions
from posts.publishing.models import PublishJob
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


class Clocks:
    """The host's and the database's: one, as on one machine, until `host_ahead` parts them."""

    def __init__(self):
        self.database = NOON
        self.host_ahead = timedelta(0)
        self.ran_s = 0.0  # what this process's own clock has counted

    def pass_by(self, span):
        self.database += span
        self.ran_s += span.total_seconds()

    def host(self):
        return self.database + self.host_ahead


@pytest.fixture
def clocks(monkeypatch):
    clocks = Clocks()
    monkeypatch.setattr(heartbeat, "database_clock", lambda: Value(clocks.database, models.DateTimeField()))
    monkeypatch.setattr(heartbeat.timezone, "now", clocks.host)
    monkeypatch.setattr(heartbeat, "_ran", heartbeat.Ran(lambda: clocks.ran_s))
    return clocks


def beats(clocks, span, every=MINUTE / 2):
    """Steady beats, the last at the end of the span."""
    end = clocks.database + span
    while clocks.database < end:
        clocks.pass_by(min(every, end - clocks.database))
        heartbeat.beat(called=True)


def test_nothing_is_known_before_the_first_beat(clocks):
    assert heartbeat.read() is None
    assert not heartbeat.clock_is_in_doubt()


@pytest.mark.parametrize("step", [61 * SECOND, -61 * SECOND])
def test_stale_after_a_minute_whichever_way_the_clock_has_gone(clocks, step):
    heartbeat.beat(called=True)
    assert not heartbeat.read().is_stale
    clocks.database += step
    assert heartbeat.read().is_stale
    heartbeat.beat(called=True)
    assert not heartbeat.read().is_stale


def test_looks_without_a_call_leave_the_call_as_old_as_it_is(clocks):
    heartbeat.beat(called=True)
    clocks.database += 10 * SECOND
    heartbeat.beat(called=False)
    pulse = heartbeat.read()
    assert (pulse.age, pulse.age_of_call) == (timedelta(0), 10 * SECOND)


def test_beats_close_together_write_once(clocks, django_assert_num_queries):
    heartbeat.beat(called=True)
    heartbeat.beat(called=True)
    clocks.database += SECOND
    with django_assert_num_queries(1):
        heartbeat.beat(called=True)


@pytest.mark.parametrize(
    ("step", "is_doubted"),
    [(-2 * MINUTE, True), (2 * DAY, True), (6 * DAY, True), (-50 * SECOND, False), (20 * 60 * MINUTE, True)],
)
def test_clock_that_leaps_is_doubted(clocks, step, is_doubted):
    heartbeat.beat(called=True)
    clocks.database += step
    if step < MINUTE or step > DAY:
        assert heartbeat.clock_is_in_doubt() is is_doubted  # before the next beat
    heartbeat.beat(called=True)
    assert heartbeat.clock_is_in_doubt() is is_doubted
    assert (Heartbeat.objects.get().doubted_since is not None) is is_doubted


@pytest.mark.parametrize("step", [-10 * MINUTE, 20 * 60 * MINUTE, 6 * DAY])
def test_clock_that_comes_back_is_believed_at_once(clocks, step):
    heartbeat.beat(called=True)
    clocks.database += step
    beats(clocks, 2 * MINUTE)
    assert heartbeat.clock_is_in_doubt()
    clocks.database -= step
    heartbeat.beat(called=True)
    assert not heartbeat.clock_is_in_doubt()
    assert Heartbeat.objects.get().doubted_since is None


def test_clock_that_goes_on_steadily_is_believed_after_ten_minutes(clocks):
    heartbeat.beat(called=True)
    clocks.database += 6 * DAY
    heartbeat.beat(called=True)
    beats(clocks, 9 * MINUTE)
    assert heartbeat.clock_is_in_doubt()
    beats(clocks, MINUTE)
    assert not heartbeat.clock_is_in_doubt()


def test_ten_minutes_begin_anew_with_each_leap(clocks):
    heartbeat.beat(called=True)
    clocks.database += 6 * DAY
    heartbeat.beat(called=True)
    beats(clocks, 9 * MINUTE)
    clocks.database += 6 * DAY
    beats(clocks, 9 * MINUTE)
    assert heartbeat.clock_is_in_doubt()


@pytest.mark.parametrize("ahead", [2 * MINUTE, -2 * MINUTE])
def test_clocks_that_differ_are_doubted_for_as_long_as_they_do(clocks, ahead):
    heartbeat.beat(called=True)
    clocks.host_ahead = ahead
    heartbeat.beat(called=True)
    since = Heartbeat.objects.get().doubted_since
    beats(clocks, 30 * MINUTE)
    assert heartbeat.clock_is_in_doubt()
    assert Heartbeat.objects.get().doubted_since == since  # one occurrence, one letter
    clocks.host_ahead = timedelta(0)
    heartbeat.beat(called=True)
    assert not heartbeat.clock_is_in_doubt()


def test_a_machine_that_was_off_for_a_night_is_believed_at_once(clocks, monkeypatch):
    """Its processes are new, and have counted nothing."""
    heartbeat.beat(called=True)
    clocks.database += 14 * 60 * MINUTE
    monkeypatch.setattr(heartbeat, "_ran", heartbeat.Ran(lambda: clocks.ran_s))
    heartbeat.beat(called=True)
    assert not heartbeat.clock_is_in_doubt()


def test_what_was_asked_for_is_looked_for_while_the_clock_is_doubted(clocks, due_job):
    PublishJob.objects.update(sent_at=NOON, first_asked_at=NOON)
    heartbeat.beat(called=True)
    clocks.host_ahead = 6 * DAY
    assert claims.claim(PublishJob, due_job.pk)


def test_nothing_is_claimed_while_the_clock_is_doubted(clocks, due_job):
    heartbeat.beat(called=True)
    clocks.host_ahead = 6 * DAY
    assert claims.claim(PublishJob, due_job.pk) is None
    due_job.refresh_from_db()
    assert (due_job.state, due_job.attempts) == ("queued", 0)
    clocks.host_ahead = timedelta(0)
    assert claims.claim(PublishJob, due_job.pk)


@pytest.fixture
def due_job(staff, chief):
    return actions.publish_now(by=staff, post=factories.approved(staff, chief))


@pytest.mark.both
@pytest.mark.real_clock
def test_the_database_tells_its_own_time(monkeypatch):
    """On PostgreSQL the server's, whatever this process takes for the time; SQLite has no other than ours."""
    monkeypatch.setattr(heartbeat, "_ran", heartbeat.Ran())
    heartbeat.beat(called=True)
    assert heartbeat.read().age < MINUTE
    assert not heartbeat.clock_is_in_doubt()
    with time_machine.travel(timezone.now() + 6 * DAY):
        heartbeat.beat(called=True)
        assert heartbeat.clock_is_in_doubt()
    heartbeat.beat(called=True)
    assert not heartbeat.clock_is_in_doubt()
