"""What is told of cases and their measures: to whom, and how. comments/cases/telling.py tells it."""

from functools import partial

from django.db.models import Model, Q, QuerySet

from comments.cases import querysets
from comments.cases.models import Case, Measure
from comments.inbox.roles import DIVISION, WORKERS
from security.models import Role
from security.notices.models import How
from security.notices.reading import narrows
from security.notices.registry import Kind, Standing, declare
from security.people.actors import Actor

CLAUSE, TROUBLE_CLAUSE = "第６第３項", "第６第４項"
DIVISION_AND_MANAGERS = "担当課長、地域政策課の投稿者、業務処理責任者(見られる事案のもの)"


@narrows(Case)
def readable(model: type[Model], reader: Actor) -> QuerySet[Model] | None:
    return None if reader.is_of_prefecture else querysets.readable_by(reader)


@narrows(Measure)
def readable_measures(model: type[Model], reader: Actor) -> QuerySet[Model] | None:
    """As their cases; of an emergency those hear, too, who may act there and may not know of the case."""
    if reader.is_of_prefecture:
        return None
    return Measure.objects.filter(Q(case__in=querysets.readable_by(reader)) | Q(is_emergency=True))


def of_case(case: Case) -> Standing:
    """As the list of cases says it."""
    if not case.closed_at and not case.noted_at:
        return Standing("unnoted", "受領待ち")
    return Standing(case.state, case.get_state_display())


def of_measure(measure: Measure) -> Standing:
    return Standing(measure.state, measure.get_state_display())


_kind = partial(
    Kind,
    group="事案",
    least=How.DIGEST,
    because="事案には、両者がすみやかに対応することになっているため、メールでお知らせします。",
)

OPENED = declare(
    _kind(
        "case_opened",
        "事案が報告された",
        DIVISION_AND_MANAGERS,
        (*DIVISION, Role.MANAGER),
        clause=CLAUSE,
        urgent=True,
        standing=of_case,
    )
)
TAKEN = declare(
    _kind(
        "case_taken",
        "事案の報告が受領された、事案の担当に決まった",
        f"{DIVISION_AND_MANAGERS}、報告した方、担当に決まった方",
        WORKERS,
        clause=CLAUSE,
        standing=of_case,
    )
)
EMERGENCY = declare(
    _kind(
        "measure_emergency",
        "緊急の措置がとられた",
        "担当課長、地域政策課の投稿者、業務処理責任者(対応できる投稿のもの)",
        (*DIVISION, Role.MANAGER),
        clause=CLAUSE,
        urgent=True,
        standing=of_measure,
    )
)
PROPOSED = declare(
    _kind(
        "measure_proposed",
        "措置が、担当課長の決定を待っている",
        DIVISION_AND_MANAGERS,
        (*DIVISION, Role.MANAGER),
        clause=CLAUSE,
        standing=of_measure,
    )
)
DECIDED = declare(
    _kind(
        "measure_decided",
        "措置が決定された、却下された",
        f"{DIVISION_AND_MANAGERS}、発議した方",
        WORKERS,
        clause=CLAUSE,
        standing=of_measure,
    )
)
FAILED = declare(
    _kind(
        "measure_failed",
        "措置に失敗した、措置が取りやめになった",
        f"{DIVISION_AND_MANAGERS}、発議した方",
        WORKERS,
        clause=CLAUSE,
        urgent=True,
        standing=of_measure,
    )
)
DEADLINE = declare(
    _kind(
        "case_deadline",
        "事案の対応期限が近い(3日前)、当日になった、過ぎた",
        "事案の担当の方(いないときは地域政策課の投稿者)、担当課長、業務処理責任者(見られる事案のもの)",
        WORKERS,
        clause=TROUBLE_CLAUSE,
        standing=of_case,
    )
)
ANSWER = declare(
    _kind(
        "case_answer",
        "プラットフォームの回答の期限が近い、過ぎた",
        f"{DIVISION_AND_MANAGERS}、事案の担当の方",
        WORKERS,
        clause=TROUBLE_CLAUSE,
        standing=of_case,
    )
)
