"""Several workers compose at once: real processes on PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from security.models import Letter, Notice, Role
from security.notices import composing
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE, EACH = 20, 5


def compose():
    while composing.is_due():
        composing.run()


def test_four_workers_write_each_letter_once():
    people = [factories.person(Role.PREFECTURE_POSTER) for _ in range(PEOPLE)]
    past = timezone.now() - timedelta(minutes=1)
    Notice.objects.bulk_create(
        Notice(
            person=person,
            kind="gone",
            subject="security.user:0",
            title=f"{number}番",
            sentence="できごとがありました。",
            url="/",
            how="at_once",
            due_at=past,
        )
        for number in range(EACH)
        for person in people
    )
    race(f"{__name__}:compose", *[()] * 4)
    assert Counter(Letter.objects.values_list("recipient", flat=True)) == {one.pk: 1 for one in people}
    assert all(letter.body.count("■") == EACH for letter in Letter.objects.all())
    assert not Notice.objects.filter(told_at=None).exists()
