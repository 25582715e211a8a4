"""緊急停止: who may stop and resume, and that one stop stands at a time."""

import pytest
from django.db import IntegrityError, transaction

from approvals import actions, events
from approvals.models import EmergencyStop, PostingGate
from approvals.querysets import closed_until, current_stop
from security.models import Role
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("chief", True),
        ("manager", True),
        ("administrator", True),
        ("staff", False),
        ("poster", False),
        ("auditor", False),
    ],
)
def test_who_may_stop_and_resume(request, role, may, chief):
    person = request.getfixturevalue(role)
    if may:
        actions.stop(by=person, reason="誤った情報が出た")
        actions.resume(by=person, note="訂正した")
        assert EmergencyStop.objects.get().ended_by == person
        return
    with pytest.raises(Refused) as refusal:
        actions.stop(by=person, reason="誤った情報が出た")
    assert refusal.value.answer.clause == "第６第４項"
    actions.stop(by=chief, reason="誤った情報が出た")
    with pytest.raises(Refused):
        actions.resume(by=person, note="訂正した")
    assert current_stop()


def test_former_chief_cannot_stop():
    former = factories.person(Role.SECTION_CHIEF)
    former.appointments.update(valid_from="2020-01-01", valid_until="2021-03-31")
    with pytest.raises(Refused):
        actions.stop(by=former, reason="理由")


@pytest.mark.parametrize("reason", ["", "  "])
def test_stop_needs_a_reason(chief, reason):
    with pytest.raises(Refused, match="理由"):
        actions.stop(by=chief, reason=reason)
    assert current_stop() is None


def test_second_stop_is_refused(chief, manager):
    actions.stop(by=chief, reason="誤った情報が出た")
    with pytest.raises(Refused, match="すでに"):
        actions.stop(by=manager, reason="こちらでも")
    assert EmergencyStop.objects.count() == 1


def test_resume_without_a_stop_is_refused(chief):
    with pytest.raises(Refused):
        actions.resume(by=chief, note="訂正した")


def test_stop_and_resume_are_recorded_and_kept(chief, manager, administrator):
    stop = actions.stop(by=chief, reason=" 誤った情報が出た ")
    assert current_stop() == stop
    assert PostingGate.objects.get().stop == stop
    with pytest.raises(Refused, match="地域政策課が解除"):
        actions.resume(by=manager, note="もうよい")
    actions.resume(by=administrator, note="訂正した")
    assert current_stop() is None
    assert PostingGate.objects.get().stop is None
    stop.refresh_from_db()
    assert (stop.reason, stop.started_by, stop.ended_by, stop.ending_note) == (
        "誤った情報が出た",
        chief,
        administrator,
        "訂正した",
    )
    assert [event.tag for event in audit.events_of(stop)] == [events.STOPPED.tag, events.RESUMED.tag]


def test_closed_until_now_while_standing_and_until_its_end_after(chief, time_machine):
    time_machine.move_to("2026-11-20T01:00:00Z", tick=False)
    chief.appointments.update(valid_from="2026-01-01")
    stop = actions.stop(by=chief, reason="誤った情報が出た")
    time_machine.move_to("2026-11-20T02:00:00Z", tick=False)
    from django.utils import timezone  # noqa: PLC0415 - reads the moved clock

    assert closed_until(timezone.now()) == timezone.now()
    actions.resume(by=chief, note="訂正した")
    stop.refresh_from_db()
    time_machine.move_to("2026-11-20T05:00:00Z", tick=False)
    assert closed_until(timezone.now()) == stop.ended_at


def test_end_without_a_person_is_refused_by_the_database(chief):
    stop = actions.stop(by=chief, reason="誤った情報が出た")
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyStop.objects.filter(pk=stop.pk).update(ended_by=chief)


def test_contractors_own_stop_is_lifted_by_its_manager(manager):
    actions.stop(by=manager, reason="担当者が急病")
    actions.resume(by=manager, note="代わりが決まった")
    assert current_stop() is None
