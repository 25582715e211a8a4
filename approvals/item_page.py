"""What the page of every item shows: where it is now and why, what can be done with it, who has decided in whose place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from approvals import rules
from approvals.models import Approvable, Decision, State
from security.models import AuditEvent, Tag
from security.office.answers import Answer
from security.people.actors import Actor
from security.trail.recording import events_of


@dataclass(frozen=True)
class Button:
    """What it says, where it leads, how it looks."""

    label: str
    url: str
    style: str = "button--outline"
    closed: str = ""  # why it cannot be done from here


@dataclass(frozen=True)
class Deputised:
    """代決: one decision that a deputy took, and whether this person is the one to look at it afterwards."""

    decision: Decision
    may_see: Answer


def whereabouts(actor: Actor, item: Approvable) -> dict[str, Any]:
    """`step` that is waited for and its `deciders`; why a draft came back; whether the actor has a hand in it."""
    submission = item.submission if item.state == State.PENDING else None
    step = rules.next_step(submission) if submission else None
    return {
        "step": step,
        "deciders": list(rules.deciders(item, step)) if step else [],
        "returned": _last_return(item),
        "own": bool(step and actor.user in item.dossier.contributors.all()),
    }


def _last_return(item: Approvable) -> AuditEvent | None:
    """Until it is submitted again."""
    if item.state != State.DRAFT:
        return None
    told = events_of(item).filter(tag__in=[Tag.RETURNED, Tag.REVOKED, Tag.SUBMITTED]).last()
    return told if told and told.tag != Tag.SUBMITTED else None


def deputised(actor: Actor, item: Approvable, events: Iterable[AuditEvent]) -> list[Deputised]:
    """`events`: the item's own. No query where none of them involves a deputy."""
    if not any("deputises" in event.data for event in events):
        return []
    by_deputies = Decision.objects.filter(
        submission__dossier=item.dossier_id, appointment__deputizes__isnull=False
    )
    found = by_deputies.select_related(
        "by", "seen_by", "submission", "appointment__deputizes__user", "appointment__deputizes__organization"
    )
    return [Deputised(one, rules.may_see_after(actor, one)) for one in found]
