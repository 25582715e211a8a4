"""What a start does: checked where the code is new, migrated always, loaded once."""

import subprocess
import sys

import pytest
from django.db.migrations.recorder import MigrationRecorder

from cafe_instagram.management.commands import up
from tests import factories
from tests.e2e.processes import ROOT, clean_environment


@pytest.fixture
def done(monkeypatch):
    """The steps in their order; none is really done."""
    done = []
    monkeypatch.setattr(up, "call_command", lambda name, **options: done.append(name))
    monkeypatch.setattr(up.Command, "check", lambda self: done.append("check"))
    monkeypatch.setattr(up.connection, "close", lambda: None)
    return done


@pytest.mark.django_db
def test_start_that_has_nothing_to_migrate_is_not_checked(done):
    factories.UserFactory()
    up.Command().prepare_database()
    assert done == ["migrate"]


@pytest.mark.django_db
def test_new_code_is_checked_before_it_changes_the_database(done):
    factories.UserFactory()
    MigrationRecorder.Migration.objects.filter(app="posts").order_by("-pk").first().delete()
    up.Command().prepare_database()
    assert done == ["check", "migrate"]


def test_site_is_loaded_whole_and_the_collector_goes_on(tmp_path):
    loaded = """
import gc, sys
import cafe_instagram.wsgi
assert "posts.drafting.views" in sys.modules
assert gc.isenabled()
assert gc.get_freeze_count() > 100_000
"""
    environment = clean_environment(DEMO="1", DATA_DIR=str(tmp_path))
    ended = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr


def test_worker_has_all_addresses_before_its_first_task(tmp_path):
    loaded = """
import sys
from cafe_instagram.celery import app
app.Worker(pool="threads", concurrency=1, quiet=True)
assert "posts.drafting.views" in sys.modules
"""
    environment = clean_environment(DEMO="1", DATA_DIR=str(tmp_path))
    ended = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
