"""Verbs about a case: reported, taken note of, worked on, closed (第６第３項, 第４項)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import models, transaction
from django.utils import timezone

from comments.cases import events, telling
from comments.cases.actions import evidence, measures
from comments.cases.actions.locking import enter, locked_case
from comments.cases.models import (
    OWN_STEPS,
    Case,
    CaseEntry,
    CaseSeries,
    CaseState,
    CaseStep,
    Evidence,
    Measure,
    TroubleType,
    TypeStep,
)
from comments.cases.rules import cases as rules
from comments.cases.screenshots import Screenshot
from comments.inbox.actions import settling
from comments.inbox.actions.locking import locked_comment
from comments.inbox.models import Comment
from comments.inbox.texts import fitting
from posts.live.evidence import Evidence as Found
from posts.models import Post
from security.account.actions import official_password, token
from security.account.querysets import knows_password
from security.account.rules import may_ask_for_password_change
from security.models import Organization, PasswordChange, Role, User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import events as trail_events
from security.trail import recording as audit
from security.trail.changes import changes, stored


@dataclass(frozen=True)
class Report:
    """What somebody reports. One of `comment`, `post` or `found_at` says what it is about, as far as it is known."""

    kind: TroubleType
    title: str
    description: str = ""
    comment: Comment | None = None
    post: Post | None = None
    found_at: str = ""
    suspect_username: str = ""
    is_drill: bool = False
    screenshot: Screenshot | None = None


@dataclass(frozen=True)
class Plan:
    """What the division may change of a case."""

    kind: TroubleType
    title: str
    description: str
    owner: User | None
    due_on: date | None
    suspect_username: str = ""


@transaction.atomic
def open_case(*, by: User, report: Report) -> Case:
    """事案を報告する: number, steps and deadline, the evidence and the letter to the division, all or nothing."""
    actor = Actor.of(by)
    require(rules.may_open(actor))
    if report.comment:
        report = _about_locked_comment(report, actor)
    if report.post:
        require(rules.may_open_about(actor, report.post))
    case = _open(report, actor, rules.reporting_organization(actor))
    if report.comment:
        evidence.keep_comment(case, report.comment, by=actor, screenshot=report.screenshot)
    elif report.post:
        evidence.keep_post(case, report.post, by=actor, screenshot=report.screenshot)
    elif _is_found(report):
        evidence.keep_page(case, report.found_at, report.description, by=actor, screenshot=report.screenshot)
    if report.comment and not report.is_drill:
        settling.settle_by_reporting(comment=report.comment, by=actor)
    return case


def _is_found(report: Report) -> bool:
    """Something found on the net: what it says of people is kept sealed, as evidence alone."""
    return not (report.comment or report.post) and bool(report.found_at or report.screenshot)


def open_for_lost_device(*, by: User, device: models.Model, organization: Organization, reason: str) -> None:
    """端末の紛失: heard from the ground floor, in the transaction of the cutting off. Whoever may do that reports it."""
    kind = TroubleType.objects.filter(code=LOST_DEVICE).first()
    if kind is None:  # the office has no such type
        return
    _open(
        Report(kind=kind, title=fitting(f"端末の紛失: {device}", Case, "title"), description=reason),
        Actor.of(by),
        organization,
    )


LOST_DEVICE = "T13"


@transaction.atomic
def open_for_finding(
    *, by: User, title: str, found: Found, is_take_over: bool, note: str, comment: Comment | None = None
) -> Case:
    """Something on the account that nobody has approved: heard from below, with what proves it.

    In the same transaction a new password is asked for, whoever reports it (第５第１項).
    """
    actor = Actor.of(by)
    require(rules.may_open(actor))
    code = TAKE_OVER if is_take_over else UNAPPROVED
    kind = TroubleType.objects.filter(code=code).first()
    if kind is None:
        raise Refused(
            no(
                f"事案の種類「{code}」がないため、報告できません。",
                remedy="「事案を報告する」から報告してください。",
            )
        )
    report = Report(
        kind=kind, title=fitting(title, Case, "title"), found_at=fitting(found.address, Case, "found_at"),
        comment=comment,
    )  # fmt: skip
    case = _open(report, actor, rules.reporting_organization(actor))
    shot = Screenshot("account.jpg", found.picture) if found.picture else None
    if comment:
        evidence.keep_comment(case, comment, by=actor)
    else:
        evidence.keep_page(case, found.address, found.words, by=actor, screenshot=shot)
    if note:
        enter(case, note, by=by)
    official_password.open_task(reason=PasswordChange.Reason.INCIDENT, about=BECAUSE_UNAPPROVED)
    return case


TAKE_OVER, UNAPPROVED = "T10", "T06"
BECAUSE_UNAPPROVED = "公式アカウントに承認の記録のないものがあり、パスワードが他人に知られたおそれがあるため"


def _about_locked_comment(report: Report, actor: Actor) -> Report:
    """If two press at once, the second is told of the first one's case, as far as it is his to read."""
    assert report.comment is not None  # noqa: S101 - asked by the caller
    comment = locked_comment(report.comment)
    standing = comment.cases.filter(state=CaseState.OPEN, is_drill=report.is_drill).first()
    if standing:
        raise Refused(rules.is_reported_already(actor, standing))
    return replace(report, comment=comment)


def _open(report: Report, actor: Actor, organization: Organization) -> Case:
    """The row with its number, steps and letters. The chief's own report needs nobody to take note of it."""
    number = CaseSeries.take(is_drill=report.is_drill)
    now = timezone.now()
    is_chief = actor.own.is_any(Role.SECTION_CHIEF)
    case = Case.objects.create(
        fiscal_year=number.fiscal_year,
        serial=number.last,
        is_drill=report.is_drill,
        kind=report.kind,
        title=report.title,
        description="" if _is_found(report) else report.description,
        comment=report.comment,
        post=report.post,
        found_at=report.found_at,
        suspect_username=report.suspect_username,
        organization=organization,
        opened_by=actor.user,
        opened_at=now,
        noted_by=actor.user if is_chief else None,
        noted_at=now if is_chief else None,
        due_on=timezone.localdate() + timedelta(days=report.kind.deadline_days),
    )
    _plan(case, report.kind.steps.all(), after=0)
    telling.of_report(case, actor)
    audit.record(events.CASE_OPENED, by=actor, subject=case, kind=str(report.kind))
    return case


@transaction.atomic
def note_case(*, by: User, case: Case) -> None:
    """受領する: from here the division knows."""
    actor, case = Actor.of(by), locked_case(case)
    require(rules.may_note(actor, case))
    case.noted_by, case.noted_at = by, timezone.now()
    case.owner = case.owner or by
    case.save(update_fields=["noted_by", "noted_at", "owner"])
    telling.of_note(case, actor)
    audit.record(events.CASE_NOTED, by=actor, subject=case)


@transaction.atomic
def change_case(*, by: User, case: Case, plan: Plan) -> None:
    """Type, title, owner and deadline. The steps of a new type are added behind what has been done."""
    actor, case = Actor.of(by), locked_case(case)
    require(rules.may_change(actor, case))
    before, former, last = stored(case), case.kind, (case.owner, case.due_on)
    for name, value in plan.__dict__.items():
        setattr(case, name, value)
    if case.description and case.evidence.filter(kind=Evidence.Kind.PAGE).exists():
        evidence.keep_page(case, case.found_at, case.description, by=actor)
        case.description = ""
    case.save(update_fields=list(plan.__dict__))
    _tell_of_plan(case, *last, by=actor)
    if former != case.kind:
        _replan(case)
        kind = CaseEntry.Kind.TYPE_CHANGED
        enter(case, f"種類を改めました: {former} → {case.kind}", by=by, kind=kind)
        measures.end_what_has_no_place(case, by=actor)
    told = changes(before, case)
    if "description" in told:  # people's names and words do not belong in the trail
        told["description"] = ["(変更前)", "(変更後)"]
    audit.record(events.CASE_CHANGED, by=actor, subject=case, changes=told)


def _tell_of_plan(case: Case, owner: User | None, due_on: date | None, *, by: Actor) -> None:
    if case.due_on != due_on:
        telling.take_back_deadlines(case)
    if case.owner and case.owner != owner:
        telling.of_new_owner(case, by)


def _replan(case: Case) -> None:
    case.steps.filter(done_at=None).delete()
    done = list(case.steps.all())
    last = done[-1].position if done else 0
    known = {_identity(step) for step in done}
    _plan(case, [step for step in case.kind.steps.all() if _identity(step) not in known], after=last)


def _identity(step: CaseStep | TypeStep) -> tuple[str, str]:
    """Of steps that each type puts in its own words, the words belong to it."""
    return step.kind, step.title if step.kind in OWN_STEPS else ""


def _plan(case: Case, steps: Iterable[TypeStep], *, after: int) -> None:
    CaseStep.objects.bulk_create(
        CaseStep(case=case, position=position, kind=step.kind, title=step.title)
        for position, step in enumerate(steps, start=after + 1)
    )


@transaction.atomic
def enter_note(*, by: User, case: Case, text: str) -> None:
    """経過を記録する."""
    actor, case = Actor.of(by), locked_case(case)
    require(rules.may_work(actor, case))
    if not text.strip():
        raise Refused(no("記録する内容を入力してください。"))
    enter(case, text.strip(), by=by)
    audit.record(events.CASE_ENTERED, by=actor, subject=case)


@transaction.atomic
def do_step(*, by: User, step: CaseStep, note: str, is_done: bool = True) -> None:
    """手順を済ませる, or take a mistaken mark back; the trail keeps both. Raises Refused where somebody was faster."""
    actor, case = Actor.of(by), locked_case(step.case)
    require(rules.may_work(actor, case))
    step = CaseStep.objects.select_related("done_by").get(pk=step.pk)
    require(rules.may_mark(step, is_done=is_done))
    step.note = note.strip()
    step.done_by, step.done_at = (by, timezone.now()) if is_done else (None, None)
    step.save(update_fields=["note", "done_by", "done_at"])
    about = step.title if is_done else f"{step.title}(未済に戻した)"
    audit.record(events.CASE_STEP_DONE, by=actor, subject=case, about=about)


@transaction.atomic
def record_answer(*, by: User, case: Case, answered_on: date, answer: str) -> None:
    """プラットフォームの回答を記録する."""
    actor, case = Actor.of(by), locked_case(case)
    require(rules.may_answer(actor, case))
    case.answered_on, case.answer = answered_on, answer.strip()
    case.save(update_fields=["answered_on", "answer"])
    enter(case, f"プラットフォームの回答: {case.answer}", by=by)
    telling.take_back_answers(case)
    audit.record(events.PLATFORM_ANSWERED, by=actor, subject=case)


@transaction.atomic
def close_case(*, by: User, case: Case, conclusion: str, learnt: str, undone: str = "") -> None:
    """終結する, with what came of it and what was learnt. `undone`: why the steps that are open were not taken."""
    actor, case = Actor.of(by), locked_case(case)
    waiting = case.measures.filter(state__in=rules.OPEN_MEASURES).count()
    require(rules.may_close(actor, case, waiting, unseen_measures(case).count()))
    if not (conclusion.strip() and learnt.strip()):
        raise Refused(
            no("結果と、再発防止・学んだことを、どちらも入力してください。", clause=rules.TROUBLE_CLAUSE)
        )
    steps = list(case.steps.filter(done_at=None))
    require(rules.are_settled(len(steps), undone))
    case.close()
    case.conclusion, case.learnt = conclusion.strip(), learnt.strip()
    case.closed_by, case.closed_at = by, timezone.now()
    case.save(update_fields=["state", "conclusion", "learnt", "closed_by", "closed_at"])
    enter(case, f"終結: {case.conclusion}", by=by)
    if steps:
        titles = "\n".join(f"・{step.title}" for step in steps)
        enter(case, f"行わなかった手順({len(steps)}):\n{titles}\n理由: {undone.strip()}", by=by)
    telling.take_back_deadlines(case)
    telling.take_back_answers(case)
    audit.record(events.CASE_CLOSED, by=actor, subject=case)


@transaction.atomic
def reopen_case(*, by: User, case: Case, reason: str) -> None:
    """対応を再開する. What was concluded stays in the log."""
    actor, case = Actor.of(by), locked_case(case)
    require(rules.may_reopen(actor, case))
    if not reason.strip():
        raise Refused(no("再開する理由を入力してください。"))
    case.reopen()
    case.save(update_fields=["state"])
    enter(case, f"再開: {reason.strip()}", by=by)
    audit.record(events.CASE_REOPENED, by=actor, subject=case, reason=reason.strip())


def unseen_measures(case: Case) -> models.QuerySet[Measure]:
    """Emergency measures that the chief has not looked at."""
    return case.measures.filter(is_emergency=True, seen_at=None)


@transaction.atomic
def secure_account(*, by: User, case: Case) -> None:
    """乗っ取り: ask for a new password and have the connection checked. In a drill both are only written down."""
    actor, case = Actor.of(by), locked_case(case)
    require(rules.may_work(actor, case))
    require(may_ask_for_password_change(actor, knows=knows_password(by)))
    sentence = "公式アカウントのパスワードの変更を求め、Instagramとの接続を確認待ちにしました。"
    if case.is_drill:
        sentence = f"【訓練】{sentence}(訓練のため、実際には行っていません。パスワードも変更していません。)"
    else:
        about = "事案への対応のため"
        official_password.open_task(reason=PasswordChange.Reason.INCIDENT, about=about, by=by)
        token.doubt(by=by, reason=f"{about}、接続の確認が必要です。")
    enter(case, sentence, by=by)
    audit.record(events.CASE_ENTERED, by=actor, subject=case, note=sentence)


@transaction.atomic
def save_type(*, by: User, kind: TroubleType, steps: Sequence[TypeStep] | None = None) -> None:
    """事案の種類を変更する, with its steps in this order if they are given; cases keep those that they have."""
    actor = Actor.of(by)
    require(rules.may_change_types(actor))
    before = stored(kind)
    require(rules.has_its_flags(kind, before))
    kind.full_clean()
    kind.save()
    told = changes(before, kind)
    if steps is not None and (differing := _save_steps(kind, steps)):
        told["steps"] = differing
    audit.record(trail_events.SETTING_CHANGED, by=actor, subject=kind, changes=told)


def _save_steps(kind: TroubleType, steps: Sequence[TypeStep]) -> list[str]:
    """The steps before and after, as the trail tells them; nothing if they are the same."""
    if not steps:
        raise Refused(no("対応の手順を1つ以上書いてください。", clause=rules.TROUBLE_CLAUSE))
    before, after = _as_told(kind.steps.all()), _as_told(steps)
    if before == after:
        return []
    kind.steps.all().delete()
    TypeStep.objects.bulk_create(
        TypeStep(type=kind, position=position, kind=step.kind, title=step.title)
        for position, step in enumerate(steps, start=1)
    )
    return [before, after]


def _as_told(steps: Iterable[TypeStep]) -> str:
    return "\n".join(f"{step.title}({step.get_kind_display()})" for step in steps)
