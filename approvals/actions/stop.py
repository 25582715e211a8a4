"""緊急停止 (第６第４項): its one gate, locked by stopping and by sending alike."""

from django.db import transaction
from django.utils import timezone

from approvals import events, rules
from approvals.models import EmergencyStop, PostingGate
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit


def locked_gate() -> PostingGate:
    """The gate, locked: whoever holds it either sends before a stop is made or sees the stop. Runs in the transaction of the act."""
    gate, _ = PostingGate.objects.select_for_update(no_key=True).get_or_create(pk=1)
    return gate


@transaction.atomic
def stop(*, by: User, reason: str) -> EmergencyStop:
    """Stop all posting and replying at once. A reason is needed; a second stop beside the first is refused."""
    actor = Actor.of(by)
    require(rules.may_stop(actor))
    if not reason.strip():
        raise Refused(no("緊急停止の理由を入力してください。", remedy="理由はすべての画面に表示されます。"))
    gate = locked_gate()
    if gate.stop_id:
        raise Refused(no("すでに緊急停止中です。"))
    appointment = actor.appointment(*rules.STOPPERS)
    assert appointment is not None  # noqa: S101 - may_stop has just found it
    gate.stop = EmergencyStop.objects.create(
        reason=reason.strip(), started_by=by, organization=appointment.organization
    )
    gate.save(update_fields=["stop"])
    audit.record(events.STOPPED, by=actor, subject=gate.stop, reason=gate.stop.reason)
    return gate.stop


@transaction.atomic
def resume(*, by: User, note: str) -> None:
    """End the stop. What passed its time meanwhile does not go out by itself."""
    actor = Actor.of(by)
    gate = locked_gate()
    if gate.stop is None:
        raise Refused(no("緊急停止は行われていません。"))
    require(rules.may_resume(actor, gate.stop))
    ended = gate.stop
    ended.ended_by, ended.ended_at, ended.ending_note = by, timezone.now(), note.strip()
    ended.save(update_fields=["ended_by", "ended_at", "ending_note"])
    gate.stop = None
    gate.save(update_fields=["stop"])
    audit.record(events.RESUMED, by=actor, subject=ended, note=ended.ending_note)
