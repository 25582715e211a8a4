"""Whether an approval is what it says: rows that the program wrote, people who could decide, and the trail's own word.

Asked before anything goes out. Whoever writes to the database can rewrite a row and its hashes, but not its MAC
(security/office/macs.py); and an old row with its old MAC does not fit the trail.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from approvals import events
from approvals.models import Approvable, Decision, Step, Submission, Verdict
from approvals.rules import CHIEF_STEPS
from security.confirming import events as account_events
from security.models import Appointment, AuditEvent, Role, User
from security.office.answers import YES, Answer, no
from security.trail.recording import subject_key
from security.trail.registry import Event, event_of

# Read together with the item, so that asking costs one query.
READ_WITH = (
    "submission__appointment",
    "submission__operation_guideline",
    "submission__social_media_guideline",
)

WRITTEN = (events.DRAFTED, events.EDITED, events.SUBMITTED)
GIVEN = (events.STEP_APPROVED, events.APPROVED)
ACCOUNT_CHANGES = (account_events.ASKED, *account_events.ENDINGS)
# After one of these the version never goes out again; what is asked for anew is another.
ENDINGS = (
    events.RETURNED,
    events.PULLED_BACK,
    events.WITHDRAWN,
    events.REJECTED,
    events.REVOKED,
    events.APPROVAL_LOST,
    events.APPROVAL_LAPSED,
    events.EXPIRED,
    events.REOPENED,
)


class Told(NamedTuple):
    """What the trail tells of an item, or of the account of one who decided: one event."""

    tag: str
    actor_id: int | None
    data: dict[str, Any]
    at: datetime
    subject: str

    def is_one_of(self, *kinds: Event) -> bool:
        return any(self.tag == kind.tag for kind in kinds)


def approval_is_genuine(item: Approvable, *, clause: str) -> Answer:
    """Whether the version that the item stands on has every approval that it needs, each of them genuine.

    Expects the item with everything the rules ask for (querysets.judgeable), and READ_WITH. One query, one more for
    a deputy.
    """
    submission = item.submission
    problem = next(_problems(item, submission), "") if submission else "承認された版がありません。"
    if not problem:
        return YES
    return no(
        f"{problem}何も送っていません。",
        clause=clause,
        remedy="システム管理者に知らせてください。",
        is_technical=True,
    )


def told_of(item: Approvable, deciders: Iterable[User] = ()) -> list[Told]:
    """In the trail's order, with what waited for a second person in the accounts of these deciders."""
    tags = [kind.tag for kind in (*WRITTEN, *GIVEN, *ENDINGS, *ACCOUNT_CHANGES)]
    subjects = [subject_key(item), *map(subject_key, deciders)]
    found = AuditEvent.objects.filter(subject__in=subjects, tag__in=tags).order_by("number")
    return [Told(*row) for row in found.values_list("tag", "actor_id", "data", "at", "subject")]


def _problems(item: Approvable, submission: Submission) -> Iterator[str]:
    if not submission.is_authentic:
        yield "版の記録が、承認を求めたときのものと違っています。"
    if not submission.appointment.is_authentic:
        yield "承認を求めた人の任用の記録が、登録されたときのものと違っています。"
    decisions = list(submission.decisions.all())
    for decision in decisions:
        if not decision.is_authentic:
            yield f"承認の記録「{decision.get_step_display()}」が、決定されたときのものと違っています。"
    given = {one.step: one for one in decisions if is_given(one, submission)}
    told = told_of(item, [one.by for one in given.values()])
    of_version = [one for one in told if one.data.get("seal") == submission.seal]
    if not any(
        one.is_one_of(events.SUBMITTED) and one.actor_id == submission.submitted_by_id for one in of_version
    ):
        yield "承認を求めたことが、証跡にありません。"
    hands = _hands_in(item, submission, told)
    for step in map(Step, submission.steps):
        yield from _problems_of_step(item, step, given.get(step), of_version, hands)
    for decision in given.values():
        if _was_held_up(decision, told):
            yield (
                f"「{decision.get_step_display()}」を決定した人のアカウントは、"
                "そのとき、変更の確認を待っていました。"
            )
    for one in of_version:
        if one.is_one_of(*ENDINGS):
            yield f"証跡によると、この版はすでに終わっています(「{event_of(one.tag).label}」)。"


def is_given(decision: Decision, submission: Submission) -> bool:
    return decision.verdict == Verdict.APPROVED and decision.seal == submission.seal


def _hands_in(item: Approvable, submission: Submission, told: list[Told]) -> set[int | None]:
    """Everybody who has written, edited or submitted it: by the rows, and by the trail in case a row was taken away."""
    by_rows = {person.pk for person in item.dossier.contributors.all()}
    by_trail = {one.actor_id for one in told if one.is_one_of(*WRITTEN)}
    return by_rows | by_trail | {item.author_id, submission.submitted_by_id}


def _problems_of_step(
    item: Approvable, step: Step, decision: Decision | None, of_version: list[Told], hands: set[int | None]
) -> Iterator[str]:
    if decision is None:
        yield f"この版に必要な「{step.label}」の記録がありません。"
        return
    if decision.by_id in hands:
        yield f"「{step.label}」を決定した人が、起案または編集に加わっています。"
    yield from _problems_of_appointment(item, step, decision)
    if not any(
        one.is_one_of(*GIVEN) and one.data.get("step") == step and one.actor_id == decision.by_id
        for one in of_version
    ):
        yield f"「{step.label}」が、証跡にありません。"


def _was_held_up(decision: Decision, told: list[Told]) -> bool:
    """Whether, when the trail tells of the decision, something in the decider's account waited for a second person."""
    open_ones: dict[int, dict[str, Any]] = {}
    account = subject_key(decision.by)
    for one in told:
        if one.subject == account and one.is_one_of(account_events.ASKED):
            open_ones[one.data["change"]] = one.data
        elif one.subject == account and one.is_one_of(*account_events.ENDINGS):
            open_ones.pop(one.data["change"], None)
        elif _gives(one, decision) and any(_concerns(data, decision, one.at) for data in open_ones.values()):
            return True
    return False


def _gives(one: Told, decision: Decision) -> bool:
    is_it = one.is_one_of(*GIVEN) and one.data.get("step") == decision.step
    return is_it and one.actor_id == decision.by_id and one.data.get("seal") == decision.seal


def _concerns(change: dict[str, Any], decision: Decision, at: datetime) -> bool:
    """All of the person's appointments, or one, or its days from the first that was added."""
    begun = change.get("begins", "") <= timezone.localdate(at).isoformat()
    return begun and change.get("appointment") in (None, decision.appointment_id)


def _problems_of_appointment(item: Approvable, step: Step, decision: Decision) -> Iterator[str]:
    own = decision.appointment
    held = [own, own.deputizes] if own.deputizes else [own]
    if not all(one.is_authentic for one in held):
        yield f"「{step.label}」を決定した人の任用の記録が、登録されたときのものと違っています。"
    if step in CHIEF_STEPS:
        is_right = own.role == Role.SECTION_CHIEF
    else:
        is_right = own.role == Role.MANAGER and own.organization_id == item.organization_id
    held_then = all(_held_at(one, decision.decided_at) for one in held)
    if own.user_id != decision.by_id or not is_right or not held_then:
        yield f"「{step.label}」を決定した人は、その日、それを決定できる任用を受けていません。"


def _held_at(appointment: Appointment, moment: datetime) -> bool:
    day = timezone.localdate(moment)
    ends = appointment.valid_until
    begun = appointment.valid_from <= day and (ends is None or day <= ends)
    return begun and (appointment.ended_at is None or moment <= appointment.ended_at)
