"""Records and trail are held against each other: by `verify_audit`, and every night by the program itself (第５第２項)."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import events as approval_events
from approvals.models import Decision, Submission
from bench.queries import counted
from cafe_instagram.home import alerts
from cafe_instagram.home.facts import Facts
from comments.models import ReplyJob
from outbox import claims
from posts.models import Post, PublishJob
from posts.publishing import actions as publishing
from security import tasks
from security.appointing.actions import end_appointment
from security.appointing.events import APPOINTED
from security.models import Appointment, AuditEvent, Letter, RecordsCheck, Role
from security.people.actors import Actor
from security.trail import agreement, events
from security.trail import recording as audit
from security.trail.changes import changes
from tests import factories, misses, outgoing
from tests.comments import factories as comment_factories
from tests.tampering import audit_guard_lifted, sign_anew

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


def put_on_record():
    """The appointments that the factories made, as the actions would have recorded them."""
    for row in Appointment.objects.all():
        with transaction.atomic():
            audit.record(APPOINTED, by=None, subject=row, changes=changes(None, row))


@pytest.fixture
def office(staff, chief, poster, manager, administrator):
    """One of each: decided this way and that, published, answered, and an appointment that was ended."""
    put_on_record()
    published = factories.approved(staff, chief)
    job = publishing.publish_now(by=staff, post=published)
    claim = claims.claim(PublishJob, job.pk)
    outgoing.announce(claim)
    outgoing.finish(claim, remote_id="17900000000000000")
    revoked = factories.approved(poster, manager)
    approval_actions.revoke(by=manager, item=revoked, reason="誤り")
    returned = factories.submitted(staff)
    approval_actions.send_back(by=chief, item=returned, seal=returned.submission.seal, reason="直す")
    comment_factories.reply_approved(staff, chief)
    end_appointment(
        by=administrator, appointment=poster.appointments.get(), last_day=timezone.localdate(), reason="異動"
    )


def the_approval():
    return Decision.objects.filter(verdict="approved", submission__jobs__isnull=False)


def signed(rows, **values):
    """Changed, and signed as if the key had been stolen too: then the trail alone knows better."""
    chosen = rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    chosen.update(**values)
    sign_anew(chosen)


def new_person():
    return factories.UserFactory()


def forget(tag):
    AuditEvent.objects.filter(tag=tag).delete()


def invent(**values):
    last = AuditEvent.objects.first()
    AuditEvent.objects.create(
        number=last.number + 1, at=last.at, actor_label="偽", previous=last.digest, digest="f" * 64, **values
    )


EARLIER = timezone.now() - datetime.timedelta(days=9)
ALTERED = {
    "submission: seal": lambda: signed(Submission.objects.all()[:1], seal="f" * 64),
    "submission: who": lambda: signed(Submission.objects.all()[:1], submitted_by=new_person()),
    "submission: when": lambda: signed(Submission.objects.all()[:1], submitted_at=EARLIER),
    "submission: number": lambda: signed(Submission.objects.all()[:1], number=9),
    "submission: content, unsigned": lambda: Submission.objects.update(content="{}"),
    "decision: who": lambda: signed(the_approval(), by=new_person()),
    "decision: when": lambda: signed(the_approval(), decided_at=EARLIER),
    "decision: seal": lambda: signed(the_approval(), seal="f" * 64),
    "decision: verdict": lambda: signed(the_approval(), verdict="rejected", reason="x"),
    "decision: step": lambda: signed(the_approval(), step="recognition"),
    "decision: unsigned": lambda: the_approval().update(mac=""),
    "decision: taken away": lambda: Decision.objects.filter(pk__in=the_approval().values("pk")).delete(),
    "decision: the revocation taken away": lambda: Decision.objects.filter(verdict="revoked").delete(),
    "decision: without event": lambda: forget(approval_events.APPROVED.tag),
    "submission: without event": lambda: forget(approval_events.SUBMITTED.tag),
    "job: published as another": lambda: signed(PublishJob.objects.all(), media_id="1"),
    "job: published without a word": lambda: forget("publish.done"),
    "job: sent without a word": lambda: forget("publish.send"),
    "job: container": lambda: signed(PublishJob.objects.all(), container="1"),
    "job: unsigned": lambda: PublishJob.objects.update(children=["1"]),
    "job: nobody asked": lambda: (
        forget(approval_events.APPROVED.tag),
        forget("publish.ask"),
    ),
    "job: taken away": lambda: PublishJob.objects.filter(pk__gt=0).update(media_id=""),
    "reply: sent without a word": lambda: ReplyJob.objects.update(remote_id="1"),
    "reply: asked for without a word": lambda: ReplyJob.objects.update(
        sent_at=timezone.now(), first_asked_at=timezone.now()
    ),
    "reply: never approved": lambda: forget(approval_events.APPROVED.tag),
    "appointment: role": lambda: signed(Appointment.objects.filter(role="manager"), role="auditor"),
    "appointment: from": lambda: signed(Appointment.objects.filter(role="manager"), valid_from="2026-01-01"),
    "appointment: until": lambda: signed(Appointment.objects.filter(role="contractor_poster"), valid_until=None),
    "appointment: made by nobody": lambda: factories.AppointmentFactory(user=new_person()),
    "appointment: unsigned": lambda: Appointment.objects.filter(role="manager").update(mac=""),
    "appointment: taken away": lambda: invent(tag=APPOINTED.tag, subject="security.appointment:99999"),
    "item: taken away": lambda: invent(tag=approval_events.APPROVED.tag, subject="posts.post:99999"),
    "event: of no decision": lambda: invent(
        tag=approval_events.APPROVED.tag, subject=audit.subject_key(Post.objects.earliest("pk")), data={"seal": "f"}
    ),
}  # fmt: skip


def differing_after(change):
    with transaction.atomic():
        with audit_guard_lifted():
            change()
        found = list(agreement.differences())
        transaction.set_rollback(True)
    return found


def test_every_difference_between_records_and_trail_is_found(office, figure):
    assert list(agreement.differences()) == []
    missed = [name for name, change in ALTERED.items() if not differing_after(change)]
    number = len(ALTERED)
    figure("records against the trail", f"{number - len(missed)} found of {number} tried")
    misses.none(missed)
    assert list(agreement.differences()) == []


def test_looking_takes_as_many_queries_for_many_as_for_one(office, staff, chief):
    with counted() as one:
        list(agreement.differences())
    for _ in range(5):
        factories.approved(staff, chief)
    with counted() as many:
        assert list(agreement.differences()) == []
    assert len(many) == len(one)


def test_command_names_what_differs(office):
    the_approval().update(by=new_person())
    told = io.StringIO()
    with pytest.raises(CommandError, match="証跡と合わない記録が 3 件"):
        call_command("verify_audit", stderr=told)
    assert "移住交流担当課長の承認" in told.getvalue()


def test_command_says_that_they_agree(office):
    said = io.StringIO()
    call_command("verify_audit", stdout=said)
    assert "証跡と合っています" in said.getvalue()


# --- Every night ---------------------------------------------------------------------------------------------------


def at_night(time_machine, days=1):
    today = timezone.localtime().date() + datetime.timedelta(days=days)
    time_machine.move_to(timezone.make_aware(datetime.datetime.combine(today, datetime.time(3))))


def alerts_of(person):
    return [one.title for one in alerts.for_person(Facts(Actor.of(person))) if "証跡と合わない" in one.title]


def test_night_finds_nothing_and_says_nothing(office, time_machine):
    at_night(time_machine)
    number = audit.head().number
    tasks.check_records()
    assert (RecordsCheck.objects.get().differences, audit.head().number) == (0, number)
    assert not Letter.objects.filter(key__startswith="records:").exists()


def test_night_tells_the_administrators_once(office, administrator, chief, time_machine):
    the_approval().update(by=new_person())
    at_night(time_machine)
    for _ in range(3):
        tasks.check_records()
    event = AuditEvent.objects.get(tag=events.RECORDS_DIFFER.tag)
    letter = Letter.objects.get(key__startswith="records:")
    assert letter.recipient == administrator
    assert event.data["differences"][0] in letter.body
    assert alerts_of(administrator)
    assert not alerts_of(chief)


def test_alert_goes_when_a_night_finds_nothing_any_more(office, administrator, time_machine):
    before = Appointment.objects.get(role=Role.MANAGER)
    Appointment.objects.filter(pk=before.pk).update(role=Role.AUDITOR)
    at_night(time_machine)
    tasks.check_records()
    assert alerts_of(administrator)
    Appointment.objects.filter(pk=before.pk).update(role=before.role)
    at_night(time_machine)
    tasks.check_records()
    assert not alerts_of(administrator)
    assert AuditEvent.objects.filter(tag=events.RECORDS_AGREE.tag).exists()


def test_by_day_nobody_looks(office):
    tasks.check_records()
    assert not RecordsCheck.objects.exists()


def test_look_that_died_is_begun_anew(office, time_machine):
    at_night(time_machine)
    RecordsCheck.objects.create(day=timezone.localdate(), begun_at=timezone.now())
    tasks.check_records()
    assert RecordsCheck.last() is None
    time_machine.shift(datetime.timedelta(hours=1, minutes=1))
    tasks.check_records()
    assert RecordsCheck.last().differences == 0
