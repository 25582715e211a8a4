"""What takes an item back: the author's side, a change of its content, its time, what it rests on.

Each verb looks the item up again under a lock; the object that the caller holds is not changed. A refusal raises
`security.office.answers.Refused` and changes nothing.
"""

from datetime import datetime

from django.db import transaction

from approvals import events, rules, signals, telling
from approvals.actions.common import locked, record
from approvals.models import Approvable, State, Submission, Unnoted
from security.models import User
from security.office.answers import require
from security.people.actors import Actor


@transaction.atomic
def pull_back(*, by: User, item: Approvable) -> None:
    """引き戻す: the author's side takes a pending version back to change it."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_pull_back(actor, item))
    submission = item.submission
    item.pull_back()
    item.submission = None
    item.save(update_fields=["state", "submission"])
    _tell(item, submission, State.PENDING, f"{actor.label}が引き戻しました。", actor)
    record(events.PULLED_BACK, actor, item, submission)


@transaction.atomic
def withdraw(*, by: User, item: Approvable, reason: str) -> None:
    """取り下げる: the author's side ends the item."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_withdraw(actor, item))
    submission, before = item.submission, item.state
    item.withdraw()
    item.is_returned = False
    item.save(update_fields=["state", "is_returned"])
    telling.is_taken_up(item, by=by)
    _tell(item, submission, before, f"{actor.label}が取り下げました。\n理由: {reason}", actor)
    if before == State.APPROVED:
        signals.approval_lost.send(sender=type(item), item=item, by=by)
    record(events.WITHDRAWN, actor, item, submission, reason=reason)


@transaction.atomic
def reopen(*, by: User, item: Approvable) -> None:
    """下書きに戻す: what has expired or failed is a draft again, to be asked for anew."""
    actor, item = Actor.of(by), locked(item)
    require(rules.may_reopen(actor, item))
    submission = item.submission
    item.reopen()
    item.submission = None
    item.save(update_fields=["state", "submission"])
    telling.is_taken_up(item, by=by)
    record(events.REOPENED, actor, item, submission)


def take_approval_away(item: Approvable, actor: Actor) -> None:
    """Any change after submission takes the approval away. Called with the item locked, before the change."""
    if item.state == State.DRAFT:
        return
    submission, before = item.submission, item.state
    item.reopen()
    item.submission = None
    telling.is_taken_up(item, by=actor.user)
    _tell(item, submission, before, f"{actor.label}が内容を変更したため、下書きに戻りました。", actor)
    if before == State.APPROVED:
        signals.approval_lost.send(sender=type(item), item=item, by=actor.user)
    record(events.APPROVAL_LOST if submission else events.REOPENED, actor, item, submission)


@transaction.atomic
def lapse(*, item: Approvable, because: str, remedy: str = "") -> bool:
    """What the approval rested on has changed: a draft again, by the system, with a sentence. Whether it had to.

    remedy: what those who hear of it do now.
    """
    item = locked(item)
    if item.state not in (State.PENDING, State.APPROVED):
        return False
    submission, before = item.submission, item.state
    item.reopen()
    item.submission = None
    item.save(update_fields=["state", "submission"])
    told = f"{because}下書きに戻りました。"
    _tell(item, submission, before, f"{told}\n{remedy}" if remedy else told, None)
    if before == State.APPROVED:
        signals.approval_lost.send(sender=type(item), item=item, by=None)
    record(events.APPROVAL_LAPSED, None, item, submission, reason=because)
    return True


@transaction.atomic
def expire(*, item: Approvable, now: datetime) -> None:
    """期限切れ: not approved by its time. By the system; does nothing if the item has moved on meanwhile."""
    item = locked(item)
    submission = item.submission
    if item.state != State.PENDING or item.publish_at is None or item.publish_at > now:
        return
    assert submission is not None  # noqa: S101 - a pending item has one, by constraint
    item.expire()
    item.unnoted = Unnoted.OFFICE
    item.save(update_fields=["state", "unnoted"])
    telling.of_expiry(item, submission)
    record(events.EXPIRED, None, item, submission)


def _tell(
    item: Approvable,
    submission: Submission | None,
    before: str,
    because: str,
    by: Actor | None,
) -> None:
    """Of what stood or was asked for; a draft, a failed or an expired one has lost nothing more."""
    if submission and before in (State.PENDING, State.APPROVED):
        was_approved = before == State.APPROVED
        telling.of_loss(item, submission, was_approved=was_approved, because=because, by=by)
