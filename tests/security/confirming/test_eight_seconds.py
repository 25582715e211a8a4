"""One administrator alone who wants to be the chief, by every order of steps that the pages offer (第５第２項)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import Decision, State
from posts.models import Post
from security.appointing import actions as people_actions
from security.confirming import actions
from security.letters import post_office
from security.models import AccountChange, Appointment, Invitation, Role, User
from security.office.answers import Refused
from security.signing_in import actions as signing_in_actions
from tests import factories
from tests.signing_in import PASSWORD, Browser, is_in, sign_in, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項"), pytest.mark.clause("第４第１項(1)")]

EVIL = "evil@example.com"
OPEN_LINK = re.compile(r"/accounts/invitation/[\w-]+/")


@pytest.fixture
def post(office):
    with_password(office["chief"], "the-chiefs-own-words-1")
    return factories.submitted(office["staff"])


@pytest.fixture
def attacker(client, office):
    client.force_login(office["administrator"])
    return client


def save_person(client, person, **fields):
    person = User.objects.get(pk=person.pk)
    kept = {"username": person.username, "name": person.name, "kana": person.kana, "email": person.email}
    kept |= {"is_active": "on"} if person.is_active else {}
    fields = {name: value for name, value in (kept | fields).items() if value is not None}
    address = reverse("admin:security_user_change", args=[person.pk])
    return client.post(address, fields, follow=True).content.decode()


def invite(client, person):
    return client.post(reverse("security:invite", args=[person.pk]), follow=True).content.decode()


def links():
    post_office.deliver()
    return [found for letter in mail.outbox for found in OPEN_LINK.findall(letter.body)]


def appoint(client, person, role, **fields):
    form = {
        "user": person.pk,
        "organization": factories.OrganizationFactory().pk,
        "role": role,
        "valid_from": timezone.localdate().isoformat(),
    }
    return client.post(reverse("admin:security_appointment_add"), form | fields, follow=True).content.decode()


def test_the_way_of_eight_seconds_is_shut_at_every_fork(attacker, office, post):
    """Empty the address, invite again, open the link, choose a password, sign in, approve."""
    chief = office["chief"]
    page = save_person(attacker, chief, email="")
    assert "有効になりません" in page
    assert User.objects.get(pk=chief.pk).email == "chief@example.jp"
    assert not OPEN_LINK.search(invite(attacker, chief))
    assert not links()
    for change in AccountChange.objects.waiting():
        attacker.post(reverse("security:confirm_account_change", args=[change.pk]))
    assert AccountChange.objects.waiting().count() == 2
    assert sign_in(Browser(), chief).status_code == 200  # the page again
    assert User.objects.get(pk=chief.pk).check_password("the-chiefs-own-words-1")


def test_address_emptied_behind_the_program_shows_no_link_either(attacker, office, post):
    User.objects.filter(pk=office["chief"].pk).update(email="")
    assert not OPEN_LINK.search(invite(attacker, office["chief"]))
    assert not Invitation.objects.exists()


def test_own_address_and_a_forgotten_password(attacker, office, post):
    save_person(attacker, office["chief"], email=EVIL)
    Browser().post("/accounts/password/reset/", {"email": EVIL})
    post_office.deliver()
    assert not [
        letter for letter in mail.outbox if letter.to == [EVIL] and "password/reset/key" in letter.body
    ]


def test_stopping_and_reopening_with_another_address(attacker, office, post):
    save_person(attacker, office["chief"], is_active=None)
    save_person(attacker, office["chief"], is_active="on", email=EVIL)
    stored = User.objects.get(pk=office["chief"].pk)
    assert (stored.is_active, stored.email) == (False, "chief@example.jp")


def test_somebody_made_up_approves_nothing(attacker, office, post):
    """Registered, shown the link, appointed, signed in: everything but the decision."""
    form = {"username": "made-up", "name": "架空 太郎", "kana": "", "email": ""}
    attacker.post(reverse("admin:security_user_add"), form)
    made_up = User.objects.get(username="made-up")
    link = OPEN_LINK.search(invite(attacker, made_up))[0]  # a first invitation
    appoint(attacker, made_up, Role.SECTION_CHIEF)
    other = Browser()
    other.get(link)
    other.post(reverse("account_invited"), {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(other, made_up)
    assert is_in(other)
    factories.acknowledged(made_up)
    address = reverse("admin:posts_post_change", args=[post.pk])
    other.post(address, {"seal": post.submission.seal, "verdict": "approve", "_approve": "on"}, follow=True)
    with pytest.raises(Refused, match="確認を待っているため"):
        approval_actions.approve(by=made_up, item=post, seal=post.submission.seal)
    assert not Decision.objects.exists()
    for change in AccountChange.objects.waiting():
        for browser in (attacker, other):
            browser.post(reverse("security:confirm_account_change", args=[change.pk]))
    assert AccountChange.objects.waiting().filter(person=made_up).count() == 2
    assert Post.objects.get(pk=post.pk).state == State.PENDING


def test_second_administrator_made_up_to_confirm(attacker, office, post):
    form = {"username": "puppet", "name": "架空 次郎", "kana": "", "email": ""}
    attacker.post(reverse("admin:security_user_add"), form)
    puppet = User.objects.get(username="puppet")
    appoint(attacker, puppet, Role.ADMINISTRATOR)
    save_person(attacker, office["chief"], email=EVIL)
    other = Browser()
    other.force_login(puppet)
    factories.acknowledged(puppet)
    for change in AccountChange.objects.waiting():
        other.post(reverse("security:confirm_account_change", args=[change.pk]))
    assert User.objects.get(pk=office["chief"].pk).email == "chief@example.jp"
    assert AccountChange.objects.waiting().count() == 2


def test_what_waits_is_found_by_who_can_confirm_it(attacker, office, client, post):
    save_person(attacker, office["chief"], email=EVIL, reason="本人から電話で依頼")
    change = AccountChange.objects.get()
    reader = Browser()
    reader.force_login(office["auditor"])
    assert f"{change}を確かめてください" in reader.get("/").content.decode()
    page = reader.get(reverse("security:confirm_account_change", args=[change.pk])).content.decode()
    for told in ("chief@example.jp", EVIL, office["administrator"].name, "本人から電話で依頼"):
        assert told in page
    assert "変更の確認待ち" in attacker.get(reverse("security:sign_ins")).content.decode()
    chief = Browser()
    chief.force_login(office["chief"])
    assert "あなたのアカウントの変更が、確認を待っています" in chief.get("/").content.decode()
    chief.post(reverse("security:refuse_account_change", args=[change.pk]), {"note": "頼んでいません。"})
    assert User.objects.get(pk=office["chief"].pk).email == "chief@example.jp"
    approval_actions.approve(by=office["chief"], item=post, seal=post.submission.seal)


def test_what_was_done_to_the_account_lately_stands_beside(attacker, office):
    """A colleague's account taken over before the appointment is asked for."""
    save_person(attacker, office["staff"], email=EVIL)
    people_actions.end_appointment(
        by=office["administrator"],
        appointment=Appointment.objects.get(user=office["staff"]),
        last_day=timezone.localdate(),
        reason="異動",
    )
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    appoint(attacker, office["staff"], Role.SECTION_CHIEF, valid_from=tomorrow)
    reader = Browser()
    reader.force_login(office["manager"])
    page = reader.get(AccountChange.objects.get().get_absolute_url()).content.decode()
    assert "staff@example.jp → " in page
    assert EVIL in page


# --- The office itself ----------------------------------------------------------------------------------------------


def comes_in(person, link):
    """The successor opens the letter's link, chooses a password and signs in."""
    browser = Browser()
    browser.get(link)
    browser.post(reverse("account_invited"), {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(browser, person)
    assert is_in(browser)
    factories.acknowledged(person)
    return browser


@pytest.mark.parametrize("confirmed", [True, False], ids=["by the auditor", "by a day"])
def test_one_chief_goes_and_another_comes(
    attacker, office, client, confirmed, a_day_passes, time_machine, mailoutbox
):
    """異動: registered a week before, for the first of April; the newcomer is invited beforehand."""
    time_machine.move_to("2027-03-25T01:00:00Z")
    form = {"username": "haruyama", "name": "春山 課長", "kana": "", "email": "haruyama@example.jp"}
    attacker.force_login(office["administrator"])
    attacker.post(reverse("admin:security_user_add"), form)
    newcomer = User.objects.get(username="haruyama")
    invite(attacker, newcomer)
    leaving = Appointment.objects.get(user=office["chief"])
    attacker.post(
        reverse("security:transfer"),
        {
            "day": "2027-04-01",
            f"end-{leaving.pk}-ends": "on",
            "begin-0-person": newcomer.pk,
            "begin-0-post": f"{leaving.organization_id}:section_chief",
        },
    )
    change = AccountChange.objects.get()
    assert "4月1日付けの異動" in change.reason
    if confirmed:
        auditor = Browser()
        auditor.force_login(office["auditor"])
        auditor.post(reverse("security:confirm_account_change", args=[change.pk]))
    else:
        a_day_passes()
    time_machine.move_to("2027-03-29T01:00:00Z")
    (link,) = links()
    comes_in(newcomer, link)
    if not confirmed:  # nobody has looked at whose hands the link came into: that waits for its own day
        a_day_passes()
    time_machine.move_to("2027-04-01T01:00:00Z")
    post = factories.submitted(office["staff"])
    with pytest.raises(Refused):
        approval_actions.approve(by=office["chief"], item=post, seal=post.submission.seal)
    decision = approval_actions.approve(by=newcomer, item=post, seal=post.submission.seal)
    assert decision.appointment.user == newcomer


def test_chief_who_has_lost_everything_is_let_in_again(attacker, office, post):
    """Address, second factor and password anew, on one day: three questions, each answered by the manager."""
    chief = office["chief"]
    save_person(attacker, chief, email="new@example.jp", reason="携帯電話の紛失")
    attacker.post(reverse("security:invite", args=[chief.pk]), {"reason": "携帯電話の紛失"})
    assert {one.reason for one in AccountChange.objects.all()} == {"携帯電話の紛失"}
    manager = Browser()
    manager.force_login(office["manager"])
    for change in AccountChange.objects.waiting():
        manager.post(reverse("security:confirm_account_change", args=[change.pk]))
    (link,) = links()
    assert mail.outbox[-1].to or link
    comes_in(User.objects.get(pk=chief.pk), link)
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)


def test_one_link_by_two_hands_is_one_question(office):
    """Asked twice, the second replaces the first; the first can no more be confirmed."""
    signing_in_actions.invite(by=office["administrator"], person=office["chief"])
    first = AccountChange.objects.get()
    signing_in_actions.invite(by=office["administrator"], person=office["chief"])
    with pytest.raises(Refused):
        actions.confirm(by=office["auditor"], change=first)
