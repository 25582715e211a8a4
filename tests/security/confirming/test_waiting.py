"""What would let somebody into the account of one who decides waits for a second person, or a day (第５第２項)."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import rules as approval_rules
from approvals.models import EmergencyStop, State
from comments.cases.rules import cases as case_rules
from outbox import heartbeat
from outbox.models import Heartbeat
from posts.models import Post
from security.account import rules as account_rules
from security.appointing import actions as people_actions
from security.appointing import rules as appointing_rules
from security.confirming import actions, events
from security.models import (
    AccountChange,
    Appointment,
    AuditEvent,
    ChangeKind,
    ChangeState,
    Invitation,
    Letter,
    Notice,
    Role,
    User,
)
from security.office.answers import Refused
from security.people import rules as people_rules
from security.people.actors import Actor
from security.signing_in import actions as signing_in_actions
from security.signing_in import rules as signing_in_rules
from security.workplaces import rules as workplace_rules
from tests import factories, misses
from tests.signing_in import safeguards, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

DAY = timedelta(days=1)


def changed(by, person, **fields):
    person = User.objects.get(pk=person.pk)
    for name, value in fields.items():
        setattr(person, name, value)
    people_actions.change_person(by=by, person=person, reason="本人から電話で依頼")


def waiting(person):
    return AccountChange.objects.waiting().get(person=person)


def approve(by, post):
    return approval_actions.approve(by=by, item=post, seal=post.submission.seal)


def take_factor(by, person):
    with_app(person)
    signing_in_actions.take_second_factor(by=by, person=person)


LETTING_IN = {
    "another address": lambda by, person: changed(by, person, email="new@example.jp"),
    "no address": lambda by, person: changed(by, person, email=""),
    "another name": lambda by, person: changed(by, person, name="別 人子"),
    "another sign-in name": lambda by, person: changed(by, person, username="other"),
    "a new invitation": lambda by, person: signing_in_actions.invite(by=by, person=person),
    "no second factor": take_factor,
}


@pytest.mark.parametrize("what", LETTING_IN)
def test_nothing_happens_to_an_approvers_account_until_it_is_confirmed(office, what):
    chief, before = office["chief"], User.objects.values().get(pk=office["chief"].pk)
    LETTING_IN[what](office["administrator"], chief)
    assert User.objects.values().get(pk=chief.pk) == before
    assert not Invitation.objects.exists()
    assert not Letter.objects.exclude(sealed_secret="").exists()
    actions.confirm(by=office["auditor"], change=waiting(chief))
    happened = User.objects.values().get(pk=chief.pk) != before or Invitation.objects.exists()
    assert happened or what == "no second factor"
    assert Actor.of(chief).is_any(Role.SECTION_CHIEF)


@pytest.mark.parametrize("what", LETTING_IN)
def test_meanwhile_the_account_decides_nothing(office, what):
    post = factories.submitted(office["staff"])
    LETTING_IN[what](office["administrator"], office["chief"])
    with pytest.raises(Refused, match="確認を待っているため"):
        approve(office["chief"], post)
    assert Post.objects.get(pk=post.pk).state == State.PENDING
    assert not approval_rules.deciders(post, approval_rules.next_step(post.submission)).exists()
    actions.refuse(by=office["chief"], change=waiting(office["chief"]))
    approve(office["chief"], post)


def test_everything_that_an_approvers_authority_gives_rests_with_it(office):
    """Reading does not: the chief still sees what is going on, and is still asked for the second factor."""
    chief = office["chief"]
    safeguards(second_factor="approvers")
    post = factories.approved(office["staff"], chief)
    pending = factories.submitted(office["staff"])
    circulating = factories.approved(office["poster"], office["manager"])
    stop = EmergencyStop(organization=post.organization)
    absent = Appointment.objects.get(user=chief)
    absent.organization.deputies_allowed = True
    acts = {
        "approve": lambda actor: approval_rules.may_approve(actor, pending),
        "return and reject": lambda actor: approval_rules.may_decide(actor, pending),
        "revoke": lambda actor: approval_rules.may_revoke(actor, post),
        "mark as read": lambda actor: approval_rules.may_mark_read(actor, circulating),
        "stop": approval_rules.may_stop,
        "resume": lambda actor: approval_rules.may_resume(actor, stop),
        "name a deputy": lambda actor: appointing_rules.may_deputize(actor, absent),
        "designate a poster": lambda actor: appointing_rules.may_designate(actor, absent.organization),
        "open a case": case_rules.may_open,
        "change the types of cases": case_rules.may_change_types,
        "connect the account": account_rules.may_connect,
        "check the account": account_rules.may_check_account,
        "register devices": workplace_rules.may_keep_devices,
    }
    reads = {
        "the trail": people_rules.may_read_records,
        "the admin site": people_rules.may_enter_admin_site,
        "appointments": appointing_rules.may_see_people,
        "second factor": signing_in_rules.needs_second_factor,
        "works here": people_rules.may_work_here,
    }
    before = Actor.of(chief)
    changed(office["administrator"], chief, email="new@example.jp")
    after = Actor.of(chief)
    missed = [name for name, rule in acts.items() if not rule(before) or rule(after)]
    missed += [name for name, rule in reads.items() if not rule(after)]
    misses.none(missed)


def test_who_confirms(office):
    changed(office["administrator"], office["chief"], email="new@example.jp")
    change = waiting(office["chief"])
    for name in ("administrator", "chief", "staff", "poster"):
        with pytest.raises(Refused):
            actions.confirm(by=office[name], change=change)
    for name in ("staff", "poster"):
        with pytest.raises(Refused):
            actions.refuse(by=office[name], change=change)
    actions.confirm(by=office["manager"], change=change)
    assert User.objects.get(pk=office["chief"].pk).email == "new@example.jp"
    with pytest.raises(Refused, match="すでに"):
        actions.confirm(by=office["auditor"], change=change)


def test_two_made_by_one_are_one(office):
    """An administrator and an auditor who have just been made up neither confirm nor ask."""
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        made_up = factories.UserFactory(email="made-up@example.com")
        appoint(office["administrator"], made_up, role)
        changed(office["administrator"], office["chief"], email=f"{role}@example.com")
        with pytest.raises(Refused, match="確認を待っているため"):
            actions.confirm(by=made_up, change=waiting(office["chief"]))
    puppet = User.objects.filter(appointments__role=Role.ADMINISTRATOR, email="made-up@example.com").get()
    with pytest.raises(Refused, match="確認を待っているため"):
        changed(puppet, office["manager"], email="evil@example.com")


def appoint(by, person, role, *, begins=0, ends=None, **fields):
    today = timezone.localdate()
    appointment = Appointment(
        user=person,
        organization=factories.OrganizationFactory(),
        role=role,
        valid_from=today + begins * DAY,
        valid_until=None if ends is None else today + ends * DAY,
        **fields,
    )
    people_actions.appoint(by=by, appointment=appointment)
    return appointment


def test_new_approver_decides_once_confirmed(office):
    post = factories.submitted(office["staff"])
    newcomer = factories.UserFactory(email="new@example.jp")
    appoint(office["administrator"], newcomer, Role.SECTION_CHIEF)
    with pytest.raises(Refused, match="確認を待っているため"):
        approve(newcomer, post)
    actions.confirm(by=office["auditor"], change=waiting(newcomer))
    approve(newcomer, post)


def test_after_a_day_that_was_told_it_takes_effect(office, a_day_passes):
    changed(office["administrator"], office["chief"], email="new@example.jp")
    change = waiting(office["chief"])
    told = set(Letter.objects.filter(about=change.letters_about).values_list("address", "recipient__email"))
    assert {address or email for address, email in told} == {
        "chief@example.jp",
        "new@example.jp",
        "manager@example.jp",
        "auditor@example.jp",
    }
    a_day_passes(hours=23.9)
    assert not Actor.of(office["chief"]).is_any(Role.SECTION_CHIEF)
    a_day_passes(hours=0.2)
    change.refresh_from_db()
    assert change.state == ChangeState.LAPSED
    assert User.objects.get(pk=office["chief"].pk).email == "new@example.jp"
    assert Actor.of(office["chief"]).is_any(Role.SECTION_CHIEF)
    assert Letter.objects.filter(recipient=office["auditor"], subject__contains="24時間").exists()


def test_day_that_nobody_was_told_of_does_not_count(office, a_day_passes):
    changed(office["administrator"], office["chief"], email="new@example.jp")
    a_day_passes(letters=False)
    assert waiting(office["chief"])
    for person in ("manager", "auditor"):
        Letter.objects.filter(recipient=office[person]).delete()
    a_day_passes()  # only the person's own addresses have heard of it
    assert waiting(office["chief"])


def test_doubted_clock_lets_no_day_pass(office, a_day_passes):
    changed(office["administrator"], office["chief"], email="new@example.jp")
    heartbeat.beat(called=False)
    Heartbeat.objects.update(doubted_since=timezone.now())
    a_day_passes()
    assert waiting(office["chief"])


def test_refused_change_does_not_happen(office, a_day_passes):
    changed(office["administrator"], office["chief"], email="evil@example.com")
    change = waiting(office["chief"])
    actions.refuse(by=office["chief"], change=change, note="頼んでいません。")
    a_day_passes()
    assert User.objects.get(pk=office["chief"].pk).email == "chief@example.jp"
    told = Letter.objects.filter(subject__contains="認められませんでした")
    assert {one.sent_to for one in told} >= {
        "auditor@example.jp",
        "administrator@example.jp",
        "evil@example.com",
    }
    assert "頼んでいません。" in told.first().body


def test_refused_appointment_ends(office):
    newcomer = factories.UserFactory(email="new@example.jp")
    given = appoint(office["administrator"], newcomer, Role.SECTION_CHIEF)
    actions.refuse(by=office["manager"], change=waiting(newcomer))
    given.refresh_from_db()
    assert given.ended_at
    assert given.is_authentic
    assert not Actor.of(newcomer).appointments


def test_who_asked_takes_it_back(office):
    signing_in_actions.invite(by=office["administrator"], person=office["chief"])
    change = waiting(office["chief"])
    with pytest.raises(Refused):
        actions.take_back(by=office["auditor"], change=change)
    actions.take_back(by=office["administrator"], change=change)
    assert not Invitation.objects.exists()
    assert Actor.of(office["chief"]).is_any(Role.SECTION_CHIEF)


def test_everything_stands_in_the_trail(office):
    changed(office["administrator"], office["chief"], email="new@example.jp")
    actions.confirm(by=office["auditor"], change=waiting(office["chief"]))
    asked = AuditEvent.objects.get(tag=events.ASKED.tag)
    assert asked.actor == office["administrator"]
    assert asked.data["changes"] == {"email": ["chief@example.jp", "new@example.jp"]}
    assert asked.data["reason"] == "本人から電話で依頼"
    assert AuditEvent.objects.get(tag=events.CONFIRMED.tag).actor == office["auditor"]


# --- Other orders of the same steps ---------------------------------------------------------------------------------


def test_later_wish_begins_its_own_day(office, a_day_passes):
    """Nothing is slipped in at the end of a day that was told of something else."""
    changed(office["administrator"], office["chief"], email="harmless@example.jp")
    first = waiting(office["chief"])
    AccountChange.objects.update(asked_at=F("asked_at") - timedelta(hours=23))
    changed(office["administrator"], office["chief"], email="evil@example.com")
    first.refresh_from_db()
    assert first.state == ChangeState.WITHDRAWN
    assert waiting(office["chief"]).asked_at - first.asked_at > timedelta(hours=22)


def test_poster_who_is_made_an_approver_before_the_term_begins(office):
    person = factories.UserFactory(email="x@example.com")
    given = appoint(office["administrator"], person, Role.PREFECTURE_POSTER, begins=1)
    assert not AccountChange.objects.exists()
    given.role = Role.SECTION_CHIEF
    people_actions.appoint(by=office["administrator"], appointment=given)
    assert waiting(person).appointment == given


def test_confirmed_term_that_is_given_to_somebody_else_before_it_begins(office):
    expected, other = factories.UserFactory(), factories.UserFactory()
    given = appoint(office["administrator"], expected, Role.SECTION_CHIEF, begins=1)
    actions.confirm(by=office["auditor"], change=waiting(expected))
    given.user = other
    people_actions.appoint(by=office["administrator"], appointment=given)
    assert waiting(other).appointment == given


def test_longer_term_waits_for_its_added_days_only(office, time_machine):
    time_machine.move_to("2026-12-01T03:00:00Z")
    person = factories.UserFactory(email="x@example.com")
    given = appoint(office["administrator"], person, Role.SECTION_CHIEF, ends=1)
    factories.confirmed(person)
    given.valid_until += 300 * DAY
    people_actions.appoint(by=office["administrator"], appointment=given)
    assert Actor.of(person).is_any(Role.SECTION_CHIEF)
    time_machine.move_to("2026-12-03T03:00:00Z")
    assert not Actor.of(person).is_any(Role.SECTION_CHIEF)
    actions.refuse(by=office["auditor"], change=waiting(person))
    given.refresh_from_db()
    assert str(given.valid_until) == "2026-12-02"


def test_longer_term_does_not_hide_that_all_of_it_waits(office):
    person = factories.UserFactory(email="x@example.com")
    given = appoint(office["administrator"], person, Role.SECTION_CHIEF, ends=1)
    given.valid_until += DAY
    people_actions.appoint(by=office["administrator"], appointment=given)
    assert not Actor.of(person).is_any(Role.SECTION_CHIEF)


def test_ending_first_opens_no_way(office):
    """End, change the address, appoint again: lately in office is guarded still, and the new term waits."""
    chief = office["chief"]
    people_actions.end_appointment(
        by=office["administrator"],
        appointment=Appointment.objects.get(user=chief),
        last_day=None,
        reason="異動",
    )
    changed(office["administrator"], chief, email="evil@example.com")
    assert User.objects.get(pk=chief.pk).email == "chief@example.jp"
    appoint(office["administrator"], chief, Role.SECTION_CHIEF)
    assert AccountChange.objects.waiting().filter(person=chief).count() == 2
    assert {"chief@example.jp"} <= {one.sent_to for one in Letter.objects.filter(recipient=chief)}


def test_stopping_is_at_once_and_reopening_waits(office):
    changed(office["administrator"], office["chief"], is_active=False, email="evil@example.com")
    stored = User.objects.get(pk=office["chief"].pk)
    assert (stored.is_active, stored.email) == (False, "chief@example.jp")
    changed(office["administrator"], office["chief"], is_active=True)
    assert not User.objects.get(pk=office["chief"].pk).is_active


def test_address_changed_before_a_future_term(office):
    person = factories.UserFactory(email="right@example.jp")
    appoint(office["administrator"], person, Role.SECTION_CHIEF, begins=13)
    actions.confirm(by=office["auditor"], change=waiting(person))
    changed(office["administrator"], person, email="evil@example.com")
    assert User.objects.get(pk=person.pk).email == "right@example.jp"
    assert waiting(person).kind == ChangeKind.REGISTRATION


def test_address_changed_before_the_term_is_registered_is_told_with_it(office):
    """A poster of two weeks ago whose address was changed: the former address hears of the appointment."""
    changed(office["administrator"], office["staff"], email="evil@example.com")
    people_actions.end_appointment(
        by=office["administrator"],
        appointment=Appointment.objects.get(user=office["staff"]),
        last_day=None,
        reason="異動",
    )
    appoint(office["administrator"], office["staff"], Role.SECTION_CHIEF)
    told = {one.sent_to for one in Letter.objects.filter(about=waiting(office["staff"]).letters_about)}
    assert {"staff@example.jp", "evil@example.com", "chief@example.jp"} <= told


def test_deputy_waits_too(office):
    absent = Appointment.objects.get(user=office["chief"])
    absent.organization.deputies_allowed = True
    absent.organization.save()
    post = factories.submitted(office["staff"])
    second = factories.person(Role.PREFECTURE_POSTER)
    appoint(office["chief"], second, Role.SECTION_CHIEF, ends=2, deputizes=absent)
    with pytest.raises(Refused):
        approve(second, post)
    with pytest.raises(Refused, match="ご自分が求めた"):
        actions.confirm(by=office["chief"], change=waiting(second))
    actions.confirm(by=office["manager"], change=waiting(second))
    approve(second, post)


def test_invitation_from_before_the_appointment_is_asked_about_when_it_is_used(office):
    """Whoever has the link, shown on a screen, is not yet the person who was appointed and confirmed."""
    newcomer = User(username="newcomer", name="新 人子")
    people_actions.add_person(by=None, person=newcomer)
    assert signing_in_actions.invite(by=office["administrator"], person=newcomer)
    appoint(office["administrator"], newcomer, Role.SECTION_CHIEF)
    actions.confirm(by=office["auditor"], change=waiting(newcomer))
    signing_in_actions.use_invitation(invitation=Invitation.objects.get(), password="long enough words 77")
    assert not Actor.of(newcomer).is_any(Role.SECTION_CHIEF)
    change = waiting(newcomer)
    assert (change.kind, change.asked_by) == (ChangeKind.FIRST_PASSWORD, office["administrator"])
    actions.refuse(by=office["auditor"], change=change)
    assert not User.objects.get(pk=newcomer.pk).has_usable_password()


def test_invitation_to_the_address_that_was_confirmed_needs_no_second_look(office):
    newcomer = User(username="newcomer", name="新 人子", email="new@example.jp")
    people_actions.add_person(by=None, person=newcomer)
    signing_in_actions.invite(by=office["administrator"], person=newcomer)
    appoint(office["administrator"], newcomer, Role.SECTION_CHIEF)
    actions.confirm(by=office["auditor"], change=waiting(newcomer))
    signing_in_actions.use_invitation(invitation=Invitation.objects.get(), password="long enough words 77")
    assert Actor.of(newcomer).is_any(Role.SECTION_CHIEF)


@pytest.mark.parametrize("role", [Role.SECTION_CHIEF, Role.PREFECTURE_POSTER])
def test_link_is_shown_to_nobody_for_who_has_been_in(administrator, role):
    person = factories.person(role)
    with pytest.raises(Refused, match="メールアドレス"):
        signing_in_actions.invite(by=administrator, person=person)
    assert not Invitation.objects.exists()


# --- Where there is nobody to wait for ------------------------------------------------------------------------------


def new_person(administrator, name):
    person = User(username=name, name=name, email=f"{name}@example.jp")
    people_actions.add_person(by=administrator, person=person)
    return person


def test_first_set_up_waits_for_nobody_and_everything_after_it_does(administrator):
    first, second = new_person(administrator, "first"), new_person(administrator, "second")
    signing_in_actions.invite(by=administrator, person=first)
    appoint(administrator, first, Role.SECTION_CHIEF)
    appoint(administrator, second, Role.AUDITOR)
    assert list(AccountChange.objects.values_list("person", flat=True)) == [second.pk]
    signing_in_actions.use_invitation(
        invitation=Invitation.objects.get(user=first), password="long enough words 77"
    )
    assert Actor.of(first).is_any(Role.SECTION_CHIEF)
    actions.confirm(by=first, change=waiting(second))
    changed(administrator, first, email="evil@example.com")
    assert User.objects.get(pk=first.pk).email == "first@example.jp"


def test_office_of_two_cannot_be_taken_over_either(administrator, chief):
    """Nobody else was ever anything, but the chief has been in."""
    changed(administrator, chief, email="evil@example.com")
    assert waiting(chief)


def test_ending_everybody_does_not_bring_the_first_set_up_back(office):
    for name in ("chief", "manager", "auditor"):
        people_actions.end_appointment(
            by=office["administrator"],
            appointment=Appointment.objects.get(user=office[name]),
            last_day=None,
            reason="異動",
        )
    made_up = new_person(office["administrator"], "made-up")
    appoint(office["administrator"], made_up, Role.SECTION_CHIEF)
    change = waiting(made_up)
    told = {one.sent_to for one in Letter.objects.filter(about=change.letters_about)}
    assert {"chief@example.jp", "manager@example.jp", "auditor@example.jp"} <= told


def test_who_can_confirm_finds_it_among_the_notices_until_it_is_settled(
    office, administrator, chief, auditor
):
    changed(administrator, chief, email="new@example.jp")
    noticed = Notice.objects.filter(kind="account_change")
    people = {office[one].username for one in ("manager", "auditor")}
    assert set(noticed.values_list("person__username", flat=True)) == people
    assert set(noticed.values_list("how", "due_at")) == {("page", None)}
    actions.confirm(by=auditor, change=waiting(chief))
    assert not noticed.exists()
