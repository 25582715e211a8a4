"""The clock: a light program that counts seconds and knows no time of day, and whose every call somebody hears."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from cafe_instagram import celery
from cafe_instagram.rounds import Rounds
from outbox import wake_ups
from tests.e2e.processes import ROOT, clean_environment, eventually


class Hand:
    """A clock that is moved by hand."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture(scope="module")
def tasks():
    celery.app.loader.import_default_modules()
    return celery.app.tasks


def test_every_sweep_is_a_task_and_has_its_look(tasks):
    assert {"cafe_instagram.tasks.look", *wake_ups.sweeps} <= set(tasks)
    assert {sweep.every_s for sweep in wake_ups.sweeps.values()} <= set(settings.LOOKS_EVERY_S)


def test_each_round_comes_at_its_own_pace(hand):
    rounds = Rounds([1, 5], hand)
    assert rounds.over() == [1, 5]
    assert rounds.over() == []
    hand.seconds += rounds.pause_s()
    assert rounds.over() == [1]
    hand.seconds += 4
    assert rounds.over() == [1, 5]


def test_what_was_slept_through_is_not_made_up_for(hand):
    rounds = Rounds([1], hand)
    rounds.over()
    hand.seconds += 600
    assert rounds.over() == [1]
    assert rounds.over() == []
    assert rounds.pause_s() == 1.0


@pytest.mark.parametrize("step", [timedelta(minutes=-10), timedelta(days=6)])
def test_time_of_day_that_is_corrected_neither_silences_nor_hurries(step):
    with time_machine.travel(datetime(2026, 11, 30, 3, 0, tzinfo=UTC)) as traveller:
        rounds = Rounds([60])
        rounds.over()
        traveller.shift(step)
        assert rounds.over() == []
        assert rounds.pause_s() <= 60


@pytest.fixture
def calling(tmp_path):
    """The clock as a process, with its queue in a folder."""
    environment = clean_environment(DEMO="1", DATA_DIR=str(tmp_path))
    process = subprocess.Popen(
        [sys.executable, "-m", "cafe_instagram.beat"], cwd=ROOT, env=environment, stderr=subprocess.PIPE
    )
    yield process, tmp_path
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.real_clock
def test_clock_keeps_calling_keeps_nothing_and_ends_quietly(calling):
    process, folder = calling
    eventually(
        lambda: len(list(folder.glob("broker/queue/*.msg"))) > len(settings.LOOKS_EVERY_S), "a second round"
    )
    process.terminate()
    assert (process.wait(), process.stderr.read()) == (0, b"")
    assert not [name for name in os.listdir(folder) if "beat" in name]


def test_clock_loads_no_models(tmp_path):
    started = """
import sys
from cafe_instagram import beat
beat.app.amqp.Producer, beat.app.producer_pool
sys.exit(sorted({"django.db.models", "posts", "celery.beat", "celery.bin.celery"} & set(sys.modules)) or 0)
"""
    environment = clean_environment(DEMO="1", DATA_DIR=str(tmp_path))
    ended = subprocess.run(
        [sys.executable, "-c", started], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
