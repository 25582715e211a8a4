"""Authority comes from an appointment that is valid today, and from nothing else (第２, 第４第２項)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from posts.drafting import rules as post_rules
from security.appointing import actions, events
from security.models import ROLES_OF, Appointment, AuditEvent, Organization, Role, User
from security.office.answers import Refused
from security.people import rules
from security.people.actors import Actor
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def appointment(**fields):
    return factories.AppointmentFactory(**fields)


@pytest.mark.clause("第２")
@pytest.mark.parametrize(
    ("begins", "ends", "valid"),
    [
        (-10, None, True),
        (0, None, True),
        (-10, 0, True),
        (0, 0, True),
        (1, None, False),
        (-10, -1, False),
    ],
)
def test_appointment_gives_authority_from_its_first_to_its_last_day(begins, ends, valid):
    today = timezone.localdate()
    given = appointment(
        valid_from=today + begins * DAY, valid_until=ends if ends is None else today + ends * DAY
    )
    assert (given in Actor.of(given.user).appointments) is valid
    assert bool(post_rules.may_draft(Actor.of(given.user))) is valid


@pytest.mark.clause("第２")
@pytest.mark.parametrize(("begins", "ends", "valid"), [(0, 0, True), (-30, -1, False), (1, 30, False)])
def test_contract_period_opens_and_closes_a_contractors_people(begins, ends, valid):
    today = timezone.localdate()
    company = factories.ContractorFactory(
        contract_from=today + begins * DAY, contract_until=today + ends * DAY
    )
    poster = factories.person(Role.CONTRACTOR_POSTER, company)
    assert bool(Actor.of(poster).appointments) is valid
    assert company.in_force(today) is valid


def test_day_of_an_appointment_is_japans(time_machine):
    """23:30 UTC on the 31st is 8:30 on the 1st in Sapporo."""
    given = appointment(valid_from=datetime.date(2026, 4, 1), valid_until=datetime.date(2026, 4, 1))
    time_machine.move_to("2026-03-31T14:59:00Z", tick=False)
    assert not Actor.of(given.user).appointments
    time_machine.move_to("2026-03-31T15:00:00Z", tick=False)
    assert Actor.of(given.user).appointments
    time_machine.move_to("2026-04-01T15:00:00Z", tick=False)
    assert not Actor.of(given.user).appointments


def test_deactivated_person_has_no_authority():
    given = appointment(user__is_active=False)
    assert Actor.of(given.user).appointments == ()
    assert not rules.may_work_here(Actor.of(given.user))


@pytest.mark.parametrize("demo", [True, False])
def test_demo_people_have_authority_in_the_demo_only(settings, demo):
    settings.DEMO = demo
    given = appointment(user__is_demo=True)
    assert bool(Actor.of(given.user).appointments) is demo
    assert Appointment.objects.in_force().filter(pk=given.pk).exists() is demo
    assert Actor.of(appointment().user).appointments


def test_person_without_appointment_is_told_why():
    answer = rules.may_work_here(Actor.of(factories.UserFactory()))
    assert not answer
    assert answer.clause == "第２"
    assert "任用" in str(answer)


def test_actor_carries_title_and_name(chief):
    assert Actor.of(chief).label == "地域政策課移住交流担当課長 神田 太郎"
    assert Actor.of(factories.UserFactory(name="無任 六郎")).label == "無任 六郎"


def test_actor_is_asked_in_one_query(manager, django_assert_num_queries):
    with django_assert_num_queries(1):
        actor = Actor.of(manager)
        assert actor.is_any(Role.MANAGER)
        assert actor.appointments[0].organization.name == "株式会社サンプル企画"
        assert "高橋" in actor.label


def test_appointment_to_a_role_counts_in_its_own_organisation_only(manager, contractor):
    other = factories.ContractorFactory()
    actor = Actor.of(manager)
    assert actor.appointment(Role.MANAGER, organization_id=contractor.pk)
    assert actor.appointment(Role.MANAGER, organization_id=other.pk) is None
    assert actor.appointment(Role.SECTION_CHIEF) is None


def test_actor_belongs_to_every_organisation_that_appointed_him(contractor):
    person = factories.person(Role.CONTRACTOR_POSTER, contractor)
    assert Actor.of(person).organization_ids == {contractor.pk}
    assert not Actor.of(person).is_of_prefecture
    second = appointment(user=person, role=Role.AUDITOR)
    assert Actor.of(person).organization_ids == {contractor.pk, second.organization_id}
    assert Actor.of(person).is_of_prefecture
    nobody = Actor.of(factories.UserFactory())
    assert (nobody.organization_ids, nobody.is_of_prefecture) == (frozenset(), False)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Organization.Kind)
def test_role_fits_its_kind_of_organisation(administrator, role, kind):
    prefecture = kind == Organization.Kind.PREFECTURE
    organization = factories.OrganizationFactory() if prefecture else factories.ContractorFactory()
    new = Appointment(
        user=factories.UserFactory(), organization=organization, role=role, valid_from=timezone.localdate()
    )
    if role in ROLES_OF[kind]:
        actions.appoint(by=administrator, appointment=new)
        assert Appointment.objects.get(pk=new.pk).appointed_by == administrator
    else:
        with pytest.raises(ValidationError) as refusal:
            actions.appoint(by=administrator, appointment=new)
        assert "role" in refusal.value.message_dict
        assert new.pk is None


@pytest.mark.clause("第２")
def test_there_is_one_prefecture_only():
    factories.OrganizationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(kind=Organization.Kind.PREFECTURE, name="第二の課")


def test_contractor_without_a_period_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(kind=Organization.Kind.CONTRACTOR, name="期間のない会社")


@pytest.mark.parametrize(
    ("factory", "begins", "ends"),
    [
        (factories.AppointmentFactory, "valid_from", "valid_until"),
        (factories.ContractorFactory, "contract_from", "contract_until"),
    ],
)
def test_period_that_ends_before_it_begins_is_refused_by_the_database(factory, begins, ends):
    today = timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**{begins: today, ends: today - DAY})


def test_unknown_role_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        appointment(role="emperor")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_the_administrator_appoints(role):
    outsider = factories.person(
        role, factories.ContractorFactory() if role in ROLES_OF["contractor"] else None
    )
    new = Appointment(
        user=outsider,
        organization=factories.OrganizationFactory(),
        role=Role.SECTION_CHIEF,
        valid_from=timezone.localdate(),
    )
    with pytest.raises(Refused):
        actions.appoint(by=outsider, appointment=new)
    assert not Appointment.objects.filter(
        role=Role.SECTION_CHIEF, user=outsider, appointed_by=outsider
    ).exists()


def new_appointment(user, role, begins=0, ends=None):
    today = timezone.localdate()
    organization = (
        factories.ContractorFactory() if role in ROLES_OF["contractor"] else factories.OrganizationFactory()
    )
    return Appointment(
        user=user,
        organization=organization,
        role=role,
        valid_from=today + begins * DAY,
        valid_until=None if ends is None else today + ends * DAY,
    )


def refused_fields(by, appointment):
    """The fields that the refusal stands beside."""
    with pytest.raises(ValidationError) as refusal:
        actions.appoint(by=by, appointment=appointment)
    return set(refusal.value.message_dict)


@pytest.mark.clause("第４第２項")
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PREFECTURE_POSTER, Role.CONTRACTOR_POSTER])
def test_nobody_appoints_himself(administrator, role):
    assert refused_fields(administrator, new_appointment(administrator, role)) == {"user"}
    assert Appointment.objects.filter(user=administrator).count() == 1


def test_nobody_prolongs_his_own_appointment(administrator):
    own = Appointment.objects.get(user=administrator)
    own.valid_until = timezone.localdate() + 999 * DAY
    assert refused_fields(administrator, own) == {"user"}


@pytest.mark.parametrize("approver", [Role.SECTION_CHIEF, Role.MANAGER])
@pytest.mark.parametrize("administrator_first", [True, False])
@pytest.mark.parametrize(
    ("begins", "ends", "overlap"),
    [
        (100, None, True),
        (70, 80, True),
        (70, 199, True),
        (105, 106, True),
        (1, 69, False),
        (111, None, False),
    ],
)
def test_administrator_never_approves(administrator, approver, administrator_first, begins, ends, overlap):
    """The first appointment runs from 70 to 110 days from now, both included."""
    roles = (Role.ADMINISTRATOR, approver) if administrator_first else (approver, Role.ADMINISTRATOR)
    person = factories.UserFactory()
    actions.appoint(by=administrator, appointment=new_appointment(person, roles[0], 70, 110))
    second = new_appointment(person, roles[1], begins, ends)
    if overlap:
        assert refused_fields(administrator, second) == {"role"}
    else:
        actions.appoint(by=administrator, appointment=second)
        assert second.pk


def test_other_people_and_roles_do_not_stand_in_the_way(administrator, chief):
    actions.appoint(by=administrator, appointment=new_appointment(chief, Role.PREFECTURE_POSTER))
    actions.appoint(
        by=administrator, appointment=new_appointment(factories.UserFactory(), Role.ADMINISTRATOR)
    )
    assert Actor.of(chief).is_any(Role.PREFECTURE_POSTER)


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("field", ["user", "organization", "role", "valid_from"])
def test_once_begun_only_the_last_day_of_an_appointment_changes(administrator, begun, field):
    given = new_appointment(factories.UserFactory(), Role.CONTRACTOR_POSTER, begins=0 if begun else 1)
    actions.appoint(by=administrator, appointment=given)
    others = {
        "user": factories.UserFactory(),
        "organization": factories.ContractorFactory(),
        "role": Role.MANAGER,
        "valid_from": timezone.localdate() + 2 * DAY,
    }
    setattr(given, field, others[field])
    if begun:
        assert refused_fields(administrator, given) == {field}
    else:
        actions.appoint(by=administrator, appointment=given)
        assert getattr(Appointment.objects.get(pk=given.pk), field) == others[field]


def test_command_line_may_correct_what_has_begun(staff):
    given = Appointment.objects.get(user=staff)
    given.valid_from -= DAY
    actions.appoint(by=None, appointment=given)
    assert Appointment.objects.get(pk=given.pk).valid_from == given.valid_from


@pytest.mark.clause("第２")
def test_transfer_ends_an_appointment_and_keeps_it(administrator, staff, time_machine):
    given = Appointment.objects.get(user=staff)
    today = timezone.localdate()
    given.valid_until = today
    actions.appoint(by=administrator, appointment=given)
    event = audit.events_of(given).get(tag=events.APPOINTMENT_CHANGED.tag)
    assert event.data == {"changes": {"valid_until": ["", today.isoformat()]}}
    assert event.actor == administrator
    time_machine.move_to(timezone.now() + DAY)
    assert Actor.of(staff).appointments == ()
    assert Appointment.objects.filter(pk=given.pk).exists()


def test_appointment_by_the_command_line_is_the_systems():
    new = Appointment(
        user=factories.UserFactory(),
        organization=factories.OrganizationFactory(),
        role=Role.ADMINISTRATOR,
        valid_from=timezone.localdate(),
    )
    actions.appoint(by=None, appointment=new)
    assert audit.events_of(new).get().actor_label == audit.SYSTEM


def test_person_is_added_without_a_password(administrator):
    newcomer = User(username="newcomer", name="新 人子")
    actions.add_person(by=administrator, person=newcomer)
    assert not User.objects.get(username="newcomer").has_usable_password()
    assert AuditEvent.objects.get(tag=events.PERSON_ADDED.tag).actor == administrator
    assert not Actor.of(newcomer).appointments
