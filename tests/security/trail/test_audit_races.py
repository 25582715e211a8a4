"""Many processes append at once: one chain (第５第２項)."""

from contextlib import closing

import pytest
from django.db import connection, transaction

from security.appointing import actions as people_actions
from security.models import AuditEvent, User
from security.signing_in import actions as signing_in_actions
from security.trail import recording as audit
from tests import factories
from tests.racing import race

EACH = 25


def sign_in_and_out(username):
    person = User.objects.get(username=username)
    for _ in range(EACH):
        signing_in_actions.note_sign_in(user=person)
        signing_in_actions.note_sign_out(user=person)
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


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_lock_of_a_person_lets_others_name_him(administrator, staff):
    """FOR KEY SHARE is what a new row takes of the rows that it refers to: two actions would wait in a circle."""
    staff.set_password("ooyuki-sapporo-77")
    signing_in_actions.note_sign_in(user=staff)
    with transaction.atomic():
        people_actions.change_person(by=administrator, person=staff)
        with closing(connection.copy()) as other, other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
            cursor.execute("SELECT id FROM security_user WHERE id = %s FOR KEY SHARE", [staff.pk])
            assert cursor.fetchone() == (staff.pk,)
            cursor.execute("SELECT id FROM security_audithead FOR KEY SHARE")
            assert cursor.fetchone()
