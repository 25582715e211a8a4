"""Who is woken for what, with several sweeps at once. Real processes on PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from outbox import claims
from security.letters import writing as letters
from security.models import Letter
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LETTERS = 100


@pytest.fixture(autouse=True)
def waiting():
    person = factories.person("administrator")
    for number in range(LETTERS):
        letters.write(key=f"k{number}", to=person, subject=f"第{number}号", body="本文")


def call(now):
    return claims.call_for_workers(Letter, now)


def test_sweeps_at_once_call_one_worker_for_each_job():
    now = timezone.now() + timedelta(minutes=1)
    called = Counter(one for ids in race(f"{__name__}:call", *[(now,)] * 4) for one in ids)
    assert set(called.values()) == {1}


def test_sweep_waits_for_nobody_so_no_two_of_them_wait_in_a_ring():
    held, other = Letter.objects.earliest("due_at"), connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM security_letter WHERE id = %s FOR UPDATE", [held.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        called = call(timezone.now() + timedelta(minutes=1))
    finally:
        other.close()
    assert (held.pk in called, len(called)) == (False, LETTERS - 1)
