"""道のセキュリティポリシー, acknowledged by each person in each fiscal year before working on (第５第２項)."""

import datetime
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from security.models import Acknowledgement, AuditEvent, PolicyText, Role
from security.office.answers import Refused
from security.pages.kept_input import typed_by
from security.signing_in import acknowledging, actions, events
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

ASKED = reverse("security:acknowledgement")


@pytest.fixture
def newcomer(staff):
    Acknowledgement.objects.all().delete()
    return staff


def tick(client, address=ASKED):
    text = acknowledging.text_in_force()
    return client.post(address, {"text": text.pk, "read": "on"})


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "address", ["/", "/posts/", "/posts/new/", "/security/", "/security/devices/enrol/", "/stop/"]
)
def test_nothing_opens_before(client, newcomer, method, address):
    client.force_login(newcomer)
    assert getattr(client, method)(address)["Location"].startswith(ASKED)


@pytest.mark.parametrize("address", ["/admin/", "/admin/posts/post/", "/admin/security/user/add/"])
def test_admin_site_does_not_open_either(client, chief, address):
    Acknowledgement.objects.all().delete()
    client.force_login(chief)
    assert client.get(address)["Location"].startswith(ASKED)


def test_own_account_and_sign_out_stay_open(client, newcomer):
    client.force_login(newcomer)
    assert client.get(reverse("account_change_password")).status_code == 200
    assert client.get(ASKED).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302


def test_person_without_appointment_is_asked_for_nothing(client):
    client.force_login(factories.UserFactory())
    assert client.get("/").status_code == 200


def test_one_tick_and_back_to_where_one_was_going(client, newcomer):
    client.force_login(newcomer)
    asked = client.get("/posts/?state=draft")["Location"]
    assert asked == f"{ASKED}?next={quote('/posts/?state=draft', safe='')}"
    assert tick(client, asked)["Location"] == "/posts/?state=draft"
    assert client.get("/posts/").status_code == 200
    event = AuditEvent.objects.get(tag=events.ACKNOWLEDGED.tag)
    assert (event.actor, event.data) == (newcomer, {"fiscal_year": acknowledging.this_year()})


def test_without_the_tick_nothing_is_recorded(client, newcomer):
    client.force_login(newcomer)
    page = client.post(ASKED, {"text": acknowledging.text_in_force().pk})
    assert page.status_code == 422
    assert "チェックを入れて" in page.content.decode()
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_other_sites_are_not_gone_to(client, newcomer, target):
    client.force_login(newcomer)
    assert tick(client, f"{ASKED}?next={quote(target)}")["Location"] == "/"


def test_text_typed_at_the_turn_of_the_year_is_kept(client, newcomer, rf):
    request = rf.get("/")
    request.user = newcomer
    client.force_login(newcomer)
    form = {"title": "年度末の夜に", "caption": "", "typed_by": typed_by(request)}
    asked = client.post(reverse("posts:new"), form)["Location"]
    page = client.get(tick(client, asked)["Location"])
    assert page.context["form"]["title"].value() == "年度末の夜に"


def test_asked_again_on_the_first_of_april(client, time_machine):
    time_machine.move_to("2027-03-31T14:59:00Z", tick=False)  # 23時59分 in Japan
    person = factories.person(Role.PREFECTURE_POSTER)
    Acknowledgement.objects.exclude(fiscal_year=2026).delete()
    client.force_login(person)
    assert client.get("/posts/").status_code == 200
    time_machine.move_to("2027-03-31T15:00:00Z", tick=False)
    assert client.get("/posts/")["Location"].startswith(ASKED)
    tick(client)
    assert client.get("/posts/").status_code == 200
    assert set(Acknowledgement.objects.values_list("fiscal_year", flat=True)) == {2026, 2027}


def test_once_done_it_costs_no_query(client, staff, django_assert_num_queries):
    client.force_login(staff)
    client.get(reverse("security:check_connection"))
    # Session, person, the session's own row, the trail's head, appointments.
    with django_assert_num_queries(5):
        assert client.get(reverse("security:check_connection")).status_code == 302


def test_second_press_changes_nothing(client, newcomer):
    text = acknowledging.text_in_force()
    actions.acknowledge(by=newcomer, text=text)
    actions.acknowledge(by=newcomer, text=text)
    assert Acknowledgement.objects.count() == 1
    assert AuditEvent.objects.filter(tag=events.ACKNOWLEDGED.tag).count() == 1


def test_version_that_is_no_longer_in_force_is_not_acknowledged(client, newcomer):
    old = acknowledging.text_in_force()
    PolicyText.objects.create(title="新しい版", body="…", in_force_from=timezone.localdate())
    with pytest.raises(Refused, match="新しくなりました"):
        actions.acknowledge(by=newcomer, text=old)
    client.force_login(newcomer)
    page = client.post(ASKED, {"text": old.pk, "read": "on"}, follow=True)
    assert "新しい版" in page.content.decode()
    assert not Acknowledgement.objects.exists()


def test_version_of_tomorrow_is_not_asked_yet(newcomer):
    PolicyText.objects.create(
        title="来年の版", body="…", in_force_from=timezone.localdate() + datetime.timedelta(days=1)
    )
    assert acknowledging.text_in_force().title == acknowledging.FIRST_TITLE


def test_without_a_text_in_force_nobody_is_locked_out(client, newcomer):
    PolicyText.objects.update(in_force_from=timezone.localdate() + datetime.timedelta(days=1))
    client.force_login(newcomer)
    assert client.get("/posts/").status_code == 200
    assert "適用中のセキュリティポリシーがありません" in client.get(ASKED).content.decode()


def test_new_database_has_a_text_marked_for_replacement():
    call_command("migrate", verbosity=0)
    assert PolicyText.objects.count() == 1
    assert "要差替" in PolicyText.objects.get().title


def test_acknowledged_version_is_not_changed(client, administrator, newcomer):
    text = PolicyText.objects.get()
    text.body = "道のセキュリティポリシーの内容"
    actions.save_policy_text(by=administrator, text=text)
    actions.acknowledge(by=newcomer, text=text)
    text.body = "別の内容"
    with pytest.raises(Refused, match="新しい版を登録"):
        actions.save_policy_text(by=administrator, text=text)
    assert PolicyText.objects.get().body == "道のセキュリティポリシーの内容"


def test_administrator_keeps_the_versions_in_the_admin_site(client, administrator, chief):
    add = reverse("admin:security_policytext_add")
    form = {"title": "令和8年度版", "body": "内容", "address": "", "in_force_from": "2026-10-01"}
    client.force_login(chief)
    assert client.post(add, form).status_code == 403
    client.force_login(administrator)
    assert client.post(add, form).status_code == 302
    assert PolicyText.objects.filter(title="令和8年度版").exists()
    stored = PolicyText.objects.get(title=acknowledging.FIRST_TITLE)
    change = reverse("admin:security_policytext_change", args=[stored.pk])
    assert client.post(change, form).status_code == 403  # the people of this test have acknowledged it


# --- Who has and who has not ---------------------------------------------------------------------------------------

LIST = reverse("security:acknowledgements")


@pytest.mark.parametrize("who", ["chief", "administrator", "auditor"])
def test_list_shows_who_has_not_first(client, request, who, poster, staff):
    Acknowledgement.objects.filter(user=poster).delete()
    client.force_login(request.getfixturevalue(who))
    people = client.get(LIST).context["people"]
    assert [(person.name, bool(person.at)) for person in people][0] == (poster.name, False)
    assert {person.name for person in people if person.at} >= {staff.name}


def test_person_of_two_appointments_is_one_line(client, auditor):
    factories.AppointmentFactory(user=auditor, role=Role.ADMINISTRATOR)
    client.force_login(auditor)
    assert [person.title for person in client.get(LIST).context["people"]] == ["閲覧者・システム管理者"]


@pytest.mark.parametrize("who", ["staff", "poster", "manager"])
def test_list_is_for_readers_of_records(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(LIST)["Location"] == reverse("security:index")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_row_and_for_three(client, auditor, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.person(Role.PREFECTURE_POSTER)
    client.force_login(auditor)
    client.get(LIST)
    with django_assert_num_queries(8):
        assert len(client.get(LIST).context["people"]) == rows + 1
