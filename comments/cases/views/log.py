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
from comments.cases.models import Case, CaseStep, Evidence, MeasureKind, MeasureState
from security.models import AuditEvent
from security.trail.recording import subject_key

# What the log says itself, and who looked.
LEFT_OUT = [
    one.tag for one in (CASE_ENTERED, CASE_EVIDENCE_READ, CASE_CLOSED, CASE_REOPENED, PLATFORM_ANSWERED)
]
LABELS = {CASE_NOTED.tag: "報告を受領した"}
# Of these steps something is known: words of their titles, the first that fits.
HIDES = ("非表示", "削除")
REPORTS = ("プラットフォーム", "申し出")
KEEPS = ("証拠を保全",)
TELLS = ("第一報", "地域政策課に連絡")
DECIDES = ("方針の決定", "方針を決め")


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


def _view(case: Case, step: CaseStep) -> StepView:
    title = step.title
    if _says(title, HIDES):
        return StepView(step, _done_at(case, MeasureKind.HIDE, MeasureKind.DELETE))
    if _says(title, REPORTS):
        return StepView(step, _done_at(case, MeasureKind.REPORT), by_itself=False)
    if _says(title, KEEPS):
        # An address alone keeps nothing of what stands there.
        kept = [one for one in case.evidence.all() if one.kind != Evidence.Kind.PAGE or one.file_name]
        return StepView(step, min((one.kept_at for one in kept), default=None))
    if _says(title, TELLS):
        return StepView(step, case.opened_at)
    if _says(title, DECIDES):
        decided = [one.decided_at for one in case.measures.all() if one.decided_at]
        return StepView(step, min(decided, default=None), by_itself=False)
    return StepView(step)


def _says(title: str, words: tuple[str, ...]) -> bool:
    return any(word in title for word in words)


def _done_at(case: Case, *kinds: MeasureKind) -> datetime | None:
    measures = [one for one in case.measures.all() if one.kind in kinds and one.state == MeasureState.DONE]
    return min((one.done_at for one in measures if one.done_at), default=None)
