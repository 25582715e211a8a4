"""The admin site: who gets in, what each may see, and that every write is an action with its event."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from approvals.models import Guideline
from posts.models import Topic
from security.appointing import actions
from security.appointing import events as people_events
from security.appointing import requirements as appointing
from security.models import Appointment, AuditEvent, Organization, Role, User
from security.trail import events as trail_events
from tests import factories

pytestmark = pytest.mark.django_db

TABLES = [
    "security_organization",
    "security_user",
    "security_appointment",
    "approvals_guideline",
    "posts_topic",
]


def changelist(table):
    return reverse(f"admin:{table}_changelist")


def add(table):
    return reverse(f"admin:{table}_add")


@pytest.fixture
def signed_in(client, request):
    def as_role(name):
        client.force_login(request.getfixturevalue(name))
        return client

    return as_role


@pytest.mark.parametrize(
    ("role", "enters"),
    [
        ("administrator", True),
        ("auditor", True),
        ("chief", True),
        ("staff", False),
        ("manager", False),
        ("poster", False),
    ],
)
def test_who_enters_the_admin_site(signed_in, role, enters):
    response = signed_in(role).get(reverse("admin:index"), follow=False)
    assert (response.status_code == 200) is enters
    if not enters:
        assert signed_in(role).get(changelist("security_user")).status_code == 302


def test_stranger_is_led_to_the_one_sign_in_page(client):
    response = client.get(reverse("admin:index"))
    assert response["Location"].startswith(reverse("admin:login"))
    page = client.get(response["Location"])
    assert page["Location"].startswith(reverse("account_login"))


def test_someone_without_the_right_is_led_home_and_not_in_a_circle(signed_in):
    response = signed_in("poster").get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("home")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("auditor", 200), ("chief", 200)])
def test_tables_can_be_read(signed_in, table, role, status):
    assert signed_in(role).get(changelist(table)).status_code == status


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("auditor", 403), ("chief", 403)])
def test_only_the_administrator_adds(signed_in, table, role, status):
    assert signed_in(role).get(add(table)).status_code == status


@pytest.mark.parametrize("role", ["auditor", "chief"])
def test_readers_cannot_change_what_they_read(signed_in, role, staff):
    client = signed_in(role)
    address = reverse("admin:security_user_change", args=[staff.pk])
    assert client.get(address).status_code == 200
    form = {"username": "changed", "name": "変名", "kana": "", "email": "", "is_active": "on"}
    assert client.post(address, form).status_code == 403
    staff.refresh_from_db()
    assert staff.name == "佐藤 花子"


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted_here_even_by_the_administrator(signed_in, table, staff):
    client = signed_in("administrator")
    model = next(model for model in admin.site._registry if model._meta.db_table == table)
    row = model._default_manager.first()
    if row:
        assert (
            client.post(reverse(f"admin:{table}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        )
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(changelist(table), chosen)
        assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("address", ["", "add/", "1/change/", "1/delete/"])
def test_trail_is_not_among_the_tables(signed_in, address):
    """It has a page of its own, which only reads."""
    client = signed_in("administrator")
    assert client.get(f"/admin/security/auditevent/{address}").status_code == 404


def saved(client, address, form, tag):
    """Send the form; the events that came with it."""
    before = AuditEvent.objects.count()
    response = client.post(address, form)
    assert response.status_code == 302, response.context["adminform"].form.errors
    events = AuditEvent.objects.order_by("number")[before:]
    assert [event.tag for event in events] == [tag]
    return events[0]


def test_organization_is_saved_by_an_action(signed_in, administrator):
    client = signed_in("administrator")
    form = {
        "kind": "contractor",
        "name": "株式会社新会社",
        "contract_name": "カフェ運営業務",
        "contract_from": "2026-04-01",
        "contract_until": "2027-03-31",
    }
    event = saved(client, add("security_organization"), form, people_events.ORGANIZATION_SAVED.tag)
    assert event.actor == administrator
    made = Organization.objects.get(name="株式会社新会社")
    form["contract_until"] = "2026-12-31"
    change = reverse("admin:security_organization_change", args=[made.pk])
    event = saved(client, change, form, people_events.ORGANIZATION_SAVED.tag)
    assert event.data["changes"] == {"contract_until": ["2027-03-31", "2026-12-31"]}


def test_person_is_saved_by_an_action_and_then_invited(signed_in):
    client = signed_in("administrator")
    form = {"username": "newcomer", "name": "新 人子", "kana": "", "email": "", "is_active": "on"}
    saved(client, add("security_user"), form, people_events.PERSON_ADDED.tag)
    made = User.objects.get(username="newcomer")
    assert not made.has_usable_password()
    change = reverse("admin:security_user_change", args=[made.pk])
    event = saved(client, change, {**form, "name": "新 人美"}, people_events.PERSON_CHANGED.tag)
    assert event.data["changes"] == {"name": ["新 人子", "新 人美"]}


def test_registration_asks_for_no_password_and_leads_to_the_invitation(signed_in):
    client = signed_in("administrator")
    assert "password" not in client.get(add("security_user")).content.decode().replace("password/change", "")
    form = {"username": "newcomer", "name": "新 人子", "kana": "", "email": ""}
    sent = client.post(add("security_user"), form)
    made = User.objects.get(username="newcomer")
    assert sent["Location"] == reverse("security:invite", args=[made.pk])


@pytest.mark.clause("第４第２項")
def test_appointment_is_saved_by_an_action(signed_in, administrator):
    company, person = factories.ContractorFactory(), factories.UserFactory()
    form = {
        "user": person.pk,
        "organization": company.pk,
        "role": Role.CONTRACTOR_POSTER,
        "valid_from": timezone.localdate().isoformat(),
        "valid_until": "",
    }
    client = signed_in("administrator")
    saved(client, add("security_appointment"), form, people_events.APPOINTED.tag)
    made = Appointment.objects.get(user=person)
    assert made.appointed_by == administrator
    form["valid_until"] = timezone.localdate().isoformat()
    change = reverse("admin:security_appointment_change", args=[made.pk])
    saved(client, change, form, people_events.APPOINTMENT_CHANGED.tag)


def test_role_that_does_not_fit_is_refused_on_the_form(signed_in):
    form = {
        "user": factories.UserFactory().pk,
        "organization": factories.ContractorFactory().pk,
        "role": Role.SECTION_CHIEF,
        "valid_from": timezone.localdate().isoformat(),
    }
    page = signed_in("administrator").post(add("security_appointment"), form)
    assert page.status_code == 200
    assert "role" in page.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("person", "role", "field"),
    [("administrator", Role.AUDITOR, "user"), ("chief", Role.ADMINISTRATOR, "role")],
)
def test_appointment_that_may_not_be_is_refused_beside_the_field(signed_in, request, person, role, field):
    form = {
        "user": request.getfixturevalue(person).pk,
        "organization": factories.OrganizationFactory().pk,
        "role": role,
        "valid_from": timezone.localdate().isoformat(),
    }
    page = signed_in("administrator").post(add("security_appointment"), form)
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [field]
    assert not Appointment.objects.filter(role=role, user=form["user"]).exists()


def test_appointment_that_has_begun_is_ended_but_not_rewritten_on_the_form(signed_in, staff):
    given = Appointment.objects.get(user=staff)
    form = {
        "user": staff.pk,
        "organization": given.organization_id,
        "role": Role.SECTION_CHIEF,
        "valid_from": given.valid_from.isoformat(),
        "valid_until": timezone.localdate().isoformat(),
    }
    change = reverse("admin:security_appointment_change", args=[given.pk])
    client = signed_in("administrator")
    page = client.post(change, form)
    assert list(page.context["adminform"].form.errors) == ["role"]
    saved(client, change, {**form, "role": given.role}, people_events.APPOINTMENT_CHANGED.tag)


@pytest.mark.clause("附則")
def test_new_version_of_a_guideline_is_saved_by_an_action(signed_in):
    form = {
        "kind": Guideline.Kind.OPERATION,
        "version": "令和9年(2027年)4月1日施行",
        "in_force_from": "2027-04-01",
        "checklist": "",
    }
    saved(signed_in("administrator"), add("approvals_guideline"), form, trail_events.SETTING_CHANGED.tag)


def test_topic_is_saved_by_an_action(signed_in):
    saved(
        signed_in("administrator"),
        add("posts_topic"),
        {"name": "食", "position": 9},
        trail_events.SETTING_CHANGED.tag,
    )
    assert Topic.objects.filter(name="食").exists()


def test_djangos_own_log_is_not_written(signed_in):
    """The audit trail tells it; LogEntry is not even installed as a second truth."""
    client = signed_in("administrator")
    client.post(add("posts_topic"), {"name": "食", "position": 9})
    from django.contrib.admin.models import LogEntry  # noqa: PLC0415 - only here

    assert not LogEntry.objects.exists()


def test_posts_are_neither_added_nor_changed_in_the_admin_site(signed_in):
    client = signed_in("administrator")
    for name in ("add", "delete", "history"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:posts_post_{name}", args=[] if name == "add" else [1])
    assert client.get("/admin/posts/post/add/").status_code == 404


@pytest.fixture
def deputy(chief, staff):
    """staff stands in for the chief from tomorrow on."""
    absent = Appointment.objects.get(user=chief)
    absent.organization.deputies_allowed = True
    absent.organization.save()
    begin = timezone.localdate() + timedelta(days=1)
    appointment = Appointment(
        user=staff,
        organization=absent.organization,
        role=absent.role,
        deputizes=absent,
        valid_from=begin,
        valid_until=begin + timedelta(days=5),
    )
    actions.appoint(by=chief, appointment=appointment)
    return appointment


def as_form(appointment, **changed):
    names = ("user_id", "organization_id", "role", "valid_from", "valid_until")
    return {name.removesuffix("_id"): getattr(appointment, name) for name in names} | changed


@pytest.mark.clause("第４第２項")
def test_deputys_appointment_stays_one_on_the_form(signed_in, deputy):
    client = signed_in("administrator")
    change = reverse("admin:security_appointment_change", args=[deputy.pk])
    shorter = deputy.valid_until - timedelta(days=2)
    saved(client, change, as_form(deputy, valid_until=shorter), people_events.APPOINTMENT_CHANGED.tag)
    stored = Appointment.objects.get(pk=deputy.pk)
    assert (stored.valid_until, stored.deputizes) == (shorter, deputy.deputizes)


@pytest.mark.clause("第４第２項")
def test_deputy_without_an_end_is_refused_beside_the_field(signed_in, deputy):
    change = reverse("admin:security_appointment_change", args=[deputy.pk])
    page = signed_in("administrator").post(change, as_form(deputy, valid_until=""))
    assert list(page.context["adminform"].form.errors) == ["valid_until"]


def test_breach_of_what_the_form_does_not_show_is_told_above_it(signed_in, deputy, monkeypatch):
    def breach(*args, **kwargs):
        raise ValidationError({"deputizes": "代決の相手は変えられません。"})

    monkeypatch.setattr(appointing, "check", breach)
    change = reverse("admin:security_appointment_change", args=[deputy.pk])
    page = signed_in("administrator").post(change, as_form(deputy))
    assert page.context["adminform"].form.non_field_errors() == ["代決の相手は変えられません。"]


def test_what_the_action_refuses_is_told_on_the_form_and_nothing_is_lost(signed_in, administrator):
    client = signed_in("administrator")
    change = reverse("admin:security_user_change", args=[administrator.pk])
    form = {"username": administrator.username, "name": "改 名子", "kana": "", "email": ""}
    page = client.post(change, form)
    assert page.status_code == 200
    assert "一人もいなくなります" in page.context["adminform"].form.non_field_errors()[0]
    assert "改 名子" in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active
