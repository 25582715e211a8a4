"""取り下げる: what is not to be done any more (第６第３項)."""

from django.db import transaction
from django.utils import timezone

from comments.cases import events, telling
from comments.cases.actions.measures.locking import locked
from comments.cases.models import Case, Measure, MeasureKind, MeasureState
from comments.cases.rules import cases as case_rules
from comments.cases.rules import measures as rules
from outbox.jobs import JobState
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit


@transaction.atomic
def withdraw(*, by: User, measure: Measure, reason: str = "") -> None:
    """取り下げる: before the decision as one likes, after a failure for a reason."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_withdraw(actor, measure))
    if measure.state == MeasureState.FAILED and not reason.strip():
        raise Refused(no("失敗した措置を取り下げる理由を入力してください。"))
    end(measure, reason.strip(), by=actor)


def end_what_has_no_place(case: Case, *, by: Actor) -> None:
    """The case's type is another now: what waits and is forbidden ends. Runs in the caller's transaction.

    What Instagram may have been asked for already is left to its worker, who looks first and asks no more.
    """
    waiting = case.measures.filter(state__in=case_rules.OPEN_MEASURES).select_related("comment", "post")
    for measure in waiting.order_by("pk").select_for_update(no_key=True, of=("self",)):
        measure.case = case
        answer = rules.has_place(case, MeasureKind(measure.kind))
        if not answer and _is_unasked(measure):
            end(measure, str(answer), by=by)


def _is_unasked(measure: Measure) -> bool:
    """Taken from the workers, unless one of them has it or has asked."""
    unasked = measure.jobs.filter(state=JobState.QUEUED, sent_at=None)
    unasked.update(state=JobState.CANCELLED, finished_at=timezone.now())
    return not measure.jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def end(measure: Measure, because: str, *, by: Actor | None) -> None:
    """Withdrawn, in the transaction of its caller, the measure locked."""
    measure.withdraw()
    measure.result = because
    measure.save(update_fields=["state", "result"])
    telling.is_decided(measure, by)
    audit.record(events.MEASURE_WITHDRAWN, by=by, subject=measure, **({"reason": because} if because else {}))
