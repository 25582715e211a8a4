"""Many processes append at once: one chain (第５第２項)."""

import pytest

from security import actions, audit
from security.models import AuditEvent, User
from tests import factories
from tests.racing import race

EACH = 25


def sign_in_and_out(username):
    person = User.objects.get(username=username)
    for _ in range(EACH):
        actions.note_sign_in(user=person)
        actions.note_sign_out(user=person)
    return EACH


@pytest.mark.postgres
@pytest.mark.clause("第５第２項")
@pytest.mark.django_db(transaction=True)
def test_events_appended_at_once_make_one_whole_chain():
    people = [factories.UserFactory() for _ in range(4)]
    deed = f"{__name__}:{sign_in_and_out.__name__}"
    assert race(deed, *[(person.username,) for person in people]) == [EACH] * 4
    assert AuditEvent.objects.count() == 4 * 2 * EACH
    assert list(audit.faults()) == []
