"""What would let somebody into the account of one who decides: asked by one, confirmed by another (第５第２項)."""

import logging
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from outbox import heartbeat
from security.confirming import events, kinds, notices, querysets, rules
from security.office.answers import Refused, require
from security.people.account_changes import AccountChange, ChangeKind, ChangeState
from security.people.actors import Actor
from security.people.models import Appointment, User
from security.trail.recording import record
from security.trail.registry import CHANGES, Event

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(
    *,
    by: User | None,
    person: User,
    kind: ChangeKind,
    changes: dict[str, Any] | None = None,
    appointment: Appointment | None = None,
    begins: date | None = None,
    reason: str = "",
) -> AccountChange | None:
    """Let it wait for a second person; None where it may be done at once.

    Runs in the action that would do it, with the person locked. What waits of the same kind is replaced.
    `changes`: of the person's row, field by field. `begins`: of a longer term, the first day that is added.
    """
    person = User.objects.get(pk=person.pk)
    if not querysets.must_wait(person, by=by):
        return None
    actor = Actor.of(by) if by else None
    if actor and kind != ChangeKind.FIRST_PASSWORD:
        require(rules.may_ask(actor))
    _replace(person, kind, changes or {}, appointment, actor)
    change = AccountChange.objects.create(
        person=person,
        kind=kind,
        changes=changes or {},
        appointment=appointment,
        bites_from=begins,
        reason=reason.strip(),
        asked_by=by,
        asked_at=heartbeat.database_clock(),
    )
    change.refresh_from_db(fields=["asked_at"])
    _tell(events.ASKED, change, actor)
    return change


@transaction.atomic
def confirm(*, by: User | None, change: AccountChange) -> None:
    """確認する: it takes effect. `by=None` is the command line, for a system with nobody else left to sign in."""
    actor, change = Actor.of(by) if by else None, _locked(change)
    require(rules.may_confirm(actor, change) if actor else rules.waits(change))
    _settle(change, ChangeState.CONFIRMED, by)
    kinds.take_effect(change, actor)
    _tell(events.CONFIRMED, change, actor)


@transaction.atomic
def refuse(*, by: User, change: AccountChange, note: str = "") -> None:
    """断る: it does not happen, and an appointment that stands already ends."""
    actor, change = Actor.of(by), _locked(change)
    require(rules.may_refuse(actor, change))
    _settle(change, ChangeState.REFUSED, by, note)
    kinds.take_back(change, actor)
    _tell(events.REFUSED, change, actor)


@transaction.atomic
def take_back(*, by: User, change: AccountChange) -> None:
    """取り下げる: who asked has thought better of it."""
    actor, change = Actor.of(by), _locked(change)
    require(rules.may_take_back(actor, change))
    _settle(change, ChangeState.WITHDRAWN, by)
    kinds.take_back(change, actor)
    _tell(events.WITHDRAWN, change, actor)


@transaction.atomic
def drop(*, appointment: Appointment, by: Actor | None) -> None:
    """The appointment has ended meanwhile: nothing is left to confirm."""
    waiting = AccountChange.objects.waiting().select_for_update(no_key=True, of=("self",))
    for change in waiting.filter(appointment=appointment).select_related("person"):
        _settle(change, ChangeState.WITHDRAWN, by.user if by else None)
        _tell(events.WITHDRAWN, change, by)


def is_any_due() -> bool:
    return bool(querysets.due())


def let_pass() -> None:
    """The sweep: what was told a day ago and nobody has refused takes effect. While the clock is in doubt, nothing does."""
    if heartbeat.clock_is_in_doubt():
        return
    for change in querysets.due():
        try:
            _let_pass(change)
        except (Refused, ValidationError) as problem:
            logger.warning("%s cannot take effect: %s", change.letters_about, problem)
            _give_up(change, str(problem))


@transaction.atomic
def _let_pass(change: AccountChange) -> None:
    change = _locked(change)
    if change.is_waiting:
        _settle(change, ChangeState.LAPSED, None)
        kinds.take_effect(change, None)
        _tell(events.LAPSED, change, None)


@transaction.atomic
def _give_up(change: AccountChange, problem: str) -> None:
    """It cannot be done any more, as where another has got the sign-in name meanwhile."""
    change = _locked(change)
    if change.is_waiting:
        _settle(change, ChangeState.REFUSED, None, problem)
        kinds.take_back(change, None)
        _tell(events.REFUSED, change, None)


def _locked(change: AccountChange) -> AccountChange:
    """The person before the change, as in the actions that ask."""
    User.objects.select_for_update(no_key=True).get(pk=change.person_id)
    AccountChange.objects.select_for_update(no_key=True).get(pk=change.pk)
    rows = AccountChange.objects.select_related(
        "person", "asked_by", "appointment__organization", "appointment__user", "appointment__deputizes"
    )
    return rows.get(pk=change.pk)


def _replace(
    person: User,
    kind: ChangeKind,
    changes: dict[str, Any],
    appointment: Appointment | None,
    by: Actor | None,
) -> None:
    """Of two that want the same, the later: its day begins anew, so that nothing is slipped in at the end of one."""
    alike = AccountChange.objects.waiting().filter(person=person, kind=kind, appointment=appointment)
    for change in alike.select_for_update(no_key=True):
        if not changes or set(changes) & set(change.changes):
            change.person = person
            _settle(change, ChangeState.WITHDRAWN, by.user if by else None)
            _tell(events.WITHDRAWN, change, by)


def _settle(change: AccountChange, state: ChangeState, by: User | None, note: str = "") -> None:
    change.state, change.settled_by, change.settled_at = state, by, timezone.now()
    change.note = note.strip()[:200]
    change.save(update_fields=["state", "settled_by", "settled_at", "note"])


def _tell(event: Event, change: AccountChange, by: Actor | None) -> None:
    """To the trail, and by letter."""
    told: dict[str, Any] = {"kind": change.get_kind_display(), "change": change.pk}
    if change.appointment:
        told |= {"office": str(change.appointment), "appointment": change.appointment.pk}
    if change.bites_from:
        told["begins"] = change.bites_from.isoformat()
    if event == events.ASKED:
        told |= {"reason": change.reason} if change.reason else {}
        told |= {CHANGES: change.changes} if change.changes else {}
    if change.note:
        told["note"] = change.note
    written = record(event, by=by, subject=change.person, **told)
    notices.tell(change, written, by=by.user if by else None)


__all__ = ["ask", "confirm", "drop", "is_any_due", "let_pass", "refuse", "take_back"]
