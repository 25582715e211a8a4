"""Confirmed, refused, taken back, asked anew and passed at the same moment: one of them, and the trail says which. PostgreSQL alone."""

from datetime import timedelta

import pytest
from django.db.models import F

from security.appointing import actions as people_actions
from security.confirming import actions, events
from security.confirming.agreement import account_changes
from security.models import AccountChange, AuditEvent, ChangeState, Letter, Role, User
from security.office.answers import Refused
from tests.racing import race

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第５第２項"),
]

GOOD, EVIL = "good@example.jp", "evil@example.com"


def ask(by, person, email):
    person = User.objects.get(pk=person.pk)
    person.email = email
    people_actions.change_person(by=by, person=person)


def settle(deed, role):
    by = User.objects.get(appointments__role=role)
    change = AccountChange.objects.get(pk=AccountChange.objects.earliest("pk").pk)
    try:
        if deed == "ask":
            ask(by, change.person, EVIL)
        elif deed == "pass":
            actions.let_pass()
        else:
            getattr(actions, deed)(by=by, change=change)
    except Refused as refusal:
        return f"{deed}: {refusal.answer.reason}"
    return deed


def test_one_of_all_that_is_done_at_once_counts(administrator, chief, manager, auditor):
    for person in (administrator, chief, manager, auditor):
        person.email = f"{person.username}@example.jp"
        person.save()
    ask(administrator, chief, GOOD)
    letters = Letter.objects.filter(about__startswith="account-change:")
    left = F("created_at") - timedelta(days=2)
    letters.update(state=Letter.State.SENT, sent_at=left, first_asked_at=left)
    AccountChange.objects.update(asked_at=F("asked_at") - timedelta(days=2))
    deeds = [
        ("confirm", Role.AUDITOR),
        ("refuse", Role.MANAGER),
        ("take_back", Role.ADMINISTRATOR),
        ("ask", Role.ADMINISTRATOR),
        ("pass", Role.AUDITOR),
    ]
    race("tests.security.confirming.test_races:settle", *deeds)
    first = AccountChange.objects.earliest("pk")
    ends = AuditEvent.objects.filter(tag__in=[one.tag for one in events.ENDINGS], data__change=first.pk)
    assert ends.count() == 1
    let_through = first.state in (ChangeState.CONFIRMED, ChangeState.LAPSED)
    assert (User.objects.get(pk=chief.pk).email == GOOD) == let_through
    assert AccountChange.objects.waiting().get().changes["email"][1] == EVIL
    assert not list(account_changes())
