"""The end of an appointment closes access, hands over what is open and asks for a new password (第２, 第５第１項)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from approvals import events as approval_events
from approvals.models import State
from posts.models import Post
from security.appointing import actions
from security.appointing import events as people_events
from security.appointing.actions import appointment_ended
from security.models import Appointment, AuditEvent, Notice, PasswordChange, PasswordTask, Role
from security.office.answers import Refused
from security.people.actors import Actor
from security.trail import recording as audit
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第２")]

DAY = datetime.timedelta(days=1)


def appointment_of(person):
    return Appointment.objects.get(user=person)


def end(by, person, *, last_day=None, successor=None, reason="人事異動"):
    actions.end_appointment(
        by=by, appointment=appointment_of(person), last_day=last_day, reason=reason, successor=successor
    )


def tags():
    return list(AuditEvent.objects.order_by("number").values_list("tag", flat=True))


def test_an_end_at_once_closes_access_at_once(administrator, staff, client):
    client.force_login(staff)
    assert client.get(reverse("posts:new")).status_code == 200
    end(administrator, staff)
    assert Actor.of(staff).appointments == ()
    assert client.get(reverse("posts:new")).status_code == 302


def test_an_end_by_date_closes_access_with_that_day(administrator, staff, time_machine):
    time_machine.move_to("2027-03-20T01:00:00Z", tick=False)
    end(administrator, staff, last_day=datetime.date(2027, 3, 31))
    appointment_ended.settle_ended()
    assert appointment_of(staff).settled_at is None
    time_machine.move_to("2027-03-31T14:59:00Z", tick=False)
    assert Actor.of(staff).appointments
    time_machine.move_to("2027-03-31T15:00:00Z", tick=False)
    assert not Actor.of(staff).appointments
    appointment_ended.settle_ended()
    assert appointment_of(staff).settled_at


@pytest.mark.clause("第５第１項")
def test_settling_happens_once_however_often_the_sweep_runs(administrator, staff):
    end(administrator, staff)
    for _ in range(3):
        appointment_ended.settle_ended()
    assert PasswordTask.objects.count() == 1
    assert tags().count(people_events.ACCESS_CLOSED.tag) == 1
    assert list(audit.faults()) == []


@pytest.mark.clause("第５第１項")
@pytest.mark.parametrize(
    ("role", "asks"),
    [
        (Role.PREFECTURE_POSTER, True),
        (Role.SECTION_CHIEF, True),
        (Role.AUDITOR, False),
    ],
)
def test_password_is_to_be_changed_when_a_poster_or_approver_leaves(administrator, role, asks):
    end(administrator, factories.person(role))
    assert PasswordTask.objects.exists() is asks


@pytest.mark.clause("第５第１項")
def test_contracts_end_closes_its_peoples_access_and_asks_for_a_new_password(
    poster, contractor, time_machine
):
    contractor.contract_until = timezone.localdate()
    contractor.save()
    appointment_ended.settle_ended()
    assert not PasswordTask.objects.exists()
    time_machine.move_to(timezone.now() + DAY)
    assert not Actor.of(poster).appointments
    appointment_ended.settle_ended()
    task = PasswordTask.objects.get()
    assert task.reason == PasswordChange.Reason.CONTRACT_END
    assert contractor.name in task.about


def test_a_renewed_contract_opens_again_and_ends_again(poster, contractor, time_machine):
    contractor.contract_until = timezone.localdate() - DAY
    contractor.save()
    appointment_ended.settle_ended()
    contractor.contract_until = timezone.localdate()
    contractor.save()
    appointment_ended.settle_ended()
    assert appointment_of(poster).settled_at is None
    assert Actor.of(poster).appointments
    time_machine.move_to(timezone.now() + DAY)
    appointment_ended.settle_ended()
    assert appointment_of(poster).settled_at


def test_deactivated_persons_work_is_settled(administrator, staff):
    staff.is_active = False
    actions.change_person(by=administrator, person=staff)
    appointment_ended.settle_ended()
    assert PasswordTask.objects.get().appointment.user == staff


@pytest.mark.clause("第５第１項")
def test_whoever_stays_on_in_another_appointment_has_not_left(administrator, staff):
    factories.AppointmentFactory(user=staff, role=Role.SECTION_CHIEF)
    poster = Appointment.objects.get(user=staff, role=Role.PREFECTURE_POSTER)
    actions.end_appointment(by=administrator, appointment=poster, last_day=None, reason="昇任")
    assert not PasswordTask.objects.exists()
    assert Actor.of(staff).appointments


def test_one_that_never_began_leaves_nothing_to_settle(administrator, staff):
    given = appointment_of(staff)
    given.valid_from = timezone.localdate() + 3 * DAY
    given.save()
    end(administrator, staff)
    assert not PasswordTask.objects.exists()
    assert people_events.ACCESS_CLOSED.tag not in tags()
    assert appointment_of(staff).settled_at


@pytest.mark.clause("第４第２項")
def test_open_work_goes_to_the_successor_who_is_told(manager, poster, contractor):
    successor = factories.person(Role.CONTRACTOR_POSTER, contractor, name="後任 花子")
    draft, pending = factories.draft(poster), factories.submitted(poster)
    others, withdrawn = factories.draft(successor), factories.draft(poster)
    Post.objects.filter(pk=withdrawn.pk).update(**{"state": State.WITHDRAWN})
    end(manager, poster, successor=successor)
    assert set(Post.objects.filter(in_charge=successor)) == {draft, pending}
    assert not Post.objects.filter(pk=others.pk, in_charge__isnull=False)
    notice = Notice.objects.get(person=successor)
    assert (notice.kind, notice.url) == ("post_handed_over", "/posts/")
    assert f"・{draft}(下書き)" in notice.sentence
    assert tags().count(approval_events.HANDED_OVER.tag) == 2


def test_handed_over_work_is_marked_on_the_first_page(manager, poster, contractor, client):
    successor = factories.person(Role.CONTRACTOR_POSTER, contractor)
    post = factories.draft(poster, title="雪の町の朝市")
    end(manager, poster, successor=successor)
    client.force_login(successor)
    page = client.get(reverse("home")).content.decode()
    assert f"担当(引継ぎ) {successor.name}" in page
    assert page.count(post.title) == 1


def test_work_is_handed_on_a_second_time(administrator, staff):
    second, third = factories.person(Role.PREFECTURE_POSTER), factories.person(Role.PREFECTURE_POSTER)
    post = factories.draft(staff)
    end(administrator, staff, successor=second)
    end(administrator, second, successor=third)
    assert Post.objects.get(pk=post.pk).in_charge == third


def test_successor_who_does_not_post_there_gets_nothing(administrator, staff, auditor):
    post = factories.draft(staff)
    end(administrator, staff, successor=auditor)
    assert Post.objects.get(pk=post.pk).in_charge is None


@pytest.mark.parametrize("days", [-1, -400])
def test_last_day_cannot_lie_in_the_past(administrator, staff, days):
    with pytest.raises(ValidationError, match="今日以降"):
        end(administrator, staff, last_day=timezone.localdate() + days * DAY)


def test_an_end_cannot_lengthen_an_appointment(administrator, staff):
    given = appointment_of(staff)
    given.valid_until = timezone.localdate() + DAY
    given.save()
    with pytest.raises(ValidationError, match="終期より後"):
        end(administrator, staff, last_day=timezone.localdate() + 2 * DAY)


def test_an_end_needs_a_reason(administrator, staff):
    with pytest.raises(Refused, match="理由"):
        end(administrator, staff, reason="  ")


def test_nobody_ends_his_own(administrator):
    with pytest.raises(Refused, match="ご自分"):
        end(administrator, administrator)


@pytest.mark.clause("第４第２項")
@pytest.mark.parametrize("ender", ["chief", "poster", "staff", "auditor"])
def test_only_the_manager_and_the_administrator_end_the_contractors_posters(request, poster, ender):
    other = factories.person(Role.CONTRACTOR_POSTER, appointment_of(poster).organization)
    with pytest.raises(Refused):
        end(request.getfixturevalue(ender), other)


def test_manager_of_another_company_ends_nobody(poster):
    stranger = factories.person(Role.MANAGER, factories.ContractorFactory())
    with pytest.raises(Refused, match="第４第２項"):
        end(stranger, poster)


def test_ended_twice_is_told(administrator, staff):
    end(administrator, staff)
    with pytest.raises(Refused, match="すでに終わって"):
        end(administrator, staff)


def test_what_has_not_begun_with_its_contract_has_not_ended(contractor, poster):
    contractor.contract_from = timezone.localdate() + DAY
    contractor.save()
    appointment_ended.settle_ended()
    assert not PasswordTask.objects.exists()
    assert appointment_of(poster).settled_at is None


def test_an_open_form_does_not_revive_what_somebody_else_has_ended(administrator, manager, poster):
    on_the_screen = appointment_of(poster)
    end(manager, poster)
    on_the_screen.valid_until = timezone.localdate() + 30 * DAY
    with pytest.raises(ValidationError, match="終わっています"):
        actions.appoint(by=administrator, appointment=on_the_screen)
    assert not Actor.of(poster).appointments
