"""One look asks all sweeps of its interval, and wakes those that have something to do."""

from types import SimpleNamespace

import pytest

from outbox import wake_ups


@pytest.fixture
def woken(monkeypatch):
    """The names of the tasks for which a worker has been called, with the options of each call."""
    woken = {}
    app = SimpleNamespace(send_task=lambda name, args, **options: woken.update({name: options}))
    monkeypatch.setattr(wake_ups, "current_app", app)
    return woken


@pytest.fixture
def sweep(monkeypatch):
    """Makes a sweep of this test's own."""
    monkeypatch.setattr(wake_ups, "sweeps", {})

    def sweep(name, is_due, every_s=1, **more):
        task = SimpleNamespace(__module__="floor", __name__=name)
        wake_ups.swept(every_s=every_s, is_due=is_due, **more)(task)

    return sweep


def broken():
    raise ValueError("this floor is out of order")


def test_only_what_is_due_is_woken(sweep, woken):
    sweep("idle", lambda: False)
    sweep("busy", lambda: True)
    wake_ups.look(1)
    assert list(woken) == ["floor.busy"]


def test_a_look_asks_for_its_own_interval_only(sweep, woken):
    sweep("often", lambda: True)
    sweep("seldom", lambda: True, every_s=5)
    wake_ups.look(5)
    assert list(woken) == ["floor.seldom"]


@pytest.mark.parametrize("first", [True, False])
def test_a_floor_that_cannot_be_asked_does_not_silence_the_others(sweep, woken, first):
    floors = [("broken", broken), ("busy", lambda: True)]
    for name, is_due in floors if first else reversed(floors):
        sweep(name, is_due)
    with pytest.raises(ValueError, match="out of order"):
        wake_ups.look(1)
    assert list(woken) == ["floor.busy"]


def test_calls_that_no_worker_heeds_do_not_pile_up(sweep, woken):
    sweep("busy", lambda: True)
    wake_ups.look(1)
    assert woken["floor.busy"] == {"expires": wake_ups.CALL_EXPIRES_S}


def test_while_the_clock_is_in_doubt_only_what_hangs_on_no_time_goes_on(sweep, woken):
    sweep("publishing", lambda: True)
    sweep("letters", lambda: True, in_doubt=True)
    wake_ups.look(1, in_doubt=True)
    assert list(woken) == ["floor.letters"]


def test_by_hand_nobody_is_called(sweep, woken):
    done = []
    sweep("busy", lambda: True)
    with wake_ups.by_hand(lambda task, arguments: done.append((task, arguments))):
        wake_ups.look(1)
        wake_ups.wake("floor.publish", 7, expires=3)
    assert done == [("floor.busy", ()), ("floor.publish", (7,))]
    assert woken == {}
    wake_ups.look(1)
    assert list(woken) == ["floor.busy"]
