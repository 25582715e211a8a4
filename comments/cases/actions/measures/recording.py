"""人が行ったことを記録する: what the system cannot do, or has failed to do (第６第３項)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from approvals.models import State
from comments.cases import events
from comments.cases.actions.measures.carrying_out import done, follow
from comments.cases.actions.measures.locking import locked
from comments.cases.models import Case, Measure, MeasureKind, MeasureState
from comments.cases.rules import measures as rules
from comments.inbox.actions import live_posts
from posts.publishing import actions as publishing
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

# 情報流通プラットフォーム対処法: the large platforms judge an application within seven days.
PLATFORM_ANSWERS_WITHIN = timedelta(days=7)
BY_HAND = "手で行ったものとして記録しました。"


@dataclass(frozen=True)
class ActionTaken:
    """What a person has done: in words, on which day, and where it can be seen."""

    result: str
    done_on: date
    address: str = ""


@transaction.atomic
def record_done(*, by: User, measure: Measure, taken: ActionTaken) -> None:
    """人が行ったことを記録する. What it means for post, comment and case is written with it, but not in a drill."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_record(actor, measure))
    if not taken.result.strip():
        raise Refused(no("行ったことを入力してください。"))
    if taken.done_on > timezone.localdate():
        raise Refused(no("行った日には、これからの日を入力できません。"))
    is_instead = measure.state == MeasureState.FAILED
    if is_instead:
        measure.retry()
    lines = [*([BY_HAND] if is_instead else []), taken.result.strip()]
    lines += [f"行った日: {taken.done_on:%Y年%-m月%-d日}"]
    lines += [f"アドレス: {taken.address.strip()}"] if taken.address.strip() else []
    if not measure.case.is_drill:
        _follow_by_hand(measure, taken, by)
    if measure.kind == MeasureKind.REPORT:
        _await_answer(measure.case, taken.done_on, actor)
    done(measure, "\n".join(lines), by=actor)


def _await_answer(case: Case, reported_on: date, actor: Actor) -> None:
    case.reported_on, case.answer_due_on = reported_on, reported_on + PLATFORM_ANSWERS_WITHIN
    case.answered_on, case.answer = None, ""
    case.save(update_fields=["reported_on", "answer_due_on", "answered_on", "answer"])
    audit.record(events.PLATFORM_REPORTED, by=actor, subject=case)


def _follow_by_hand(measure: Measure, taken: ActionTaken, by: User) -> None:
    if measure.kind == MeasureKind.TAKE_DOWN and measure.post and measure.post.state == State.PUBLISHED:
        publishing.record_removal(
            by=by, post=measure.post, reason=f"事案 {measure.case.number}: {taken.result}"
        )
    elif measure.comment:
        follow(measure.kind, measure.comment)
        live_posts.put_off(
            live_post=measure.comment.live_post, due_at=timezone.now()
        )  # read at the next sweep
