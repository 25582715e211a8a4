"""The pages of appointments: who sees whom, designating, ending, deputies and transfers as people do them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from security.appointing import actions
from security.appointing import events as people_events
from security.appointing.actions import appointment_ended as leaving
from security.models import Appointment, AuditEvent, Notice, Role, User
from security.office.answers import Refused
from security.people.actors import Actor
from security.signing_in import events as signing_in_events
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第２項")]

DAY = datetime.timedelta(days=1)
PEOPLE = "/security/people/"


def text(response):
    return response.content.decode()


def new_person(**changes):
    fields = {
        "person": "",
        "name": "新井 六子",
        "kana": "あらい むつこ",
        "email": "arai@example.jp",
        "username": "arai",
        "valid_from": timezone.localdate().isoformat(),
        "valid_until": "",
    }
    return {**fields, **changes}


def test_manager_sees_the_own_company_alone(client, manager, poster, staff):
    client.force_login(manager)
    page = text(client.get(PEOPLE))
    assert poster.name in page
    assert staff.name not in page


@pytest.mark.parametrize("reader", ["chief", "administrator", "auditor"])
def test_division_sees_everybody(request, client, reader, poster, staff):
    client.force_login(request.getfixturevalue(reader))
    page = text(client.get(PEOPLE))
    assert poster.name in page
    assert staff.name in page


@pytest.mark.parametrize("stranger", ["poster", "staff"])
def test_posters_are_told_that_there_is_nothing(request, client, stranger):
    client.force_login(request.getfixturevalue(stranger))
    assert client.get(PEOPLE).status_code == 404


def test_manager_designates_somebody_new_who_can_then_draft(client, manager, contractor):
    client.force_login(manager)
    response = client.post(reverse("security:designate", args=[contractor.pk]), new_person(), follow=True)
    assert "新井 六子さんを株式会社サンプル企画の投稿者に指定しました。" in text(response)
    person = User.objects.get(username="arai")
    assert Actor.of(person).is_any(Role.CONTRACTOR_POSTER)
    assert Appointment.objects.get(user=person).appointed_by == manager
    told = AuditEvent.objects.filter(tag__in=[people_events.PERSON_ADDED.tag, people_events.APPOINTED.tag])
    assert {event.actor for event in told} == {manager}


def test_manager_designates_somebody_known_again(client, manager, contractor):
    former = factories.AppointmentFactory(
        organization=contractor, role=Role.CONTRACTOR_POSTER, valid_until=timezone.localdate() - DAY
    ).user
    client.force_login(manager)
    form = new_person(person=former.pk, name="", email="", username="")
    client.post(reverse("security:designate", args=[contractor.pk]), form)
    assert Actor.of(former).is_any(Role.CONTRACTOR_POSTER)
    assert User.objects.count() == 2


def test_nothing_typed_is_lost_when_something_is_missing(client, manager, contractor):
    client.force_login(manager)
    address = reverse("security:designate", args=[contractor.pk])
    response = client.post(address, new_person(username="", valid_from=""))
    assert response.status_code == 422
    assert "新井 六子" in text(response)
    assert not User.objects.filter(name="新井 六子").exists()


def test_people_of_the_division_are_not_offered_to_a_contractor(client, manager, contractor, staff):
    client.force_login(manager)
    address = reverse("security:designate", args=[contractor.pk])
    assert staff.name not in text(client.get(address))
    client.post(address, new_person(person=staff.pk))
    assert not Actor.of(staff).is_any(Role.CONTRACTOR_POSTER)


@pytest.mark.parametrize("who", ["poster", "staff", "chief", "auditor"])
def test_nobody_else_designates_the_contractors_posters(request, client, contractor, who):
    client.force_login(request.getfixturevalue(who))
    address = reverse("security:designate", args=[contractor.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, new_person()).status_code == 404
    assert not User.objects.filter(username="arai").exists()


def test_chief_designates_the_divisions_posters(client, chief):
    organization = Appointment.objects.get(user=chief).organization
    client.force_login(chief)
    client.post(reverse("security:designate", args=[organization.pk]), new_person())
    assert Actor.of(User.objects.get(username="arai")).is_any(Role.PREFECTURE_POSTER)


def test_ending_on_its_page(client, manager, poster):
    client.force_login(manager)
    address = reverse("security:end_appointment", args=[Appointment.objects.get(user=poster).pk])
    assert "第５第１項" in text(client.get(address))
    client.post(address, {"when": "at_once", "last_day": "", "reason": "退職", "successor": ""})
    assert not Actor.of(poster).appointments
    assert "退職" in text(client.get(PEOPLE))


def test_ending_by_date_asks_for_the_day(client, manager, poster):
    client.force_login(manager)
    address = reverse("security:end_appointment", args=[Appointment.objects.get(user=poster).pk])
    response = client.post(address, {"when": "on_a_day", "last_day": "", "reason": "退職", "successor": ""})
    assert "最後の日を入力してください。" in text(response)
    assert Actor.of(poster).appointments


def test_another_companys_appointments_are_not_there(client, manager):
    other = factories.AppointmentFactory(
        organization=factories.ContractorFactory(), role=Role.CONTRACTOR_POSTER
    )
    client.force_login(manager)
    address = reverse("security:end_appointment", args=[other.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"when": "at_once", "reason": "x"}).status_code == 404


# --- 異動 ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("第２")
def test_a_transfer_is_prepared_beforehand_and_switches_on_its_day(
    client, administrator, staff, chief, time_machine
):
    """4月1日: the poster and the chief go, two others come."""
    time_machine.move_to("2027-03-25T01:00:00Z")
    new_poster, new_chief = factories.UserFactory(name="春田 来子"), factories.UserFactory(name="春山 課長")
    post = factories.draft(staff)
    leaving_poster, leaving_chief = (Appointment.objects.get(user=one) for one in (staff, chief))
    division = leaving_poster.organization_id
    client.force_login(administrator)
    response = client.post(
        reverse("security:transfer"),
        {
            "day": "2027-04-01",
            f"end-{leaving_poster.pk}-ends": "on",
            f"end-{leaving_poster.pk}-successor": new_poster.pk,
            f"end-{leaving_chief.pk}-ends": "on",
            "begin-0-person": new_poster.pk,
            "begin-0-post": f"{division}:prefecture_poster",
            "begin-1-person": new_chief.pk,
            "begin-1-post": f"{division}:section_chief",
        },
        follow=True,
    )
    assert "異動を登録しました" in text(response)
    factories.confirmed(new_chief)
    time_machine.move_to("2027-03-31T14:59:00Z")
    leaving.settle_ended()
    assert Actor.of(staff).appointments
    assert not Actor.of(new_poster).appointments
    time_machine.move_to("2027-03-31T15:00:30Z")
    leaving.settle_ended()
    assert not Actor.of(staff).appointments
    assert not Actor.of(chief).appointments
    assert Actor.of(new_poster).is_any(Role.PREFECTURE_POSTER)
    assert Actor.of(new_chief).is_any(Role.SECTION_CHIEF)
    assert type(post).objects.get(pk=post.pk).in_charge == new_poster


def test_a_transfer_registers_all_or_nothing(client, administrator, staff):
    """The administrator cannot begin as section chief himself: nothing of the whole form is registered."""
    given = Appointment.objects.get(user=staff)
    client.force_login(administrator)
    tomorrow = (timezone.localdate() + DAY).isoformat()
    response = client.post(
        reverse("security:transfer"),
        {
            "day": tomorrow,
            f"end-{given.pk}-ends": "on",
            "begin-0-person": administrator.pk,
            "begin-0-post": f"{given.organization_id}:section_chief",
        },
    )
    assert response.status_code == 422
    assert "ご自分の任用" in text(response)
    given.refresh_from_db()
    assert given.valid_until is None
    assert not AuditEvent.objects.exclude(tag=signing_in_events.SIGN_IN.tag).exists()


@pytest.mark.parametrize("day", ["", "2020-04-01"])
def test_a_transfer_lies_ahead(client, administrator, staff, day):
    given = Appointment.objects.get(user=staff)
    client.force_login(administrator)
    response = client.post(reverse("security:transfer"), {"day": day, f"end-{given.pk}-ends": "on"})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in text(response)


def test_a_transfer_of_nothing_is_told(client, administrator):
    client.force_login(administrator)
    tomorrow = (timezone.localdate() + DAY).isoformat()
    assert "1つ以上" in text(client.post(reverse("security:transfer"), {"day": tomorrow}))


def test_chief_transfers_the_divisions_posters_and_nobody_elses(client, chief, staff, poster):
    client.force_login(chief)
    page = text(client.get(reverse("security:transfer")))
    contractors = Appointment.objects.get(user=poster)
    assert f"end-{Appointment.objects.get(user=staff).pk}-ends" in page
    assert f"end-{contractors.pk}-ends" not in page
    tomorrow = (timezone.localdate() + DAY).isoformat()
    client.post(reverse("security:transfer"), {"day": tomorrow, f"end-{contractors.pk}-ends": "on"})
    contractors.refresh_from_db()
    assert contractors.valid_until is None


# --- The fiscal year ------------------------------------------------------------------------------------------------


def test_fiscal_year_shows_who_was_appointed_in_it(client, auditor, time_machine):
    time_machine.move_to("2027-05-01T01:00:00Z")
    former = factories.AppointmentFactory(
        valid_from=datetime.date(2026, 4, 1), valid_until=datetime.date(2027, 3, 31), user__name="前年 度子"
    )
    client.force_login(auditor)
    assert former.user.name not in text(client.get(PEOPLE))
    page = text(client.get(PEOPLE, {"year": "2026"}))
    assert former.user.name in page
    assert "令和8年度(2026年度)" in page


@pytest.mark.parametrize("year", ["x", "99999999", "-1", "２０２６", ""])
def test_nonsense_for_a_year_shows_this_year(client, auditor, year):
    client.force_login(auditor)
    assert client.get(PEOPLE, {"year": year}).status_code == 200


def test_list_costs_the_same_for_one_and_three(
    client, administrator, django_assert_max_num_queries, contractor
):
    client.force_login(administrator)
    client.get(PEOPLE)
    counts = []
    for people in (1, 2):
        for _ in range(people):
            factories.person(Role.CONTRACTOR_POSTER, contractor)
        with django_assert_max_num_queries(20) as queries:
            client.get(PEOPLE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_deputy_on_its_page(client, chief, staff):
    division = Appointment.objects.get(user=chief).organization
    client.force_login(chief)
    assert client.get(reverse("security:deputy")).status_code == 404
    division.deputies_allowed = True
    division.save()
    today = timezone.localdate()
    form = {
        "absent": Appointment.objects.get(user=chief).pk,
        "person": staff.pk,
        "valid_from": today.isoformat(),
        "valid_until": (today + 3 * DAY).isoformat(),
    }
    response = client.post(reverse("security:deputy"), form, follow=True)
    assert "さんを代決者として登録しました" in text(response)
    factories.confirmed(staff)
    assert Actor.of(staff).is_any(Role.SECTION_CHIEF)


def test_hub_leads_to_what_one_may_see(client, manager, poster):
    for person, sees in [(manager, True), (poster, False)]:
        client.force_login(person)
        assert (PEOPLE in text(client.get("/security/"))) is sees


def test_registering_an_appointment_still_asks_the_administrator(chief, contractor):
    with pytest.raises(Exception, match="システム管理者"):
        actions.appoint(
            by=chief,
            appointment=Appointment(
                user=factories.UserFactory(),
                organization=contractor,
                role=Role.MANAGER,
                valid_from=timezone.localdate(),
            ),
        )


def test_nobody_is_appointed_to_the_same_twice(client, manager, poster, contractor):
    """Of two alike, the end of one would end nothing."""
    client.force_login(manager)
    form = new_person(person=poster.pk, name="", email="", username="")
    response = client.post(reverse("security:designate", args=[contractor.pk]), form)
    assert "すでに運営者投稿者に任用されています" in text(response)
    assert Appointment.objects.filter(user=poster).count() == 1


def test_posters_are_designated_beforehand(client, manager, contractor):
    client.force_login(manager)
    yesterday = (timezone.localdate() - DAY).isoformat()
    response = client.post(
        reverse("security:designate", args=[contractor.pk]), new_person(valid_from=yesterday)
    )
    assert "今日以降" in text(response)
    assert not User.objects.filter(username="arai").exists()


def test_new_poster_is_invited_by_the_administrator_not_by_who_approves_him(
    client, manager, contractor, administrator
):
    client.force_login(manager)
    client.post(reverse("security:designate", args=[contractor.pk]), new_person())
    person = User.objects.get(username="arai")
    assert not person.has_usable_password()
    assert not person.invitations.exists()
    assert Notice.objects.get(person=administrator).title == "新井 六子さんへの招待をお願いします"


def test_manager_moves_nobody_of_another_organisation(client, manager, contractor, staff):
    client.force_login(manager)
    assert staff.name not in text(client.get(reverse("security:transfer")))
    with pytest.raises(Refused, match="ほかの組織"):
        actions.designate(
            by=manager,
            organization=contractor,
            person=staff,
            valid_from=timezone.localdate(),
            valid_until=None,
        )


@pytest.mark.parametrize("until", [None, -1])
def test_the_past_is_not_rewritten(administrator, staff, until):
    given = Appointment.objects.get(user=staff)
    given.valid_until = timezone.localdate() - 3 * DAY if until is None else None
    given.save()
    given.valid_until = None if until is None else timezone.localdate() + until * DAY
    with pytest.raises(ValidationError):
        actions.appoint(by=administrator, appointment=given)
