"""要確認 settled by a person who has looked at the account: it is this post, or it is not there. No network here."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import telling as approval_telling
from approvals.models import Approvable, State
from approvals.sending import actions as sending
from outbox.jobs import JobState
from posts.drafting import rules
from posts.drafting.models import Post
from posts.publishing import events, telling
from posts.publishing.models import PublishJob
from security.models import User
from security.office import addresses
from security.office.answers import Answer, Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit
from security.trail.registry import Event

NO_ADDRESS = no(
    "投稿のアドレスではありません。",
    remedy="Instagramで投稿を開き、https://www.instagram.com/p/ で始まるアドレスを貼り付けてください。",
)
TAKEN = no("その投稿は、ほかの投稿のものとして記録されています。", remedy="もう一度お確かめください。")
NAMELESS = no(
    "アドレスをまだ受け取っていない投稿がほかにあるため、その投稿のアドレスでないことを確かめられません。",
    remedy="Instagramとの接続が戻ってから、もう一度記録してください。",
)
# So long is asked for the address of a live post (sweep.py).
ADDRESSES_COME = timedelta(days=1)
NOT_THERE = "Instagramの画面で、載っていないことを人が確かめました。"


def may_settle(actor: Actor, post: Post) -> Answer:
    """`rules.may_resolve`; who comes second reads what has been recorded."""
    return unless_recorded(
        rules.may_resolve(actor, post), post, events.PUBLISH_RESOLVED, events.PUBLISH_NOT_THERE
    )


def unless_recorded(answer: Answer, item: Approvable, *ends: Event) -> Answer:
    """The rule's answer, or what somebody has recorded of the item, if that is why it says no."""
    if answer or item.state == State.UNCONFIRMED:
        return answer
    told = audit.events_of(item).filter(tag__in=[one.tag for one in ends]).last()
    if told is None:
        return answer
    return no(f"結果はすでに記録されています。{told.sentence}", remedy="新しくは何も記録していません。")


@transaction.atomic
def bind(*, by: User, post: Post, address: str, number: str = "") -> None:
    """投稿済: it is the post at this address. `number`: Instagram's own, where the account's list has told it."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(may_settle(actor, post))
    job = _unsettled(post)
    put_down(job, post, address=address, number=number, at=timezone.now())
    approval_telling.is_taken_up(post, by=by)
    telling.of_live_post(job, address=job.permalink, by=actor)
    audit.record(
        events.PUBLISH_RESOLVED,
        by=actor,
        subject=post,
        permalink=job.permalink,
        media_id=number,
        seal=job.submission.seal,
    )


def put_down(job: PublishJob, post: Post, *, address: str, number: str, at: datetime) -> None:
    """投稿済, at this address, by a person's word. Runs in the transaction of the act, with the post locked and judged.

    Raises Refused for what is no post's address, or may be another document's.
    """
    address = address if number else addresses.with_scheme(address.strip())
    code = rules.post_code(address)
    if not (code or number):
        raise Refused(NO_ADDRESS)
    if not number and _is_somebody_nameless(job):
        raise Refused(NAMELESS)
    job.state, job.finished_at = JobState.DONE, at
    job.permalink, job.shortcode, job.media_id = address, code, number
    job.compare_at = timezone.now() if number else None
    _save_unless_taken(job)
    post.confirm_published()
    post.save(update_fields=["state"])


@transaction.atomic
def declare_missing(*, by: User, post: Post, looked: str = "") -> None:
    """投稿失敗: it is not there. `looked`: what the account has shown, for the trail."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(may_settle(actor, post))
    job = _unsettled(post)
    job.state, job.finished_at, job.problem = JobState.FAILED, timezone.now(), NOT_THERE
    job.save(update_fields=["state", "finished_at", "problem"])
    post.fail()
    approval_telling.is_taken_up(post, by=by)
    sending.went_wrong(post, job, NOT_THERE, by=actor)
    audit.record(events.PUBLISH_NOT_THERE, by=actor, subject=post, note=looked, seal=job.submission.seal)


def _is_somebody_nameless(job: PublishJob) -> bool:
    """Whether another live post's address has not come yet: this one could be it."""
    live = (
        PublishJob.objects.exclude(pk=job.pk).filter(state=JobState.DONE, shortcode="").exclude(media_id="")
    )
    return live.filter(finished_at__gt=timezone.now() - ADDRESSES_COME).exists()


def _unsettled(post: Post) -> PublishJob:
    jobs = PublishJob.objects.select_for_update(no_key=True, of=("self",)).select_related("submission")
    return jobs.get(post=post, state=JobState.UNCONFIRMED)


def _save_unless_taken(job: PublishJob) -> None:
    """The database knows whose a live post is, whoever was faster."""
    try:
        with transaction.atomic():
            job.save(
                update_fields=["state", "finished_at", "permalink", "shortcode", "media_id", "compare_at"]
            )
    except IntegrityError:
        raise Refused(TAKEN) from None
