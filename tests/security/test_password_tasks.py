"""Tasks to change the official account's password (第５第１項): opened once, ended by a change or by a reason."""

import pytest

from security import actions, audit
from security.models import PasswordChange, PasswordTask, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]


def leave(user):
    """Open the task that the end of the person's appointment brings."""
    appointment = user.appointments.get()
    return actions.open_task(
        reason=PasswordChange.Reason.TRANSFER,
        about=f"{appointment}さんの異動",
        appointment=appointment,
    )


def test_end_of_one_appointment_opens_one_task(staff):
    first, second = leave(staff), leave(staff)
    assert first == second == PasswordTask.objects.get()
    event = audit.events_of(first).get()
    assert (event.tag, event.actor, event.data["reason"]) == (Tag.PASSWORD_TASK_OPENED, None, "transfer")


def test_ends_of_two_appointments_open_two_tasks(staff, poster):
    assert leave(staff) != leave(poster)
