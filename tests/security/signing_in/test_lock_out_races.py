"""Guesses that are made at the same moment count like those made one after the other. Real processes on PostgreSQL."""

from collections import Counter

import pytest
from django.test import Client

from security.models import AuditEvent, Role, User
from security.signing_in import events
from security.signing_in.adapter import TOO_MANY
from tests import factories
from tests.racing import race
from tests.signing_in import enter, sign_in, with_app, with_password

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第５第２項"),
]

AT_ONCE, EACH = 6, 4  # twenty-four guesses, where five are let through


def guess_passwords(pk, number):
    person = User.objects.get(pk=pk)
    client = Client(REMOTE_ADDR=f"203.0.113.{number}", HTTP_HOST="localhost")
    return [fate(sign_in(client, person, f"wrong-{number}-{n}")) for n in range(EACH)]


def guess_codes(pk, number):
    """The password is known. Each from an address of its own, or the address would be refused first."""
    client = Client(REMOTE_ADDR=f"203.0.113.{number}", HTTP_HOST="localhost")
    sign_in(client, User.objects.get(pk=pk))
    return [fate(enter(client, f"00000{n}")) for n in range(EACH)]


def fate(answer):
    if answer.status_code != 200:
        return "refused"
    return "refused" if TOO_MANY in answer.content.decode() else "judged"


@pytest.mark.parametrize("deed", ["guess_passwords", "guess_codes"])
def test_guesses_at_once_are_judged_five_times_at_most(deed):
    person = with_password(factories.person(Role.PREFECTURE_POSTER))
    with_app(person)
    answers = race(f"{__name__}:{deed}", *[(person.pk, number) for number in range(1, AT_ONCE + 1)])
    fates = Counter(fate for answer in answers for fate in answer)
    assert 0 < fates["judged"] <= 5  # fewer, where one waits too long for the other
    failures = AuditEvent.objects.filter(tag=events.SIGN_IN_FAILED.tag)
    judged = [event for event in failures if not event.data.get("reason", "").startswith("続けて失敗")]
    assert len(judged) == fates["judged"]
