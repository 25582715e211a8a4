"""返信の起案: proposing, saving and submitting a reply; recording one that was typed by hand (第６第２項).

Deciding is done by approvals/actions, sending by replies/actions/sending.
"""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.actions import Stale
from approvals.actions import drafting as life
from approvals.actions.drafting import Begun
from approvals.models import Guideline, Submission, Verdict
from approvals.querysets import current_stop
from comments.inbox.actions import settling
from comments.inbox.actions.locking import locked_comment
from comments.inbox.models import Comment, Source
from comments.inbox.own_account import OwnAccount
from comments.replies import events, rules, telling
from comments.replies import querysets as reply_querysets
from comments.replies.content import sealed
from comments.replies.models import Reply
from comments.replies.sending import preflight
from security.models import User
from security.office.answers import require
from security.people.actors import Actor
from security.trail import recording as audit

__all__ = [
    "Begun",
    "CommentChanged",
    "Stale",
    "Taken",
    "mark_of",
    "propose",
    "record_by_hand",
    "save_draft",
    "submit",
]


class Taken(Exception):
    """Another proposal for the same comment is under way. Carries it."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"reply {reply.pk} answers the comment already")
        self.reply = reply


class CommentChanged(Stale):
    """The comment is not any more what the author has read."""


def mark_of(text: str) -> str:
    """Names the text that stood on the screen, so that a form can say what its author has read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@transaction.atomic
def propose(*, by: User, comment: Comment, form_key: uuid.UUID, text: str) -> Reply:
    """返信を起案する. The same form sent twice gives the same draft. Raises Taken, Begun (with another text) or Refused."""
    actor = Actor.of(by)
    require(rules.may_propose(actor, comment))
    if existing := life.begun(Reply, by=actor, form_key=form_key):
        if existing.text != text:
            raise Begun(existing)
        return existing
    # Whoever comes second waits here and finds the first one's proposal.
    comment = locked_comment(comment)
    if live := reply_querysets.live_of(comment):
        raise Taken(live)
    require(rules.may_answer(comment))
    reply = life.begin(
        Reply, by=actor, form_key=form_key, comment=comment, comment_text=comment.text, text=text
    )
    settling.settle_by_proposing(comment=comment, by=actor)
    life.note_begun(reply, by=actor)
    return reply


@transaction.atomic
def save_draft(*, by: User, reply: Reply, version: int, text: str) -> Reply:
    """Raises Stale or Refused; nothing is changed then. A change takes a standing approval away."""
    actor = Actor.of(by)
    reply = life.opened(reply, by=actor, version=version, may_edit=rules.may_edit)
    if reply.text != text:
        reply.text = text
        life.note_change(reply, by=actor, changed=[Reply.PART_LABELS["text"]], fields=["text"])
    return reply


@transaction.atomic
def submit(*, by: User, reply: Reply, version: int, seen: str, confirmed: Sequence[str]) -> Submission:
    """承認を求める, bound to the comment's text as it stands now, which must be what the author has read (`seen`).

    Raises Stale, CommentChanged, Incomplete or Refused.
    """
    comment = locked_comment(reply.comment)
    reply = life.opened(reply, by=Actor.of(by), version=version)
    if mark_of(comment.text) != seen:
        raise CommentChanged(reply)
    reply.comment, reply.comment_text, reply.lapsed_because = comment, comment.text, ""
    submission = life.submit(
        reply,
        by=by,
        points=rules.missing_points(reply),
        guidelines=Guideline.objects.all_in_force(),
        asked=rules.confirmations(),
        confirmed=confirmed,
    )
    reply.save(update_fields=["comment_text", "lapsed_because"])
    return submission


@transaction.atomic
def record_by_hand(*, by: User, reply: Reply, at: datetime) -> Reply:
    """手で返信した: the approved text stands under a comment that is known from the tablet only."""
    actor, comment = Actor.of(by), locked_comment(reply.comment)
    reply = approval_actions.locked(reply)
    reply.comment = comment
    require(rules.may_record_by_hand(actor, reply, current_stop()))
    submission = reply.submission
    assert submission is not None  # noqa: S101 - approved, by constraint
    require(preflight.may_go_out(reply, submission))
    approvals = submission.decisions.filter(verdict=Verdict.APPROVED)
    approved_at = approvals.latest("decided_at").decided_at
    require(rules.is_time_of_answer(at, approved_at=approved_at, now=timezone.now()))
    reply.published_as = Comment.objects.create(
        live_post=comment.live_post,
        parent=comment.parent or comment,
        text=sealed(submission).text,
        username=OwnAccount.current().username,
        commented_at=at,
        source=Source.HAND,
        is_own=True,
    )
    reply.find_published()
    reply.save(update_fields=["state", "published_as"])
    telling.of_sent(reply, submission, by=actor)
    audit.record(
        events.REPLY_SENT,
        by=actor,
        subject=reply,
        seal=submission.seal,
        note="公式アカウントの画面から手で返信した",
    )
    return reply
