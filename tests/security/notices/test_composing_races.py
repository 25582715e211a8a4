"""Several workers compose at once: real processes on PostgreSQL."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from security.models import Letter, Notice, Role, User
from security.notices import composing
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE, EACH = 20, 5
WORKERS, ROUNDS = 4, 25
TITLE = re.compile(r"\dの\d+番")


def notice(person, title):
    return Notice(
        person=person,
        kind="gone",
        subject="security.user:0",
        title=title,
        sentence="できごとがありました。",
        url="/",
        how="at_once",
        due_at=timezone.now() - timedelta(minutes=1),
    )


def compose():
    while composing.is_due():
        composing.run()


def tell_and_compose(worker):
    """Something happens all the time while letters are written, without a pause between them."""
    composing.PAUSE = composing.HELD_FOR = timedelta(0)
    composing.TOLD_MAX = ROUNDS * WORKERS
    person = User.objects.get()
    for number in range(ROUNDS):
        notice(person, f"{worker}の{number}番").save()
        composing.run()


def test_each_notice_is_in_one_letter_whatever_comes_while_they_are_written(monkeypatch):
    factories.person(Role.PREFECTURE_POSTER)
    race(f"{__name__}:tell_and_compose", *[(worker,) for worker in range(WORKERS)])
    monkeypatch.setattr(composing, "PAUSE", timedelta(0))
    monkeypatch.setattr(composing, "HELD_FOR", timedelta(0))
    composing.run()  # what came while another was writing
    found = Counter(title for letter in Letter.objects.all() for title in TITLE.findall(letter.html))
    assert found == {f"{worker}の{number}番": 1 for worker in range(WORKERS) for number in range(ROUNDS)}
    assert not Notice.objects.filter(told_at=None).exists()


def test_four_workers_write_each_letter_once():
    people = [factories.person(Role.PREFECTURE_POSTER) for _ in range(PEOPLE)]
    Notice.objects.bulk_create(notice(person, f"{number}番") for number in range(EACH) for person in people)
    race(f"{__name__}:compose", *[()] * 4)
    assert Counter(Letter.objects.values_list("recipient", flat=True)) == {one.pk: 1 for one in people}
    assert all(letter.body.count("■") == EACH for letter in Letter.objects.all())
    assert not Notice.objects.filter(told_at=None).exists()
