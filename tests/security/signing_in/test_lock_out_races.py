"""Guesses that are made at the same moment count like those made one after the other. Real processes on PostgreSQL."""

from collections import Counter

import pytest
from django.test import Client

from security.models import AuditEvent, Role, User
from security.signing_in import events
from security.signing_in.guesses import NOT_COUNTED, TOO_MANY
from tests import factories
from tests.racing import race
from tests.signing_in import enter, sign_in, with_app, with_password

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第５第２項"),
]

AT_ONCE, EACH = 6, 8
AT_ONE_ADDRESS, AT_ALL = 5, 30  # are let through


def guess_passwords(pk, address):
    person = User.objects.get(pk=pk)
    return [fate(sign_in(client, person, f"wrong-{n}")) for n, client in enumerate(clients(address))]


def guess_codes(pk, address):
    """The password is known."""
    person = User.objects.get(pk=pk)
    return [fate(guess_code(client, person)) for client in clients(address)]


def guess_code(client, person):
    sign_in(client, person)
    return enter(client, "000000")


def clients(address):
    return [Client(REMOTE_ADDR=address.format(n + 1), HTTP_HOST="localhost") for n in range(EACH)]


def fate(answer):
    page = answer.content.decode()
    if answer.status_code != 200 or TOO_MANY in page:
        return "refused"
    return "told that nothing can be counted" if NOT_COUNTED in page else "judged"


@pytest.mark.parametrize("deed", ["guess_passwords", "guess_codes"])
@pytest.mark.parametrize(
    ("addresses", "most"),
    [
        (["203.0.113.1"] * AT_ONCE, AT_ONE_ADDRESS),
        ([f"198.51.{number}.{{}}" for number in range(AT_ONCE)], AT_ALL),
    ],
)
def test_guesses_at_once_are_judged_no_oftener(deed, addresses, most):
    person = with_password(factories.person(Role.PREFECTURE_POSTER))
    with_app(person)
    answers = race(f"{__name__}:{deed}", *[(person.pk, address) for address in addresses])
    fates = Counter(fate for answer in answers for fate in answer)
    assert fates.keys() <= {"judged", "refused"}
    assert 0 < fates["judged"] <= most  # fewer, where one waits too long for the other
    failures = AuditEvent.objects.filter(tag=events.SIGN_IN_FAILED.tag)
    judged = [event for event in failures if not event.data.get("reason", "").startswith("続けて失敗")]
    assert len(judged) == fates["judged"]
