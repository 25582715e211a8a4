"""Of whom it is open whether there is such a person, nothing comes: no act that a second hand is needed for, no reading."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.cases.rules import cases as case_rules
from security.appointing import actions as people_actions
from security.confirming import actions
from security.models import AccountChange, Appointment, ChangeKind, Invitation, Role
from security.office.answers import Refused
from security.people import rules as people_rules
from security.people.actors import Actor
from security.signing_in import actions as signing_in_actions
from security.signing_in import rules as signing_in_rules
from tests import factories
from tests.comments.cases import factories as case_factories
from tests.security.confirming.test_silence import made_up
from tests.signing_in import Browser, safeguards

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


@pytest.fixture
def policy(staff, chief):
    return case_factories.policy(staff, chief)


def test_made_up_administrator_is_no_second_hand(office):
    """Whom he has invited would be asked about as by another, and the administrator could say yes himself."""
    puppet = made_up(office["administrator"], Role.ADMINISTRATOR)
    newcomer = factories.UserFactory(password="!", email="")
    with pytest.raises(Refused, match="確認を待っているため"):
        signing_in_actions.invite(by=puppet, person=newcomer)
    assert not Invitation.objects.exists()
    assert not people_rules.may_administer(Actor.of(puppet))
    actions.confirm(by=office["chief"], change=AccountChange.objects.get())
    assert signing_in_actions.invite(by=puppet, person=newcomer)


@pytest.mark.parametrize("role", [Role.SECTION_CHIEF, Role.AUDITOR])
def test_made_up_reader_reads_nothing_that_the_administrator_may_not(office, policy, role):
    case = case_factories.case(office["poster"])
    puppet = made_up(office["administrator"], role)
    actor = Actor.of(puppet)
    assert not case_rules.may_read_words(actor, case)
    assert not case_rules.may_read_evidence(actor, case)
    assert not people_rules.may_read_records(actor)
    actions.confirm(by=office["chief"], change=AccountChange.objects.get())
    assert case_rules.may_read_evidence(Actor.of(puppet), case)


def test_who_came_in_by_an_unseen_link_reads_nothing_either(office, policy):
    case = case_factories.case(office["poster"])
    newcomer = factories.UserFactory(password="!", email="")
    signing_in_actions.invite(by=office["administrator"], person=newcomer)
    appointment = Appointment(
        user=newcomer,
        organization=factories.OrganizationFactory(),
        role=Role.SECTION_CHIEF,
        valid_from=timezone.localdate(),
    )
    people_actions.appoint(by=office["administrator"], appointment=appointment)
    actions.confirm(by=office["auditor"], change=AccountChange.objects.get())
    signing_in_actions.use_invitation(invitation=Invitation.objects.get(), password="long enough words 77")
    assert AccountChange.objects.waiting().get().kind == ChangeKind.FIRST_PASSWORD
    assert not case_rules.may_read_evidence(Actor.of(newcomer), case)


def test_unproven_approver_is_asked_for_the_second_factor_and_finds_what_waits(office):
    safeguards(second_factor="approvers")
    puppet = made_up(office["administrator"])
    assert signing_in_rules.needs_second_factor(Actor.of(puppet))
    safeguards(second_factor="off")
    factories.acknowledged(puppet)
    browser = Browser()
    browser.force_login(puppet)
    change = AccountChange.objects.get()
    assert "確認を待っています" in browser.get("/").content.decode()
    assert browser.get(change.get_absolute_url()).status_code == 200
    assert browser.get(reverse("security:account_changes")).status_code == 200


def test_chief_whose_address_is_changed_still_reads(office, policy):
    """There is such a person, and he was one yesterday."""
    case = case_factories.case(office["poster"])
    signing_in_actions.invite(by=office["administrator"], person=office["chief"])
    assert Actor.of(office["chief"]).is_held_up
    assert case_rules.may_read_evidence(Actor.of(office["chief"]), case)


def test_poster_who_is_to_be_chief_finds_what_waits_for_his_account(office):
    """The line on his first page leads to a page that he may open."""
    people_actions.appoint(
        by=office["administrator"],
        appointment=Appointment(
            user=office["staff"],
            organization=factories.OrganizationFactory(),
            role=Role.SECTION_CHIEF,
            valid_from=timezone.localdate() + timedelta(days=7),
        ),
    )
    actions.confirm(by=office["auditor"], change=AccountChange.objects.get())
    signing_in_actions.invite(by=office["administrator"], person=office["staff"])
    browser = Browser()
    browser.force_login(office["staff"])
    assert reverse("security:account_changes") in browser.get("/").content.decode()
    page = browser.get(reverse("security:account_changes"))
    assert page.status_code == 200
    assert str(AccountChange.objects.waiting().get()) in page.content.decode()
