"""決裁: deciding on the sealed version, and looking at what has been decided.

Each verb looks the item up again under a lock; the object that the caller holds is not changed. A refusal raises
`security.office.answers.Refused` and changes nothing.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals import events, rules, seals, signals, telling
from approvals.actions.common import locked, record
from approvals.models import Approvable, Decision, Reading, State, Step, Submission, Verdict
from security.models import Appointment, User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail.registry import Event


@transaction.atomic
def approve(*, by: User, item: Approvable, seal: str) -> Decision:
    """承認する: the version whose seal stood on the approver's screen, and no other (第４第１項(1), 第４第３項(1))."""
    actor, item = Actor.of(by), locked(item)
    submission = _decidable(actor, item, seal, rules.may_approve)
    signals.approving.send(sender=type(item), item=item, submission=submission)
    step = _step(submission)
    decision = _decide(actor, item, step, Verdict.APPROVED)
    if step == submission.steps[-1]:
        item.approve()
        item.save(update_fields=["state"])
        telling.of_approval(item, decision, actor)
        record(events.APPROVED, actor, item, submission, **_told(decision))
        signals.approved.send(sender=type(item), item=item, submission=submission, by=by)
    else:
        telling.of_asking(item, submission, _after(step, submission), actor)
        record(events.STEP_APPROVED, actor, item, submission, **_told(decision))
    return decision


@transaction.atomic
def send_back(*, by: User, item: Approvable, seal: str, reason: str) -> Decision:
    """差し戻す: back to the author as a draft, with a reason."""
    actor, item = Actor.of(by), locked(item)
    submission = _decidable(actor, item, seal, rules.may_decide)
    decision = _decide(actor, item, _step(submission), Verdict.RETURNED, reason)
    item.send_back()
    return _ended(events.RETURNED, telling.of_return, actor, item, decision)


@transaction.atomic
def reject(*, by: User, item: Approvable, seal: str, reason: str) -> Decision:
    """却下する: the end of this item, with a reason."""
    actor, item = Actor.of(by), locked(item)
    submission = _decidable(actor, item, seal, rules.may_decide)
    decision = _decide(actor, item, _step(submission), Verdict.REJECTED, reason)
    item.reject()
    return _ended(events.REJECTED, telling.of_rejection, actor, item, decision)


@transaction.atomic
def revoke(*, by: User, item: Approvable, reason: str) -> Decision:
    """承認を取り消す: before posting only, with a reason; the item is a draft again."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_revoke(actor, item))
    revoker = rules.revoker(actor, item)
    assert revoker is not None  # noqa: S101 - may_revoke has just found it
    decision = _decide(actor, item, revoker.step, Verdict.REVOKED, reason, appointment=revoker.appointment)
    item.revoke()
    signals.approval_lost.send(sender=type(item), item=item, by=by)
    return _ended(events.REVOKED, telling.of_revoking, actor, item, decision)


@transaction.atomic
def mark_read(*, by: User, item: Approvable) -> None:
    """供覧: one of the division has seen the contractor's approved version (第４第３項(1))."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_mark_read(actor, item))
    appointment = actor.appointment(*rules.READERS)
    submission = item.submission
    assert appointment is not None and submission is not None  # noqa: S101, PT018 - the rule has just found them
    Reading.objects.create(submission=submission, by=by, appointment=appointment)
    signals.read.send(sender=type(item), item=item, by=by)
    record(events.READ, actor, item, submission)


@transaction.atomic
def take_note(*, by: User, item: Approvable) -> None:
    """確認しました: one of those concerned knows that it has not gone out, or that nobody knows whether it has.

    Who posts for its side knows for everybody, since it is his to act. Who approves knows for the approvers, and the
    administrator for the system's sake alone: it stays open for the others.
    """
    actor, item = Actor.of(by), locked(item)
    require(rules.may_take_note(actor, item))
    item.unnoted = rules.left_to_note(actor, item)
    item.save(update_fields=["unnoted"])
    telling.is_noted(item, by=by)
    record(events.NOTED, actor, item, item.submission, standing=item.get_state_display())


@transaction.atomic
def see_after(*, by: User, item: Approvable) -> int:
    """後閲する: the absent approver has looked at what was decided in the deputy's hands; returns how many decisions."""
    actor, item = Actor.of(by), locked(item)
    unseen = Decision.objects.filter(submission__dossier=item.dossier, seen_at__isnull=True)
    mine = [
        one for one in unseen.select_related("appointment", "submission") if rules.may_see_after(actor, one)
    ]
    if not mine:
        raise Refused(no("後閲を待っている代決はありません。"))
    Decision.objects.filter(pk__in=[one.pk for one in mine]).update(seen_by=by, seen_at=timezone.now())
    telling.is_seen_after(item, by=by)
    for decision in mine:
        record(events.SEEN_AFTER, actor, item, decision.submission, step=decision.step)
    return len(mine)


def _decidable(actor: Actor, item: Approvable, seal: str, rule: Callable[[Actor, Any], Any]) -> Submission:
    """The pending version, if the actor may decide it and it is the one that stood on the screen."""
    if item.state != State.PENDING:
        raise Refused(no(_who_was_faster(item, seal)))
    require(rule(actor, item))
    submission = item.submission
    assert submission is not None  # noqa: S101 - a pending item has one, by constraint
    if submission.seal != seal:
        raise Refused(
            no(
                "画面を開いた後に内容が変わったため、決定していません。",
                clause=rules.clause_of_step(_step(submission), item),
                remedy="最新の版を確かめて、もう一度お決めください。",
            )
        )
    if differing := seals.differing_parts(item, submission):
        raise Refused(
            no(
                f"保存されている内容が封印された版と一致しません({'、'.join(differing)})。決定していません。",
                remedy="システム管理者に知らせてください。",
            )
        )
    return submission


def _who_was_faster(item: Approvable, seal: str) -> str:
    """Names whoever decided the version that stood on the screen; nobody, if it was taken back undecided."""
    about = Decision.objects.filter(submission__dossier=item.dossier, seal=seal)
    last = about.select_related("by").last()
    if last is None:
        return f"この起案はいま「{item.get_state_display()}」です。決定していません。"
    moment = timezone.localtime(last.decided_at)
    return (
        f"{last.by.name}さんが{moment:%-H時%M分}に「{last.get_verdict_display()}」としたため、"
        f"この起案はいま「{item.get_state_display()}」です。あなたの決定は行われていません。"
    )


def _step(submission: Submission) -> Step:
    step = rules.next_step(submission)
    assert step is not None  # noqa: S101 - a pending version lacks at least one
    return step


def _decide(
    actor: Actor,
    item: Approvable,
    step: Step,
    verdict: Verdict,
    reason: str = "",
    *,
    appointment: Appointment | None = None,
) -> Decision:
    if verdict != Verdict.APPROVED and not reason.strip():
        raise Refused(
            no("理由を入力してください。", remedy="起案した方に伝わる言葉で、直すところを書いてください。")
        )
    telling.is_decided(item, by=actor.user)
    submission = item.submission
    appointment = appointment or rules.decider_of(actor, item, step)
    assert submission is not None and appointment is not None  # noqa: S101, PT018 - the rule has just found them
    decision = Decision.objects.create(
        submission=submission,
        step=step,
        verdict=verdict,
        seal=submission.seal,
        reason=reason.strip(),
        by=actor.user,
        appointment=appointment,
    )
    telling.of_deputised(item, decision)
    return decision


def _after(step: Step, submission: Submission) -> Step:
    return Step(submission.steps[submission.steps.index(step) + 1])


def _ended(
    event: Event,
    tell: Callable[[Approvable, Decision, Actor], None],
    actor: Actor,
    item: Approvable,
    decision: Decision,
) -> Decision:
    """The version has come to its end: the item lets go of it, and is a draft that came back unless it is over."""
    item.submission, item.is_returned = None, item.state == State.DRAFT
    item.save(update_fields=["state", "submission", "is_returned"])
    tell(item, decision, actor)
    record(event, actor, item, decision.submission, **_told(decision), reason=decision.reason)
    return decision


def _told(decision: Decision) -> dict[str, str]:
    """The step and, for 代決, in whose place."""
    absent = decision.appointment.deputizes
    return {"step": decision.step} | ({"deputises": str(absent)} if absent else {})
