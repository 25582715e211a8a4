"""Every change of a sending job and its item that means something. No network here.

Those that work on a claimed job take the claim, and change nothing once it is lost. The item is locked before the
job. Until the very commit of `announce` the item is 承認済, so that its approval can be taken back or lapse; from there
on nothing calls it back.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals import events, lateness, signals
from approvals import telling as approval_telling
from approvals.actions import locked_gate, locked_row
from approvals.models import Approvable, SendingJob, State, Submission, Unnoted
from approvals.sending import telling
from outbox import claims
from outbox.claims import Claim, TooLate
from outbox.jobs import OPEN, JobState
from outbox.wake_ups import wake
from security.office.answers import Refused, no
from security.people.actors import Actor
from security.trail import recording as audit


def enqueue(item: Any, submission: Submission, *, at: datetime) -> SendingJob:
    """In the transaction of the act that asks for it."""
    job: SendingJob = item.jobs.create(submission=submission, due_at=at, asked_for=at)
    transaction.on_commit(lambda: wake(job.TASK, job.pk))
    return job


def ask(item: Any, *, by: Actor) -> SendingJob:
    """A person has pressed; the worker sends. Runs in the transaction of the press, the item locked."""
    if item.jobs.filter(submission=item.submission, state__in=OPEN).exists():
        raise Refused(no("すでに処理を始めています。", remedy="ページで経過をご覧ください。"))
    job = enqueue(item, item.submission, at=timezone.now())
    approval_telling.is_taken_up(item, by=by.user)
    audit.record(job.TOLD.asked, by=by, subject=item, seal=item.submission.seal)
    return job


def ask_again(item: Any, *, by: Actor) -> SendingJob:
    """As `ask`, after a failure in which nothing went out: the same version, the same approval."""
    item.retry()
    item.save(update_fields=["state"])
    return ask(item, by=by)


def call_off(item: Any) -> None:
    """The approval is gone: what waits in the queue is taken out. Runs in the transaction that took it away."""
    claims.call_off(item.jobs.all())


@transaction.atomic
def announce(claim: Claim[Any], require_rows: Callable[[Any], None]) -> None:
    """The last gate: committed before Instagram is asked. From here on the item is 投稿中.

    Raises TooLate if a stop stands or has stood since it was due, or if its time is over; and what `require_rows` raises.
    """
    locked_gate()
    item, job = locked_row(claim.job.item), claim.job
    if lateness.is_too_late(job):
        raise TooLate
    require_rows(job)
    if item.state == State.APPROVED:
        item.begin_publishing()
        item.save(update_fields=["state"])
    claim.note_request(job.TOLD.requested_line)
    audit.record(job.TOLD.requested, by=None, subject=item, seal=job.submission.seal, **job.requested_with())


@transaction.atomic
def take_back(claim: Claim[Any]) -> None:
    """Nothing came of the request, by Instagram's definite no or by looking twice: the next attempt may ask again.

    Where an answer was once lost, the item stays 投稿中: nobody can call back what may be there.
    """
    item = locked_row(claim.job.item)
    claim.save(sent_at=None)
    if not claim.job.is_doubtful:
        item.take_back()
        item.save(update_fields=["state"])


def note_doubt(claim: Claim[Any]) -> None:
    """The answer to a request was lost. From here on the job can end only as done or 要確認."""
    if not claim.job.is_doubtful:
        claim.save(is_doubtful=True)


@transaction.atomic
def finish(claim: Claim[Any], *, remote_id: str) -> None:
    """投稿済, 返信済: job and item in one step."""
    job = claim.job
    item = locked_row(job.item)
    now = timezone.now()
    named: dict[str, Any] = {job.REMOTE_ID: remote_id}
    claim.release(
        job.TOLD.done_line,
        state=JobState.DONE,
        finished_at=now,
        due_at=now,
        compare_at=now,
        problem="",
        **named,
    )
    if item.state == State.APPROVED:  # found before anything was asked for: it went out in an earlier attempt
        item.find_published()
    else:
        item.confirm_published()
    item.save(update_fields=["state"])
    signals.sent.send(sender=type(item), item=item, job=job)
    audit.record(job.TOLD.done, by=None, subject=item, media_id=remote_id, seal=job.submission.seal)


@transaction.atomic
def fail(claim: Claim[Any], *, sentence: str, is_technical: bool = False) -> None:
    """投稿失敗: definitely nothing went out. Where an answer was once lost, that is for a person to say: 要確認.

    is_technical: the administrator is told too.
    """
    job = claim.job
    if job.is_doubtful:
        lose_track(claim, sentence=job.TOLD.doubt, is_technical=is_technical)
        return
    item = locked_row(job.item)
    claim.release(
        sentence, is_problem=True, state=JobState.FAILED, problem=sentence, finished_at=timezone.now()
    )
    if item.state in (State.APPROVED, State.PUBLISHING):
        item.fail()
        went_wrong(item, job, sentence, is_technical=is_technical)
    audit.record(job.TOLD.failed, by=None, subject=item, problem=sentence)


@transaction.atomic
def lose_track(claim: Claim[Any], *, sentence: str, is_technical: bool = False) -> None:
    """要確認: whether it is there could not be found out. Never sent again by itself."""
    job = claim.job
    item = locked_row(job.item)
    claim.release(sentence, is_problem=True, state=JobState.UNCONFIRMED, problem=sentence)
    if item.state == State.APPROVED:
        item.find_doubtful()
    else:
        item.lose_track()
    went_wrong(item, job, sentence, is_technical=is_technical)
    audit.record(job.TOLD.unconfirmed, by=None, subject=item, problem=sentence)


@transaction.atomic
def run_out(claim: Claim[Any]) -> None:
    """Its time is over, or a stop has stood since. 期限切れ where nothing was tried; else 投稿失敗 with the last reason."""
    job = claim.job
    was_stopped = lateness.was_stopped(job, timezone.now())
    is_technical = job.is_technical and not was_stopped
    if job.is_doubtful:
        lose_track(claim, sentence=job.TOLD.doubt, is_technical=is_technical)
        return
    reason = job.TOLD.stopped if was_stopped else job.ending or job.TOLD.late
    if job.is_tried:
        fail(claim, sentence=reason, is_technical=is_technical)
        return
    item = locked_row(job.item)
    claim.release(
        reason, is_problem=True, state=JobState.CANCELLED, problem=reason, finished_at=timezone.now()
    )
    if _stands_on(item, job) and item.state == State.APPROVED:
        item.expire()
        again = (
            "もう一度出すときは、起案した組織の投稿者が「下書きに戻す」を押し、もう一度承認を求めてください。"
        )
        went_wrong(item, job, f"{reason}\n{again}", is_technical=is_technical)
        audit.record(events.EXPIRED, by=None, subject=item, seal=job.submission.seal)


def went_wrong(
    item: Any, job: SendingJob, sentence: str, *, by: Actor | None = None, is_technical: bool = False
) -> None:
    """Keep the item in the state that it has come to, and tell those concerned, of whom one is to take note.

    Runs in the transaction that ends the job.
    """
    item.unnoted = Unnoted.TECHNICAL if is_technical else Unnoted.OFFICE
    item.save(update_fields=["state", "unnoted"])
    telling.of_end(item, job, sentence, by=by)


def _stands_on(item: Approvable, job: SendingJob) -> bool:
    return item.submission_id == job.submission_id
