"""An office with one of each, all of whom can be written to."""

from datetime import timedelta

import pytest
from django.db.models import F

from security.confirming import actions
from security.letters import post_office
from security.models import AccountChange


@pytest.fixture
def office(administrator, chief, manager, auditor, staff, poster):
    people = {
        "administrator": administrator,
        "chief": chief,
        "manager": manager,
        "auditor": auditor,
        "staff": staff,
        "poster": poster,
    }
    for name, person in people.items():
        person.email = f"{name}@example.jp"
        person.save()
    return people


@pytest.fixture
def a_day_passes(mailoutbox):
    """The letters have left, and what waits was asked for so much earlier, by the database's clock."""

    def passes(*, hours: float = 24.1, letters: bool = True):
        if letters:
            post_office.deliver()
        AccountChange.objects.waiting().update(asked_at=F("asked_at") - timedelta(hours=hours))
        actions.let_pass()

    return passes
