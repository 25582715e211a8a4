"""What happens in cases and with their measures is told at once (第６第３項「すみやかに」); what time brings, by a sweep.

Each runs in the transaction of the act, before its event. It names and quotes no citizen, and gives no reason that
somebody has written: a mail is read where evidence must not be, and not all who keep the mail may read cases.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from comments.cases import notices, querysets
from comments.cases.actions.locking import locked_case
from comments.cases.models import Case, CaseState, Measure
from comments.cases.rules import cases as rules
from comments.cases.rules.measures import is_by_api
from comments.inbox.roles import DIVISION, WORKERS, may_act_under
from security.account.reminders import OPENING
from security.models import Role, User
from security.notices import telling
from security.notices.models import Notice
from security.notices.registry import Kind
from security.office.calendar import is_working_day
from security.office.days import WEEKDAYS
from security.people.actors import Actor
from security.people.querysets import working_as

DRILL_MARK = "【訓練】"
SOON = timedelta(days=3)
# How long a deadline that passed during an outage is still reminded of; the first page shows it to the end.
MADE_UP_FOR = timedelta(days=14)


def concerned(case: Case, *besides: int | None) -> QuerySet[User]:
    """The division, the managers who may read it, and these people, as far as they work here and may read it today."""
    named = working_as(*WORKERS).filter(pk__in=[one for one in besides if one])
    return (working_as(*DIVISION, Role.MANAGER) | named).filter(pk__in=querysets.readers(case))


# --- Cases ------------------------------------------------------------------------------------------------------


def of_report(case: Case, actor: Actor) -> None:
    sentence = f"{actor.label}が、{_called(case)}を報告しました(第６第３項、第４項)。{_until(case.due_on)}"
    if case.noted_at is None:
        sentence += (
            "\n地域政策課の方は、事案のページで内容を確かめ、「受領する」を押してください。"
            "押されるまで、画面の上に表示され続けます。"
        )
    _tell(notices.OPENED, concerned(case), case, title="事案が報告されました", sentence=sentence, by=actor)


def of_note(case: Case, actor: Actor) -> None:
    """Who has reported it hears that the division knows; nobody need be asked to take note any more."""
    telling.settle(notices.OPENED, about=case, person=actor.user)
    telling.lay_aside(notices.OPENED, about=case)
    sentence = f"{actor.label}が、{_called(case)}の報告を受領しました(第６第３項)。"
    to = concerned(case, case.opened_by_id)
    _tell(notices.TAKEN, to, case, title="事案の報告が受領されました", sentence=sentence, by=actor)


def of_new_owner(case: Case, actor: Actor) -> None:
    sentence = (
        f"{actor.label}が、{_called(case)}の担当をあなたに決めました(第６第４項)。{_until(case.due_on)}"
    )
    to = concerned(case, case.owner_id).filter(pk=case.owner_id or 0)
    _tell(notices.TAKEN, to, case, title="事案の担当に決まりました", sentence=sentence, by=actor)


# --- Measures ---------------------------------------------------------------------------------------------------


def of_emergency(measure: Measure, actor: Actor) -> None:
    """緊急の措置: to the division and the managers who may act there; who may not read the case hears of the comment alone."""
    case = measure.case
    post = rules.subject_post(case)
    managers = [
        one.pk for one in working_as(Role.MANAGER) if may_act_under(Actor.of(one), post, rules.CLAUSE)
    ]
    people = working_as(*DIVISION) | working_as(Role.MANAGER).filter(pk__in=managers)
    done = (
        f"{actor.label}が、担当課長の決定の前に、緊急の措置として、コメントの非表示を指示しました(第６第３項)。"
        "非表示は、後から元に戻せます。担当課長が、事後に確認します。\n"
        f"根拠: {measure.ground}({measure.policy})"
    )
    readers = querysets.readers(case)
    title = "緊急の措置がとられました"
    _tell(
        notices.EMERGENCY,
        people.filter(pk__in=readers),
        case,
        about=measure,
        title=title,
        sentence=f"{done}\n{_called(case)}のページで、くわしく確かめられます。",
        by=actor,
    )
    assert measure.comment is not None  # noqa: S101 - it hides one, by constraint
    _tell(
        notices.EMERGENCY,
        people.exclude(pk__in=readers),
        case,
        about=measure,
        title=title,
        sentence=done,
        url=measure.comment.get_absolute_url(),
        by=actor,
    )


def of_proposal(measure: Measure, actor: Actor) -> None:
    sentence = (
        f"{actor.label}が、{_called(measure.case)}で、措置「{measure.get_kind_display()}」を発議しました。"
        "担当課長の決定を待っています(第６第３項)。"
    )
    _of_measure(notices.PROPOSED, measure, title="措置が決定を待っています", sentence=sentence, by=actor)


def of_order(measure: Measure, actor: Actor) -> None:
    what = f"{_called(measure.case)}の措置「{measure.get_kind_display()}」"
    then = (
        ""
        if is_by_api(measure)
        else "行った方は、事案のページの「行ったことを記録する」から記録してください。"
    )
    sentence = f"{actor.label}が、{what}を決定しました(第６第３項)。{then}"
    is_decided(measure, actor)
    _of_measure(notices.DECIDED, measure, title="措置が決定されました", sentence=sentence, by=actor)


def of_refusal(measure: Measure, actor: Actor) -> None:
    what = f"{_called(measure.case)}の措置「{measure.get_kind_display()}」"
    sentence = f"{actor.label}が、{what}を却下しました(第６第３項)。理由は、事案のページで確かめられます。"
    is_decided(measure, actor)
    _of_measure(notices.DECIDED, measure, title="措置が却下されました", sentence=sentence, by=actor)


def of_failure(measure: Measure) -> None:
    """Of what has been asked for, and of what a person has to look at now."""
    sentence = (
        f"{_called(measure.case)}の措置「{measure.get_kind_display()}」に失敗しました。{measure.result}"
    )
    _of_measure(notices.FAILED, measure, title="措置に失敗しました", sentence=sentence, by=None)


def of_not_done(measure: Measure, because: str) -> None:
    """Ordered, and not carried out after all."""
    sentence = (
        f"{_called(measure.case)}の措置「{measure.get_kind_display()}」は、Instagramに依頼する直前の確認で"
        f"取りやめになりました。コメントには何もしていません。\n{because}"
    )
    _of_measure(notices.FAILED, measure, title="措置は行われませんでした", sentence=sentence, by=None)


def is_decided(measure: Measure, actor: Actor | None) -> None:
    """Nobody is asked any more to decide it."""
    telling.take_back(notices.PROPOSED, about=measure)
    if actor:
        telling.settle(notices.PROPOSED, about=measure, person=actor.user)


def is_seen_after(measure: Measure, actor: Actor) -> None:
    """事後の確認: the chief has looked at it."""
    telling.settle(notices.EMERGENCY, about=measure, person=actor.user)


def _of_measure(kind: Kind, measure: Measure, *, title: str, sentence: str, by: Actor | None) -> None:
    to = concerned(measure.case, measure.proposed_by_id)
    _tell(kind, to, measure.case, about=measure, title=title, sentence=sentence, by=by)


# --- What time brings -------------------------------------------------------------------------------------------


class Reminder(NamedTuple):
    """What is due of a case: the key makes it one."""

    kind: Kind
    key: str
    title: str
    sentence: str


def remind() -> None:
    """Run every minute by beat, in the hours of the office; on days off only the deadline of that very day.

    A stage that was missed is made up by the latest only.
    """
    if timezone.localtime().time() < OPENING:
        return
    today = timezone.localdate()
    cases = _open_cases(today)
    if not is_working_day(today):
        cases = cases.filter(due_on=today)
    due = {one.key: case for case in cases for one in _due(case, today)}
    told = set(Notice.objects.filter(key__in=due).values_list("key", flat=True))
    for case in {due[key].pk: due[key] for key in due.keys() - told}.values():
        _remind(case, today, told)


@transaction.atomic
def _remind(case: Case, today: date, told: set[str]) -> None:
    """If it is open still."""
    case = locked_case(case)
    for one in _due(case, today) if case.state == CaseState.OPEN else ():
        if one.key in told:
            continue
        if one.kind == notices.ANSWER:
            to = concerned(case, case.owner_id)
        else:
            to = (querysets.in_charge(case) | working_as(Role.MANAGER)).filter(pk__in=querysets.readers(case))
        _tell(one.kind, to, case, title=one.title, sentence=one.sentence, by=None, key=one.key)


def _open_cases(today: date) -> QuerySet[Case]:
    deadline = Q(due_on__gt=today - MADE_UP_FOR, due_on__lte=today + SOON)
    answer = Q(answered_on=None, answer_due_on__lte=today + timedelta(days=1))
    return Case.objects.filter(deadline | answer, state=CaseState.OPEN).select_related("kind").order_by("pk")


def _due(case: Case, today: date) -> Iterable[Reminder]:
    if (
        case.due_on
        and today - MADE_UP_FOR < case.due_on <= today + SOON
        and (one := _of_deadline(case, today))
    ):
        yield one
    if not is_working_day(today):
        return
    if case.answer_due_on and not case.answered_on and case.answer_due_on <= today + timedelta(days=1):
        yield _of_answer(case, today)


def _of_deadline(case: Case, today: date) -> Reminder | None:
    """3日前, 当日, 過ぎた日: once each. None for a case that was reported with no more time than that."""
    assert case.due_on is not None  # noqa: S101 - asked by the caller
    key = f"case:{case.pk}:due:{case.due_on}"
    what = f"{_called(case)}は、まだ終結していません。対応期限は{_day(case.due_on)}です(第６第４項)。"
    then = "\n終わっていれば担当課長が終結とし、延びるときは、地域政策課の方が「種類・担当・期限を変更する」から期限を改めてください。"
    if today > case.due_on:
        return Reminder(notices.DEADLINE, f"{key}:late", "事案の対応期限を過ぎています", what + then)
    if today == case.due_on:
        return Reminder(notices.DEADLINE, f"{key}:day", "事案の対応期限です", what + then)
    if timezone.localdate(case.opened_at) >= case.due_on - SOON:
        return None
    return Reminder(notices.DEADLINE, f"{key}:soon", "事案の対応期限が近づいています", what)


def _of_answer(case: Case, today: date) -> Reminder:
    """The platform has seven days: the day before, and daily once it is late."""
    assert case.answer_due_on is not None  # noqa: S101 - asked by the caller
    key = f"case:{case.pk}:answer:{case.answer_due_on}"
    what = (
        f"{_called(case)}について申し出たプラットフォームの回答が、まだ記録されていません。"
        f"回答の期限は{_day(case.answer_due_on)}です(情報流通プラットフォーム対処法)。"
    )
    then = "申出の窓口で状況を確かめ、結果を記録してください。"
    if case.answer_due_on < today:
        title = "プラットフォームの回答の期限が過ぎています"
        return Reminder(notices.ANSWER, f"{key}:late:{today}", title, what + then)
    return Reminder(
        notices.ANSWER, f"{key}:soon", "プラットフォームの回答の期限が近づいています", what + then
    )


def take_back_deadlines(case: Case) -> None:
    """It is closed, or its deadline is another."""
    telling.take_back(notices.DEADLINE, about=case)


def take_back_answers(case: Case) -> None:
    """The platform has answered, or nobody waits for it any more."""
    telling.take_back(notices.ANSWER, about=case)


# --- How it is told ---------------------------------------------------------------------------------------------


def _called(case: Case) -> str:
    return f"事案「{case}」"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"


def _until(day: date | None) -> str:
    return f"対応期限は{_day(day)}です。" if day else ""


def _tell(
    kind: Kind,
    to: QuerySet[User],
    case: Case,
    *,
    title: str,
    sentence: str,
    by: Actor | None,
    about: Case | Measure | None = None,
    url: str = "",
    key: str = "",
) -> None:
    """url: another page than the case's, for those who may not know of it. A drill says that it is one."""
    mark, first = (DRILL_MARK, "これは訓練の連絡です。\n") if case.is_drill else ("", "")
    telling.tell(
        kind,
        to=to,
        about=about or case,
        title=f"{mark}{title}" if url else f"{mark}{title}: {case.number}",
        sentence=f"{first}{sentence}",
        url=url or case.get_absolute_url(),
        by=by.user if by else None,
        key=key,
    )
