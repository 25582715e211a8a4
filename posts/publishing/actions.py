"""Every change of a publishing job and its post that means something. No network here.

Those that work on a claimed job take the claim, and change nothing once it is lost. Where both are written, the
post is locked before the job, here as in the approval core.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import events as approval_events
from approvals.lateness import is_too_late
from approvals.models import State, Submission
from approvals.querysets import current_stop
from outbox import claims
from outbox.claims import Claim, TooLate, tell
from outbox.jobs import JobState
from outbox.wake_ups import wake
from posts.drafting import rules
from posts.drafting.models import Post
from posts.publishing import events
from posts.publishing.models import PublishJob, PublishStep
from posts.publishing.signals import post_removed
from security.account import connection
from security.models import User
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

# An end that Instagram has not confirmed.
ONCE_DOUBTFUL = (
    "前に公開を依頼したときの返事が届いていないため、投稿されている可能性があります。"
    "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
)
SENTENCE_MAX = 300  # of a step


@transaction.atomic
def publish_now(*, by: User, post: Post) -> PublishJob:
    """投稿する: the poster presses; the worker sends."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(rules.may_publish(actor, post, current_stop(), connection.pause()))
    if post.submission and post.submission.jobs.filter(state__in=claims.WAITING).exists():
        raise Refused(no("すでに投稿を始めています。", remedy="投稿のページで経過をご覧ください。"))
    return _ask(post, by=actor, due_at=timezone.now())


@transaction.atomic
def retry(*, by: User, post: Post) -> PublishJob:
    """もう一度投稿する: after a failure in which nothing went out; the same version, the same approval."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(rules.may_retry(actor, post, current_stop(), connection.pause()))
    post.retry()
    post.save(update_fields=["state"])
    return _ask(post, by=actor, due_at=timezone.now())


def schedule(post: Post, submission: Submission) -> None:
    """On approval: a post with a set time waits in the queue for it. Runs in the approving transaction."""
    if post.publish_at:
        _enqueue(post, submission, due_at=post.publish_at)


def cancel(post: Post) -> None:
    """The approval is gone: what waits in the queue is taken out. Runs in the transaction that took it away."""
    claims.call_off(PublishJob.objects.filter(post=post))


@transaction.atomic
def begin(claim: Claim[PublishJob]) -> None:
    """The first step of the first attempt: the post is 投稿中 from here."""
    job = claim.job()
    post = approval_actions.locked(job.post)
    if post.state == State.PUBLISHING:
        return
    post.begin_publishing()
    post.save(update_fields=["state"])
    audit.record(events.PUBLISH_STARTED, by=None, subject=post, seal=job.submission.seal)
    tell(claim, "投稿の処理を始めました。")


@transaction.atomic
def announce_sending(claim: Claim[PublishJob]) -> None:
    """The last gate: committed before Instagram is asked to publish.

    Raises TooLate if a stop stands or has stood since the post was due, or if its time is over.
    """
    approval_actions.locked_gate()
    job, now = claim.job(), timezone.now()
    if is_too_late(job):
        raise TooLate
    claim.save(
        sent_at=now,
        first_asked_at=job.first_asked_at or now,
        requests=job.requests + 1,
        missing_since=None,
    )
    audit.record(
        events.PUBLISH_SENT, by=None, subject=job.post, container=job.container, seal=job.submission.seal
    )
    tell(claim, "公開をInstagramに依頼しました。")


@transaction.atomic
def take_back_sending(claim: Claim[PublishJob]) -> None:
    """Nothing was published, by Instagram's definite no or by looking twice: the next attempt may send again."""
    claim.save(sent_at=None)


@transaction.atomic
def note_doubt(claim: Claim[PublishJob]) -> None:
    """The answer to a request was lost. From here on the job can end only as 投稿済 or 要確認."""
    claim.save(is_doubtful=True)


def note_missing(claim: Claim[PublishJob]) -> None:
    """Instagram calls the container unpublished and the account's list lacks it: looked at once, not yet believed."""
    claim.save(missing_since=timezone.now())


@transaction.atomic
def finish(claim: Claim[PublishJob], *, media_id: str) -> None:
    """投稿済: job and post in one step."""
    job = claim.job()
    post = approval_actions.locked(job.post)
    claim.release(
        state=JobState.DONE,
        media_id=media_id,
        finished_at=timezone.now(),
        problem="",
        due_at=timezone.now(),
        compare_at=timezone.now(),
    )
    post.confirm_published()
    post.save(update_fields=["state"])
    PublishStep.objects.create(job=job, sentence="Instagramに投稿されました。")
    audit.record(events.PUBLISHED, by=None, subject=post, media_id=media_id, seal=job.submission.seal)


@transaction.atomic
def fail(claim: Claim[PublishJob], *, sentence: str) -> None:
    """投稿失敗: definitely nothing went out. Where an answer was once lost, that is for a person to say: 要確認."""
    job = claim.job()
    if job.is_doubtful:
        lose_track(claim, sentence=f"{sentence}{ONCE_DOUBTFUL}"[:SENTENCE_MAX])
        return
    post = approval_actions.locked(job.post)
    tell(claim, sentence, is_problem=True)
    claim.release(state=JobState.FAILED, problem=sentence, finished_at=timezone.now())
    if post.state in (State.APPROVED, State.PUBLISHING):
        post.fail()
        post.save(update_fields=["state"])
    audit.record(events.PUBLISH_FAILED, by=None, subject=post, problem=sentence)


@transaction.atomic
def lose_track(claim: Claim[PublishJob], *, sentence: str) -> None:
    """要確認: Instagram's answer was lost and looking has not settled it. Never sent again by itself."""
    job = claim.job()
    post = approval_actions.locked(job.post)
    tell(claim, sentence, is_problem=True)
    claim.release(state=JobState.UNCONFIRMED, problem=sentence)
    post.lose_track()
    post.save(update_fields=["state"])
    audit.record(events.PUBLISH_UNCONFIRMED, by=None, subject=post, problem=sentence)


@transaction.atomic
def expire(job: PublishJob) -> None:
    """期限切れ: the time has passed with nothing sent. Does nothing if the job has moved on meanwhile.

    A job with a lost answer behind it does not expire: it waits to be looked at (`expire_claimed`).
    """
    post = approval_actions.locked(job.post)
    taken = PublishJob.objects.filter(
        pk=job.pk, state=JobState.QUEUED, sent_at=None, is_doubtful=False
    ).update(
        state=JobState.CANCELLED,
        finished_at=timezone.now(),
        problem="時刻までに投稿されず、期限切れになりました。",
    )
    stands_on_it = post.submission is not None and post.submission.pk == job.submission_id
    if taken and stands_on_it and post.state in (State.APPROVED, State.PUBLISHING):
        post.expire()
        post.save(update_fields=["state"])
        audit.record(approval_events.EXPIRED, by=None, subject=post, seal=job.submission.seal)


@transaction.atomic
def expire_claimed(claim: Claim[PublishJob]) -> None:
    """As `expire`, for the job in hand."""
    job = claim.job()
    approval_actions.locked(job.post)
    if job.is_doubtful:
        lose_track(claim, sentence=f"投稿する時刻を過ぎたため、もう一度は依頼しませんでした。{ONCE_DOUBTFUL}")
        return
    tell(claim, "緊急停止があったか、投稿する時刻を過ぎたため、投稿しませんでした。", is_problem=True)
    claim.release(state=JobState.QUEUED)
    expire(job)


@transaction.atomic
def record_removal(*, by: User, post: Post, reason: str) -> None:
    """削除済: a person has taken the post down on Instagram and says why."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(rules.may_record_removal(actor, post))
    if not reason.strip():
        raise Refused(no("削除した理由を入力してください。"))
    post.remove()
    post.save(update_fields=["state"])
    post_removed.send(sender=Post, post=post, by=by)
    audit.record(events.REMOVED, by=actor, subject=post, reason=reason.strip())


def take_address_turn(job: PublishJob, *, again_at: datetime) -> bool:
    """Whether it is this sweep's turn to ask for the post's address; the next is at `again_at`."""
    waiting = PublishJob.objects.filter(pk=job.pk, permalink="", due_at=job.due_at)
    return bool(waiting.update(due_at=again_at))


def keep_permalink(job: PublishJob, permalink: str) -> None:
    """The address of the live post, once Instagram tells it."""
    code = rules.post_code(permalink)
    if not PublishJob.objects.exclude(pk=job.pk).filter(shortcode=code).exclude(shortcode="").exists():
        PublishJob.objects.filter(pk=job.pk, permalink="").update(permalink=permalink, shortcode=code)


def _ask(post: Post, *, by: Actor, due_at: datetime) -> PublishJob:
    assert post.submission is not None  # noqa: S101 - approved, by constraint
    job = _enqueue(post, post.submission, due_at=due_at)
    audit.record(events.PUBLISH_ASKED, by=by, subject=post, seal=post.submission.seal)
    return job


def _enqueue(post: Post, submission: Submission, *, due_at: datetime) -> PublishJob:
    job = PublishJob.objects.create(post=post, submission=submission, due_at=due_at, asked_for=due_at)
    transaction.on_commit(lambda: wake(job.TASK, job.pk))
    return job
