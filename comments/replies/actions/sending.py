"""Every change of a reply's job and its reply that means something. No network here.

As posts.publishing.actions: those that work on a claimed job take the claim and change nothing once it is lost; the
reply is locked before the job. Until the very commit of `announce_sending` the reply is 承認済, so that its approval
can be taken back or lapse; from there on nothing calls it back.
"""

from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import events as approval_events
from approvals.lateness import is_too_late
from approvals.models import State, Submission
from approvals.querysets import current_stop
from comments.inbox.models import Comment
from comments.inbox.own_account import OwnAccount
from comments.replies import events, rules
from comments.replies.models import Reply, ReplyJob, ReplyStep
from comments.replies.sending import preflight
from outbox import claims
from outbox.claims import Claim, TooLate, tell
from outbox.jobs import JobState
from outbox.wake_ups import wake
from security.account import connection
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit


def on_approval(reply: Reply, submission: Submission) -> None:
    """Approved is sent: no second press. Runs in the approving transaction.

    While a stop stands nothing is begun, so that its end lets nothing out by itself; then a poster presses 「送る」.
    """
    if not reply.is_by_hand and current_stop() is None:
        _enqueue(reply, submission)


def cancel(reply: Reply) -> None:
    """The approval is gone: what waits in the queue is taken out. Runs in the transaction that took it away."""
    claims.call_off(ReplyJob.objects.filter(reply=reply))


@transaction.atomic
def send(*, by: User, reply: Reply) -> ReplyJob:
    """送る: an approved reply that did not leave by itself, because a stop stood."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(rules.may_send(actor, reply, current_stop(), connection.pause()))
    if reply.jobs.filter(submission=reply.submission, state__in=claims.WAITING).exists():
        raise Refused(no("すでに送信を始めています。", remedy="返信のページで経過をご覧ください。"))
    return _ask(reply, actor)


@transaction.atomic
def retry(*, by: User, reply: Reply) -> ReplyJob:
    """もう一度送る: after a failure in which nothing went out; the same version, the same approval."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(rules.may_retry(actor, reply, current_stop(), connection.pause()))
    reply.retry()
    reply.save(update_fields=["state"])
    return _ask(reply, actor)


@transaction.atomic
def announce_sending(claim: Claim[ReplyJob]) -> None:
    """The last gate: committed before Instagram is asked. From here on the reply is 送信中.

    Raises TooLate if a stop stands or its time is over, Refused if the approval does not hold any more.
    """
    approval_actions.locked_gate()
    reply = approval_actions.locked(claim.job().reply)
    job = claim.job()
    if is_too_late(job):
        raise TooLate
    require(preflight.may_send(job))
    reply.begin_publishing()
    reply.save(update_fields=["state"])
    claim.save(sent_at=timezone.now(), was_asked=True)
    audit.record(events.REPLY_STARTED, by=None, subject=reply, seal=job.submission.seal)
    tell(claim, "返信をInstagramに依頼しました。")


@transaction.atomic
def take_back_sending(claim: Claim[ReplyJob]) -> None:
    """Instagram has said a definite no: nothing is there, the approval stands, the next attempt may send."""
    reply = approval_actions.locked(claim.job().reply)
    claim.save(sent_at=None)
    reply.take_back()
    reply.save(update_fields=["state"])


@transaction.atomic
def finish(claim: Claim[ReplyJob], *, remote_id: str) -> None:
    """返信済: job, reply and the answer as a comment of our own, in one step."""
    job = claim.job()
    reply = approval_actions.locked(job.reply)
    claim.release(
        state=JobState.DONE,
        remote_id=remote_id,
        finished_at=timezone.now(),
        problem="",
        compare_at=timezone.now(),
    )
    if reply.state == State.APPROVED:  # found before anything was sent: it went out in an earlier attempt
        reply.find_published()
    else:
        reply.confirm_published()
    reply.published_as = own_comment(job, remote_id)
    reply.save(update_fields=["state", "published_as"])
    ReplyStep.objects.create(job=job, sentence="返信がInstagramに載りました。")
    audit.record(events.REPLY_SENT, by=None, subject=reply, media_id=remote_id, seal=job.submission.seal)


@transaction.atomic
def fail(claim: Claim[ReplyJob], *, sentence: str) -> None:
    """送信失敗: definitely nothing went out."""
    job = claim.job()
    reply = approval_actions.locked(job.reply)
    tell(claim, sentence, is_problem=True)
    claim.release(state=JobState.FAILED, problem=sentence, finished_at=timezone.now())
    if reply.state in (State.APPROVED, State.PUBLISHING):
        reply.fail()
        reply.save(update_fields=["state"])
    audit.record(events.REPLY_FAILED, by=None, subject=reply, problem=sentence)


@transaction.atomic
def lose_track(claim: Claim[ReplyJob], *, sentence: str) -> None:
    """要確認: whether it is there could not be found out. Never sent again by itself."""
    job = claim.job()
    reply = approval_actions.locked(job.reply)
    tell(claim, sentence, is_problem=True)
    claim.release(state=JobState.UNCONFIRMED, problem=sentence)
    if reply.state == State.APPROVED:
        reply.find_doubtful()
    else:
        reply.lose_track()
    reply.save(update_fields=["state"])
    audit.record(events.REPLY_UNCONFIRMED, by=None, subject=reply, problem=sentence)


@transaction.atomic
def expire(job: ReplyJob) -> None:
    """期限切れ: it could not be sent in time. Does nothing if the job has moved on meanwhile."""
    reply = approval_actions.locked(job.reply)
    taken = ReplyJob.objects.filter(pk=job.pk, state=JobState.QUEUED, sent_at=None).update(
        state=JobState.CANCELLED,
        finished_at=timezone.now(),
        problem="送れないまま時間が過ぎたか、緊急停止があったため、期限切れになりました。",
    )
    stands_on_it = reply.submission is not None and reply.submission.pk == job.submission_id
    if taken and stands_on_it and reply.state == State.APPROVED:
        reply.expire()
        reply.save(update_fields=["state"])
        audit.record(approval_events.EXPIRED, by=None, subject=reply, seal=job.submission.seal)


@transaction.atomic
def expire_claimed(claim: Claim[ReplyJob]) -> None:
    """As `expire`, for the job in hand."""
    job = claim.job()
    approval_actions.locked(job.reply)
    tell(claim, "緊急停止があったか、承認から時間がたち過ぎたため、送りませんでした。", is_problem=True)
    claim.release(state=JobState.QUEUED)
    expire(job)


@transaction.atomic
def bind(reply: Reply, comment: Comment) -> None:
    """The answer as it stands under the post, read after a person had said that it is there."""
    reply = approval_actions.locked(reply)
    if reply.published_as_id is None and not Reply.objects.filter(published_as=comment).exists():
        reply.published_as = comment
        reply.save(update_fields=["published_as"])


def own_comment(job: ReplyJob, remote_id: str) -> Comment:
    """The one row of the answer, whether Instagram's own word of it has come before or is still to come."""
    answered = job.reply.comment
    own = OwnAccount.current()
    row, _ = Comment.objects.get_or_create(
        remote_id=remote_id,
        defaults={
            "live_post": answered.live_post,
            "parent": answered.parent or (answered if not answered.parent_remote_id else None),
            "parent_remote_id": job.reply.target_id,
            "username": own.username,
            "author_remote_id": own.user_id,
            "text": job.content.text,
            "commented_at": job.sent_at or timezone.now(),
            "is_own": True,
        },
    )
    return row


def _ask(reply: Reply, by: Actor) -> ReplyJob:
    assert reply.submission is not None  # noqa: S101 - approved, by constraint
    job = _enqueue(reply, reply.submission)
    audit.record(events.REPLY_ASKED, by=by, subject=reply, seal=reply.submission.seal)
    return job


def _enqueue(reply: Reply, submission: Submission) -> ReplyJob:
    now = timezone.now()
    job = ReplyJob.objects.create(reply=reply, submission=submission, due_at=now, asked_for=now)
    transaction.on_commit(lambda: wake(job.TASK, job.pk))
    return job
