"""Guessing: refused after a few failures where they are made, told without flooding, and no weapon against the owner."""

import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from security.models import AuditEvent, Letter, Network
from security.signing_in import events
from security.signing_in.adapter import WRONG_CODE
from security.signing_in.guesses import TOO_MANY, TOO_MANY_OF_ONES_OWN
from security.signing_in.known_browsers import cookie_name
from tests.signing_in import PASSWORD, app_code, enter, is_in, sign_in, with_app, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

NOW = 1_800_000_000
NEW_PASSWORD = "natsu-no-furano-88"
ATTACKER, OFFICE = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def person(staff):
    staff.email = "hanako@example.jp"
    return with_password(staff)


def failures():
    return AuditEvent.objects.filter(tag=events.SIGN_IN_FAILED.tag)


def attack(user, times, address=ATTACKER):
    client = Client(REMOTE_ADDR=address)
    return [sign_in(client, user, f"wrong-{n}") for n in range(times)]


def attack_from_everywhere(user, times, network="203.0.113"):
    """Each from an address of its own; how many were judged."""
    answers = [
        sign_in(Client(REMOTE_ADDR=f"{network}.{n + 1}"), user, f"wrong-{n}").content.decode()
        for n in range(times)
    ]
    return sum("IDかパスワードが違います" in answer for answer in answers)


def enters(user, address):
    """With the right password, at a browser that nobody knows."""
    client = Client(REMOTE_ADDR=address)
    sign_in(client, user)
    return is_in(client)


def cached():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM security_cache")
        return cursor.fetchone()[0]


def register_network(person, cidr):
    organization = person.appointments.get().organization
    Network.objects.create(cidr=cidr, label="庁内", organization=organization, added_by=person)


def reset_path(user):
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return f"/accounts/password/reset/key/{key}/"


def test_hundred_attempts_in_a_minute_keep_out_only_who_makes_them(person):
    with time_machine.travel(NOW, tick=False):
        attack(person, 100)
        page = sign_in(Client(REMOTE_ADDR=ATTACKER), person)
        assert page.context["form"].non_field_errors() == [TOO_MANY]  # the right password, from there
        assert enters(person, OFFICE)
    # Five guesses, then once that the rest is refused.
    assert [event.data for event in failures().order_by("number")] == [{}] * 5 + [
        {"reason": "続けて失敗したため、しばらく止めた"}
    ]
    with time_machine.travel(NOW + 601, tick=False):
        assert enters(person, ATTACKER)


def test_guesses_from_many_addresses_are_held_and_keep_no_known_browser_out(person):
    """While others guess: the browser that has signed in before, the workplace, and who has our letter get in."""
    known = Client(REMOTE_ADDR="198.51.100.20")
    with time_machine.travel(NOW, tick=False):
        sign_in(known, person)
        known.post(reverse("account_logout"))
        judged = attack_from_everywhere(person, 60)
        assert judged == 30
        assert not enters(person, OFFICE)  # a browser that nobody knows, with the right password
        sign_in(known, person, "wrong")
        sign_in(known, person)
        assert is_in(known)


def test_registered_workplace_is_counted_apart_and_by_person(person, chief):
    with_password(chief)
    register_network(person, "198.51.100.0/24")
    with time_machine.travel(NOW, tick=False):
        attack_from_everywhere(person, 60)
        assert enters(person, OFFICE)
        # A colleague behind the same address tries everybody: who is tried at that address waits, nobody else.
        colleague = Client(REMOTE_ADDR=OFFICE)
        for n in range(40):
            colleague.post(reverse("account_login"), {"login": f"name{n}", "password": "wrong"})
        attack(person, 6, address=OFFICE)
        assert enters(chief, OFFICE)
        assert not enters(person, OFFICE)
        assert enters(person, "198.51.100.8")


def test_workplace_too_has_an_end_of_guesses(person):
    register_network(person, "198.51.0.0/16")
    with time_machine.travel(NOW, tick=False):
        assert attack_from_everywhere(person, 60, network="198.51.7") == 30


def test_known_browser_has_five_guesses_of_its_own(person):
    """A stolen cookie makes guessing no easier."""
    known = Client(REMOTE_ADDR=OFFICE)
    with time_machine.travel(NOW, tick=False):
        sign_in(known, person)
        known.post(reverse("account_logout"))
        answers = [sign_in(known, person, f"wrong-{n}") for n in range(7)]
        judged = [one for one in answers if "IDかパスワードが違います" in one.content.decode()]
        assert len(judged) == 5
        assert answers[-1].context["form"].non_field_errors() == [TOO_MANY_OF_ONES_OWN]
        # Carried to other addresses it is the same browser.
        stolen = Client(REMOTE_ADDR=ATTACKER)
        stolen.cookies[cookie_name()] = known.cookies[cookie_name()].value
        sign_in(stolen, person)
        assert not is_in(stolen)


def test_browser_is_known_only_to_whom_it_has_let_in(person, chief):
    """Neither a forged cookie nor that of one's own account helps at another's."""
    with_password(chief)
    own = Client(REMOTE_ADDR=ATTACKER)
    with time_machine.travel(NOW, tick=False):
        sign_in(own, person)
        own.post(reverse("account_logout"))
        attack_from_everywhere(chief, 60)
        sign_in(own, chief)
        assert not is_in(own)
        for value in (signing.dumps(["x", [chief.pk]], salt="another"), f"x.{chief.pk}", "", "a:b:c"):
            forged = Client(REMOTE_ADDR=ATTACKER)
            forged.cookies[cookie_name()] = value
            sign_in(forged, chief)
            assert not is_in(forged)


def test_password_alone_makes_no_browser_known_where_a_second_factor_is_asked(person):
    secret = with_app(person)
    client = Client(REMOTE_ADDR=ATTACKER)
    with time_machine.travel(NOW, tick=False):
        sign_in(client, person)
        assert cookie_name() not in client.cookies
        enter(client, app_code(secret))
        assert is_in(client)
        assert cookie_name() in client.cookies


def test_new_password_by_letter_opens_the_browser_while_others_guess(person):
    """The way of whoever has neither a known browser nor a passkey at hand."""
    client = Client(REMOTE_ADDR=OFFICE)
    with time_machine.travel(NOW, tick=False):
        attack_from_everywhere(person, 60)
        page = client.get(reset_path(person), follow=True)
        path = page.redirect_chain[-1][0]
        client.post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
        sign_in(client, person, NEW_PASSWORD)
        assert is_in(client)


def test_codes_are_held_from_many_addresses_and_keep_no_known_browser_out(person):
    secret = with_app(person)
    known = Client(REMOTE_ADDR=OFFICE)
    with time_machine.travel(NOW, tick=False):
        sign_in(known, person)
        enter(known, app_code(secret))
        known.post(reverse("account_logout"))
    with time_machine.travel(NOW + 3600, tick=False):
        judged = 0
        for n in range(40):
            client = Client(REMOTE_ADDR=f"203.0.113.{n}")
            sign_in(client, person)
            judged += WRONG_CODE in enter(client, "000000").content.decode()
        assert judged == 30
        sign_in(known, person)
        enter(known, app_code(secret))
        assert is_in(known)


def test_fresh_proof_is_not_kept_from_whoever_is_signed_in(person):
    client = Client(REMOTE_ADDR=OFFICE)
    with time_machine.travel(NOW, tick=False):
        sign_in(client, person)
        attack_from_everywhere(person, 60)
        attack(person, 6, address=OFFICE)
        answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert answer.status_code == 302


def test_each_way_of_writing_the_name_is_the_same_account(person):
    person.username = "staff-1"
    person.save()
    names = [
        "ｓｔａｆｆ－１",
        "STAFF-1",
        "ｓtaff-1",
        "st\u200baff-1",
        "staff-1\ufeff",
        "staff\ufe0f-1",
        "staff-1",
    ]
    with time_machine.travel(NOW, tick=False):
        for name in names:  # each finds it
            client = Client(REMOTE_ADDR=OFFICE)
            client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
            assert is_in(client), name
        client = Client(REMOTE_ADDR=ATTACKER)
        for name in names:  # and all together have five tries
            client.post(reverse("account_login"), {"login": name, "password": "wrong"})
        assert not enters(person, ATTACKER)
    assert set(failures().values_list("subject_label", flat=True)) == {"staff-1"}


@pytest.mark.both
def test_names_that_nobody_has_do_not_fill_the_cache(db):
    """It drops entries when there are too many, and with them counters."""
    for n in range(60):
        client = Client(REMOTE_ADDR=f"203.0.113.{n % 4}")
        client.post(reverse("account_login"), {"login": f"nobody-{n}", "password": "wrong"})
    assert cached() < 200


def test_addresses_that_are_refused_do_not_fill_the_cache(person):
    """It gives way from its lower keys on: with the counters, guessing would begin anew."""
    attack_from_everywhere(person, 31)
    before = cached()
    attack_from_everywhere(person, 50, "198.18.0")
    assert cached() <= before + 2


def test_nobody_uses_up_the_passkeys_of_an_office(person):
    client = Client(REMOTE_ADDR=OFFICE)
    answers = [client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}) for _ in range(30)]
    assert {answer.status_code for answer in answers} == {302}


def test_person_is_told_once_a_day(person):
    with time_machine.travel(NOW, tick=False):
        attack(person, 20)
        attack_from_everywhere(person, 60)
    with time_machine.travel(NOW + 7200, tick=False):
        attack(person, 20)
    (letter,) = Letter.objects.filter(recipient=person)
    assert "ログインの失敗が続いています" in letter.subject
    with time_machine.travel(NOW + 86_400, tick=False):
        attack(person, 20)
    assert Letter.objects.filter(recipient=person).count() == 2


def test_person_whose_password_is_known_is_told_so(person):
    with_app(person)
    client = Client(REMOTE_ADDR=ATTACKER)
    with time_machine.travel(NOW, tick=False):
        sign_in(client, person)
        for _ in range(6):
            enter(client, "000000")
    (letter,) = Letter.objects.filter(recipient=person)
    assert "パスワードは正しく入力され" in letter.body


def test_mailbox_is_not_filled_with_resets(person):
    with time_machine.travel(NOW, tick=False):
        for n in range(12):
            client = Client(REMOTE_ADDR=f"203.0.113.{n}")
            page = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
            assert page.status_code == 200
    assert Letter.objects.filter(recipient=person).count() == 3
    for hour in range(1, 12):
        with time_machine.travel(NOW + hour * 3700, tick=False):
            Client().post(reverse("account_reset_password"), {"email": person.email.upper()})
    assert Letter.objects.filter(recipient=person).count() == 6


def test_earlier_reset_still_opens_when_no_more_are_sent(person):
    """Whoever asks for many in somebody's name does not make the one useless that has arrived."""
    path = reset_path(person)
    for _ in range(5):
        Client().post(reverse("account_reset_password"), {"email": person.email})
    assert Client().get(path, follow=True).context["form"]


def test_many_names_from_one_address_do_not_flood_the_trail(staff):
    client = Client(REMOTE_ADDR=ATTACKER)
    with time_machine.travel(NOW, tick=False):
        for n in range(50):
            client.post(reverse("account_login"), {"login": f"name{n}", "password": "wrong"})
    assert failures().count() == 21  # twenty guesses, then once that the rest is refused


def test_one_name_from_many_addresses_does_not_flood_the_trail(person):
    with time_machine.travel(NOW, tick=False):
        attack_from_everywhere(person, 60)
    assert failures().count() == 31


def test_each_name_of_this_host_does_not_give_attempts_of_its_own(person, settings):
    settings.ALLOWED_HOSTS = ["one.example.jp", "two.example.jp"]
    with time_machine.travel(NOW, tick=False):
        for n in range(6):
            host = f"{'one' if n % 2 else 'two'}.example.jp"
            sign_in(Client(REMOTE_ADDR=ATTACKER, HTTP_HOST=host), person, "wrong")
        right = Client(REMOTE_ADDR=ATTACKER, HTTP_HOST="one.example.jp")
        sign_in(right, person)
        assert not is_in(right)


# --- The client's address -------------------------------------------------------------------------------------------


def address_of_failure(**headers):
    sign_in(Client(), type("Nobody", (), {"username": "nobody"}), "wrong", **headers)
    return failures().get().address


def test_forged_header_changes_nothing_without_a_proxy(db):
    given = {"REMOTE_ADDR": ATTACKER, "HTTP_X_FORWARDED_FOR": OFFICE}
    assert address_of_failure(**given) == ATTACKER


def test_behind_the_proxy_its_own_entry_counts(settings):
    settings.BEHIND_PROXY = True
    given = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": f"{OFFICE}, {ATTACKER}"}
    assert address_of_failure(**given) == ATTACKER


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (f"{ATTACKER}:55555", ATTACKER),
        (f"{OFFICE}:1, {ATTACKER}:55555", ATTACKER),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:55555", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
    ],
)
def test_behind_the_proxy_a_port_is_no_part_of_the_address(settings, forwarded, address):
    settings.BEHIND_PROXY = True
    assert address_of_failure(REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=forwarded) == address


@pytest.mark.parametrize("forwarded", ["", "no address", f"{ATTACKER}, ", f"{ATTACKER}:x", "[::1", "unknown"])
def test_behind_the_proxy_without_a_usable_entry_the_address_is_unknown(settings, forwarded):
    """Never the proxy's: it may lie in a network of the office."""
    settings.BEHIND_PROXY = True
    given = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of_failure(**given) is None


def test_request_through_a_socket_file_can_sign_in(person):
    client = Client(REMOTE_ADDR="")
    sign_in(client, person)
    assert is_in(client)


def test_forged_header_gives_no_new_attempts(person):
    with time_machine.travel(NOW, tick=False):
        for n in range(25):
            client = Client(REMOTE_ADDR=ATTACKER, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
            client.post(reverse("account_login"), {"login": f"name{n}", "password": "wrong"})
    assert failures().count() == 21
