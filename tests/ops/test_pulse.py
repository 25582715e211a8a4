"""A worker that nobody calls looks by itself; who wakes a worker is harmed by no broker."""

import logging
import threading
from datetime import timedelta

import pytest
from celery import Celery
from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils import timezone

from cafe_instagram import pulse
from outbox import heartbeat, wake_ups
from outbox.models import Heartbeat
from tests.patience import PATIENCE_S
from tests.redis_server import RedisServer

# --- The watch ----------------------------------------------------------------------------------------------------


@pytest.fixture
def sweeps(monkeypatch):
    """Only those of the test. Each wakes what is given under its name, and is marked when it is done."""
    monkeypatch.setattr(wake_ups, "sweeps", {})
    done = {}

    class Tasks(dict):
        def add(self, name, run, **sweep):
            done[name] = threading.Event()

            def task(*arguments):
                run(*arguments)
                done[name].set()

            self[name] = task
            if sweep:
                wake_ups.sweeps[name] = wake_ups.Sweep(**{"in_doubt": False, "is_due": lambda: True} | sweep)

        def are_done(self, *names):
            return all(done[name].wait(PATIENCE_S) for name in names)

    return Tasks()


@pytest.fixture
def watch(sweeps, monkeypatch):
    """Of a worker that has run for a while."""
    monkeypatch.setattr(heartbeat, "database_clock", lambda: Value(timezone.now(), models.DateTimeField()))
    # Done in this process's threads, whose connections are not the test's.
    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)
    watch = pulse.Watch(type("App", (), {"tasks": sweeps}))
    watch._born -= pulse.PATIENCE_S
    yield watch
    watch.close()


def called(**ago):
    heartbeat.beat(called=True)
    Heartbeat.objects.update(called_at=timezone.now() - timedelta(**ago))


@pytest.mark.django_db
def test_worker_that_is_called_leaves_the_looking_to_the_calls(watch, sweeps):
    asked = []
    sweeps.add("sweep", lambda: None, every_s=1, is_due=lambda: asked.append(1))
    called(seconds=14)
    watch.look()
    assert not asked
    called(seconds=16)
    watch.look()
    assert asked


@pytest.mark.django_db
def test_worker_that_has_just_begun_waits_for_the_first_call(watch, sweeps):
    asked = []
    sweeps.add("sweep", lambda: None, every_s=1, is_due=lambda: asked.append(1))
    watch._born += pulse.PATIENCE_S
    watch.look()
    assert not asked


@pytest.mark.django_db
def test_worker_that_nobody_calls_does_everything_with_its_own_hands(watch, sweeps, monkeypatch):
    monkeypatch.setattr(wake_ups, "current_app", None)  # whatever is sent fails
    worked = []
    sweeps.add("publish", worked.append)
    sweeps.add("sweep", lambda: wake_ups.wake("publish", 7), every_s=1)
    sweeps.add("nightly", lambda: None, every_s=60)
    called(seconds=16)
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=16))
    watch.look()
    assert sweeps.are_done("publish", "sweep", "nightly")
    assert worked == [7]
    assert heartbeat.read().age < timedelta(seconds=5)
    assert heartbeat.read().age_of_call > timedelta(seconds=15)  # the clock program is still missed


@pytest.mark.django_db
def test_what_is_in_hand_is_not_begun_again_and_what_fails_keeps_nobody(watch, sweeps, caplog):
    go_on, begun = threading.Event(), []

    def slow():
        begun.append(1)
        go_on.wait(PATIENCE_S)

    def failing():
        raise ValueError("this floor is out of order")

    sweeps.add("slow", slow, every_s=1)
    sweeps.add("failing", failing, every_s=1)
    sweeps.add("well", lambda: None, every_s=1)
    called(minutes=1)
    watch.look()
    watch._rounds = pulse.Rounds([1])
    watch.look()
    assert sweeps.are_done("well")
    go_on.set()
    assert sweeps.are_done("slow")
    assert begun == [1]
    watch.close()
    assert "out of order" in caplog.text


@pytest.mark.django_db
def test_doubted_clock_holds_the_hands_too(watch, sweeps):
    asked = []
    sweeps.add("publish", lambda: None, every_s=1, is_due=lambda: asked.append(1))
    sweeps.add("letters", lambda: None, every_s=1, in_doubt=True)
    called(minutes=1)
    Heartbeat.objects.update(trusted_at=timezone.now() - timedelta(days=6))
    watch.look()
    assert sweeps.are_done("letters")
    assert not asked


# --- The broker ---------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path):
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def app(server, monkeypatch):
    """Celery as the product sets it up, with this server."""
    app = Celery("test", broker=server.address, set_as_current=False)
    app.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    monkeypatch.setattr(wake_ups, "current_app", app)
    monkeypatch.setattr(wake_ups, "_broker_is_away", threading.Event())
    yield app
    app.close()


@pytest.mark.redis_server
@pytest.mark.parametrize("command", ["CONFIG SET maxmemory 1", "REPLICAOF 127.0.0.1 1", ""])
def test_broker_that_refuses_or_dies_in_the_middle_harms_nobody_and_is_told_once(
    server, app, caplog, command
):
    wake_ups.wake("a.task", 1)
    assert server.ask("LLEN", "celery") == 1
    if command:
        server.ask(*command.split())
    else:
        server.kill()
    with caplog.at_level(logging.WARNING):
        wake_ups.wake("a.task", 2)
        wake_ups.wake("a.task", 3)
    assert [record.args[1] for record in caplog.records if record.name == "outbox.wake_ups"] == [(2,)]
    if not command:
        server.start()
        wake_ups.wake("a.task", 4)
        assert server.ask("LLEN", "celery") == 1
