"""Whether an appointment's end asks for a new password (第５第１項)."""

import pytest

from security.account import rules
from security.models import Appointment, Role
from security.people.actors import Actor
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]


def left(person, role, *, knows):
    """With the end of the person's appointment to the role."""
    ended = Appointment.objects.get(user=person, role=role)
    remaining = Actor(
        user=person,
        appointments=tuple(one for one in Actor.of(person).appointments if one != ended),
        place=Actor.of(person).place,
    )
    return rules.has_left(ended, remaining, knows=knows)


@pytest.mark.parametrize("knows", [True, False])
def test_administrator_who_becomes_auditor_leaves_the_password_behind(administrator, knows):
    factories.AppointmentFactory(user=administrator, role=Role.AUDITOR)
    assert left(administrator, Role.ADMINISTRATOR, knows=knows) is knows


def test_whoever_still_works_at_the_account_has_not_left(administrator):
    factories.AppointmentFactory(user=administrator, role=Role.PREFECTURE_POSTER)
    assert not left(administrator, Role.ADMINISTRATOR, knows=True)


@pytest.mark.parametrize("knows", [True, False])
def test_poster_without_another_appointment_has_left(staff, knows):
    assert left(staff, Role.PREFECTURE_POSTER, knows=knows)
