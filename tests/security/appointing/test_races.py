"""Ends, transfers and work on posts at the same moment: nobody waits for one another in a circle. PostgreSQL alone."""

import datetime

import pytest
from django.utils import timezone

from approvals import actions as approval_actions
from posts.models import Post
from security.appointing import actions, events
from security.appointing.actions import appointment_ended
from security.models import Appointment, AuditEvent, PasswordTask, Role, User
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.clause("第２")]

POSTS = 12


def work_and_leave(deed, username, successor, posts):
    """One withdraws the posts one after the other while the other's appointment ends; and again, in a transfer."""
    person, heir = (User.objects.get(username=name) for name in (username, successor))
    administrator = User.objects.get(appointments__role=Role.ADMINISTRATOR)
    if deed == "work":
        return [attempt(lambda pk=pk: withdraw(heir, pk)) for pk in posts]
    given = Appointment.objects.get(user=person)
    if deed == "transfer":
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        endings = [actions.Ending(one) for one in Appointment.objects.filter(user__in=[person, heir])]
        return attempt(
            lambda: actions.transfer(by=administrator, day=tomorrow, endings=endings, beginnings=[])
        )
    if deed == "sweep":
        return appointment_ended.settle_ended()
    return attempt(
        lambda: actions.end_appointment(
            by=administrator, appointment=given, last_day=None, reason="異動", successor=heir
        )
    )


def withdraw(by, pk):
    approval_actions.withdraw(by=by, item=Post.objects.get(pk=pk), reason="やめる")


def attempt(deed):
    try:
        deed()
    except Refused as refusal:
        return refusal.answer.reason
    return "done"


def test_leaving_transferring_and_working_do_not_block_one_another(administrator, staff):
    heir = factories.person(Role.PREFECTURE_POSTER)
    posts = [factories.draft(staff).pk for _ in range(POSTS)]
    deeds = ["work", "end", "transfer", "sweep"]
    arguments = [(deed, staff.username, heir.username, posts) for deed in deeds]
    results = race("tests.security.appointing.test_races:work_and_leave", *arguments)
    assert len(results) == len(deeds)
    appointment_ended.settle_ended()
    assert PasswordTask.objects.count() == 1
    assert AuditEvent.objects.filter(tag=events.ACCESS_CLOSED.tag).count() == 1
    assert list(audit.faults()) == []


def test_of_two_who_end_the_same_appointment_one_wins(administrator, staff):
    heir = factories.person(Role.PREFECTURE_POSTER)
    arguments = [("end", staff.username, heir.username, [])] * 4
    results = race("tests.security.appointing.test_races:work_and_leave", *arguments)
    assert results.count("done") == 1
    assert PasswordTask.objects.count() == 1
