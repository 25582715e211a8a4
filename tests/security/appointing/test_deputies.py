"""代決: for a period, where it is allowed, by somebody else of the same side; seen afterwards by the absent one."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import events
from approvals.models import Decision, State
from security.appointing import actions, rules
from security.models import Appointment, AuditEvent, PasswordTask, Role
from security.office.answers import Refused
from security.people import rules as people_rules
from security.people.actors import Actor
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]

DAY = datetime.timedelta(days=1)


@pytest.fixture
def division(chief):
    organization = Appointment.objects.get(user=chief).organization
    organization.deputies_allowed = True
    organization.save()
    return organization


@pytest.fixture
def second(division):
    """Another of the division, who may stand in."""
    return factories.person(Role.PREFECTURE_POSTER, name="係長 一子")


def deputy_for(chief, person, *, begins=0, ends=3):
    absent = Appointment.objects.get(user=chief, deputizes=None)
    today = timezone.localdate()
    return Appointment(
        user=person,
        organization=absent.organization,
        role=absent.role,
        deputizes=absent,
        valid_from=today + begins * DAY,
        valid_until=today + ends * DAY,
    )


@pytest.fixture
def deputised(chief, second):
    actions.appoint(by=chief, appointment=deputy_for(chief, second))
    return factories.confirmed(second)


def approve(by, post):
    return approval_actions.approve(by=by, item=post, seal=post.submission.seal)


def test_deputy_approves_and_the_record_says_so(chief, deputised, staff, client):
    post = factories.submitted(staff)
    decision = approve(deputised, post)
    assert decision.is_by_deputy
    event = AuditEvent.objects.get(tag=events.APPROVED.tag)
    assert "代決者" in event.actor_label
    assert event.data["deputises"] == str(Appointment.objects.get(user=chief))
    client.force_login(staff)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "後閲未了" in page
    assert "代決(地域政策課移住交流担当課長 神田 太郎の不在のため)" in page


def test_it_stays_unseen_until_the_absent_approver_has_looked(chief, deputised, staff, client):
    post = factories.submitted(staff)
    approve(deputised, post)
    client.force_login(chief)
    assert "代決されたものの後閲" in client.get(reverse("home")).content.decode()
    client.post(reverse("posts:see_after", args=[post.pk]))
    decision = Decision.objects.get()
    assert (decision.seen_by, bool(decision.seen_at)) == (chief, True)
    assert "代決されたものの後閲" not in client.get(reverse("home")).content.decode()
    assert "後閲未了" not in client.get(post.get_absolute_url()).content.decode()


def test_deputy_is_told_in_whose_place_he_decides(deputised, staff, client):
    post = factories.submitted(staff)
    client.force_login(deputised)
    desk = f"/admin/posts/post/{post.pk}/"
    assert "神田 太郎さんの代決者として" in client.get(desk).content.decode()
    confirm = client.post(desk, {"verdict": "approve", "seal": post.submission.seal, "reason": ""})
    assert "神田 太郎さんの不在のため、代決します" in confirm.content.decode()


def test_nobody_else_sees_it_for_the_absent_one(deputised, staff, manager):
    post = factories.submitted(staff)
    approve(deputised, post)
    for other in (deputised, staff, manager):
        with pytest.raises(Refused):
            approval_actions.see_after(by=other, item=post)


def test_the_next_holder_of_the_office_can_look_too(administrator, chief, deputised, staff):
    post = factories.submitted(staff)
    approve(deputised, post)
    actions.end_appointment(
        by=administrator,
        appointment=Appointment.objects.get(user=chief),
        last_day=None,
        reason="異動",
    )
    approval_actions.see_after(by=factories.person(Role.SECTION_CHIEF), item=post)


def test_deputy_does_not_decide_what_he_has_written(deputised):
    post = factories.submitted(deputised)
    with pytest.raises(Refused, match="ご自身"):
        approve(deputised, post)


@pytest.mark.parametrize(("begins", "ends"), [(1, 3), (-3, -1)])
def test_deputy_decides_within_the_period_only(chief, second, staff, begins, ends):
    deputy_for(chief, second, begins=begins, ends=ends).save()
    with pytest.raises(Refused):
        approve(second, factories.submitted(staff))


def test_deputy_loses_it_when_the_organisation_no_longer_allows_it(division, deputised, staff):
    division.deputies_allowed = False
    division.save()
    with pytest.raises(Refused):
        approve(deputised, factories.submitted(staff))


def test_deputy_loses_it_with_the_absent_ones_own_appointment(administrator, chief, deputised, staff):
    absent = Appointment.objects.get(user=chief)
    actions.end_appointment(by=administrator, appointment=absent, last_day=None, reason="異動")
    assert Actor.of(deputised).appointment(Role.SECTION_CHIEF) is None


def test_deputy_loses_it_with_his_own_appointment_and_is_signed_out(administrator, deputised, staff, client):
    client.force_login(deputised)
    own = Appointment.objects.get(user=deputised, deputizes=None)
    actions.end_appointment(by=administrator, appointment=own, last_day=None, reason="異動")
    assert Actor.of(deputised).appointments == ()
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    with pytest.raises(Refused):
        approve(deputised, factories.submitted(staff))


def test_without_the_organisations_leave_there_is_no_deputy(chief, staff):
    with pytest.raises(Refused, match="代決が認められていません"):
        actions.appoint(by=chief, appointment=deputy_for(chief, staff))


def test_nobody_makes_himself_a_deputy(chief, second):
    with pytest.raises(Refused):
        actions.appoint(by=second, appointment=deputy_for(chief, second))


def test_deputy_cannot_name_a_deputy(deputised, division):
    third = factories.person(Role.PREFECTURE_POSTER)
    own = Appointment.objects.get(user=deputised, deputizes__isnull=False)
    chain = Appointment(
        user=third,
        organization=division,
        role=Role.SECTION_CHIEF,
        deputizes=own,
        valid_from=own.valid_from,
        valid_until=own.valid_until,
    )
    with pytest.raises(ValidationError):
        actions.appoint(by=deputised, appointment=chain)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_until": None}, "終わりの日"),
        ({"role": Role.PREFECTURE_POSTER}, "組織と役割"),
        ({"user": "chief"}, "本人"),
        ({"user": "outsider"}, "携わる任用がありません"),
    ],
)
def test_what_is_no_deputy_is_told(request, chief, second, contractor, change, sentence):
    deputy = deputy_for(chief, second)
    for name, value in change.items():
        people = {"chief": chief, "outsider": factories.person(Role.CONTRACTOR_POSTER, contractor)}
        setattr(deputy, name, people.get(value, value))
    with pytest.raises(ValidationError, match=sentence):
        actions.appoint(by=chief, appointment=deputy)


def test_administrator_is_never_a_deputy(chief, administrator, division):
    with pytest.raises(ValidationError, match="兼ねられません"):
        actions.appoint(by=chief, appointment=deputy_for(chief, administrator))


def test_deputy_decides_and_designates_nobody(deputised, division):
    actor = Actor.of(deputised)
    assert not rules.may_designate(actor, division)
    assert not people_rules.may_read_records(actor)


def test_deputys_end_asks_for_no_new_password(administrator, deputised):
    given = Appointment.objects.get(user=deputised, deputizes__isnull=False)
    actions.end_appointment(by=administrator, appointment=given, last_day=None, reason="復帰")
    assert not PasswordTask.objects.exists()
    assert Actor.of(deputised).appointments


def test_chief_finds_the_deputys_approval_published_state_unchanged(deputised, staff):
    post = factories.submitted(staff)
    approve(deputised, post)
    post = type(post).objects.get(pk=post.pk)
    assert post.state == State.APPROVED
