"""Verbs about a measure: proposed, decided, carried out, looked at afterwards (第６第３項). No network here.

Those that work on a claimed job take the claim, and change nothing once it is lost. The measure is locked before the
job, the case before both.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from comments.models import (
    Case,
    Comment,
    LivePost,
    Measure,
    MeasureJob,
    MeasureKind,
    MeasureState,
    Policy,
)
from comments.replying import lapsing
from comments.rules import cases as case_rules
from comments.rules import measures as rules
from posts.instagram.results import RemoteComment
from posts.models import JobState
from posts.publishing import actions as publishing
from posts.publishing.jobs import Claim
from security import audit
from security.actors import Actor
from security.answers import Refused, no, require
from security.models import Appointment, Role, Tag, User
from security.wake_ups import wake

from . import arriving, evidence, live_posts
from .common import enter, locked_case

# 情報流通プラットフォーム対処法: the large platforms judge an application within seven days.
PLATFORM_ANSWERS_WITHIN = timedelta(days=7)
BY_HAND = "手で行ったものとして記録しました。"
KEPT_ANEW = "コメントが書き換えられていたため、措置を行う前に、いまの内容の証拠を保全しました。"
DRILLED = "【訓練】訓練のため、Instagramには何もしていません。実施したものとして記録しました。"


@dataclass(frozen=True)
class Wish:
    """What somebody wants done, on which ground and why."""

    kind: MeasureKind
    ground: str
    reason: str


@dataclass(frozen=True)
class Deed:
    """What a person has done: in words, on which day, and where it can be seen."""

    result: str
    done_on: date
    address: str = ""


@transaction.atomic
def propose(*, by: User, case: Case, wish: Wish) -> Measure:
    """発議する. The section chief's own is decided with it, and recorded as the chief's order."""
    actor, case, policy = Actor.of(by), locked_case(case), Policy.objects.in_force()
    require(rules.may_propose(actor, case))
    require(rules.has_ground(wish.kind, wish.ground, policy))
    chief = actor.appointment(Role.SECTION_CHIEF)
    measure = _new(case, wish, actor, policy, chief or actor.appointment(*case_rules.WORKERS))
    audit.record(Tag.MEASURE_PROPOSED, by=actor, subject=measure, **_told(measure))
    if chief:
        _order(measure, actor, chief, note="担当課長が自ら決定しました。")
    return measure


@transaction.atomic
def act_in_emergency(*, by: User, case: Case, wish: Wish) -> Measure:
    """緊急の措置: at once, and the chief looks at it afterwards."""
    actor, case, policy = Actor.of(by), locked_case(case), Policy.objects.in_force()
    require(rules.may_act_in_emergency(actor, case, wish.kind))
    require(rules.has_emergency_ground(wish.ground, policy))
    appointment = actor.appointment(*case_rules.WORKERS)
    measure = _new(case, wish, actor, policy, appointment, is_emergency=True)
    measure.order()
    measure.save(update_fields=["state"])
    audit.record(Tag.MEASURE_EMERGENCY, by=actor, subject=measure, **_told(measure))
    _begin(measure, by=actor)
    return measure


def _new(
    case: Case,
    wish: Wish,
    actor: Actor,
    policy: Policy | None,
    appointment: Appointment | None,
    *,
    is_emergency: bool = False,
) -> Measure:
    """The row, if the measure has a place in the case. Evidence comes first, and the database asks for it too."""
    comment = case.comment if wish.kind in rules.BY_API else None
    post = None if comment else case.post
    if comment:
        comment = _locked_comment(comment)
    require(rules.fits(case, wish.kind, comment, post))
    kept = comment is not None and case.evidence.filter(comment=comment).exists()
    require(rules.has_evidence(wish.kind, kept=kept))
    if not wish.reason.strip():
        raise Refused(no("措置の理由を入力してください。"))
    open_ones = case.measures.filter(kind=wish.kind, state__in=case_rules.OPEN_MEASURES)
    if wish.kind in rules.BY_API and open_ones.exists():
        raise Refused(no("同じ措置が、すでに決定か実施を待っています。"))
    assert appointment is not None  # noqa: S101 - the rules have just found it
    return Measure.objects.create(
        case=case,
        kind=wish.kind,
        comment=comment,
        post=post,
        policy=policy,
        ground=wish.ground.strip(),
        reason=wish.reason.strip(),
        proposed_by=actor.user,
        proposed_in=appointment,
        is_emergency=is_emergency,
    )


def _told(measure: Measure) -> dict[str, Any]:
    return {"ground": measure.ground, "reason": measure.reason, **_version(measure)}


def _version(measure: Measure) -> dict[str, Any]:
    return {"version": measure.policy.number} if measure.policy else {}


@transaction.atomic
def order(*, by: User, measure: Measure, note: str = "") -> None:
    """決定する: the chief orders what was proposed, if it still has its place and its ground."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_decide(actor, measure))
    _rest_on_today(measure)
    _order(measure, actor, actor.appointment(Role.SECTION_CHIEF), note=note)


def _rest_on_today(measure: Measure) -> None:
    """Place and ground as things stand now; the version of the policy that says so is stored with the measure."""
    policy = Policy.objects.in_force()
    require(rules.fits(measure.case, MeasureKind(measure.kind), measure.comment, measure.post))
    require(rules.still_has_ground(measure, policy))
    measure.policy = policy


def _order(measure: Measure, actor: Actor, chief: Appointment | None, *, note: str) -> None:
    measure.order()
    measure.decided_by, measure.decided_in = actor.user, chief
    measure.decided_at, measure.decision_note = timezone.now(), note.strip()
    measure.save(update_fields=["state", "policy", "decided_by", "decided_in", "decided_at", "decision_note"])
    audit.record(
        Tag.MEASURE_ORDERED, by=actor, subject=measure, note=measure.decision_note, **_version(measure)
    )
    _begin(measure, by=actor)


@transaction.atomic
def refuse(*, by: User, measure: Measure, reason: str) -> None:
    """却下する, for a reason."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_decide(actor, measure))
    if not reason.strip():
        raise Refused(no("却下する理由を入力してください。"))
    measure.refuse()
    measure.decided_by, measure.decided_in = by, actor.appointment(Role.SECTION_CHIEF)
    measure.decided_at, measure.decision_note = timezone.now(), reason.strip()
    measure.save(update_fields=["state", "decided_by", "decided_in", "decided_at", "decision_note"])
    audit.record(Tag.MEASURE_REFUSED, by=actor, subject=measure, reason=measure.decision_note)


@transaction.atomic
def withdraw(*, by: User, measure: Measure, reason: str = "") -> None:
    """取り下げる: before the decision as one likes, after a failure for a reason."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_withdraw(actor, measure))
    if measure.state == MeasureState.FAILED and not reason.strip():
        raise Refused(no("失敗した措置を取り下げる理由を入力してください。"))
    _end(measure, reason.strip(), by=actor)


def end_what_has_no_place(case: Case, *, by: Actor) -> None:
    """The case's type is another now: what waits and is forbidden ends. Runs in the caller's transaction.

    What Instagram may have been asked for already is left to its worker, who looks first and asks no more.
    """
    waiting = case.measures.filter(state__in=case_rules.OPEN_MEASURES).select_related("comment", "post")
    for measure in waiting.order_by("pk").select_for_update(no_key=True, of=("self",)):
        measure.case = case
        answer = rules.has_place(case, MeasureKind(measure.kind))
        if not answer and _is_unasked(measure):
            _end(measure, str(answer), by=by)


def _is_unasked(measure: Measure) -> bool:
    """Taken from the workers, unless one of them has it or has asked."""
    unasked = measure.jobs.filter(state=JobState.QUEUED, sent_at=None)
    unasked.update(state=JobState.CANCELLED, finished_at=timezone.now())
    return not measure.jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def _end(measure: Measure, because: str, *, by: Actor | None) -> None:
    measure.withdraw()
    measure.result = because
    measure.save(update_fields=["state", "result"])
    audit.record(Tag.MEASURE_WITHDRAWN, by=by, subject=measure, **({"reason": because} if because else {}))


@transaction.atomic
def see_after(*, by: User, measure: Measure, note: str) -> None:
    """事後に確認した: the chief has looked at an emergency measure."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_see_after(actor, measure))
    if not note.strip():
        raise Refused(no("確認した結果を入力してください。"))
    measure.seen_by, measure.seen_at, measure.seen_note = by, timezone.now(), note.strip()
    measure.save(update_fields=["seen_by", "seen_at", "seen_note"])
    audit.record(Tag.MEASURE_SEEN_AFTER, by=actor, subject=measure, note=measure.seen_note)


@transaction.atomic
def retry(*, by: User, measure: Measure) -> None:
    """もう一度: only what would be ordered today, and what is emergency is to be seen again."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_retry(actor, measure))
    _rest_on_today(measure)
    if measure.is_emergency:
        require(rules.allows_emergency(measure.case))
    measure.retry()
    measure.result, measure.seen_by, measure.seen_at, measure.seen_note = "", None, None, ""
    measure.save(update_fields=["state", "policy", "result", "seen_by", "seen_at", "seen_note"])
    enter(measure.case, f"措置をもう一度行います: {measure.get_kind_display()}", by=by)
    audit.record(Tag.CASE_ENTERED, by=actor, subject=measure.case, about=str(measure))
    _begin(measure, by=actor)


@transaction.atomic
def record_done(*, by: User, measure: Measure, deed: Deed) -> None:
    """人が行ったことを記録する. What it means for post, comment and case is written with it, but not in a drill."""
    actor, measure = Actor.of(by), locked(measure)
    require(rules.may_record(actor, measure))
    if not deed.result.strip():
        raise Refused(no("行ったことを入力してください。"))
    if deed.done_on > timezone.localdate():
        raise Refused(no("行った日には、これからの日を入力できません。"))
    is_instead = measure.state == MeasureState.FAILED
    if is_instead:
        measure.retry()
    lines = [*([BY_HAND] if is_instead else []), deed.result.strip()]
    lines += [f"行った日: {deed.done_on:%Y年%-m月%-d日}"]
    lines += [f"アドレス: {deed.address.strip()}"] if deed.address.strip() else []
    if not measure.case.is_drill:
        _follow_by_hand(measure, deed, by)
    if measure.kind == MeasureKind.REPORT:
        _await_answer(measure.case, deed.done_on, actor)
    _done(measure, "\n".join(lines), by=actor)


def _await_answer(case: Case, reported_on: date, actor: Actor) -> None:
    case.reported_on, case.answer_due_on = reported_on, reported_on + PLATFORM_ANSWERS_WITHIN
    case.answered_on, case.answer = None, ""
    case.save(update_fields=["reported_on", "answer_due_on", "answered_on", "answer"])
    audit.record(Tag.PLATFORM_REPORTED, by=actor, subject=case)


def _follow_by_hand(measure: Measure, deed: Deed, by: User) -> None:
    if measure.kind == MeasureKind.TAKE_DOWN and measure.post and measure.post.state == State.PUBLISHED:
        publishing.record_removal(
            by=by, post=measure.post, reason=f"事案 {measure.case.number}: {deed.result}"
        )
    elif measure.comment:
        _follow(measure.kind, measure.comment)
        live_posts.put_off(
            live_post=measure.comment.live_post, due_at=timezone.now()
        )  # read at the next sweep


@transaction.atomic
def begin_asking(claim: Claim[MeasureJob], shown: RemoteComment) -> bool:
    """Committed before Instagram is asked. False if the measure is no longer to be carried out.

    shown: the comment as Instagram shows it now. If these are other words than those kept, they are kept first.
    """
    measure = locked(claim.job().measure)
    assert measure.comment is not None  # noqa: S101 - jobs are made for these alone
    kind = MeasureKind(measure.kind)
    answer = rules.has_place(measure.case, kind)
    if measure.state != MeasureState.ORDERED or not answer:
        claim.release(state=JobState.CANCELLED, finished_at=timezone.now())
        if measure.state == MeasureState.ORDERED:
            _end(measure, str(answer), by=None)
        return False
    claim.save(sent_at=timezone.now())
    if kind in rules.HIDING:
        _keep_what_is_shown(measure, measure.comment, shown)
    return True


def _keep_what_is_shown(measure: Measure, comment: Comment, shown: RemoteComment) -> None:
    """In the name of who set it going: evidence has a keeper."""
    arriving.take_in(live_post=comment.live_post, comments=[replace(shown, replies=())])
    now = Comment.objects.select_related("parent", "live_post__post__dossier").get(pk=comment.pk)
    keeper = Actor.of(measure.decided_by or measure.proposed_by)
    if evidence.keep_if_changed(measure.case, now, by=keeper):
        enter(measure.case, KEPT_ANEW, by=None)


@transaction.atomic
def finish(claim: Claim[MeasureJob], *, sentence: str, is_gone: bool = False) -> None:
    """実施済: job, measure and comment in one step. is_gone: nothing was left to be done, the comment is away."""
    measure = locked(claim.job().measure)
    claim.release(state=JobState.DONE, finished_at=timezone.now(), problem="")
    if measure.comment:
        _follow(MeasureKind.DELETE if is_gone else measure.kind, measure.comment)
    _done(measure, sentence, by=None)


@transaction.atomic
def postpone(claim: Claim[MeasureJob], *, delay: timedelta, sentence: str) -> None:
    """Nothing is lost: asked again after the delay. The sentence is shown in the case."""
    claim.release(state=JobState.QUEUED, due_at=timezone.now() + delay, problem=sentence)


@transaction.atomic
def fail(claim: Claim[MeasureJob], *, sentence: str) -> None:
    """失敗: a person has to look."""
    measure = locked(claim.job().measure)
    claim.release(state=JobState.FAILED, finished_at=timezone.now(), problem=sentence)
    measure.fail()
    measure.result = sentence
    measure.save(update_fields=["state", "result"])
    audit.record(Tag.MEASURE_FAILED, by=None, subject=measure, problem=sentence)


def _begin(measure: Measure, *, by: Actor) -> None:
    """A drill ends here; Instagram is asked by a worker; the rest waits for a person to do and record it."""
    if measure.comment and measure.kind in rules.HIDING:
        evidence.keep_if_changed(measure.case, measure.comment, by=by)
    if measure.case.is_drill and measure.kind in rules.BY_API:
        _done(measure, DRILLED, by=None)
    elif rules.is_by_api(measure):
        now = timezone.now()
        job = MeasureJob.objects.create(measure=measure, due_at=now, asked_for=now)
        transaction.on_commit(lambda: wake(job.TASK, job.pk))


def _done(measure: Measure, result: str, *, by: Actor | None) -> None:
    measure.finish()
    measure.done_at, measure.result = timezone.now(), result
    measure.save(update_fields=["state", "done_at", "result"])
    audit.record(Tag.MEASURE_DONE, by=by, subject=measure)


def _follow(kind: str, comment: Comment) -> None:
    """What is known of the comment from here on."""
    if kind == MeasureKind.DELETE:
        comment.gone_at = comment.gone_at or timezone.now()
        comment.save(update_fields=["gone_at"])
        lapsing.comment_gone(comment)
    else:
        comment.is_hidden = kind == MeasureKind.HIDE
        comment.save(update_fields=["is_hidden"])
        if comment.is_hidden:
            lapsing.comment_hidden(comment)


def locked(measure: Measure) -> Measure:
    """The measure as it stands now. Locked in the one order: case, measure, post, comment; the trail comes last."""
    case = locked_case(measure.case)
    rows = Measure.objects.filter(pk=measure.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    found = rows.select_related("comment", "post", "policy").get()
    found.case = case
    if found.post:
        found.post = approval_actions.locked(found.post)
    if found.comment:
        found.comment = _locked_comment(found.comment)
    return found


def _locked_comment(comment: Comment) -> Comment:
    """With what evidence is made of. Its live post first, as whoever reads comments from Instagram does."""
    LivePost.objects.select_for_update(no_key=True).filter(pk=comment.live_post_id).values_list("pk").get()
    rows = Comment.objects.filter(pk=comment.pk)
    rows.select_for_update(no_key=True).values_list("pk").get()
    return rows.select_related("parent", "live_post__post__dossier").get()
