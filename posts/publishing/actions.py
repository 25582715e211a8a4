"""What people do with the publication of a post; what the worker does with it is in approvals/sending. No network here."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import SendingJob, Submission
from approvals.querysets import current_stop
from approvals.sending import actions as sending
from outbox.claims import Claim
from posts.drafting import rules
from posts.drafting.models import Post
from posts.publishing import events, notices, telling
from posts.publishing.models import PublishJob
from posts.publishing.signals import post_removed
from security.account import connection
from security.models import User
from security.notices.telling import settle, take_back
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit


@transaction.atomic
def publish_now(*, by: User, post: Post) -> SendingJob:
    """投稿する: the poster presses; the worker sends."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(rules.may_publish(actor, post, current_stop(), connection.pause()))
    take_back(notices.WAITS_FOR_PRESS, about=post)
    settle(notices.WAITS_FOR_PRESS, about=post, person=by)
    return sending.ask(post, by=actor)


@transaction.atomic
def retry(*, by: User, post: Post) -> SendingJob:
    """もう一度投稿する: after a failure in which nothing went out; the same version, the same approval."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(rules.may_retry(actor, post, current_stop(), connection.pause()))
    return sending.ask_again(post, by=actor)


def schedule(post: Post, submission: Submission) -> None:
    """On approval: a post with a set time waits in the queue for it. Runs in the approving transaction."""
    if post.publish_at:
        sending.enqueue(post, submission, at=post.publish_at)


@transaction.atomic
def note_links_open(claim: Claim[PublishJob], *, unseen: str = "") -> None:
    """Nothing is against the post's links now. `unseen`: that we could not look, told to the author, who can."""
    job, were_dead = claim.job, claim.job.links_dead_since
    told = f"{unseen}承認のときに人が確かめたものとして、投稿を続けます。" if unseen else ""
    claim.tell(told, links_opened_at=timezone.now(), links_silent=0, links_dead_since=None)
    if were_dead:
        take_back(notices.LINK_DEAD, about=job.post)
        audit.record(events.LINKS_OPEN, by=None, subject=job.post)
    if unseen:
        telling.of_unseen_links(job)
        audit.record(events.LINKS_UNSEEN, by=None, subject=job.post, problem=unseen)


@transaction.atomic
def note_links_dead(claim: Claim[PublishJob], *, sentence: str) -> None:
    """A link surely leads nowhere: told once to the author and who is in charge, while the post waits for it."""
    job, since = claim.job, claim.job.links_dead_since
    claim.save(links_opened_at=None, links_silent=0, links_dead_since=since or timezone.now())
    if since is None:
        telling.of_dead_link(job, sentence)
        audit.record(events.LINK_DEAD, by=None, subject=job.post, problem=sentence)


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


@transaction.atomic
def keep_permalink(job: PublishJob, permalink: str) -> None:
    """The address of the live post, once Instagram tells it; with it those concerned hear that the post is out.

    One that another post has is on record, and kept by that.
    """
    mine = PublishJob.objects.filter(pk=job.pk, permalink="")
    try:
        with transaction.atomic():
            mine.update(permalink=permalink, shortcode=rules.post_code(permalink))
    except IntegrityError:
        audit.record(events.ADDRESS_TAKEN, by=None, subject=job.post, permalink=permalink)
        mine.update(permalink=permalink)
    telling.of_live_post(job, address=permalink)


@transaction.atomic
def tell_without_address(job: PublishJob) -> None:
    """It is out, and Instagram does not tell yet where: those concerned hear of it all the same, once."""
    telling.of_live_post(job)
