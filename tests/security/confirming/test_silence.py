"""A day that passes in silence counts only if somebody who could have spoken was told of it in time (第５第２項)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from security.appointing import actions as people_actions
from security.confirming import actions
from security.letters import actions as letter_actions
from security.letters import post_office
from security.models import AccountChange, Appointment, Letter, Notice, Organization, Role, User
from security.notices import composing
from security.office.answers import Refused
from security.people.actors import Actor
from tests import factories
from tests.signing_in import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項"), pytest.mark.clause("第４第１項(1)")]


def made_up(by, role=Role.SECTION_CHIEF):
    """Somebody at the asker's own address."""
    person = factories.UserFactory(email=f"{role}@evil.example")
    appointment = Appointment(
        user=person,
        organization=Organization.objects.get(kind=Organization.Kind.PREFECTURE),
        role=role,
        valid_from=timezone.localdate(),
    )
    people_actions.appoint(by=by, appointment=appointment)
    return person


def end_at_once(by, person):
    appointment = Appointment.objects.get(user=person)
    people_actions.end_appointment(by=by, appointment=appointment, last_day=None, reason="異動")


def stop(by, person):
    person = User.objects.get(pk=person.pk)
    person.is_active = False
    people_actions.change_person(by=by, person=person)


def change_address(by, person):
    person = User.objects.get(pk=person.pk)
    person.email = "new@evil.example"
    people_actions.change_person(by=by, person=person)


@pytest.mark.parametrize("taken_away", [end_at_once, stop])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_nobody_is_let_in_where_who_could_refuse_was_put_out(office, a_day_passes, taken_away, when):
    """They are told, and can no longer sign in to say no: their silence is none."""
    administrator = office["administrator"]
    puppet = made_up(administrator) if when == "meanwhile" else None
    for name in ("chief", "manager", "auditor"):
        taken_away(administrator, office[name])
    puppet = puppet or made_up(administrator)
    a_day_passes(hours=50)
    assert not Actor.of(puppet).is_any(Role.SECTION_CHIEF)


def test_two_made_up_people_do_not_watch_one_another(office, a_day_passes):
    """Whose office waits itself may be the asker in other clothes."""
    administrator = office["administrator"]
    User.objects.filter(pk__in=[office[name].pk for name in ("chief", "manager", "auditor")]).update(email="")
    first, second = made_up(administrator), made_up(administrator, Role.AUDITOR)
    a_day_passes(hours=50)
    assert not Actor.of(first).is_any(Role.SECTION_CHIEF)
    assert Actor.of(second).is_held_up


def test_letter_that_the_asker_says_has_arrived_is_no_letter(office, a_day_passes):
    puppet = made_up(office["administrator"])
    letters = Letter.objects.filter(about__startswith="account-change:")
    letters.update(state=Letter.State.UNKNOWN, sent_at=timezone.now(), first_asked_at=timezone.now())
    for letter in letters:
        letter_actions.settle_letter(by=office["administrator"], letter=letter)
    a_day_passes(hours=50)
    assert not Actor.of(puppet).is_any(Role.SECTION_CHIEF)


@pytest.mark.parametrize("state", [Letter.State.WAITING, Letter.State.FAILED])
def test_who_asked_does_not_choose_who_is_told(office, state):
    """One letter is enough for the day to begin: the mail server away, the asker would leave only that of whoever does not read."""
    administrator = office["administrator"]
    made_up(administrator)
    letters = Letter.objects.filter(about__startswith="account-change:")
    ended = timezone.now() if state == Letter.State.FAILED else None
    letters.update(state=state, problem=post_office.NO_SERVER, hindrance="server", finished_at=ended)
    letter = letters.get(recipient=office["chief"])
    for silence in (letter_actions.drop_letter, letter_actions.settle_letter):
        with pytest.raises(Refused):
            silence(by=administrator, letter=letter)
    letter.refresh_from_db()
    assert letter.state == state
    letter_actions.drop_letter(by=factories.person(Role.ADMINISTRATOR), letter=letter)
    actions.refuse(by=office["chief"], change=AccountChange.objects.get())
    held_up = letters.filter(state=state, problem=post_office.NO_SERVER).first()
    letter_actions.drop_letter(by=administrator, letter=held_up)


def test_day_begins_when_the_letter_has_left(office, a_day_passes):
    """The mail server stood still for a day: nobody had any time."""
    puppet = made_up(office["administrator"])
    a_day_passes(hours=24.1, letters=False)
    post_office.deliver()
    actions.let_pass()
    assert not Actor.of(puppet).is_any(Role.SECTION_CHIEF)
    reader = Browser()
    reader.force_login(office["auditor"])
    page = reader.get(AccountChange.objects.get().get_absolute_url()).content.decode()
    tomorrow = timezone.localtime() + timedelta(days=1)
    assert f"{tomorrow.month}月{tomorrow.day}日" in page
    a_day_passes()
    assert Actor.of(puppet).is_any(Role.SECTION_CHIEF)


def test_nobody_is_kept_from_refusing_by_a_change_of_his_own_account(office):
    administrator = office["administrator"]
    for name in ("chief", "manager", "auditor"):
        change_address(administrator, office[name])
    puppet = made_up(administrator)
    change = AccountChange.objects.waiting().get(person=puppet)
    with pytest.raises(Refused, match="断ることはできます"):
        actions.confirm(by=office["auditor"], change=change)
    actions.refuse(by=office["auditor"], change=change)
    assert not Actor.of(puppet).appointments


def test_page_says_where_nobody_is_left_to_confirm(office):
    """An office of which only the administrator is left: the hour is not named that will never come."""
    for name in ("chief", "manager", "auditor"):
        end_at_once(office["administrator"], office[name])
    made_up(office["administrator"])
    post_office.deliver()
    reader = Browser()
    reader.force_login(office["administrator"])
    page = reader.get(reverse("security:account_change", args=[AccountChange.objects.get().pk]))
    assert "時間がたっても有効になりません" in page.content.decode()
    assert "サーバーの担当者に、確認を依頼してください" in page.content.decode()


def test_letter_names_only_what_its_reader_can_do(office):
    """Not 「確認するか」 to whose account it is, nor a page to who has left and cannot open it."""
    end_at_once(office["administrator"], office["manager"])
    change_address(office["administrator"], office["chief"])
    bodies = {
        letter.sent_to: letter.body for letter in Letter.objects.filter(about__startswith="account-change:")
    }
    assert "次の画面で確認するか、断ってください" in bodies["auditor@example.jp"]
    assert "次の画面から断ってください" in bodies["chief@example.jp"]
    assert "確認するか" not in bodies["chief@example.jp"]
    assert "次の画面" not in bodies["manager@example.jp"]
    assert "どなたかに知らせてください" in bodies["manager@example.jp"]


@pytest.mark.parametrize("put_out", [end_at_once, stop])
def test_what_somebody_asked_who_was_put_out_is_good_only_by_a_yes(office, a_day_passes, put_out):
    """Dismissed at noon, he must not be the chief at night."""
    asker = factories.person(Role.ADMINISTRATOR)
    change_address(asker, office["chief"])
    post_office.deliver()
    put_out(office["administrator"], asker)
    a_day_passes(hours=50)
    change = AccountChange.objects.waiting().get()
    assert User.objects.get(pk=office["chief"].pk).email == "chief@example.jp"
    reader = Browser()
    reader.force_login(office["auditor"])
    page = reader.get(change.get_absolute_url()).content.decode()
    assert "だれかが確認するまで、時間がたっても有効になりません" in page
    actions.confirm(by=office["auditor"], change=change)
    assert User.objects.get(pk=office["chief"].pk).email == "new@evil.example"


def test_what_somebody_asked_whose_term_ran_out_passes(office, a_day_passes):
    """異動: the last thing that an administrator does is to enter his successor."""
    asker = factories.person(Role.ADMINISTRATOR)
    change_address(asker, office["chief"])
    Appointment.objects.filter(user=asker).update(valid_until=timezone.localdate() - timedelta(days=1))
    a_day_passes()
    assert not AccountChange.objects.waiting().exists()


@pytest.mark.parametrize("key", ["notices", "own-account"])
def test_whoever_did_it_does_not_drop_the_letter_that_tells_of_it(office, key):
    """An administrator ends somebody's appointment: neither the person's letter nor the chief's is his to stop."""
    administrator = office["administrator"]
    end_at_once(administrator, office["manager"])
    Notice.objects.update(due_at=timezone.now())
    composing.run()
    Letter.objects.update(problem=post_office.NO_SERVER, hindrance="server")
    letters = Letter.objects.filter(key__startswith=f"{key}:").exclude(recipient=administrator)
    assert letters
    for letter in letters:
        with pytest.raises(Refused, match="あなたの操作を知らせるメールです"):
            letter_actions.drop_letter(by=administrator, letter=letter)
    letter_actions.drop_letter(by=factories.person(Role.ADMINISTRATOR), letter=letters[0])
