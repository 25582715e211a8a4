"""The register of the official account's password (第５第１項): who knows it, changes, confirmation, connection."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from security.account import actions, events, reminders
from security.account.querysets import holders, knows_password, last_change, password_standing
from security.letters import writing as letters
from security.models import (
    Appointment,
    Letter,
    Notice,
    PasswordChange,
    PasswordHolder,
    PasswordPostponement,
    PasswordTask,
    Role,
    Safeguards,
)
from security.notices import composing
from security.office.answers import Refused
from security.people.signals import connection_confirmed
from security.trail import recording as audit
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]
Reason = PasswordChange.Reason


def change(by, *others, ago=timedelta(0), **fields):
    values = {"reason": Reason.REGULAR, "sessions_ended": True, "second_factor_checked": True, **fields}
    new = PasswordChange(changed_at=timezone.now() - ago, **values)
    actions.record_change(by=by, change=new, holders=[by, *others])
    return new


def know(*people):
    """As the register stood from its beginning."""
    for person in people:
        PasswordHolder.objects.create(user=person, reason="投稿するため", told_by=person)


def leave(person, reason=Reason.TRANSFER):
    appointment = person.appointments.get()
    return actions.open_task(reason=reason, about=f"{appointment}の異動", appointment=appointment)


def names():
    return [holder.user for holder in holders()]


def is_open(task):
    return PasswordTask.objects.open().filter(pk=task.pk).exists()


# --- Changes and those who know ------------------------------------------------------------------------------------


def test_change_leaves_nobody_who_was_not_told(staff, poster, manager, chief):
    know(staff, poster)
    made = change(manager, staff)
    assert set(names()) == {manager, staff}
    assert PasswordHolder.objects.get(user=poster).until == made.changed_at
    assert (
        PasswordHolder.objects.get(user=manager).reason
        == "運営者本業務処理責任者として公式アカウントを使うため"
    )
    event = audit.events_of(made).get()
    assert (event.tag, event.actor) == (events.OFFICIAL_PASSWORD_CHANGED.tag, manager)
    tags = set(audit.AuditEvent.objects.values_list("tag", flat=True))
    assert {events.HOLDER_ADDED.tag, events.HOLDER_ENDED.tag} <= tags
    assert list(audit.faults()) == []


def test_who_keeps_knowing_keeps_the_first_day(staff):
    know(staff)
    first = PasswordHolder.objects.get()
    change(staff)
    assert PasswordHolder.objects.get() == first


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"changed_at": timedelta(minutes=1)}, "changed_at"),
        ({"changed_at": timedelta(days=-10)}, "changed_at"),
        ({"changed_at": timedelta(days=-11)}, "changed_at"),
        ({"sessions_ended": False}, "sessions_ended"),
        ({"second_factor_checked": False}, "second_factor_checked"),
    ],
)
def test_change_that_cannot_be_so_is_refused_beside_its_field(administrator, wrong, field):
    with time_machine.travel(timezone.now(), tick=False):
        change(administrator, ago=timedelta(days=10))
        values = {"reason": Reason.REGULAR, "sessions_ended": True, "second_factor_checked": True, **wrong}
        values["changed_at"] = timezone.now() + wrong.get("changed_at", timedelta(0))
        with pytest.raises(ValidationError) as fault:
            actions.record_change(by=administrator, change=PasswordChange(**values), holders=[administrator])
    assert list(fault.value.message_dict) == [field]
    assert PasswordChange.objects.count() == 1


def test_who_changed_it_knows_it(administrator, staff):
    new = PasswordChange(
        reason=Reason.REGULAR, changed_at=timezone.now(), sessions_ended=True, second_factor_checked=True
    )
    with pytest.raises(ValidationError) as fault:
        actions.record_change(by=administrator, change=new, holders=[staff])
    assert "holders" in fault.value.message_dict


def test_nobody_without_an_appointment_at_the_account_is_told(administrator, auditor, staff):
    Appointment.objects.filter(user=staff).update(valid_until=timezone.localdate() - timedelta(days=1))
    for person in (auditor, staff):
        with pytest.raises(ValidationError):
            change(administrator, person)
        with pytest.raises(Refused):
            actions.add_holder(by=administrator, user=person, reason="頼まれたため")
    assert names() == []


@pytest.mark.parametrize(
    ("role", "may"), [("staff", False), ("auditor", False), ("manager", True), ("chief", True)]
)
def test_only_keepers_and_those_who_know_it_record_a_change(request, role, may):
    person = request.getfixturevalue(role)
    if may:
        change(person)
    else:
        with pytest.raises(Refused):
            change(person)


def test_poster_who_knows_it_may_record(staff):
    know(staff)
    assert change(staff).changed_by == staff


def test_manager_enters_only_his_own_people(manager, poster, staff, chief):
    actions.add_holder(by=manager, user=poster, reason="代わりに投稿するため")
    with pytest.raises(Refused):
        actions.add_holder(by=manager, user=staff, reason="頼まれたため")
    with pytest.raises(Refused):
        actions.add_holder(by=poster, user=staff, reason="頼まれたため")
    actions.add_holder(by=chief, user=staff, reason="投稿するため")
    with pytest.raises(Refused):
        actions.add_holder(by=chief, user=staff, reason="もう一度")
    assert names() == [poster, staff]


def test_who_has_left_stays_on_the_register_until_the_change(staff, administrator):
    know(staff)
    Appointment.objects.filter(user=staff).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert [holder.is_appointed for holder in holders()] == [False]
    change(administrator)
    assert names() == [administrator]


# --- The second person ---------------------------------------------------------------------------------------------


def test_a_second_person_confirms_once(administrator, chief, manager):
    made = change(administrator)
    with pytest.raises(Refused):
        actions.confirm_change(by=administrator, change=made)
    actions.confirm_change(by=chief, change=made)
    made.refresh_from_db()
    assert made.confirmed_by == chief
    with pytest.raises(Refused):
        actions.confirm_change(by=manager, change=made)
    assert audit.events_of(made).filter(tag=events.OFFICIAL_PASSWORD_CONFIRMED.tag).count() == 1


def test_poster_confirms_only_if_told_the_password(administrator, staff, poster, auditor):
    made = change(administrator, staff)
    for person in (poster, auditor):
        with pytest.raises(Refused):
            actions.confirm_change(by=person, change=made)
    actions.confirm_change(by=staff, change=made)


def test_only_the_last_change_is_confirmed(administrator, chief):
    earlier = change(administrator, ago=timedelta(hours=2))
    change(administrator)
    with pytest.raises(Refused):
        actions.confirm_change(by=chief, change=earlier)


# --- Tasks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connected_first", [True, False])
def test_task_ends_when_changed_and_confirmed_and_connected(staff, administrator, chief, connected_first):
    task = leave(staff)
    made = change(administrator)
    assert is_open(task)
    steps = [
        lambda: connection_confirmed.send(sender=None, at=timezone.now()),
        lambda: actions.confirm_change(by=chief, change=made),
    ]
    first, second = steps if connected_first else steps[::-1]
    first()
    assert is_open(task)
    second()
    task.refresh_from_db()
    assert task.ended_by_change == made


def test_connection_from_before_the_change_proves_nothing(staff, administrator, chief):
    task = leave(staff)
    made = change(administrator)
    actions.confirm_change(by=chief, change=made)
    actions.note_connected(at=made.changed_at - timedelta(minutes=1))
    assert is_open(task)
    assert last_change().connected_at is None


def test_change_from_before_the_task_does_not_end_it(staff, administrator, chief):
    made = change(administrator, ago=timedelta(minutes=5))
    task = leave(staff)
    actions.confirm_change(by=chief, change=made)
    actions.note_connected(at=timezone.now())
    assert is_open(task)
    assert last_change().is_complete


def test_one_change_ends_all_tasks(staff, poster, manager, administrator, chief):
    for person in (staff, poster, manager):
        leave(person)
    reminders.tell_new_tasks()
    assert composed(administrator) == ["公式アカウントのパスワードを変更してください"]
    made = change(administrator)
    actions.confirm_change(by=chief, change=made)
    actions.note_connected(at=timezone.now())
    assert made.tasks.count() == 3
    assert Letter.objects.get(recipient=administrator).state == Letter.State.CANCELLED


def composed(person):
    """The subjects of what stands in letters to this person that wait to leave."""
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        composing.run()
    waiting = Letter.objects.filter(recipient=person, state=Letter.State.WAITING)
    return list(waiting.values_list("subject", flat=True))


def test_who_asks_for_a_change_is_not_told_of_it_the_others_at_once(chief, administrator, staff):
    know(staff)
    actions.open_task(reason="incident", about="知られたおそれ", by=administrator)
    reminders.tell_new_tasks()
    told = Notice.objects.filter(kind="password_task")
    assert [one.person for one in told] == [staff]
    assert "・知られたおそれ" in told.get().sentence


def test_change_asks_everybody_else_who_could_confirm_it_until_somebody_has(
    chief, administrator, manager, staff, poster, auditor
):
    made = change(administrator, staff)
    asked = Notice.objects.filter(kind="password_changed")
    assert set(asked.values_list("person", flat=True)) == {chief.pk, manager.pk, staff.pk}
    actions.confirm_change(by=chief, change=made)
    assert not asked.exists()


def test_connection_is_noted_without_any_change(db):
    connection_confirmed.send(sender=None, at=timezone.now())
    assert last_change() is None


def test_task_is_dismissed_for_a_reason_by_chief_or_administrator(staff, manager, chief):
    task = leave(staff)
    with pytest.raises(Refused):
        actions.dismiss_task(by=manager, task=task, reason="不要")
    with pytest.raises(ValidationError):
        actions.dismiss_task(by=chief, task=task, reason="")
    assert is_open(task)
    actions.dismiss_task(by=chief, task=task, reason="前日に変更済のため")
    assert not is_open(task)
    event = audit.events_of(task).get(tag=events.PASSWORD_TASK_DISMISSED.tag)
    assert event.data["reason"] == "前日に変更済のため"
    with pytest.raises(Refused):
        actions.dismiss_task(by=chief, task=task, reason="もう一度")


def test_no_contractor_dismisses_its_own_end(poster, manager, contractor):
    """Not even one whose person has come to be administrator too."""
    task = leave(poster, Reason.CONTRACT_END)
    factories.AppointmentFactory(user=manager, role=Role.ADMINISTRATOR)
    with pytest.raises(Refused) as refusal:
        actions.dismiss_task(by=manager, task=task, reason="不要")
    assert refusal.value.answer.clause == "第５第１項"


def test_nobody_dismisses_what_the_own_end_asks_for(chief):
    task = leave(chief)
    with pytest.raises(Refused):
        actions.dismiss_task(by=chief, task=task, reason="不要")


def test_who_knows_it_asks_for_a_change(staff, poster):
    know(staff)
    task = actions.open_task(by=staff, reason=Reason.INCIDENT, about="紙を紛失した")
    assert (is_open(task), audit.events_of(task).get().actor) == (True, staff)
    with pytest.raises(Refused):
        actions.open_task(by=poster, reason=Reason.INCIDENT, about="紙を紛失した")


# --- The due day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "left", "overdue"), [(76, 14, False), (90, 0, False), (91, -1, True)])
def test_change_is_due_after_ninety_days(administrator, days, left, overdue):
    change(administrator, ago=timedelta(days=days))
    standing = password_standing()
    assert (standing.days_left, standing.is_overdue) == (left, overdue)


def test_days_are_a_setting(administrator):
    Safeguards(pk=1, password_days=30).save()
    change(administrator, ago=timedelta(days=29))
    assert password_standing().days_left == 1


def test_without_any_change_it_is_due_today(administrator):
    standing = password_standing()
    assert (standing.days_left, standing.is_overdue, standing.changed_at) == (0, False, None)


def test_standing_costs_four_queries(administrator, staff, poster, django_assert_num_queries):
    change(administrator)
    leave(staff), leave(poster)
    with django_assert_num_queries(4):
        standing = password_standing()
    assert standing.open_tasks == 2
    assert (knows_password(administrator), knows_password(staff)) == (True, False)


def test_overdue_is_postponed_at_most_two_weeks_for_a_reason(administrator, chief, manager):
    change(administrator, ago=timedelta(days=100))
    today = timezone.localdate()
    with pytest.raises(Refused):
        actions.postpone_change(by=manager, until=today + timedelta(days=3), reason="出張中のため")
    for until in (today, today + timedelta(days=15)):
        with pytest.raises(ValidationError):
            actions.postpone_change(by=chief, until=until, reason="出張中のため")
    with pytest.raises(ValidationError):
        actions.postpone_change(by=chief, until=today + timedelta(days=3), reason="")
    actions.postpone_change(by=chief, until=today + timedelta(days=14), reason="出張中のため")
    assert password_standing().is_postponed
    event = audit.events_of(PasswordPostponement.objects.get()).get()
    assert (event.tag, event.data["reason"]) == (events.PASSWORD_CHANGE_POSTPONED.tag, "出張中のため")
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert not password_standing().is_postponed


def test_postponement_ends_with_the_change(administrator, chief):
    change(administrator, ago=timedelta(days=100))
    actions.postpone_change(by=chief, until=timezone.localdate() + timedelta(days=14), reason="出張中のため")
    change(administrator, ago=timedelta(days=95))
    assert not password_standing().is_postponed


def test_what_is_not_overdue_is_not_postponed(chief, administrator):
    change(administrator)
    with pytest.raises(Refused):
        actions.postpone_change(by=chief, until=timezone.localdate() + timedelta(days=3), reason="念のため")


def test_change_takes_back_letters_about_the_old_due_day(administrator):
    reminders.remind_of_due_day()
    assert composed(administrator) == ["公式アカウントのパスワードの変更が、まだ記録されていません"]
    letters.write(key="other", to=administrator, subject="他の用件", body="", about="other")
    change(administrator)
    assert composed(administrator) == ["他の用件"]
