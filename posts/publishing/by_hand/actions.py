"""An approved version in a person's hand, and recorded as published. Network and files only outside the transactions."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import signals
from approvals.actions import locked_gate
from approvals.models import State
from approvals.querysets import current_stop
from approvals.sending import actions as sending
from outbox.jobs import OPEN, JobState, continued
from outbox.wake_ups import wake
from posts.drafting.models import Post
from posts.publishing import events, links_again, notices, preflight, telling
from posts.publishing.by_hand import rules
from posts.publishing.models import LiveDifference, PublishJob
from posts.publishing.settling import TAKEN, put_down
from security.models import User
from security.notices.telling import lay_aside
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

WORKER_WAS_FASTER = no(
    "自動での投稿が、もう始まっています。二重に投稿しないため、手動での投稿は始めていません。",
    remedy="投稿のページで経過をご覧ください。",
)
NOT_RECORDED = (
    "手動での投稿が始められましたが、どうなったかが記録されないまま時間が過ぎました。投稿されている可能性があります。"
    "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
)


def in_hand(post: Post) -> PublishJob | None:
    """What somebody has in hand of it now."""
    rows = PublishJob.objects.filter(post=post, state=JobState.RUNNING, in_hand_at__isnull=False)
    return rows.select_related("submission", "in_hand_of").first()


def take(*, by: User, post: Post) -> PublishJob:
    """手動で投稿する: out of the worker's queue and into the person's hand.

    Opens the links and reads the pictures' files first, so it must not be in a transaction.
    """
    require(preflight.pictures_stand(post))
    require(links_again.lead_somewhere(post))
    with transaction.atomic():
        return _taken(by=by, post=post)


def _taken(*, by: User, post: Post) -> PublishJob:
    """The stop's gate is locked as by a worker: whoever hands out comes before a stop, or sees it."""
    locked_gate()
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(rules.may_take(actor, post, current_stop()))
    if post.state == State.FAILED:
        post.retry()
    job = _out_of_the_queue(post, by) or _made_for(post, by)
    require(preflight.may_send(preflight.as_it_stands(job), job))
    _tell(job, f"{actor.label}が、手動での投稿を始めました。")
    post.begin_publishing()
    post.save(update_fields=["state"])
    lay_aside(notices.WAITS_FOR_PRESS, notices.WAITS_FOR_HAND, about=post)
    audit.record(events.HAND_TAKEN, by=actor, subject=post, seal=job.submission.seal)
    return job


def _out_of_the_queue(post: Post, by: User) -> PublishJob | None:
    """What waits there, if no worker was faster: one statement, which a worker's own can not overlap."""
    open_ones = PublishJob.objects.filter(post=post, submission=post.submission, state__in=OPEN)
    job = open_ones.first()
    if job is None:
        return None
    require(rules.is_in_time(job))
    now = timezone.now()
    free = PublishJob.objects.filter(pk=job.pk, state=JobState.QUEUED, sent_at=None, is_doubtful=False)
    if not free.update(
        state=JobState.RUNNING,
        token=None,
        lease_until=None,
        problem="",
        links_dead_since=None,  # opened just now
        in_hand_of=by,
        in_hand_at=now,
        # From here on it may stand on the account: what is found there with its words is held against it.
        first_asked_at=Coalesce(F("first_asked_at"), now),
    ):
        raise Refused(WORKER_WAS_FASTER)
    return PublishJob.objects.select_related("submission").get(pk=job.pk)


def _made_for(post: Post, by: User) -> PublishJob:
    assert post.submission is not None  # noqa: S101 - by the rule
    now = timezone.now()
    return PublishJob.objects.create(
        post=post,
        submission=post.submission,
        state=JobState.RUNNING,
        due_at=now,
        asked_for=now,
        first_asked_at=now,
        in_hand_of=by,
        in_hand_at=now,
    )


@transaction.atomic
def give_back(*, by: User, post: Post) -> None:
    """やめて戻す: the person's word that nothing was posted. What has a time goes back to the queue; if late, to its end."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    job = in_hand(post)
    require(rules.may_give_back(actor, post, job))
    assert job is not None  # noqa: S101 - by the rule
    now = timezone.now()
    job.in_hand_of = job.in_hand_at = None
    if post.publish_at:
        job.state, job.due_at, job.woken_at = JobState.QUEUED, max(now, job.asked_for), None
    else:
        job.state, job.finished_at = JobState.CANCELLED, now
    job.save(update_fields=["in_hand_of", "in_hand_at", "state", "due_at", "woken_at", "finished_at"])
    _tell(job, f"{actor.label}が、何も投稿していないことを確かめて、手動での投稿をやめました。")
    post.take_back()
    post.save(update_fields=["state"])
    lay_aside(notices.IN_HAND, about=post)
    audit.record(events.HAND_GIVEN_BACK, by=actor, subject=post, seal=job.submission.seal)
    if job.state == JobState.QUEUED:
        transaction.on_commit(lambda: wake(job.TASK, job.pk))


@transaction.atomic
def record(*, by: User, post: Post, address: str, posted_at: datetime, number: str = "") -> None:
    """投稿済, at this address. `number`: Instagram's own, where the account's list has told it.

    What spoke against it by then is recorded and told too: that it is out is a fact, whoever should not have done it.
    """
    actor, post = Actor.of(by), approval_actions.locked(post)
    job = in_hand(post)
    require(rules.may_end(actor, post, job))
    assert job is not None  # noqa: S101 - by the rule
    require(rules.may_be_the_time(job, posted_at))
    problem = rules.against(preflight.as_it_stands(job), job, posted_at)
    job.course = continued(
        job.course, f"{actor.label}が、手動で投稿したと記録しました。", timezone.now(), is_problem=False
    )
    job.save(update_fields=["course"])
    put_down(job, post, address=address, number=number, at=posted_at)
    signals.sent.send(sender=Post, item=post, job=job)
    lay_aside(notices.IN_HAND, about=post)
    telling.of_live_post(job, address=job.permalink, by=actor)
    if problem:
        LiveDifference.objects.create(job=job, what=LiveDifference.What.AGAINST)
        telling.of_posting_against(job, problem)
    audit.record(
        events.PUBLISHED_BY_HAND,
        by=actor,
        subject=post,
        permalink=job.permalink,
        media_id=number,
        problem=problem,
        seal=job.submission.seal,
    )


@transaction.atomic
def give_up(*, job: PublishJob) -> None:
    """要確認: whoever had it in hand has said nothing. What was handed out may have been posted."""
    post = approval_actions.locked_row(job.post)
    mine = PublishJob.objects.filter(pk=job.pk, state=JobState.RUNNING, in_hand_at=job.in_hand_at)
    if not mine.update(state=JobState.UNCONFIRMED, problem=NOT_RECORDED):
        return
    post.lose_track()
    lay_aside(notices.IN_HAND, about=post)
    sending.went_wrong(post, job, NOT_RECORDED)
    audit.record(events.PUBLISH_UNCONFIRMED, by=None, subject=post, problem=NOT_RECORDED)


def _tell(job: PublishJob, sentence: str) -> None:
    """One line for the page. The post is locked, and no worker has the job."""
    job.course = continued(job.course, sentence, timezone.now(), is_problem=False)
    job.save(update_fields=["course"])


def note_published(post: Post, *, number: str, address: str, code: str, at: datetime) -> PublishJob:
    """投稿済, at this place of the account. Runs in the transaction of the act, with the post locked and judged.

    What waits in the queue for it is taken out; the live post is then held against the version as any other is. Raises
    Refused if the live post belongs to another document.
    """
    assert post.submission is not None  # noqa: S101 - judged by the caller
    sending.call_off(post)
    now = timezone.now()
    try:
        with transaction.atomic():
            job = PublishJob.objects.create(
                post=post,
                submission=post.submission,
                state=JobState.DONE,
                asked_for=at,
                finished_at=at,
                due_at=now,
                compare_at=now,
                media_id=number,
                permalink=address,
                shortcode=code,
            )
    except IntegrityError:
        raise Refused(TAKEN) from None
    if post.state == State.FAILED:
        post.retry()
    post.find_published()
    post.save(update_fields=["state"])
    signals.sent.send(sender=Post, item=post, job=job)
    return job
