"""Tasks to change the official account's password (第５第１項): opened once, ended by a change or by a reason."""

import pytest
from django.db import IntegrityError

from security.account import actions, events
from security.models import PasswordChange, PasswordTask
from security.trail import recording as audit

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
    assert (event.tag, event.actor, event.data["reason"]) == (
        events.PASSWORD_TASK_OPENED.tag,
        None,
        "transfer",
    )


def test_next_end_of_an_appointment_opens_a_task_of_its_own(staff, chief):
    """The first was dismissed: the appointment had come back to life."""
    first = leave(staff)
    actions.dismiss_task(by=chief, task=first, reason="契約の更新の登録が遅れただけのため")
    second = leave(staff)
    assert second != first
    assert PasswordTask.objects.open().get() == second


def test_database_keeps_an_appointments_open_task_single(staff):
    first = leave(staff)
    with pytest.raises(IntegrityError):
        PasswordTask.objects.create(
            reason=first.reason, about=first.about, appointment_id=first.appointment_id
        )


def test_ends_of_two_appointments_open_two_tasks(staff, poster):
    assert leave(staff) != leave(poster)
