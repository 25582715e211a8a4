"""Writing the audit trail and proving it whole.

Each event's digest is SHA-256 over the previous digest and the event's own canonical content (chain.py), so that a
changed, removed, inserted or reordered row breaks the chain at that place; a cut tail is seen against the head, and a
head that was rewritten with it against the one that was mailed.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from security.people.actors import Actor
from security.people.places import current_place
from security.trail import chain
from security.trail.chain import Fault, Mark, Walk
from security.trail.models import AuditEvent, AuditHead
from security.trail.registry import CHANGES, Event

SYSTEM = "システム"


def record(
    event: Event,
    *,
    by: Actor | None,
    subject: models.Model | None = None,
    label: str = "",
    **data: Any,
) -> AuditEvent:
    """Append one event. Must run in the transaction of the change that it tells of; `by=None` is the system.

    Raises TypeError for a detail that the event does not declare, and for a float in the data.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change that it tells of")
    _refuse_undeclared(event, data)
    _refuse_floats(data)
    head, _ = AuditHead.objects.select_for_update(no_key=True).get_or_create(pk=1)
    place = current_place.get()
    row = AuditEvent(
        number=head.number + 1,
        at=timezone.now(),
        tag=event.tag,
        actor=by.user if by else None,
        actor_label=by.label if by else SYSTEM,
        subject=subject_key(subject) if subject else "",
        subject_label=label or (str(subject)[:250] if subject else ""),
        data=data,
        address=place.address,
        workplace=place.workplace,
        previous=head.digest,
    )
    row.digest = digest_of(row)
    row.save(force_insert=True)
    head.number, head.digest = row.number, row.digest
    head.save(update_fields=["number", "digest"])
    return row


def _refuse_undeclared(event: Event, data: dict[str, Any]) -> None:
    """Nothing may enter the trail for which its page has no word."""
    if unknown := [key for key in data if key != CHANGES and not event.word(key)]:
        raise TypeError(f"{event.tag} does not declare the detail {', '.join(unknown)}")


def _refuse_floats(value: Any) -> None:
    """Databases may give a float back in other digits than were hashed."""
    if isinstance(value, float):
        raise TypeError("an audit event holds no floats: give an integer or a text")
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for part in parts:
        _refuse_floats(part)


def subject_key(subject: models.Model) -> str:
    """How an event names its object: `posts.post:12`."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def events_of(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """An object's own history, oldest first."""
    return AuditEvent.objects.filter(subject=subject_key(subject)).order_by("number")


def content_of(event: AuditEvent) -> dict[str, Any]:
    """What the digest covers, by the names of chain.FIELDS."""
    return {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(),
        "tag": event.tag,
        "actor": event.actor_id,
        "actor_label": event.actor_label,
        "subject": event.subject,
        "subject_label": event.subject_label,
        "data": event.data,
        "address": event.address,
        "workplace": event.workplace,
        "previous": event.previous,
    }


def digest_of(event: AuditEvent) -> str:
    return chain.digest_of(content_of(event))


def head() -> Mark:
    """Where the trail ends now."""
    row = AuditHead.objects.filter(pk=1).values_list("number", "digest").first()
    return Mark(*row) if row else chain.START


def faults(*, anchor: Mark | None = None) -> Iterator[Fault]:
    """Walk the whole chain as it stands at the start; `anchor` is a mailed head. Yields nothing when it is intact."""
    # In this order: the head is written together with its event, so read later it can never lag behind.
    last = AuditEvent.objects.aggregate(last=Max("number"))["last"] or 0
    end, walk = head(), Walk(anchor=anchor)
    events = AuditEvent.objects.filter(number__lte=end.number).order_by("number")
    for event in events.iterator(chunk_size=2000):
        yield from walk.step(content_of(event), event.digest)
    yield from walk.end(end)
    if last > end.number:
        yield Fault(
            last, f"証跡 {end.number + 1} 番から {last} 番までは、正規の記録によらずに加えられています。"
        )
