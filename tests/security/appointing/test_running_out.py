"""What ends soon is told both sides' approvers and the administrator, once each, and on the page that ends it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from security.appointing import actions, running_out
from security.models import Appointment, Notice, Role
from security.notices import composing
from tests import factories
from tests.composing import letters_after
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第２項")]

TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Nine in the morning of a Monday."""
    time_machine.move_to("2026-11-30T00:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def office(clock, staff, chief, administrator, auditor, manager, poster, contractor):
    """All for good, the contract until the end of the fiscal year."""
    contractor.contract_until = date(2027, 3, 31)
    contractor.save()
    names = {"staff": staff, "chief": chief, "administrator": administrator, "manager": manager}
    return names | {"auditor": auditor, "poster": poster}


def days(clock, count, then=lambda: None):
    """What the clock program asks for, hour by hour, for so many days."""
    for _ in range(count):
        for _ in range(4):
            running_out.remind()
            swept(composing)
            clock.shift(timedelta(hours=6))
        then()


def told(kind):
    """How often who was told what."""
    rows = Notice.objects.filter(kind=kind).order_by("at", "person")
    return [(timezone.localdate(one.at), one.person.name, one.title) for one in rows]


def names(kind):
    return sorted({name for _, name, _ in told(kind)})


def test_nothing_is_told_while_nothing_ends(office, clock):
    days(clock, 40)
    assert not Notice.objects.exists()


def test_contract_is_told_30_14_and_7_days_before_to_both_sides_once_each(office, clock):
    other = factories.person(Role.MANAGER, factories.ContractorFactory(contract_until=date(2028, 3, 31)))
    clock.move_to("2027-02-20T00:00:00Z", tick=False)
    days(clock, 39)
    found = told("contract_ends")
    assert names("contract_ends") == sorted(office[one].name for one in ("chief", "manager", "administrator"))
    moments = sorted({(day, title.split(":")[0]) for day, _, title in found})
    assert moments == [
        (date(2027, 3, 1), "委託契約はあと30日です"),
        (date(2027, 3, 17), "委託契約はあと14日です"),
        (date(2027, 3, 24), "委託契約はあと7日です"),
    ]
    assert len(found) == 9
    assert not Notice.objects.filter(person=other)
    assert told("appointment_ends") == []


def test_stage_missed_while_all_was_down_is_made_up_once_by_the_latest(office, clock):
    clock.move_to("2027-03-19T00:00:00Z", tick=False)
    days(clock, 4)
    assert {title.split(":")[0] for _, _, title in told("contract_ends")} == {"委託契約はあと12日です"}


def test_appointments_that_end_on_one_day_are_one_notice_30_and_7_days_before(office, clock, chief):
    last = date(2027, 1, 29)
    second = factories.person(Role.PREFECTURE_POSTER, name="二人 目子")
    Appointment.objects.filter(user__in=[office["staff"], second]).update(valid_until=last)
    actions.designate(
        by=chief,
        organization=office["staff"].appointments.get().organization,
        person=factories.UserFactory(),
        valid_from=TODAY,
        valid_until=None,
    )
    days(clock, 62)
    found = told("appointment_ends")
    assert sorted({(day, title) for day, _, title in found}) == [
        (date(2026, 12, 30), "任用はあと30日です: 地域政策課(2人)"),
        (date(2027, 1, 22), "任用はあと7日です: 地域政策課(2人)"),
    ]
    assert names("appointment_ends") == sorted(office[one].name for one in ("chief", "administrator"))
    sentence = Notice.objects.filter(kind="appointment_ends").first().sentence
    assert "令和9年1月29日(金)まで" in sentence
    assert "佐藤 花子さん" in sentence
    assert "二人 目子さん" in sentence
    assert told("role_empty") == []


def test_what_goes_on_in_a_following_appointment_does_not_end(office, clock):
    appointment = office["staff"].appointments.get()
    appointment.valid_until = date(2026, 12, 31)
    appointment.save()
    following = factories.AppointmentFactory(user=office["staff"], valid_from=date(2027, 1, 1))
    days(clock, 40)
    assert told("appointment_ends") == told("role_empty") == []
    assert following.pk


@pytest.mark.parametrize(
    ("who", "office_name", "also_told"),
    [
        ("chief", "地域政策課移住交流担当課長", ["manager"]),
        ("manager", "株式会社サンプル企画の運営者本業務処理責任者", ["manager", "chief"]),
        ("staff", "地域政策課投稿者", ["chief"]),
        ("poster", "株式会社サンプル企画の運営者投稿者", ["chief", "manager"]),
        ("administrator", "システム管理者", ["chief"]),
        ("auditor", "閲覧者", ["chief"]),
    ],
)
def test_office_that_nobody_will_hold_is_told_once_before_and_once_when_it_is_so(
    office, clock, who, office_name, also_told
):
    Appointment.objects.filter(user=office[who]).update(valid_until=date(2026, 12, 20))
    days(clock, 30)
    found = told("role_empty")
    assert len(Notice.objects.filter(told_at=None)) == 0
    before = f"令和8年12月21日(月)から、{office_name}がいなくなります"
    assert {title for day, _, title in found if day <= date(2026, 12, 20)} == {before}
    assert {title for day, _, title in found if day > date(2026, 12, 20)} == {f"{office_name}がいません"}
    assert len(found) == len(set(found))
    people = (
        [who, *also_told, "administrator"]
        if who in ("chief", "administrator")
        else [*also_told, "administrator"]
    )
    assert names("role_empty") == sorted({office[one].name for one in people})


def test_successor_in_time_leaves_no_office_empty_and_a_late_one_takes_the_notice_back(
    office, clock, administrator
):
    Appointment.objects.filter(user=office["chief"]).update(valid_until=date(2026, 12, 20))
    running_out.remind()
    assert len(told("role_empty")) == 3
    actions.appoint(
        by=None,
        appointment=Appointment(
            user=factories.UserFactory(),
            organization=office["chief"].appointments.get().organization,
            role=Role.SECTION_CHIEF,
            valid_from=date(2026, 12, 21),
        ),
    )
    running_out.remind()
    assert told("role_empty") == []
    days(clock, 30)
    assert told("role_empty") == []


def test_deputy_does_not_hold_the_office_when_the_absent_one_is_gone(office, clock):
    prefecture = office["chief"].appointments.get().organization
    prefecture.deputies_allowed = True
    prefecture.save()
    absent = office["chief"].appointments.get()
    factories.AppointmentFactory(
        user=office["staff"], role=Role.SECTION_CHIEF, deputizes=absent, valid_until=date(2027, 1, 31)
    )
    Appointment.objects.filter(pk=absent.pk).update(valid_until=date(2026, 12, 20))
    running_out.remind()
    assert len(told("role_empty")) == 3
    assert "佐藤" not in "".join(Notice.objects.values_list("sentence", flat=True))


def test_immediate_end_is_told_at_any_hour(office, clock):
    clock.move_to("2026-11-30T14:00:00Z", tick=False)  # 23:00
    actions.end_appointment(
        by=office["administrator"],
        appointment=office["manager"].appointments.get(),
        last_day=None,
        reason="契約の変更",
    )
    running_out.remind()
    assert names("role_empty") == sorted(office[one].name for one in ("chief", "administrator"))


def test_all_of_a_morning_is_one_letter_of_half_past_eight(office, clock, contractor):
    contractor.contract_until = date(2026, 12, 30)
    contractor.save()
    Appointment.objects.filter(user=office["staff"]).update(valid_until=date(2026, 12, 29))
    clock.move_to("2026-11-29T23:00:00Z", tick=False)  # Monday, 8:00
    running_out.remind()
    letters = letters_after(clock, minutes=31)
    assert sorted(one.recipient.name for one in letters) == sorted(
        office[one].name for one in ("chief", "manager", "administrator")
    )
    assert {one.subject.split(":")[0] for one in letters if one.recipient == office["chief"]} == {
        "お知らせ3件"
    }


def test_page_that_ends_the_last_one_says_so(client, office, administrator, chief):
    client.force_login(administrator)

    def page(person):
        return client.get(f"/security/people/{person.appointments.get().pk}/end/").content.decode()

    line = "この任用が終わると、運営者本業務処理責任者がいなくなります"
    assert line in page(office["manager"])
    second = factories.person(Role.MANAGER, office["manager"].appointments.get().organization)
    assert "いなくなります" not in page(office["manager"])
    second.appointments.update(valid_until=TODAY + timedelta(days=9))
    assert "この任用が終わると、令和8年12月10日(木)から運営者本業務処理責任者がいなくなります" in page(
        office["manager"]
    )


def test_looking_costs_the_same_however_many_there_are(office, clock, django_assert_max_num_queries):
    counts = set()
    for _ in range(2):
        for _ in range(3):
            factories.person(Role.PREFECTURE_POSTER)
        with django_assert_max_num_queries(20) as queries:
            running_out.remind()
        counts.add(len(queries))
    assert len(counts) == 1
