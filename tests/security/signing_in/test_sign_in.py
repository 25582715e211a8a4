"""The one door: allauth's pages, told the house's ways, watched by the audit trail (第５)."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.module_loading import import_string

from cafe_instagram import settings_sign_in
from security.letters import writing as letters
from security.models import AuditEvent, Letter
from security.signing_in import events
from security.trail import recording as audit
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

PASSWORD = "ooyuki-sapporo-77"


@pytest.fixture
def person(staff):
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def sign_in(client, username, password=PASSWORD, **options):
    return client.post(reverse("account_login"), {"login": username, "password": password}, **options)


def tags():
    return list(AuditEvent.objects.order_by("number").values_list("tag", flat=True))


def test_passwords_are_kept_by_argon2_at_its_full_strength():
    """In memory and time as Django and OWASP advise at least; the tests themselves keep them cheaply."""
    assert settings_sign_in.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    hasher = import_string(settings_sign_in.PASSWORD_HASHERS[0])()
    kept = hasher.encode(PASSWORD, hasher.salt())
    assert hasher.verify(PASSWORD, kept)
    assert not hasher.verify(PASSWORD + "x", kept)
    strength = hasher.decode(kept)
    assert (strength["algorithm"], strength["variety"]) == ("argon2", "argon2id")
    assert strength["memory_cost"] >= 19_456  # KiB
    assert strength["time_cost"] >= 2


def test_sign_in_leads_home_and_is_recorded(client, person):
    response = sign_in(client, person.username)
    assert (response.status_code, response["Location"]) == (302, "/")
    event = AuditEvent.objects.get(tag=events.SIGN_IN.tag)
    assert (event.actor, event.address) == (person, "127.0.0.1")


def test_failed_sign_in_is_recorded_with_the_name_and_without_the_password(client, person):
    response = sign_in(client, person.username, "himitsu-no-aikotoba")
    assert response.status_code == 200
    event = AuditEvent.objects.get()
    assert (event.tag, event.subject_label, event.actor) == (events.SIGN_IN_FAILED.tag, person.username, None)
    everything = str([[getattr(row, field.attname) for field in row._meta.fields] for row in [event]])
    assert "himitsu" not in everything
    assert "himitsu-no-aikotoba" not in response.content.decode()


@pytest.mark.parametrize("typed", ["himitsu-no-aikotoba", "x" * 50])
def test_name_that_nobody_has_may_be_a_password_and_is_not_recorded(client, typed):
    for _ in range(7):  # the seventh finds the door closed
        sign_in(client, typed)
    assert {event.subject_label for event in AuditEvent.objects.all()} == {"(登録のないログインID)"}
    assert list(audit.faults()) == []


def test_sign_out_is_recorded(client, person):
    sign_in(client, person.username)
    client.post(reverse("account_logout"))
    assert tags() == [events.SIGN_IN.tag, events.SIGN_OUT.tag]
    assert client.get(reverse("home")).status_code == 302


def test_unknown_and_known_names_fail_with_the_same_words(client, person):
    unknown = sign_in(client, "nobody-at-all", "wrong").context["form"].errors
    known = sign_in(client, person.username, "wrong").context["form"].errors
    assert unknown == known


def test_sign_up_is_closed(client):
    users = get_user_model().objects
    page = client.get(reverse("account_signup"))
    form = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    sent = client.post(reverse("account_signup"), form)
    assert "id_password1" not in page.content.decode()
    assert "id_password1" not in sent.content.decode()
    assert not users.filter(username="intruder").exists()


def test_deactivated_person_cannot_sign_in(client, person):
    person.is_active = False
    person.save()
    sign_in(client, person.username)
    assert "_auth_user_id" not in client.session


def test_deactivated_persons_session_ends(client, person):
    client.force_login(person)
    assert client.get(reverse("home")).status_code == 200
    person.is_active = False
    person.save()
    assert client.get(reverse("home")).status_code == 302


def test_demo_person_cannot_sign_in_when_the_demo_is_off(client, person, settings):
    person.is_demo = True
    person.save()
    settings.DEMO = False
    sign_in(client, person.username)
    assert "_auth_user_id" not in client.session
    settings.DEMO = True
    sign_in(client, person.username)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_demo_persons_session_dies_with_the_demo(client, person, settings):
    person.is_demo = True
    person.save()
    client.force_login(person)
    assert client.get(reverse("home")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("home")).status_code == 302


def test_change_of_password_ends_the_other_sessions(client, person):
    client.force_login(person)
    person.set_password("another-password-88")
    person.save()
    assert client.get(reverse("home")).status_code == 302


def test_change_of_password_is_recorded_without_the_passwords(client, person):
    client.force_login(person)
    new = "another-password-88"
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    event = AuditEvent.objects.get(tag=events.PASSWORD_CHANGED.tag)
    assert (event.actor, event.subject_label, event.data) == (person, person.name, {})


# --- A forgotten password -------------------------------------------------------------------------------------------


def ask_for_reset(client, email, **headers):
    return client.post(reverse("account_reset_password"), {"email": email}, **headers)


@pytest.fixture
def reachable(person):
    person.email = "hanako@example.jp"
    person.save()
    return person


def test_reset_of_password_is_recorded(client, reachable):
    ask_for_reset(client, reachable.email)
    link = letters.opened(Letter.objects.get()).text.split(settings.PUBLIC_URL)[1].split()[0]
    form = client.get(link, follow=True)
    new = "another-password-88"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    reachable.refresh_from_db()
    assert reachable.check_password(new)
    assert tags() == [events.PASSWORD_CHANGED.tag]


def test_link_of_a_reset_has_our_address_and_lies_nowhere_readable(client, reachable, mailoutbox):
    """It leaves like every letter, whatever the mail server does meanwhile."""
    ask_for_reset(client, reachable.email, headers={"host": "localhost:6666"})
    letter = Letter.objects.get()
    for sent in letters.opened(letter):
        assert f"{settings.PUBLIC_URL}/accounts/password/reset/key/" in sent
        assert "6666" not in sent
    assert "/password/reset/" not in letter.body + letter.html
    assert mailoutbox == []


def test_later_reset_takes_the_earlier_letter_back(client, reachable):
    ask_for_reset(client, reachable.email), ask_for_reset(client, reachable.email)
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["cancelled", "queued"]


def test_reset_answers_alike_and_writes_only_to_whom_it_may(client, reachable, mailoutbox):
    """Whoever has never used the invitation does not come in by a reset."""
    invited = factories.UserFactory(email="new@example.jp")
    invited.set_unusable_password()
    invited.save()
    given = [ask_for_reset(client, email) for email in (reachable.email, invited.email, "nobody@example.jp")]
    assert {(answer.status_code, answer["Location"]) for answer in given} == {
        (302, reverse("account_reset_password_done"))
    }
    assert Letter.objects.get().recipient == reachable
    assert mailoutbox == []


def test_next_page_outside_the_site_is_not_followed(client, person):
    response = client.post(
        reverse("account_login"),
        {"login": person.username, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert response["Location"] == "/"


def test_many_failures_close_the_door_for_a_while(client, person):
    for _ in range(12):
        sign_in(client, person.username, "wrong")
    sign_in(client, person.username)
    assert "_auth_user_id" not in client.session


@pytest.mark.clause("第２")
def test_person_without_a_valid_appointment_is_told_so_at_home(client):
    client.force_login(factories.UserFactory())
    page = client.get(reverse("home"))
    assert "任用" in page.content.decode()
    assert "第２" in page.content.decode()
