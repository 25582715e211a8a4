"""Verbs about one item. Each: lock, rule, transition, save, one audit event, in one transaction.

`item` is looked up again under a lock; the object that the caller holds is not changed. A refusal raises
`security.office.answers.Refused` and changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from approvals import events, rules, seals, signals
from approvals.models import (
    Approvable,
    Decision,
    Dossier,
    DossierSeries,
    Guideline,
    Reading,
    State,
    Step,
    Submission,
    Verdict,
)
from approvals.querysets import judgeable
from approvals.seals import Version
from security.models import POSTERS, Appointment, User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit
from security.trail.registry import Event

Item = TypeVar("Item", bound=Approvable)


class Stale(Exception):
    """Somebody saved after the form was opened. Carries the item as it stands, of the kind that was to be saved."""

    def __init__(self, item: Any) -> None:
        super().__init__(f"version {item.version} has been saved meanwhile")
        self.item = item


def locked(item: Item) -> Item:
    """The item as it stands now, its row locked until the transaction ends, with what the rules ask about."""
    rows = type(item)._default_manager.filter(pk=item.pk)
    # Lock first, read after: a join read in the locking query would still show the time before the wait.
    rows.select_for_update(no_key=True).values_list("pk").get()
    return judgeable(rows).get()


def open_dossier(*, by: User) -> Dossier:
    """Take the next document number of the fiscal year. Runs in the transaction of the draft."""
    series = DossierSeries.take()
    dossier = Dossier.objects.create(fiscal_year=series.fiscal_year, serial=series.last)
    dossier.contributors.add(by)
    return dossier


def submit(
    *, by: User, item: Approvable, confirmations: list[str], guidelines: dict[str, Guideline]
) -> Submission:
    """承認を求める: freeze the rows as a numbered, sealed version; `guidelines` are those in force, by their kind.

    Called with the item locked, and its content read since, by the floor above, which has checked completeness.
    """
    actor = Actor.of(by)
    require(rules.may_submit(actor, item))
    steps = [str(step) for step in rules.required_steps(item)]
    named = [guidelines[kind] for kind in Guideline.Kind]
    form = max(item.FORMS)
    content = item.FORMS[form].write(item.sealed_content())
    appointment = actor.appointment(*POSTERS, organization_id=item.organization_id)
    assert appointment is not None  # noqa: S101 - may_submit has just found it
    version = Version(item.dossier.number, item.dossier.submissions.count() + 1)
    submission = Submission.objects.create(
        dossier=item.dossier,
        number=version.number,
        form=form,
        content=seals.canonical(content),
        seal=seals.seal_of(
            content, form=form, version=version, steps=steps, confirmations=confirmations, guidelines=named
        ),
        steps=steps,
        confirmations=confirmations,
        operation_guideline=named[0],
        social_media_guideline=named[1],
        submitted_by=by,
        appointment=appointment,
    )
    note_contributor(item, by)
    item.submit()
    item.submission, item.is_returned = submission, False
    item.save(update_fields=["state", "submission", "is_returned"])
    _record(events.SUBMITTED, actor, item, submission)
    return submission


def note_contributor(item: Approvable, user: User) -> None:
    """Whoever has written, edited or submitted any version of the item never decides it. Called with it locked."""
    if user not in item.dossier.contributors.all():
        item.dossier.contributors.add(user)


@transaction.atomic
def approve(*, by: User, item: Approvable, seal: str) -> Decision:
    """承認する: the version whose seal stood on the approver's screen, and no other (第４第１項(1), 第４第３項(1))."""
    actor, item = Actor.of(by), locked(item)
    submission = _decidable(actor, item, seal, rules.may_approve)
    step = _step(submission)
    decision = _decide(actor, item, step, Verdict.APPROVED)
    if step == submission.steps[-1]:
        item.approve()
        item.save(update_fields=["state"])
        _record(events.APPROVED, actor, item, submission, **_told(decision))
        signals.approved.send(sender=type(item), item=item, submission=submission, by=by)
    else:
        _record(events.STEP_APPROVED, actor, item, submission, **_told(decision))
    return decision


@transaction.atomic
def send_back(*, by: User, item: Approvable, seal: str, reason: str) -> Decision:
    """差し戻す: back to the author as a draft, with a reason."""
    actor, item = Actor.of(by), locked(item)
    submission = _decidable(actor, item, seal, rules.may_decide)
    decision = _decide(actor, item, _step(submission), Verdict.RETURNED, reason)
    item.send_back()
    return _ended(events.RETURNED, actor, item, decision)


@transaction.atomic
def reject(*, by: User, item: Approvable, seal: str, reason: str) -> Decision:
    """却下する: the end of this item, with a reason."""
    actor, item = Actor.of(by), locked(item)
    submission = _decidable(actor, item, seal, rules.may_decide)
    decision = _decide(actor, item, _step(submission), Verdict.REJECTED, reason)
    item.reject()
    return _ended(events.REJECTED, actor, item, decision)


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
    return _ended(events.REVOKED, actor, item, decision)


@transaction.atomic
def pull_back(*, by: User, item: Approvable) -> None:
    """引き戻す: the author's side takes a pending version back to change it."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_pull_back(actor, item))
    submission = item.submission
    item.pull_back()
    item.submission = None
    item.save(update_fields=["state", "submission"])
    _record(events.PULLED_BACK, actor, item, submission)


@transaction.atomic
def withdraw(*, by: User, item: Approvable, reason: str) -> None:
    """取り下げる: the author's side ends the item."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_withdraw(actor, item))
    submission, was_approved = item.submission, item.state == State.APPROVED
    item.withdraw()
    item.is_returned = False
    item.save(update_fields=["state", "is_returned"])
    if was_approved:
        signals.approval_lost.send(sender=type(item), item=item, by=by)
    _record(events.WITHDRAWN, actor, item, submission, reason=reason)


@transaction.atomic
def mark_read(*, by: User, item: Approvable) -> None:
    """供覧: one of the division has seen the contractor's approved version (第４第３項(1))."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_mark_read(actor, item))
    appointment = actor.appointment(*rules.READERS)
    submission = item.submission
    assert appointment is not None and submission is not None  # noqa: S101, PT018 - the rule has just found them
    Reading.objects.create(submission=submission, by=by, appointment=appointment)
    _record(events.READ, actor, item, submission)


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
    for decision in mine:
        _record(events.SEEN_AFTER, actor, item, decision.submission, step=decision.step)
    return len(mine)


def take_approval_away(item: Approvable, actor: Actor) -> None:
    """Any change after submission takes the approval away. Called with the item locked, before the change."""
    if item.state == State.DRAFT:
        return
    submission, was_approved = item.submission, item.state == State.APPROVED
    item.reopen()
    item.submission = None
    if was_approved:
        signals.approval_lost.send(sender=type(item), item=item, by=actor.user)
    _record(events.APPROVAL_LOST if submission else events.REOPENED, actor, item, submission)


@transaction.atomic
def lapse(*, item: Approvable, because: str) -> bool:
    """What the approval rested on has changed: a draft again, by the system, with a sentence. Whether it had to."""
    item = locked(item)
    if item.state not in (State.PENDING, State.APPROVED):
        return False
    submission, was_approved = item.submission, item.state == State.APPROVED
    item.reopen()
    item.submission = None
    item.save(update_fields=["state", "submission"])
    if was_approved:
        signals.approval_lost.send(sender=type(item), item=item, by=None)
    _record(events.APPROVAL_LAPSED, None, item, submission, reason=because)
    return True


@transaction.atomic
def expire(*, item: Approvable, now: datetime) -> None:
    """期限切れ: not approved by its time. By the system; does nothing if the item has moved on meanwhile."""
    item = locked(item)
    if item.state != State.PENDING or item.publish_at is None or item.publish_at > now:
        return
    item.expire()
    item.save(update_fields=["state"])
    _record(events.EXPIRED, None, item, item.submission)


@transaction.atomic
def reopen(*, by: User, item: Approvable) -> None:
    """下書きに戻す: what has expired or failed is a draft again, to be asked for anew."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_reopen(actor, item))
    submission = item.submission
    item.reopen()
    item.submission = None
    item.save(update_fields=["state", "submission"])
    _record(events.REOPENED, actor, item, submission)


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
        f"{last.by.name}さんが{moment:%H時%M分}に「{last.get_verdict_display()}」としたため、"
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
    submission = item.submission
    appointment = appointment or rules.decider_of(actor, item, step)
    assert submission is not None and appointment is not None  # noqa: S101, PT018 - the rule has just found them
    return Decision.objects.create(
        submission=submission,
        step=step,
        verdict=verdict,
        seal=submission.seal,
        reason=reason.strip(),
        by=actor.user,
        appointment=appointment,
    )


def _ended(event: Event, actor: Actor, item: Approvable, decision: Decision) -> Decision:
    """The version has come to its end: the item lets go of it, and is a draft that came back unless it is over."""
    item.submission, item.is_returned = None, item.state == State.DRAFT
    item.save(update_fields=["state", "submission", "is_returned"])
    _record(event, actor, item, decision.submission, **_told(decision), reason=decision.reason)
    return decision


def _told(decision: Decision) -> dict[str, str]:
    """The step and, for 代決, in whose place."""
    absent = decision.appointment.deputizes
    return {"step": decision.step} | ({"deputises": str(absent)} if absent else {})


def _record(
    event: Event, actor: Actor | None, item: Approvable, submission: Submission | None, **data: Any
) -> None:
    if submission:
        data.update(version=submission.number, seal=submission.seal)
    audit.record(event, by=actor, subject=item, **data)
