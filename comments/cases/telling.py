"""The division is notified at once (第６第３項「すみやかに」); later reminders of the platform's answer and of the deadline.

What is to be told follows from the rows, and a letter's key makes it one, as in security.account.reminders.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from comments.cases import querysets as cases
from comments.cases.models import Case, CaseState, Measure
from comments.cases.rules import cases as rules
from comments.inbox.roles import DIVISION, may_act_under
from security.account.reminders import OPENING
from security.letters import writing as letters
from security.models import Role, User
from security.people.actors import Actor
from security.people.querysets import working_as

DRILL_MARK = "【訓練】"
# How long a deadline that passed during an outage is still reminded of; the first page shows it to the end.
MADE_UP_FOR = timedelta(days=14)


def tell_division(case: Case) -> None:
    """To the chiefs and posters of the division who work today, but not to who reported it. In its transaction."""
    people = division().exclude(pk=case.opened_by_id)
    _write(case, people, key=f"case:{case.pk}:opened", subject=f"事案の連絡 {case.number}", template="opened")


def tell_of_emergency(measure: Measure) -> None:
    """緊急の措置, at once: to chief, division and the contractor's manager, but not to who took it. In its transaction."""
    case = measure.case
    managers = [one for one in working_as(Role.MANAGER) if _is_concerned(one, case)]
    people = {person.pk: person for person in [*division(), *managers]}
    people.pop(measure.proposed_by_id, None)
    for person in people.values():
        may_read = rules.may_read(Actor.of(person), case)
        _write(
            case,
            [person],
            key=f"measure:{measure.pk}:emergency",
            subject=f"緊急の措置が行われました{f' {case.number}' if may_read else ''}",
            template="emergency",
            measure=measure,
            may_read=may_read,
            comment_url=f"{settings.PUBLIC_URL}{measure.comment.get_absolute_url()}"
            if measure.comment
            else "",
        )


def _is_concerned(manager: User, case: Case) -> bool:
    """Whose people act under that post."""
    return bool(may_act_under(Actor.of(manager), rules.subject_post(case), rules.CLAUSE))


def tell_not_done(measure: Measure, because: str) -> None:
    """Ordered, and not carried out after all: to the division and who proposed it. In its transaction."""
    case = measure.case
    _write(
        case,
        _readers(case, measure.proposed_by_id),
        key=f"measure:{measure.pk}:not-done:{timezone.localdate()}",
        subject=f"措置は行われませんでした {case.number}",
        template="not_done",
        measure=measure,
        because=because,
    )


def remind() -> None:
    """What time has brought to cases: run every minute by beat."""
    remind_of_answers()
    remind_of_deadlines()


def remind_of_answers() -> None:
    """The platform has seven days: a reminder the day before, and daily once it is late. Each letter once."""
    if timezone.localtime().time() < OPENING:
        return
    today = timezone.localdate()
    waiting = Case.objects.filter(
        state=CaseState.OPEN, answered_on=None, answer_due_on__lte=today + timedelta(days=1)
    )
    for case in waiting.select_related("kind", "organization", "opened_by", "owner"):
        _remind(case)


@transaction.atomic
def _remind(case: Case) -> None:
    today = timezone.localdate()
    assert case.answer_due_on is not None  # noqa: S101 - asked for by the query
    is_late = case.answer_due_on < today
    key = f"case:{case.pk}:answer:{case.answer_due_on}:{f'late:{today}' if is_late else 'soon'}"
    when = "の期限が過ぎています" if is_late else "の期限が近づいています"
    wanted = letters.not_yet_written(key, _readers(case, case.owner_id))
    _write(
        case,
        wanted,
        key=key,
        subject=f"プラットフォームの回答{when} {case.number}",
        template="answer",
        is_late=is_late,
    )


def remind_of_deadlines() -> None:
    """To those in charge and the chief, once, on the day that a case is still open at its deadline."""
    if timezone.localtime().time() < OPENING:
        return
    today = timezone.localdate()
    reached = cases.at_deadline(today).filter(due_on__gt=today - MADE_UP_FOR)
    for case in reached.select_related("kind", "organization", "opened_by", "owner"):
        _remind_of_deadline(case, today)


@transaction.atomic
def _remind_of_deadline(case: Case, today: date) -> None:
    key = f"case:{case.pk}:due:{case.due_on}"
    is_late = case.due_on != today
    subject = f"事案の対応期限{'を過ぎています' if is_late else 'です'} {case.number}"
    wanted = letters.not_yet_written(key, cases.in_charge(case))
    _write(case, wanted, key=key, subject=subject, template="due", is_late=is_late)


def take_back_reminders(case: Case) -> None:
    """The platform has answered; or the case is closed, and its deadline with it."""
    letters.take_back(about=_about(case, "answer"))
    if case.state == CaseState.CLOSED:
        letters.take_back(about=_about(case, "due"))


def division() -> QuerySet[User]:
    """担当課長 and 地域政策課投稿者 with an appointment in force."""
    return working_as(*DIVISION)


def _readers(case: Case, besides: int | None) -> list[User]:
    """The division, and one besides if he may read the case today: he may have left, or work for the other side by now."""
    people = division() | User.objects.filter(pk=besides or 0, is_active=True)
    return [one for one in people.distinct() if rules.may_read(Actor.of(one), case)]


def _write(
    case: Case,
    people: "QuerySet[User] | list[User]",
    *,
    key: str,
    subject: str,
    template: str,
    **more: object,
) -> None:
    """Names nobody and quotes nothing: a mail is read where evidence must not be."""
    mark = DRILL_MARK if case.is_drill else ""
    url = f"{settings.PUBLIC_URL}{case.get_absolute_url()}"
    for person in people:
        context = {"person": person, "case": case, "url": url, "mark": mark, **more}
        body = render_to_string(f"cases/letters/{template}.txt", context)
        letters.write(key=key, to=person, subject=f"{mark}{subject}", body=body, about=_about(case, template))


def _about(case: Case, template: str) -> str:
    return f"case:{case.pk}:{template}"
