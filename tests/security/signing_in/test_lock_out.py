"""Guessing: refused after a few failures, for the account and for the address, and told without flooding the trail."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from security.models import AuditEvent
from security.signing_in import events
from security.signing_in.adapter import TOO_MANY
from tests.signing_in import is_in, sign_in, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

NOW = 1_800_000_000
ATTACKER, OFFICE = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def person(staff):
    return with_password(staff)


def failures():
    return AuditEvent.objects.filter(tag=events.SIGN_IN_FAILED.tag)


def attack(user, times, address=ATTACKER):
    client = Client(REMOTE_ADDR=address)
    return [sign_in(client, user, f"wrong-{n}") for n in range(times)]


def test_hundred_attempts_in_a_minute(person, chief):
    with_password(chief)
    with time_machine.travel(NOW, tick=False):
        answers = attack(person, 100)
        refused = Client(REMOTE_ADDR=OFFICE)
        page = sign_in(refused, person)
        assert not is_in(refused)  # the right password, from the office
        assert page.context["form"].non_field_errors() == [TOO_MANY]
        other = Client(REMOTE_ADDR=OFFICE)
        sign_in(other, chief)
        assert is_in(other)  # somebody else, from the office
    assert {answer.status_code for answer in answers} == {200, 429}
    # Five guesses, then once that the rest is refused.
    assert [event.data for event in failures().order_by("number")] == [{}] * 5 + [
        {"reason": "続けて失敗したため、しばらく止めた"}
    ]
    with time_machine.travel(NOW + 601, tick=False):
        late = Client(REMOTE_ADDR=OFFICE)
        sign_in(late, person)
        assert is_in(late)


def test_answer_to_too_many_is_in_japanese(person):
    with time_machine.travel(NOW, tick=False):
        last = attack(person, 61)[-1]
    assert last.status_code == 429
    assert "しばらくお待ちください" in last.content.decode()


def test_many_names_from_one_address_do_not_flood_the_trail(staff):
    client = Client(REMOTE_ADDR=ATTACKER)
    with time_machine.travel(NOW, tick=False):
        for n in range(50):
            client.post(reverse("account_login"), {"login": f"name{n}", "password": "wrong"})
    assert failures().count() == 21  # twenty guesses, then once that the rest is refused


def test_one_name_from_many_addresses_does_not_flood_the_trail(person):
    with time_machine.travel(NOW, tick=False):
        for n in range(30):
            attack(person, 1, address=f"203.0.113.{n}")
    assert failures().count() == 6


def test_each_name_of_this_host_does_not_give_attempts_of_its_own(person, settings):
    settings.ALLOWED_HOSTS = ["one.example.jp", "two.example.jp"]
    with time_machine.travel(NOW, tick=False):
        for n in range(6):
            client = Client(REMOTE_ADDR=f"203.0.113.{n}", HTTP_HOST=f"{'one' if n % 2 else 'two'}.example.jp")
            sign_in(client, person, "wrong")
        right = Client(HTTP_HOST="one.example.jp")
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
