"""Writing the audit trail and proving it whole.

Each event's digest is SHA-256 over the previous digest and the event's own canonical content, so that a changed,
removed, inserted or reordered row breaks the chain at that place; a cut tail is seen against the head.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from .actors import Actor
from .models import AuditEvent, AuditHead, Tag
from .places import current_place

SYSTEM = "システム"


def record(
    tag: Tag,
    *,
    by: Actor | None,
    subject: models.Model | None = None,
    label: str = "",
    **data: Any,
) -> AuditEvent:
    """Append one event. Must run in the transaction of the change that it tells of; `by=None` is the system.

    Raises TypeError for a float in the data.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change that it tells of")
    _refuse_floats(data)
    head, _ = AuditHead.objects.select_for_update(no_key=True).get_or_create(pk=1)
    place = current_place.get()
    event = AuditEvent(
        number=head.number + 1,
        at=timezone.now(),
        tag=tag,
        actor=by.user if by else None,
        actor_label=by.label if by else SYSTEM,
        subject=subject_key(subject) if subject else "",
        subject_label=label or (str(subject)[:250] if subject else ""),
        data=data,
        address=place.address,
        workplace=place.workplace,
        previous=head.digest,
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    head.number, head.digest = event.number, event.digest
    head.save(update_fields=["number", "digest"])
    return event


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


def digest_of(event: AuditEvent) -> str:
    content = {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(),
        "tag": str(event.tag),
        "actor": event.actor_id,
        "actor_label": event.actor_label,
        "subject": event.subject,
        "subject_label": event.subject_label,
        "data": event.data,
        "address": event.address,
        "previous": event.previous,
    }
    if event.workplace:  # the trail's oldest events were hashed without one
        content["workplace"] = event.workplace
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """Where the trail does not hold, in a sentence."""

    number: int
    sentence: str


def faults() -> Iterator[Fault]:
    """Walk the whole chain as it stands at the start. Yields nothing when it is intact."""
    # In this order: the head is written together with its event, so read later it can never lag behind.
    last = AuditEvent.objects.aggregate(last=Max("number"))["last"] or 0
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    number, digest = 0, "0" * 64
    events = AuditEvent.objects.filter(number__lte=head.number).order_by("number")
    for event in events.iterator(chunk_size=2000):
        if event.number != number + 1:
            yield Fault(number + 1, f"証跡 {number + 1} 番から {event.number - 1} 番までがありません。")
        elif event.previous != digest:
            yield Fault(event.number, f"証跡 {event.number} 番が前の証跡とつながっていません。")
        if digest_of(event) != event.digest:
            yield Fault(event.number, f"証跡 {event.number} 番の内容が記録後に変えられています。")
        number, digest = event.number, event.digest
    if (head.number, head.digest) != (number, digest):
        yield Fault(
            number, f"証跡の末尾が合いません(記録は {head.number} 番まで、残っているのは {number} 番まで)。"
        )
    if last > head.number:
        yield Fault(
            last, f"証跡 {head.number + 1} 番から {last} 番までは、正規の記録によらずに加えられています。"
        )
