"""要確認 settled by a person who has looked under the comment: it is this answer, or it is not there. No network here."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import telling as approval_telling
from approvals.sending.actions import went_wrong
from comments.replies import events, rules, telling
from comments.replies.actions import sending
from comments.replies.models import Reply, ReplyJob
from outbox.jobs import JobState
from posts.publishing.settling import NOT_THERE, unless_recorded
from security.models import User
from security.office.answers import Answer, Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

TAKEN = no(
    "その返信は、ほかの返信のものとして記録されています。",
    clause=rules.CLAUSE,
    remedy="もう一度お確かめください。",
)


def may_settle(actor: Actor, reply: Reply) -> Answer:
    """`rules.may_resolve`; who comes second reads what has been recorded."""
    return unless_recorded(
        rules.may_resolve(actor, reply), reply, events.REPLY_RESOLVED, events.REPLY_NOT_THERE
    )


@transaction.atomic
def bind(*, by: User, reply: Reply, number: str = "") -> None:
    """返信済: it is the answer of this number; without one, it is bound once it has been read (sweep.bind_echoes)."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(may_settle(actor, reply))
    job = _unsettled(reply)
    job.state, job.finished_at, job.remote_id = JobState.DONE, timezone.now(), number
    job.compare_at = timezone.now() if number else None
    reply.confirm_published()
    approval_telling.is_taken_up(reply, by=by)
    try:
        with transaction.atomic():
            job.save(update_fields=["state", "finished_at", "remote_id", "compare_at"])
            reply.published_as = sending.own_comment(job, number) if number else None
            reply.save(update_fields=["state", "published_as"])
    except IntegrityError:
        raise Refused(TAKEN) from None
    telling.of_sent(reply, job.submission, by=actor)
    audit.record(events.REPLY_RESOLVED, by=actor, subject=reply, media_id=number, seal=job.submission.seal)


@transaction.atomic
def declare_missing(*, by: User, reply: Reply, looked: str = "") -> None:
    """送信失敗: it is not there. `looked`: what has been shown under the comment, for the trail."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(may_settle(actor, reply))
    job = _unsettled(reply)
    job.state, job.finished_at, job.problem = JobState.FAILED, timezone.now(), NOT_THERE
    job.is_not_there = True
    job.save(update_fields=["state", "finished_at", "problem", "is_not_there"])
    reply.fail()
    approval_telling.is_taken_up(reply, by=by)
    went_wrong(reply, job, NOT_THERE, by=actor)
    audit.record(events.REPLY_NOT_THERE, by=actor, subject=reply, note=looked, seal=job.submission.seal)


def _unsettled(reply: Reply) -> ReplyJob:
    jobs = ReplyJob.objects.select_for_update(no_key=True, of=("self",))
    return jobs.select_related(*ReplyJob.CLAIMED_WITH).get(reply=reply, state=JobState.UNCONFIRMED)
