"""What has happened in a case, from its log and the trail together, and what of its steps has been done thereby."""

from dataclasses import dataclass
from datetime import datetime

from approvals.history import Entry, entry
from comments.cases.events import (
    CASE_CLOSED,
    CASE_ENTERED,
    CASE_EVIDENCE_READ,
    CASE_NOTED,
    CASE_REOPENED,
    PLATFORM_ANSWERED,
)
from comments.cases.models import Case, CaseStep, Evidence, MeasureKind, MeasureState, StepKind
from security.models import AuditEvent
from security.trail.recording import subject_key

# What the log says itself, and who looked.
LEFT_OUT = [
    one.tag for one in (CASE_ENTERED, CASE_EVIDENCE_READ, CASE_CLOSED, CASE_REOPENED, PLATFORM_ANSWERED)
]
LABELS = {CASE_NOTED.tag: "報告を受領した"}


@dataclass(frozen=True)
class StepView:
    """`since`: when it has happened; `by_itself`: through the system, without anybody's doing."""

    step: CaseStep
    since: datetime | None = None
    by_itself: bool = True


def of_case(case: Case) -> list[Entry]:
    """Oldest first: what people have written down, and the trail's events of case, evidence and measures."""
    keys = [subject_key(one) for one in (case, *case.evidence.all(), *case.measures.all())]
    events = AuditEvent.objects.filter(subject__in=keys).exclude(tag__in=LEFT_OUT).order_by("number")
    told = [_told(event) for event in events]
    typed = [
        Entry(
            at=one.at,
            label=one.text,
            by=one.by.name if one.by else "システム",
            detail="",
            kind="note",
            workplace="",
        )
        for one in case.entries.all()
    ]
    return sorted([*told, *typed], key=lambda one: one.at)


def _told(event: AuditEvent) -> Entry:
    plain = entry(event)
    label = LABELS.get(event.tag, plain.label)
    about = event.data.get("about") or event.data.get("kind") or ""
    what = f": {event.subject_label.split(' ', 1)[-1]}" if event.tag.startswith("measure.") else ""
    about = f": {about}" if about else what
    return Entry(
        at=plain.at,
        label=f"{label}{about}",
        by=plain.by,
        detail=plain.detail,
        kind=plain.kind,
        workplace=plain.workplace,
    )


def steps(case: Case) -> list[StepView]:
    return [StepView(one) if one.done_at else _view(case, one) for one in case.steps.all()]


def _view(of: Case, step: CaseStep) -> StepView:
    match step.kind:
        case StepKind.HIDE:
            return StepView(step, _done_at(of, MeasureKind.HIDE, MeasureKind.DELETE))
        case StepKind.REPORT:
            return StepView(step, _done_at(of, MeasureKind.REPORT), by_itself=False)
        case StepKind.KEEP:
            # An address alone keeps nothing of what stands there.
            kept = [one for one in of.evidence.all() if one.kind != Evidence.Kind.PAGE or one.file_name]
            return StepView(step, min((one.kept_at for one in kept), default=None))
        case StepKind.TELL:
            return StepView(step, of.opened_at)
        case StepKind.DECIDE:
            decided = [one.decided_at for one in of.measures.all() if one.decided_at]
            return StepView(step, min(decided, default=None), by_itself=False)
        case _:
            return StepView(step)


def _done_at(case: Case, *kinds: MeasureKind) -> datetime | None:
    measures = [one for one in case.measures.all() if one.kind in kinds and one.state == MeasureState.DONE]
    return min((one.done_at for one in measures if one.done_at), default=None)
