"""What people do with the sending of a reply, and what follows from it; the worker's part is in approvals/sending.

No network here.
"""

from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import SendingJob, Submission
from approvals.querysets import current_stop
from approvals.sending import actions as sending
from comments.inbox.models import Comment
from comments.inbox.own_account import OwnAccount
from comments.replies import rules, telling
from comments.replies.models import Reply, ReplyJob
from security.account import connection
from security.models import User
from security.office.answers import require
from security.people.actors import Actor


def on_approval(reply: Reply, submission: Submission) -> None:
    """Approved is sent: no second press. Runs in the approving transaction.

    While a stop stands nothing is begun, so that its end lets nothing out by itself; then a poster presses 「送る」.
    """
    if not reply.is_by_hand and current_stop() is None:
        sending.enqueue(reply, submission, at=timezone.now())


@transaction.atomic
def send(*, by: User, reply: Reply) -> SendingJob:
    """送る: an approved reply that did not leave by itself, because a stop stood."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(rules.may_send(actor, reply, current_stop(), connection.pause()))
    return sending.ask(reply, by=actor)


@transaction.atomic
def retry(*, by: User, reply: Reply) -> SendingJob:
    """もう一度送る: after a failure in which nothing went out; the same version, the same approval."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(rules.may_retry(actor, reply, current_stop(), connection.pause()))
    return sending.ask_again(reply, by=actor)


@transaction.atomic
def bind(reply: Reply, comment: Comment) -> None:
    """The answer as it stands under the post, read after a person had said that it is there."""
    reply = approval_actions.locked(reply)
    if reply.published_as_id is None and not Reply.objects.filter(published_as=comment).exists():
        reply.published_as = comment
        reply.save(update_fields=["published_as"])


def on_sent(reply: Reply, job: ReplyJob) -> None:
    """Its answer stands there as a comment of our own. Runs in the transaction that ends the job."""
    reply.published_as = own_comment(job, job.remote_id)
    reply.save(update_fields=["published_as"])
    telling.of_sent(reply, job.submission, by=None)


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
