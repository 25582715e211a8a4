"""What the page of every item shows: where it is now and why, what can be done with it, what has happened to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from approvals import lateness, rules
from approvals.events import RETURNED, REVOKED, SUBMITTED
from approvals.history import entry
from approvals.models import Approvable, Decision, SendingJob, State
from outbox import heartbeat
from outbox.claims import GRACE
from outbox.jobs import OPEN
from security.models import AuditEvent
from security.office.answers import Answer
from security.people import rules as people_rules
from security.people.actors import Actor
from security.trail.recording import events_of, subject_key
from security.trail.registry import looks
from security.workplaces.rules import from_workplace

if TYPE_CHECKING:
    from approvals.steps import Steps


# A press is usually taken up within a second or two.
LONG = timedelta(minutes=3)


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


def life(
    actor: Actor,
    item: Any,
    steps: "Steps[Any]",
    *,
    where: dict[str, Any],
    own: Iterable[Button] = (),
    came_back: bool = False,
) -> dict[str, Any]:
    """For approvals/item_*.html. `where`: its whereabouts; `own`: the buttons that this kind alone has, which come
    first; `came_back`: a draft that is to be put right before approval is asked for, also if it was not returned.
    """
    events = list(events_of(item).exclude(tag__in=looks()))
    came_back = came_back or bool(where["returned"])
    possible = list(_buttons(actor, item, steps, own=own, came_back=came_back))
    return {
        "item": item,
        "kind": steps.kind,
        "buttons": possible,
        "elsewhere": next((button.closed for button in possible if button.closed), ""),
        "deputised": deputised(actor, item, events),
        "see_after_url": steps.url("see_after", item),
        "may_mark_read": "mark_read" in steps.names and rules.may_mark_read(actor, item),
        "may_take_note": "take_note" in steps.names and rules.may_take_note(actor, item),
        "take_note_url": steps.url("take_note", item) if "take_note" in steps.names else "",
        "mark_read_url": steps.url("mark_read", item) if "mark_read" in steps.names else "",
        "points": steps.points(item) if item.state == State.DRAFT else [],
        "edit_url": steps.url("edit", item),
        "entries": [entry(event) for event in events],
        "trail_subject": subject_key(item) if people_rules.may_read_records(actor) else "",
        **where,
    }


def _buttons(
    actor: Actor, item: Any, steps: "Steps[Any]", *, own: Iterable[Button], came_back: bool
) -> Iterator[Button]:
    """What this person can do with the item now, the most likely first."""
    if rules.may_decide(actor, item):
        yield Button("内容を確かめて決める", steps.url("decide", item), "")
    yield from own
    edit = Button(steps.edit_label, steps.url("edit", item), "" if came_back else "button--outline")
    may_edit = steps.may_edit(actor, item)
    if may_edit and came_back:
        yield edit
    if rules.could_submit(actor, item):
        elsewhere = str(from_workplace(actor, item.organization))
        style = "button--outline" if came_back else ""
        yield Button("承認を求める", steps.url("submit", item), style, elsewhere)
    if (
        may_edit and not came_back and item.state != State.EXPIRED
    ):  # there another way is the one that is named
        yield edit
    if "reopen" in steps.names and rules.may_reopen(actor, item):
        yield Button("下書きに戻す", steps.url("reopen", item))
    if rules.may_pull_back(actor, item):
        yield Button("引き戻す", steps.url("pull_back", item))
    if steps.may_revoke(actor, item):
        yield Button("承認を取り消す", steps.url("revoke", item), "button--danger-outline")
    if steps.may_withdraw(actor, item):
        yield Button("取り下げる", steps.url("withdraw", item), "button--text")


def moves_on(item: Any) -> bool:
    """Whether the item may go on by itself, so that its page asks again. `item.jobs` are what carries it out.

    One statement, so that nothing can happen between its parts; whatever has happened since the page's item was read
    counts as moving too. Otherwise a page that was read in the middle of it would show that moment for ever.
    """
    if item.state == State.PUBLISHING:
        return True
    if item.state != State.APPROVED:
        return False
    has_begun = Q(jobs__state__in=OPEN, jobs__asked_for__lte=timezone.now())
    return type(item)._default_manager.filter(has_begun | ~Q(state=State.APPROVED), pk=item.pk).exists()


@dataclass(frozen=True)
class LongWait:
    """Nobody has begun with it, though it was asked for `since`: why, and until when it may still begin."""

    since: datetime
    why: str
    until: datetime


def long_wait(job: SendingJob | None) -> LongWait | None:
    """None while a job is as quick as usual, and once its course tells by itself how far it is."""
    now = timezone.now()
    if job is None or job.state not in OPEN or job.lines or now - job.asked_for < LONG:
        return None
    pulse = heartbeat.known()
    stands = pulse is None or pulse.is_stale
    why = "自動の処理が止まっているためです。" if stands else "ほかの処理が先に並んでいるためです。"
    return LongWait(job.asked_for, why, job.asked_for + GRACE)


def retry_until(item: Any) -> datetime | None:
    """Until when a failed item may be sent again as it is; None for others, and once that time is over."""
    until = lateness.retry_until(item) if item.state == State.FAILED and item.submission else None
    return until if until and until >= timezone.now() else None


def whereabouts(actor: Actor, item: Approvable) -> dict[str, Any]:
    """`step` that is waited for and its `deciders`; why a draft came back; whether the actor has a hand in it."""
    submission = item.submission if item.state == State.PENDING else None
    step = rules.next_step(submission) if submission else None
    return {
        "step": step,
        "deciders": list(rules.deciders(item, step)) if step else [],
        "returned": last_return(item),
        "own": bool(step and actor.user in item.dossier.contributors.all()),
    }


def last_return(item: Approvable) -> AuditEvent | None:
    """The return or revocation that a draft has not answered yet by being submitted again; None for others."""
    if item.state != State.DRAFT:
        return None
    told = events_of(item).filter(tag__in=[RETURNED.tag, REVOKED.tag, SUBMITTED.tag]).last()
    return told if told and told.tag != SUBMITTED.tag else None


def deputised(actor: Actor, item: Approvable, events: Iterable[AuditEvent]) -> list[Deputised]:
    """`events`: the item's own. No query where none of them tells of a deputy."""
    if not any("deputises" in event.data for event in events):
        return []
    by_deputies = Decision.objects.filter(
        submission__dossier=item.dossier_id, appointment__deputizes__isnull=False
    )
    found = by_deputies.select_related(
        "by", "seen_by", "submission", "appointment__deputizes__user", "appointment__deputizes__organization"
    )
    return [Deputised(one, rules.may_see_after(actor, one)) for one in found]
