"""版と決定, held against the trail: who asked and decided what of which seal, and when."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Exists, OuterRef

from approvals import events
from approvals.models import Approvable, Decision, Submission, Verdict
from security.trail.agreement import Told, compares, held_against_trail, without_row

OF_VERDICT = {
    Verdict.APPROVED: (events.STEP_APPROVED, events.APPROVED),
    Verdict.RETURNED: (events.RETURNED,),
    Verdict.REJECTED: (events.REJECTED,),
    Verdict.REVOKED: (events.REVOKED,),
}
DECIDED = tuple(kind for kinds in OF_VERDICT.values() for kind in kinds)


def kinds_of_items() -> list[type[Approvable]]:
    return [model for model in apps.get_models() if issubclass(model, Approvable)]


@compares
def versions() -> Iterator[str]:
    kinds = kinds_of_items()
    for kind in kinds:
        items = kind._default_manager.select_related("dossier").prefetch_related(
            "dossier__submissions__decisions"
        )
        yield from held_against_trail(items, (events.SUBMITTED, *DECIDED), _differing)
        for event in (events.SUBMITTED, events.APPROVED):
            yield from without_row(kind, event)
    stray = Submission.objects.all()
    for kind in kinds:
        stray = stray.exclude(Exists(kind._default_manager.filter(dossier=OuterRef("dossier"))))
    for version in stray.select_related("dossier").iterator():
        yield f"{version}の起案がありません。"


def _differing(item: Approvable, told: list[Told]) -> Iterator[str]:
    versions = list(item.dossier.submissions.all())
    decisions = [(version, one) for version in versions for one in version.decisions.all()]
    for version in versions:
        if not version.is_authentic:
            yield f"{version}の記録が、承認を求めたときのものと違います。"
        if not any(_tells_of_version(one, version) for one in told):
            yield f"{version}に合う証跡がありません。"
    for version, decision in decisions:
        if not decision.is_authentic:
            yield f"{version}の「{decision.get_step_display()}」の記録が、決定されたときのものと違います。"
        if not any(_tells_of_decision(one, decision, version) for one in told):
            yield f"{version}の「{decision.get_step_display()}」に合う証跡がありません。"
    for one in told:
        if one.is_one_of(events.SUBMITTED):
            has_row = any(_tells_of_version(one, version) for version in versions)
        else:
            has_row = any(_tells_of_decision(one, decision, version) for version, decision in decisions)
        if not has_row:
            yield f"証跡 {one.number} 番に合う記録が、「{item}」にありません。"


def _tells_of_version(one: Told, version: Submission) -> bool:
    return (
        one.is_one_of(events.SUBMITTED)
        and (one.data.get("seal"), one.data.get("version")) == (version.seal, version.number)
        and one.actor_id == version.submitted_by_id
        and one.is_of_moment(version.submitted_at)
    )


def _tells_of_decision(one: Told, decision: Decision, version: Submission) -> bool:
    return (
        one.is_one_of(*OF_VERDICT.get(Verdict(decision.verdict), ()))
        and one.data.get("seal") == decision.seal == version.seal
        and (one.data.get("step"), one.actor_id) == (decision.step, decision.by_id)
        and one.is_of_moment(decision.decided_at)
    )
