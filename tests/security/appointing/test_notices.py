"""The chief and the other administrators hear of what lets somebody act in another's name (第２, 第５第２項)."""

import pytest
from django.utils import timezone

from security.appointing import actions as people_actions
from security.models import Appointment, Letter, Notice, Role, User
from security.notices import actions as choosing
from security.notices.models import How
from security.office.answers import Refused
from security.signing_in import actions, notices
from tests import factories
from tests.signing_in import with_app, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


@pytest.fixture(autouse=True)
def other_administrator(administrator, chief):
    """Everybody can be reached."""
    other = factories.person(Role.ADMINISTRATOR)
    for person in (administrator, chief, other):
        person.email = f"{person.username}@example.jp"
        person.save()
    return other


def told(word):
    """Who is told, among the notices or by a letter of his own; nobody by both."""
    noticed = list(Notice.objects.filter(title__contains=word).values_list("person__username", flat=True))
    written = Letter.objects.filter(subject__contains=word).values_list("recipient__username", flat=True)
    found = [*noticed, *written]
    assert len(found) == len(set(found))
    return set(found)


def test_invitation_of_somebody_with_a_password_is_told(administrator, chief, other_administrator, staff):
    with_password(staff)
    staff.email = "staff@example.jp"
    staff.save()
    actions.invite(by=administrator, person=staff)
    assert told("あらためて招待") == {chief.username, other_administrator.username}


def test_first_invitation_is_not_told(administrator, staff):
    staff.set_unusable_password()
    staff.save()
    actions.invite(by=administrator, person=staff)
    assert not told("招待されました")


def test_taken_second_factor_is_told(administrator, chief, other_administrator, staff):
    with_app(staff)
    actions.take_second_factor(by=administrator, person=staff)
    assert told(f"{staff.name}さんの二要素認証") == {chief.username, other_administrator.username}


@pytest.mark.parametrize(
    ("role", "is_told"),
    [
        (Role.SECTION_CHIEF, True),
        (Role.MANAGER, True),
        (Role.ADMINISTRATOR, True),
        (Role.PREFECTURE_POSTER, False),
        (Role.AUDITOR, False),
    ],
)
def test_weighty_appointments_are_told(administrator, chief, other_administrator, role, is_told):
    organization = factories.ContractorFactory() if role == Role.MANAGER else factories.OrganizationFactory()
    appointment = Appointment.objects.create(
        user=factories.UserFactory(), organization=organization, role=role, valid_from=timezone.localdate()
    )
    notices.tell_of_appointment(appointment, by=administrator, is_change=False)
    assert told("任用") == ({chief.username, other_administrator.username} if is_told else set())


def end(by, person, *, last_day=None):
    appointment = Appointment.objects.get(user=person)
    people_actions.end_appointment(by=by, appointment=appointment, last_day=last_day, reason="人事異動")


def test_whose_appointment_ends_is_told_by_whom_and_why(administrator, chief, other_administrator, staff):
    staff.email = "staff@example.jp"
    staff.save()
    end(chief, staff, last_day=timezone.localdate())
    letter = Letter.objects.get(subject__contains="任用の終わり")
    assert letter.recipient == staff
    assert chief.name in letter.body
    assert "人事異動" in letter.body


def test_end_of_a_chief_is_told_to_him_and_to_the_other_administrators(
    administrator, chief, other_administrator
):
    """Who wants to be the only one left does not get there unnoticed."""
    end(administrator, chief)
    assert told("任用の終わり") == {chief.username, other_administrator.username}
    assert "ただちに" in Letter.objects.get(recipient=chief).body


@pytest.mark.parametrize(
    ("change", "word"),
    [({"is_active": False}, "有効"), ({"username": "another"}, "another"), ({"name": "別 人子"}, "別 人子")],
)
def test_whose_registration_is_changed_is_told(
    administrator, chief, other_administrator, staff, change, word
):
    staff.email = "staff@example.jp"
    for name, value in change.items():
        setattr(staff, name, value)
    User.objects.filter(pk=staff.pk).update(email="staff@example.jp")
    people_actions.change_person(by=administrator, person=staff)
    letter = Letter.objects.get(recipient=staff)
    assert word in letter.body
    others = {chief.username, other_administrator.username} if "is_active" in change else set()
    assert told("登録が変更") == {staff.username, *others}


def test_nobody_chooses_not_to_hear_of_it_at_once(chief):
    kind = notices.ACCOUNT_TOUCHED
    assert [how.value for how in kind.choices] == ["at_once"]
    with pytest.raises(Refused, match="なりすます"):
        choosing.choose(by=chief, chosen={kind: How.DIGEST})


def test_newcomer_is_told_the_administrators_who_invite(
    manager, administrator, other_administrator, contractor
):
    newcomer = User(username="newcomer", name="新任 一子", email="newcomer@example.jp")
    people_actions.designate(
        by=manager,
        organization=contractor,
        person=newcomer,
        valid_from=timezone.localdate(),
        valid_until=None,
    )
    assert told("招待をお願い") == {administrator.username, other_administrator.username}
