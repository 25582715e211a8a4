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
from approvals.models import Guideline, Submission, Verdict
from approvals.querysets import standing_stop
from comments.inbox.actions import handling
from comments.inbox.actions.locking import locked_comment
from comments.inbox.models import Comment, Source
from comments.inbox.own_account import OwnAccount
from comments.replies import querysets as reply_querysets
from comments.replies import rules
from comments.replies.content import sealed
from comments.replies.models import Reply
from comments.replies.sending import preflight
from posts.drafting.actions import Incomplete
from posts.drafting.rules import Point
from security.models import POSTERS, Tag, User
from security.office.answers import require
from security.people.actors import Actor
from security.trail import recording as audit

__all__ = [
    "CommentChanged",
    "Incomplete",
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


class CommentChanged(Exception):
    """The comment is not any more what the author has read."""


def mark_of(text: str) -> str:
    """Names the text that stood on the screen, so that a form can say what its author has read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@transaction.atomic
def propose(*, by: User, comment: Comment, form_key: uuid.UUID, text: str) -> Reply:
    """返信を起案する. The same form sent twice gives the same draft. Raises Taken or Refused."""
    actor = Actor.of(by)
    require(rules.may_propose(actor, comment))
    # Whoever comes second waits here and finds the first one's proposal.
    comment = locked_comment(comment)
    form_key = uuid.uuid5(form_key, str(by.pk))
    if existing := Reply.objects.filter(form_key=form_key).first():
        return existing
    if live := reply_querysets.live_of(comment):
        raise Taken(live)
    require(rules.may_answer(comment))
    appointment = actor.appointment(*POSTERS)
    assert appointment is not None  # noqa: S101 - may_propose has just found it
    reply = Reply.objects.create(
        comment=comment,
        comment_text=comment.text,
        text=text,
        form_key=form_key,
        author=by,
        edited_by=by,
        organization=appointment.organization,
        dossier=approval_actions.open_dossier(by=by),
    )
    handling.settle_by_proposing(comment=comment, by=actor)
    audit.record(Tag.DRAFTED, by=actor, subject=reply, number=reply.dossier.number)
    return reply


@transaction.atomic
def save_draft(*, by: User, reply: Reply, version: int, text: str) -> Reply:
    """Raises Stale or Refused; nothing is changed then. A change takes a standing approval away."""
    actor, reply = Actor.of(by), approval_actions.locked(reply)
    require(rules.may_edit(actor, reply))
    if reply.version != version:
        raise Stale(reply)
    if reply.text == text:
        return reply
    approval_actions.take_approval_away(reply, actor)
    reply.text = text
    reply.version += 1
    reply.edited_at, reply.edited_by = timezone.now(), by
    reply.save(update_fields=["text", "version", "edited_at", "edited_by", "state", "submission"])
    approval_actions.note_contributor(reply, by)
    audit.record(
        Tag.EDITED, by=actor, subject=reply, changed=[Reply.PART_LABELS["text"]], version=reply.version
    )
    return reply


@transaction.atomic
def submit(*, by: User, reply: Reply, version: int, seen: str, confirmed: Sequence[str]) -> Submission:
    """承認を求める, bound to the comment's text as it stands now, which must be what the author has read (`seen`).

    Raises Stale, CommentChanged, Incomplete or Refused.
    """
    comment, reply = locked_comment(reply.comment), approval_actions.locked(reply)
    if reply.version != version:
        raise Stale(reply)
    if mark_of(comment.text) != seen:
        raise CommentChanged
    reply.comment = comment
    points = rules.missing_points(reply)
    asked = rules.confirmations()
    for place, confirmation in enumerate(asked):
        if confirmation.sentence not in confirmed:
            sentence = f"「{confirmation.sentence}」を確認してください。"
            points.append(Point(sentence, f"id_confirm_{place}", confirmation.clause))
    if points:
        raise Incomplete(points)
    reply.comment_text, reply.lapsed_because = comment.text, ""
    reply.save(update_fields=["comment_text", "lapsed_because"])
    return approval_actions.submit(
        by=by,
        item=reply,
        confirmations=[one.sentence for one in asked],
        guidelines=Guideline.objects.all_in_force(),
    )


@transaction.atomic
def record_by_hand(*, by: User, reply: Reply, at: datetime) -> Reply:
    """手で返信した: the approved text stands under a comment that is known from the tablet only."""
    actor, comment = Actor.of(by), locked_comment(reply.comment)
    reply = approval_actions.locked(reply)
    reply.comment = comment
    require(rules.may_record_by_hand(actor, reply, standing_stop()))
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
    reply.begin_publishing()
    reply.confirm_published()
    reply.save(update_fields=["state", "published_as"])
    audit.record(
        Tag.REPLY_SENT,
        by=actor,
        subject=reply,
        seal=submission.seal,
        note="公式アカウントの画面から手で返信した",
    )
    return reply
