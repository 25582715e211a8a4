"""Rows of 第６ for tests, made through the product's own actions where there are any. Explicit, never random."""

import datetime
import itertools
import uuid
from dataclasses import replace
from typing import Any

from django.utils import timezone

from approvals import actions as approval_actions
from comments.models import Comment, LivePost, Reply
from comments.replies import rules as reply_rules
from comments.replies.actions import drafting
from instagram.results import RemoteComment
from security.models import User

_numbers = itertools.count(1)
A_WEEK = datetime.timedelta(days=7)


def live_post(**fields: object) -> LivePost:
    """A post that was listed and read a week ago."""
    week_ago = timezone.now() - A_WEEK
    values = {
        "media_id": f"1790000000{next(_numbers):06}",
        "first_line": "雪の朝",
        "permalink": "https://www.instagram.com/p/abc/",
        "posted_at": week_ago,
        "created_at": week_ago,
        "read_at": week_ago,
    }
    return LivePost.objects.create(**{**values, **fields})


def remote(remote_id: str, text: str = "すてきですね", **fields: Any) -> RemoteComment:
    """A comment as Instagram tells of it."""
    values: dict[str, Any] = {
        "username": "yuki",
        "author_id": "555",
        "timestamp": timezone.now(),
        "hidden": False,
    }
    return replace(RemoteComment(id=remote_id, text=text), **{**values, **fields})


def comment(
    under: LivePost | None = None, remote_id: str | None = "", text: str = "すてきですね", **fields: object
) -> Comment:
    """A citizen's comment that has come; with `remote_id=None` one that was entered by hand."""
    values = {
        "live_post": under or fields.pop("live_post", None) or live_post(),
        "remote_id": f"1781{next(_numbers):013}" if remote_id == "" else remote_id,
        "username": "yuki",
        "author_remote_id": "555",
        "commented_at": timezone.now(),
    }
    return Comment.objects.create(text=text, **{**values, **fields})


def reply_draft(by: User, *, to: Comment | None = None, text: str = "はい、ございます。") -> Reply:
    """A proposal as its author has saved it."""
    answered = to or comment()
    made = drafting.propose(by=by, comment=answered, form_key=uuid.uuid4(), text=text)
    return Reply.objects.get(pk=made.pk)


def reply_submit(by: User, reply: Reply) -> Reply:
    """Ask for approval of the reply as it stands, to the comment as it stands, with everything confirmed."""
    reply = Reply.objects.get(pk=reply.pk)
    drafting.submit(
        by=by,
        reply=reply,
        version=reply.version,
        seen=drafting.mark_of(reply.comment.text),
        confirmed=[one.sentence for one in reply_rules.confirmations()],
    )
    return Reply.objects.get(pk=reply.pk)


def reply_submitted(by: User, **given: Any) -> Reply:
    return reply_submit(by, reply_draft(by, **given))


def reply_approved(by: User, *approvers: User, **given: Any) -> Reply:
    """Approved step by step by the given people: its job waits for a worker."""
    reply = reply_submitted(by, **given)
    for approver in approvers:
        assert reply.submission
        approval_actions.approve(by=approver, item=reply, seal=reply.submission.seal)
    return Reply.objects.get(pk=reply.pk)
