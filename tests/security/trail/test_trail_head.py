"""The head of each day is mailed to whoever keeps it, once, however often the clock asks (第５第２項)."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.utils import timezone

from approvals import events
from security import tasks
from security.letters import trail_head
from security.models import Appointment, AuditEvent, AuditHead, Letter
from security.people.actors import Actor
from security.trail import chain
from security.trail import recording as audit
from tests import factories
from tests.tampering import audit_guard_lifted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


@pytest.fixture
def yesterday(staff):
    """Three events of yesterday and one of today."""
    today = timezone.localdate()
    for number in range(4):
        audit.record(events.EDITED, by=Actor.of(staff), changed=f"理由{number}")
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time.min))
    with audit_guard_lifted():
        AuditEvent.objects.filter(number__lte=3).update(at=midnight - datetime.timedelta(seconds=1))
        AuditEvent.objects.filter(number=4).update(at=midnight)
    return today - datetime.timedelta(days=1)


def head_in(letter):
    return next(chain.mark(line) for line in letter.body.splitlines() if line[:2] == "3:")


def test_head_of_the_day_goes_to_each_auditor_once(yesterday, auditor):
    other = factories.person("auditor")
    for _ in range(3):
        tasks.mail_head()
    assert set(Letter.objects.values_list("recipient", flat=True)) == {auditor.pk, other.pk}
    third = AuditEvent.objects.get(number=3)
    assert {head_in(letter) for letter in Letter.objects.all()} == {(3, third.digest)}


def test_letter_tells_how_to_check(yesterday, auditor):
    trail_head.mail_head(day=yesterday)
    letter = Letter.objects.get()
    head = str(head_in(letter))
    assert f"--head {head}" in letter.body
    assert f"python manage.py verify_audit --head {head}" in letter.body
    assert "/security/audit/export/" in letter.body
    assert "&" not in letter.body


def test_day_that_was_slept_through_is_caught_up_with_the_head_of_its_end(yesterday, auditor, staff):
    """The machine was off at midnight: what happened since does not change what is mailed."""
    audit.record(events.EDITED, by=Actor.of(staff), changed="朝のうちに")
    tasks.mail_head()
    assert head_in(Letter.objects.get()).number == 3


def test_next_day_brings_the_next_letter(yesterday, auditor):
    trail_head.mail_head(day=yesterday)
    trail_head.mail_head(day=yesterday + datetime.timedelta(days=1))
    assert Letter.objects.count() == 2


def test_without_an_auditor_the_chief_keeps_it_and_never_the_administrator(yesterday, chief, administrator):
    trail_head.mail_head(day=yesterday)
    assert Letter.objects.get().recipient == chief


def test_auditor_whose_time_is_over_gets_nothing(yesterday, auditor, chief):
    Appointment.objects.filter(user=auditor).update(valid_until=yesterday)
    trail_head.mail_head(day=yesterday)
    assert Letter.objects.get().recipient == chief


def test_empty_trail_has_no_head_to_mail(auditor):
    tasks.mail_head()
    assert not Letter.objects.exists()


def test_command_checks_against_the_mailed_head(yesterday, chain_alone):
    out = io.StringIO()
    with audit_guard_lifted():
        rebuild_hashes()
    head = audit.head()
    call_command("verify_audit", head=head, stdout=out)
    assert "控えとも合っています" in out.getvalue()


def test_command_finds_the_cut_behind_the_mailed_head(yesterday, chain_alone):
    with audit_guard_lifted():
        rebuild_hashes()
        head = audit.head()
        AuditEvent.objects.filter(number=4).delete()
        rewrite_head()
    call_command("verify_audit", stdout=io.StringIO())
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 か所"):
        call_command("verify_audit", f"--head={head}", stderr=err)
    assert "証跡 4 番がありません" in err.getvalue()


def test_command_refuses_a_head_that_is_none():
    with pytest.raises(CommandError, match="64桁"):
        call_command("verify_audit", "--head=12:abc")


def rebuild_hashes():
    """The fixture has moved events in time."""
    last = chain.START
    for event in AuditEvent.objects.order_by("number"):
        event.previous = last.digest
        last = chain.Mark(event.number, audit.digest_of(event))
        AuditEvent.objects.filter(pk=event.pk).update(previous=event.previous, digest=last.digest)
    rewrite_head()


def rewrite_head():
    number = AuditEvent.objects.aggregate(last=Max("number"))["last"]
    last = AuditEvent.objects.get(number=number)
    AuditHead.objects.update(number=number, digest=last.digest)
