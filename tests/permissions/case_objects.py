"""A case, its parts and its measures, as the addresses under /cases/ name them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from comments.cases.actions import life as case_actions
from comments.cases.actions import measures
from comments.cases.actions.measures import ActionTaken, Wish
from comments.models import Case, Measure, MeasureKind, Policy
from security.models import User
from tests.comments.cases import factories

if TYPE_CHECKING:
    from tests.permissions.world import World


REPORTERS = {"prefecture": "staff", "contractor": "poster"}


def _person(world: "World", role: str) -> User:
    person = world.people[role]
    assert person
    return person


def _case(world: "World", owner: str) -> Case:
    return factories.case(_person(world, REPORTERS[owner]))


def _ground(world: "World") -> str:
    if Policy.objects.in_force() is None:
        factories.policy(_person(world, "staff"), _person(world, "chief"))
    return factories.GROUND


def _measure(kind: MeasureKind, *, ordered: bool = False) -> Callable[["World", str], dict[str, Any]]:
    """Proposed by who reported, or ordered by the chief."""

    def make(world: "World", owner: str) -> dict[str, Any]:
        wish = Wish(kind=kind, ground=_ground(world), reason="攻撃のため")
        by = "chief" if ordered else REPORTERS[owner]
        return {"pk": measures.propose(by=_person(world, by), case=_case(world, owner), wish=wish).pk}

    return make


def _emergency(world: "World", owner: str) -> dict[str, Any]:
    wish = Wish(kind=MeasureKind.HIDE, ground=_ground(world), reason="攻撃のため")
    case = _case(world, owner)
    done = measures.act_in_emergency(by=_person(world, REPORTERS[owner]), case=case, wish=wish)
    measure = Measure.objects.get(pk=done.pk)
    measure.finish()
    measure.save()
    return {"pk": measure.pk}


def _failed(world: "World", owner: str) -> dict[str, Any]:
    measure = Measure.objects.get(pk=_measure(MeasureKind.HIDE, ordered=True)(world, owner)["pk"])
    measure.jobs.update(state="failed")
    measure.fail()
    measure.save()
    return {"pk": measure.pk}


def _reported(world: "World", owner: str) -> dict[str, Any]:
    """A case of which the platform has been told."""
    measure = Measure.objects.get(pk=_measure(MeasureKind.REPORT, ordered=True)(world, owner)["pk"])
    deed = ActionTaken("窓口から申し出た", factories.timezone.localdate())
    measures.record_done(by=_person(world, REPORTERS[owner]), measure=measure, taken=deed)
    return {"pk": measure.case_id}


def _closed(world: "World", owner: str) -> dict[str, Any]:
    case = _case(world, owner)
    case_actions.close_case(
        by=_person(world, "chief"), case=case, conclusion="済", learnt="なし", undone="対象外"
    )
    return {"pk": case.pk}


def _parts(world: "World", owner: str) -> dict[str, Any]:
    """The case with what its further arguments name."""
    _ground(world)
    case = _case(world, owner)
    step = case.steps.first()
    return {"pk": case.pk, "number": 1, "step_pk": step.pk if step else 1, "kind": "hide"}


MADE_FOR_CASES: dict[str, Callable[["World", str], dict[str, Any]]] = {
    "cases:reopen": _closed,
    "cases:answer": _reported,
    "cases:order": _measure(MeasureKind.HIDE),
    "cases:refuse": _measure(MeasureKind.HIDE),
    "cases:withdraw": _measure(MeasureKind.HIDE),
    "cases:see_after": _emergency,
    "cases:retry": _failed,
    "cases:record": _measure(MeasureKind.REPORT, ordered=True),
} | dict.fromkeys(
    (
        "cases:detail", "cases:note", "cases:change", "cases:entry", "cases:step", "cases:close", "cases:secure",
        "cases:add_evidence", "cases:evidence", "cases:evidence_image", "cases:propose", "cases:emergency",
    ),
    _parts,
)  # fmt: skip
COMMENT_OF_A_CASE = {"cases:open_for_comment": lambda world, owner: {"pk": factories.comment().pk}}
