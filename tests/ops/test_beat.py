"""The clock: a light program, whose every entry somebody hears."""

import subprocess
import sys

import pytest
from celery.beat import Scheduler
from django.conf import settings

from cafe_instagram import beat, celery
from outbox import wake_ups
from tests.e2e.processes import ROOT, clean_environment


@pytest.fixture(scope="module")
def tasks():
    celery.app.loader.import_default_modules()
    return celery.app.tasks


def test_every_entry_is_a_task_that_the_worker_knows(tasks):
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted <= set(tasks)


def test_every_sweep_is_a_task_and_has_its_look(tasks):
    assert set(wake_ups.sweeps) <= set(tasks)
    assert {sweep.every_s for sweep in wake_ups.sweeps.values()} == set(settings.LOOKS_EVERY_S)


def test_what_is_looked_for_has_no_entry_of_its_own(tasks):
    assert not set(settings.EVERY_S) & set(wake_ups.sweeps)


def test_clock_waits_until_the_moment():
    """Celery's own asks again, without a pause, for the last ten milliseconds."""
    scheduler = beat.Clock(beat.app, lazy=True)
    assert scheduler.adjust(1.0) == 1.0
    assert Scheduler(beat.app, lazy=True).adjust(1.0) < 1.0  # else the class is not needed any more


def test_clock_loads_no_models(tmp_path):
    started = """
import sys
from cafe_instagram import beat
beat.app.Beat(scheduler_cls=beat.Clock, quiet=True).init_loader()
assert beat.app.conf.beat_schedule
sys.exit(sorted({"django.db.models", "posts", "celery.bin.celery"} & set(sys.modules)) or 0)
"""
    environment = clean_environment(DEMO="1", DATA_DIR=str(tmp_path))
    ended = subprocess.run(
        [sys.executable, "-c", started], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
