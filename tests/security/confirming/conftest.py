"""An office with one of each, all of whom can be written to."""

from datetime import timedelta

import pytest
from django.db.models import F

from outbox.heartbeat import database_clock
from security.confirming import actions
from security.letters import post_office
from security.models import AccountChange, Letter


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
        earlier = timedelta(hours=hours)
        AccountChange.objects.waiting().update(asked_at=F("asked_at") - earlier)
        left = Letter.objects.filter(about__startswith="account-change:", sent_at__isnull=False)
        # A test that travels takes only the host's clock along.
        left.filter(sent_at__gt=database_clock()).update(sent_at=database_clock())
        left.update(sent_at=F("sent_at") - earlier)
        actions.let_pass()

    return passes
