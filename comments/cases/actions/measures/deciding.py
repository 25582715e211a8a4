"""Proposed, decided, set going again, looked at afterwards: who wants what, and on which ground (第６第３項)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from comments.cases import events, telling
from comments.cases.actions.locking import enter, locked_case
from comments.cases.actions.measures.carrying_out import begin
from comments.cases.actions.measures.locking import locked, locked_under_its_post
from comments.cases.models import Case, Measure, MeasureKind
from comments.cases.rules import cases as case_rules
from comments.cases.rules import measures as rules
from comments.inbox.roles import WORKERS
from comments.policy.models import Policy
from security.models import Appointment, Role, User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit


@dataclass(frozen=True)
class Wish:
    """What somebody wants done, on which ground and why."""

    kind: MeasureKind
    ground: str
    reason: str


@transaction.atomic
def propose(*, by: User, case: Case, wish: Wish) -> Measure:
    """発議する. The section chief's own is decided with it, and recorded as the chief's order."""
    actor, case, policy = Actor.of(by), locked_case(case), Policy.objects.in_force()
    require(rules.may_propose(actor, case))
    require(rules.has_ground(wish.kind, wish.ground, policy))
    chief = actor.appointment(Role.SECTION_CHIEF)
    measure = _new(case, wish, actor, policy, chief or actor.appointment(*WORKERS))
    if not chief:
        telling.of_proposal(measure, actor)
    audit.record(events.MEASURE_PROPOSED, by=actor, subject=measure, **_told(measure))
    if chief:
        _order(measure, actor, chief, note="担当課長が自ら決定しました。")
    return measure


@transaction.atomic
def act_in_emergency(*, by: User, case: Case, wish: Wish) -> Measure:
    """緊急の措置: hidden at once, everybody told at once, and the chief looks at it afterwards."""
    actor, case, policy = Actor.of(by), locked_case(case), Policy.objects.in_force()
    require(rules.may_act_in_emergency(actor, case, wish.kind))
    require(rules.has_emergency_ground(wish.ground, policy))
    appointment = actor.appointment(*WORKERS)
    measure = _new(case, wish, actor, policy, appointment, is_emergency=True)
    measure.order()
    measure.save(update_fields=["state"])
    telling.of_emergency(measure, actor)
    audit.record(events.MEASURE_EMERGENCY, by=actor, subject=measure, **_told(measure))
    begin(measure, by=actor)
    return measure


def _new(
    case: Case,
    wish: Wish,
    actor: Actor,
    policy: Policy | None,
    appointment: Appointment | None,
    *,
    is_emergency: bool = False,
) -> Measure:
    """The row, if the measure has a place in the case. Evidence comes first, and the database asks for it too."""
    comment = case.comment if wish.kind in rules.BY_API else None
    post = None if comment else case.post
    if comment:
        comment = locked_under_its_post(comment)
    require(rules.fits(case, wish.kind, comment, post))
    kept = comment is not None and case.evidence.filter(comment=comment).exists()
    require(rules.has_evidence(wish.kind, kept=kept))
    if not wish.reason.strip():
        raise Refused(no("措置の理由を入力してください。"))
    open_ones = case.measures.filter(kind=wish.kind, state__in=case_rules.OPEN_MEASURES)
    if wish.kind in rules.BY_API and open_ones.exists():
        raise Refused(no("同じ措置が、すでに決定か実施を待っています。"))
    assert appointment is not None  # noqa: S101 - the rules have just found it
    return Measure.objects.create(
        case=case,
        kind=wish.kind,
        comment=comment,
        post=post,
        policy=policy,
        ground=wish.ground.strip(),
        basis=rules.basis_of(wish.kind, wish.ground),
        reason=wish.reason.strip(),
        proposed_by=actor.user,
        proposed_in=appointment,
        is_emergency=is_emergency,
    )


def _told(measure: Measure) -> dict[str, Any]:
    return {"ground": measure.ground, "reason": measure.reason, **_version(measure)}


def _version(measure: Measure) -> dict[str, Any]:
    return {"version": measure.policy.number} if measure.policy else {}


@transaction.atomic
def order(*, by: User, measure: Measure, note: str = "") -> None:
    """決定する: the chief orders what was proposed, if it still has its place and its ground."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_decide(actor, measure))
    _rest_on_today(measure)
    _order(measure, actor, actor.appointment(Role.SECTION_CHIEF), note=note)


def _rest_on_today(measure: Measure) -> None:
    """Place and ground as things stand now; the version of the policy that says so is stored with the measure."""
    policy = Policy.objects.in_force()
    require(rules.fits(measure.case, MeasureKind(measure.kind), measure.comment, measure.post))
    require(rules.still_has_ground(measure, policy))
    measure.policy = policy


def _order(measure: Measure, actor: Actor, chief: Appointment | None, *, note: str) -> None:
    measure.order()
    measure.decided_by, measure.decided_in = actor.user, chief
    measure.decided_at, measure.decision_note = timezone.now(), note.strip()
    measure.save(update_fields=["state", "policy", "decided_by", "decided_in", "decided_at", "decision_note"])
    telling.of_order(measure, actor)
    audit.record(
        events.MEASURE_ORDERED, by=actor, subject=measure, note=measure.decision_note, **_version(measure)
    )
    begin(measure, by=actor)


@transaction.atomic
def refuse(*, by: User, measure: Measure, reason: str) -> None:
    """却下する, for a reason."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_decide(actor, measure))
    if not reason.strip():
        raise Refused(no("却下する理由を入力してください。"))
    measure.refuse()
    measure.decided_by, measure.decided_in = by, actor.appointment(Role.SECTION_CHIEF)
    measure.decided_at, measure.decision_note = timezone.now(), reason.strip()
    measure.save(update_fields=["state", "decided_by", "decided_in", "decided_at", "decision_note"])
    telling.of_refusal(measure, actor)
    audit.record(events.MEASURE_REFUSED, by=actor, subject=measure, reason=measure.decision_note)


@transaction.atomic
def retry(*, by: User, measure: Measure) -> None:
    """もう一度: only what would be ordered today, and what is emergency is to be seen again."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_retry(actor, measure))
    _rest_on_today(measure)
    if measure.is_emergency:
        require(rules.is_emergencys(MeasureKind(measure.kind)) and rules.allows_emergency(measure.case))
    if measure.kind == MeasureKind.DELETE:
        measure.decided_by, measure.decided_in = by, actor.appointment(Role.SECTION_CHIEF)
        measure.decided_at = timezone.now()
    measure.retry()
    measure.result, measure.seen_by, measure.seen_at, measure.seen_note = "", None, None, ""
    measure.save()
    enter(measure.case, f"措置をもう一度行います: {measure.get_kind_display()}", by=by)
    audit.record(events.CASE_ENTERED, by=actor, subject=measure.case, about=str(measure))
    begin(measure, by=actor)


@transaction.atomic
def see_after(*, by: User, measure: Measure, note: str) -> None:
    """事後に確認した: the chief has looked at an emergency measure."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_see_after(actor, measure))
    if not note.strip():
        raise Refused(no("確認した結果を入力してください。"))
    measure.seen_by, measure.seen_at, measure.seen_note = by, timezone.now(), note.strip()
    measure.save(update_fields=["seen_by", "seen_at", "seen_note"])
    telling.is_seen_after(measure, actor)
    audit.record(events.MEASURE_SEEN_AFTER, by=actor, subject=measure, note=measure.seen_note)
