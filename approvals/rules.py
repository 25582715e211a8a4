"""Who may submit, decide, take back and stop: answers with reason and clause.

One source for page, admin site, action and message. Questions about a version expect `item.submission` with its
decisions and `item.dossier` with its contributors prefetched (querysets.py), so that lists ask without queries.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from approvals.models import (
    WENT_WRONG,
    Approvable,
    Category,
    Decision,
    EmergencyStop,
    Guideline,
    State,
    Step,
    Submission,
    Unnoted,
    Verdict,
)
from security.models import APPROVERS, POSTERS, Appointment, Organization, Role
from security.office.answers import YES, Answer, no
from security.people.account_changes import holds_up
from security.people.actors import Actor
from security.workplaces.rules import from_workplace

CHIEF_STEPS = (Step.CHIEF, Step.RECOGNITION)
READERS = (Role.SECTION_CHIEF, Role.PREFECTURE_POSTER)
# Where an approval stands or has been used: what circulates.
CIRCULATING = (
    State.APPROVED,
    State.PUBLISHING,
    State.PUBLISHED,
    State.UNCONFIRMED,
    State.FAILED,
    State.REMOVED,
)
STOPPERS = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR)


def required_steps(item: Approvable) -> list[Step]:
    """The approvals that an item needs: by its kind, the author's organisation, its contract and the category."""
    organization = item.organization
    if organization.kind == Organization.Kind.PREFECTURE:
        steps = [Step.CHIEF]
    else:
        steps = [Step.MANAGER]
        if organization.chief_approves_all or item.CHIEF_ALWAYS:
            steps.append(Step.CHIEF)
    if item.category == Category.OTHER:
        steps.append(Step.RECOGNITION)
    return steps


def clause_of_step(step: Step, item: Approvable) -> str:
    """Where the step comes from. Of a contractor's post the chief's approval is asked by the contract alone."""
    if item.CLAUSE:
        return item.CLAUSE
    if step == Step.RECOGNITION:
        return "第３第１項(2)"
    if step == Step.MANAGER:
        return "第４第３項(1)"
    return "第４第１項(1)" if item.organization.kind == Organization.Kind.PREFECTURE else "委託契約"


def next_step(submission: Submission) -> Step | None:
    """The first needed step without an approval of this very seal; None when all are there."""
    given = [decision for decision in submission.decisions.all() if decision.verdict == Verdict.APPROVED]
    done = {decision.step for decision in given if decision.seal == submission.seal}
    return next((Step(step) for step in submission.steps if step not in done), None)


def decider_of(actor: Actor, item: Approvable, step: Step) -> Appointment | None:
    """The appointment in which the actor could take that step."""
    if step in CHIEF_STEPS:
        return actor.appointment(Role.SECTION_CHIEF)
    return actor.appointment(Role.MANAGER, organization_id=item.organization_id)


def deciders(item: Approvable, step: Step) -> QuerySet[Appointment]:
    """The reverse question: who can decide this now (for the post page)."""
    able = Appointment.objects.in_force().filter(~holds_up(timezone.localdate()))
    able = able.exclude(user__in=item.dossier.contributors.all())
    if step in CHIEF_STEPS:
        able = able.filter(role=Role.SECTION_CHIEF)
    else:
        able = able.filter(role=Role.MANAGER, organization=item.organization)
    return able.select_related("user")


def may_write(actor: Actor, item: Approvable) -> Answer:
    """Submitting, taking back and withdrawing: the posters of the author's organisation (第４)."""
    if actor.appointment(*POSTERS, organization_id=item.organization_id):
        return YES
    return no(
        f"この操作ができるのは、{item.organization.name}の投稿者です。",
        clause="第４第２項" if item.organization.kind == Organization.Kind.CONTRACTOR else "第４第１項",
    )


def may_submit(actor: Actor, item: Approvable) -> Answer:
    """承認を求める, which with a set time is also scheduling: from the workplace (第４第１項(1))."""
    return could_submit(actor, item) and from_workplace(actor, item.organization)


def could_submit(actor: Actor, item: Approvable) -> Answer:
    """Whether the person may at all, wherever he is."""
    answer = may_write(actor, item)
    if answer and item.state != State.DRAFT:
        return no(f"いまは「{item.get_state_display()}」のため、承認を求めることはできません。")
    return answer


def may_decide(actor: Actor, item: Approvable) -> Answer:
    """Approve or return the pending version: the step's own decider, and never someone who wrote or edited it."""
    if item.state != State.PENDING or item.submission is None:
        return no(f"いまは「{item.get_state_display()}」のため、決定するものがありません。")
    step = next_step(item.submission)
    if step is None:
        return no("必要な承認はすべて済んでいます。")
    if decider_of(actor, item, step) is None:
        others = no(
            f"いま必要なのは「{step.label}」です。",
            clause=clause_of_step(step, item),
            remedy="その担当の方がお決めください。",
        )
        return actor.refused(others, Role.SECTION_CHIEF if step in CHIEF_STEPS else Role.MANAGER)
    return not_own(actor, item, clause=clause_of_step(step, item))


def not_own(actor: Actor, item: Approvable, *, clause: str) -> Answer:
    """No one decides what they have written or edited, in any version of it."""
    if actor.user in item.dossier.contributors.all():
        return no("ご自身が起案または編集したものは、ご自身では決定できません。", clause=clause)
    return YES


def may_approve(actor: Actor, item: Approvable, *, now: datetime | None = None) -> Answer:
    answer = may_decide(actor, item)
    if answer and item.publish_at and item.publish_at <= (now or timezone.now()):
        return no(
            "投稿する日時を過ぎているため、承認できません。",
            remedy="差し戻して、投稿者に日時を改めてもらってください。",
        )
    return answer


def may_reopen(actor: Actor, item: Approvable) -> Answer:
    """下書きに戻す: what did not go out can be asked for anew, even without a change."""
    answer = may_write(actor, item)
    if answer and item.state not in (State.EXPIRED, State.FAILED):
        return no(
            f"下書きに戻せるのは「期限切れ」と「投稿失敗」のものだけです(いまは「{item.get_state_display()}」です)。"
        )
    return answer


def may_pull_back(actor: Actor, item: Approvable) -> Answer:
    answer = may_write(actor, item)
    if answer and item.state != State.PENDING:
        return no(f"引き戻せるのは承認待ちの間だけです(いまは「{item.get_state_display()}」です)。")
    return answer


def may_withdraw(actor: Actor, item: Approvable) -> Answer:
    answer = may_write(actor, item)
    if answer and item.state not in (State.DRAFT, State.PENDING, State.APPROVED, State.FAILED, State.EXPIRED):
        return no(f"「{item.get_state_display()}」のものは取り下げられません。")
    return answer


def may_revoke(actor: Actor, item: Approvable) -> Answer:
    """承認の取消し, before posting only: whoever may take one of the version's steps today, and always the chief."""
    if item.state not in (State.APPROVED, State.FAILED) or item.submission is None:
        return no(
            f"承認を取り消せるのは、投稿する前の承認済のものだけです(いまは「{item.get_state_display()}」です)。"
        )
    if revoker(actor, item) is None:
        others = no(
            "承認を取り消せるのは、このものを承認する立場の方と移住交流担当課長だけです。", clause="第４"
        )
        return actor.refused(others, *APPROVERS)
    return YES


class Revoker(NamedTuple):
    step: Step
    appointment: Appointment


def revoker(actor: Actor, item: Approvable) -> Revoker | None:
    """The last step of the version that the actor could take, and so take back; the chief can take back any."""
    steps = [Step(step) for step in item.submission.steps] if item.submission else []
    for step in reversed(steps):
        if appointment := decider_of(actor, item, step) or actor.appointment(Role.SECTION_CHIEF):
            return Revoker(step, appointment)
    return None


def may_see_after(actor: Actor, decision: Decision) -> Answer:
    """後閲: the absent approver, or whoever holds that office now in his own right."""
    if not decision.is_by_deputy:
        return no("後閲するのは、代決されたものです。", clause="第４")
    if decision.seen_at:
        return no("この代決は、すでに後閲されています。")
    role, organization = Role(decision.appointment.role), decision.appointment.organization_id
    if actor.own.appointment(role, organization_id=organization) is None:
        return actor.own.refused(no("後閲するのは、代決を任せた本人です。", clause="第４"), role)
    return YES


def may_mark_read(actor: Actor, item: Approvable) -> Answer:
    """供覧: the division's people mark a contractor's approved version as seen, each once."""
    if item.organization.kind != Organization.Kind.CONTRACTOR or item.state not in CIRCULATING:
        return no("供覧するのは、承認された運営者の投稿です。", clause="第４第３項(1)")
    if not actor.is_any(*READERS):
        others = no("供覧の確認をするのは、地域政策課の担当課長と投稿者です。", clause="第４第３項(1)")
        return actor.refused(others, Role.SECTION_CHIEF)
    if item.submission and any(reading.by_id == actor.user.pk for reading in item.submission.readings.all()):
        return no("この版はすでに確認済みです。")
    return YES


def may_take_note(actor: Actor, item: Approvable) -> Answer:
    """確認しました, of what went wrong: its side's posters and who approves it; the administrator where it is his."""
    if item.state not in WENT_WRONG or not item.unnoted:
        return no(f"いまは「{item.get_state_display()}」で、確認は済んでいるか、必要ありません。")
    if item.unnoted == Unnoted.TECHNICAL and actor.is_any(Role.ADMINISTRATOR):
        return YES
    if item.unnoted == Unnoted.AUTHORS and not may_write(actor, item):
        return no(
            "承認する立場の方の確認は済んでいます。起案した組織の投稿者の確認が残っています。", clause="第４"
        )
    if is_concerned(actor, item):
        return YES
    return no("確認するのは、起案した組織の投稿者と、承認する立場の方です。", clause="第４")


def left_to_note(actor: Actor, item: Approvable) -> str:
    """Who is still to take note once this person, who may, has done so."""
    if may_write(actor, item):
        return ""
    return Unnoted.AUTHORS if is_concerned(actor, item) else Unnoted.OFFICE


def is_concerned(actor: Actor, item: Approvable) -> bool:
    """Whether he posts or approves for its side."""
    manages = actor.is_any(Role.MANAGER) and item.organization_id in actor.organization_ids
    return manages or actor.is_any(Role.SECTION_CHIEF) or bool(may_write(actor, item))


def may_stop(actor: Actor) -> Answer:
    """緊急停止 and its end: section chief, manager or administrator."""
    if actor.is_any(*STOPPERS):
        return YES
    others = no(
        "緊急停止とその解除ができるのは、担当課長、業務処理責任者、システム管理者です。", clause="第６第４項"
    )
    return actor.refused(others, *APPROVERS)


def may_resume(actor: Actor, stop: EmergencyStop) -> Answer:
    """A stop made by the division is lifted by the division; a contractor's own also by its manager."""
    answer = may_stop(actor)
    by_division = stop.organization.kind == Organization.Kind.PREFECTURE
    if answer and by_division and not actor.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        return no("地域政策課が行った緊急停止は、地域政策課が解除します。", clause="第６第４項")
    return answer


def may_change_guideline(guideline: Guideline) -> Answer:
    """What was in force when approval was asked for stays as it was (第３第２項, 第７)."""
    named = Q(operation_guideline=guideline) | Q(social_media_guideline=guideline)
    if Submission.objects.filter(named).exists():
        return no(
            "この版は承認の記録に使われているため変更できません。", remedy="新しい版を登録してください。"
        )
    return YES
