"""Carried out through Instagram, by a worker (第６第３項). No network here.

Those that work on a claimed job take the claim, and change nothing once it is lost. The measure is locked before the
job, the case before both.
"""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comments.cases import events, telling
from comments.cases.actions import evidence
from comments.cases.actions.locking import enter
from comments.cases.actions.measures.ending import end
from comments.cases.actions.measures.locking import locked
from comments.cases.models import Measure, MeasureJob, MeasureKind, MeasureState
from comments.cases.rules import measures as rules
from comments.inbox.actions import arriving
from comments.inbox.models import Comment
from comments.policy.models import Policy
from comments.replies import lapsing
from instagram.results import RemoteComment
from outbox.claims import Claim
from outbox.jobs import JobState
from outbox.wake_ups import wake
from security.people.actors import Actor
from security.trail import recording as audit

KEPT_ANEW = "コメントが書き換えられていたため、措置を行う前に、いまの内容の証拠を保全しました。"
DRILLED = "【訓練】訓練のため、Instagramには何もしていません。実施したものとして記録しました。"


def begin(measure: Measure, *, by: Actor) -> None:
    """A drill ends here; Instagram is asked by a worker; the rest waits for a person to do and record it."""
    if measure.comment and measure.kind in rules.HIDING:
        evidence.keep_if_changed(measure.case, measure.comment, by=by)
    if measure.case.is_drill and measure.kind in rules.BY_API:
        done(measure, DRILLED, by=None)
    elif rules.is_by_api(measure):
        job = MeasureJob.objects.create(measure=measure)
        transaction.on_commit(lambda: wake(job.TASK, job.pk))


@transaction.atomic
def begin_asking(claim: Claim[MeasureJob], shown: RemoteComment) -> bool:
    """Committed before Instagram is asked. False if the measure is no longer to be carried out.

    shown: the comment as Instagram shows it now. If these are other words than those kept, they are kept first.
    """
    measure = locked(claim.job.measure)
    assert measure.comment is not None  # noqa: S101 - jobs are made for these alone
    answer = rules.may_be_asked_for(measure, Policy.objects.in_force())
    if measure.state != MeasureState.ORDERED or not answer:
        claim.release(state=JobState.CANCELLED, finished_at=timezone.now())
        if measure.state == MeasureState.ORDERED:
            telling.of_not_done(measure, str(answer))
            end(measure, str(answer), by=None)
        return False
    claim.note_request("Instagramに依頼しました。")
    if measure.kind in rules.HIDING:
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
    measure = locked(claim.job.measure)
    claim.release(state=JobState.DONE, finished_at=timezone.now(), problem="")
    if measure.comment:
        follow(MeasureKind.DELETE if is_gone else measure.kind, measure.comment)
    done(measure, sentence, by=None)


@transaction.atomic
def postpone(claim: Claim[MeasureJob], *, delay: timedelta, sentence: str) -> None:
    """Nothing is lost: asked again after the delay. The sentence is shown in the case."""
    claim.release(state=JobState.QUEUED, due_at=timezone.now() + delay, problem=sentence, ending="")


@transaction.atomic
def fail(claim: Claim[MeasureJob], *, sentence: str) -> None:
    """失敗: a person has to look."""
    measure = locked(claim.job.measure)
    claim.release(state=JobState.FAILED, finished_at=timezone.now(), problem=sentence)
    measure.fail()
    measure.result = sentence
    measure.save(update_fields=["state", "result"])
    telling.of_failure(measure)
    audit.record(events.MEASURE_FAILED, by=None, subject=measure, problem=sentence)


def done(measure: Measure, result: str, *, by: Actor | None) -> None:
    """実施済, in the transaction of its caller, the measure locked."""
    measure.finish()
    measure.done_at, measure.result = timezone.now(), result
    measure.save(update_fields=["state", "done_at", "result"])
    audit.record(events.MEASURE_DONE, by=by, subject=measure)


def follow(kind: str, comment: Comment) -> None:
    """What is known of the comment from here on."""
    if kind == MeasureKind.DELETE:
        comment.gone_at = comment.gone_at or timezone.now()
        comment.save(update_fields=["gone_at"])
        lapsing.comment_gone(comment)
    else:
        comment.is_hidden, comment.measured_at = kind == MeasureKind.HIDE, timezone.now()
        comment.save(update_fields=["is_hidden", "measured_at"])
        if comment.is_hidden:
            lapsing.comment_hidden(comment)
