"""招待: a one-time link instead of a password that somebody else has typed (第５第２項)."""

import hashlib
import re
from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from security.appointing import actions as people_actions
from security.letters import post_office
from security.models import AuditEvent, Invitation, Letter, User
from security.office.answers import Refused
from security.signing_in import actions as signing_in_actions
from security.signing_in import events
from tests import factories
from tests.signing_in import PASSWORD, is_in, prove, sign_in, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

CHOSEN = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def newcomer(db):
    person = User(username="newcomer", name="新 人子")
    people_actions.add_person(by=None, person=person)
    return person


@pytest.fixture
def with_mail(newcomer):
    newcomer.email = "hitoko@example.jp"
    newcomer.save()
    return newcomer


def path_of(link):
    return re.search(r"/accounts/invitation/[\w-]+/", link)[0]


def choose(client, link, form=CHOSEN):
    client.get(path_of(link))
    return client.post(reverse("account_invited"), form)


def test_link_leads_to_a_password_and_to_the_sign_in(client, administrator, newcomer):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    done = choose(client, link)
    assert done["Location"] == reverse("account_login")
    sign_in(client, newcomer)
    assert is_in(client)
    tags = [events.INVITED.tag, events.INVITATION_USED.tag]
    told = AuditEvent.objects.filter(tag__in=tags).order_by("number")
    assert [(event.tag, event.actor) for event in told] == [
        (events.INVITED.tag, administrator),
        (events.INVITATION_USED.tag, newcomer),
    ]


def test_only_the_hash_is_kept(client, administrator, with_mail, newcomer):
    signing_in_actions.invite(by=administrator, person=with_mail)
    post_office.deliver()
    secret = path_of(mail.outbox[0].body).split("/")[-2]
    invitation = Invitation.objects.get()
    assert invitation.token_hash == hashlib.sha256(secret.encode()).hexdigest()
    client.get(reverse("account_invitation", args=[secret]))
    everything = [
        *Letter.objects.values_list(),
        *AuditEvent.objects.values_list(),
        *Invitation.objects.values_list(),
    ]
    everything += [Session.objects.get(pk=client.session.session_key).get_decoded()]
    assert secret not in str(everything)


def test_letter_lies_sealed_until_it_leaves(administrator, with_mail):
    assert signing_in_actions.invite(by=administrator, person=with_mail) == ""
    letter = Letter.objects.get()
    assert "/accounts/invitation/" not in letter.body
    assert letter.sealed_secret
    post_office.deliver()
    assert path_of(mail.outbox[0].body)
    letter.refresh_from_db()
    assert (letter.state, letter.sealed_secret) == (Letter.State.SENT, "")
    assert "/accounts/invitation/" not in letter.body


def test_letter_that_no_key_opens_waits_and_says_so(administrator, with_mail, settings):
    signing_in_actions.invite(by=administrator, person=with_mail)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    post_office.deliver()
    letter = Letter.objects.get()
    assert (letter.state, mail.outbox) == (Letter.State.WAITING, [])
    assert "暗号鍵" in letter.problem


def refusal(client, link):
    page = client.get(path_of(link))
    assert page.status_code == 410
    return page.content.decode()


def test_used_link_says_so(client, administrator, newcomer):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    choose(client, link)
    assert "すでに使われています" in refusal(client, link)
    other = "another-password-88"
    assert choose(client, link, {"password1": other, "password2": other}).status_code == 410
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


def test_expired_link_says_so(client, administrator, newcomer):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    client.get(path_of(link))
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1), tick=False):
        assert "期限が切れています" in refusal(client, link)
        client.post(reverse("account_invited"), CHOSEN)
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_link_lasts_seven_days(client, administrator, newcomer):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=-10), tick=False):
        assert choose(client, link).status_code == 302


def test_replaced_link_says_so(client, administrator, newcomer):
    old = signing_in_actions.invite(by=administrator, person=newcomer)
    new = signing_in_actions.invite(by=administrator, person=newcomer)
    assert "新しい招待に替わりました" in refusal(client, old)
    assert choose(client, new).status_code == 302


def test_letter_of_a_replaced_link_is_taken_back(administrator, with_mail):
    signing_in_actions.invite(by=administrator, person=with_mail)
    signing_in_actions.invite(by=administrator, person=with_mail)
    states = list(Letter.objects.order_by("pk").values_list("state", "sealed_secret"))
    assert states[0] == (Letter.State.CANCELLED, "")
    post_office.deliver()
    assert len(mail.outbox) == 1


def test_link_cut_short_says_so(client, administrator, newcomer):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    assert "正しくありません" in refusal(client, link.rstrip("/")[:-3] + "/")


def test_form_without_a_link_says_so(client):
    assert client.get(reverse("account_invited")).status_code == 410


def test_opening_the_link_uses_nothing_up(client, administrator, newcomer):
    """Mail scanners open links."""
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    for _ in range(3):
        Client().get(path_of(link), follow=True)
    assert choose(client, link).status_code == 302


def test_secret_does_not_stay_in_the_address_bar(client, administrator, newcomer):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    assert client.get(path_of(link))["Location"] == reverse("account_invited")


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short-one-14ch", "short-one-14ch", "15文字以上にしてください"),
        ("hokkaidocafe-instagram-2026", "hokkaidocafe-instagram-2026", "推測されやすい"),
        ("123456789012345", "123456789012345", "推測されやすい"),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "推測されやすい"),
        (PASSWORD, PASSWORD + "x", "ふたつのパスワードが違います"),
    ],
)
def test_weak_or_mistyped_password_is_refused(client, administrator, newcomer, password, again, words):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    page = choose(client, link, {"password1": password, "password2": again})
    assert words in page.content.decode()
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_long_words_of_any_kind_are_a_good_password(client, administrator, newcomer):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    words = "雪の朝 カフェで 移住の 相談をした人"
    assert choose(client, link, {"password1": words, "password2": words}).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.check_password(words)


def test_action_asks_the_validators_too(administrator, newcomer):
    signing_in_actions.invite(by=administrator, person=newcomer)
    with pytest.raises(ValidationError):
        signing_in_actions.use_invitation(invitation=Invitation.objects.get(), password="short")
    assert Invitation.objects.get().ended_at is None


def test_invitation_of_somebody_who_had_a_password_signs_him_out_everywhere(client, administrator, staff):
    with_password(staff, "another-password-88")
    there = Client()
    sign_in(there, staff, "another-password-88")
    staff.email = "staff@example.jp"
    staff.save(update_fields=["email"])
    signing_in_actions.invite(by=administrator, person=staff)
    post_office.deliver()
    choose(client, mail.outbox[0].body)
    assert there.get("/")["Location"].startswith(reverse("account_login"))


def test_link_opened_by_somebody_signed_in_changes_nobody(client, administrator, newcomer, staff):
    link = signing_in_actions.invite(by=administrator, person=newcomer)
    client.force_login(staff)
    page = client.get(path_of(link), follow=True)
    assert "先にログアウトしてください" in page.content.decode()
    client.post(reverse("account_invited"), CHOSEN)
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


# --- Who invites ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["chief", "manager", "staff", "poster", "auditor"])
def test_only_the_administrator_invites(client, request, role, newcomer):
    by = request.getfixturevalue(role)
    with pytest.raises(Refused):
        signing_in_actions.invite(by=by, person=newcomer)
    client.force_login(by)
    prove(client, by)
    assert client.post(reverse("security:invite", args=[newcomer.pk])).status_code == 404
    assert client.get(reverse("security:sign_ins")).status_code == 404


def test_nobody_invites_himself(administrator):
    with pytest.raises(Refused, match="ご自分"):
        signing_in_actions.invite(by=administrator, person=administrator)


def test_closed_account_is_opened_first(administrator, newcomer):
    newcomer.is_active = False
    newcomer.save()
    with pytest.raises(Refused, match="停止"):
        signing_in_actions.invite(by=administrator, person=newcomer)


def test_link_is_shown_once_where_there_is_no_mail_address(client, administrator, newcomer):
    client.force_login(administrator)
    prove(client, administrator)
    page = client.post(reverse("security:invite", args=[newcomer.pk]))
    assert path_of(page.content.decode())
    assert "no-store" in page["Cache-Control"]
    assert not Letter.objects.exists()


def test_link_is_not_shown_where_it_is_mailed(client, administrator, with_mail):
    client.force_login(administrator)
    prove(client, administrator)
    page = client.post(reverse("security:invite", args=[with_mail.pk]), follow=True)
    assert "/accounts/invitation/" not in page.content.decode()
    assert "パスワードを決めるためのメールを送ります" in page.content.decode()


def test_list_of_people_has_a_fixed_number_of_queries(
    client, administrator, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(administrator)
    client.get(reverse("security:sign_ins"))
    with django_assert_max_num_queries(30) as one:
        client.get(reverse("security:sign_ins"))
    factories.UserFactory.create_batch(2)
    with django_assert_num_queries(len(one)):
        client.get(reverse("security:sign_ins"))


# --- The first of all -----------------------------------------------------------------------------------------------


def test_first_administrator_gets_a_link(db, client, capsys):
    call_command("first_administrator", "yamada", "山田太郎")
    link = re.search(r"http\S+", capsys.readouterr().out)[0]
    assert choose(client, link)["Location"] == reverse("account_login")
    person = User.objects.get(username="yamada")
    sign_in(client, person)
    assert is_in(client)
    with pytest.raises(CommandError, match="すでに任用されています"):
        call_command("first_administrator", "tanaka", "田中花子")
