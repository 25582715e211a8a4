"""What has become of known comments: rewritten, hidden or shown, gone, back (第６第２項).

Deletions are told by nobody: reading/ concludes them, here they are written down.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from comments.inbox import events, signals, telling
from comments.inbox.actions import settling
from comments.inbox.models import Comment, CommentEdit, LivePost
from comments.inbox.own_account import OwnAccount
from comments.inbox.screening import Screening
from comments.inbox.texts import clean, fitting
from instagram.results import RemoteComment
from posts.live import actions as live
from security.trail import recording as audit

SEEN_AGAIN = [
    "is_hidden",
    "is_own",
    "gone_at",
    "username",
    "sought",
    "author_remote_id",
    "commented_at",
    "parent_remote_id",
    "parent",
]


def otherwise(
    known: Iterable[Comment], told: Mapping[str, RemoteComment], by: Screening, *, asked_at: datetime
) -> list[int]:
    """The keys of those of which Instagram tells otherwise than stored; asked without a lock, so not yet the answer."""
    return [
        comment.pk
        for comment in known
        if _has_other_words(comment, told[comment.remote_id or ""], asked_at)
        or _take_over(copy(comment), told[comment.remote_id or ""], by.own, asked_at)
    ]


def locked(numbers: Sequence[int]) -> dict[int, Comment]:
    """These comments as they stand now, locked with what hangs on them until the transaction ends.

    Comments before replies, each in the order of their keys, and both before anything is recorded: as everywhere.
    """
    if not numbers:
        return {}
    rows = Comment.objects.filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)
    stored = {row.pk: row for row in rows}
    signals.comments_locked.send(sender=Comment, numbers=numbers)
    return stored


def compare(
    known: Sequence[Comment], told: Mapping[str, RemoteComment], by: Screening, *, asked_at: datetime
) -> None:
    """Of `locked` comments. What Instagram leaves out (`from`, `hidden`) is no change.

    asked_at: when Instagram was asked. What was written down of a comment after that is newer than the answer.
    """
    rewritten = [one for one in known if _has_other_words(one, told[one.remote_id or ""], asked_at)]
    drifted = [one for one in known if _take_over(one, told[one.remote_id or ""], by.own, asked_at)]
    if drifted:
        Comment.objects.bulk_update(drifted, SEEN_AGAIN)
    for comment in rewritten:
        _rewritten(comment, clean(told[comment.remote_id or ""].text), by)


def _has_other_words(comment: Comment, remote: RemoteComment, asked_at: datetime) -> bool:
    is_newer = comment.edited_at is not None and comment.edited_at > asked_at
    return not is_newer and clean(remote.text) != comment.text


def _take_over(comment: Comment, remote: RemoteComment, own: OwnAccount, asked_at: datetime) -> bool:
    """Whether anything beside the text is otherwise than stored. A name once told stays as it was told."""
    is_measured = comment.measured_at is not None and comment.measured_at >= asked_at
    before = _seen(comment)
    if comment.gone_at and comment.gone_at < asked_at:
        comment.gone_at = None
    # A notification tells neither when exactly it was written nor always by whom, and what it answers.
    comment.commented_at = remote.timestamp or comment.commented_at
    if not comment.parent_remote_id and remote.parent_id:
        comment.parent_remote_id = fitting(remote.parent_id, Comment, "parent_remote_id")
        comment.parent = Comment.objects.filter(remote_id=remote.parent_id).first()
    comment.is_own = comment.is_own or own.wrote(remote)
    if remote.username and not comment.username:
        comment.username = fitting(remote.username, Comment, "username")
        comment.sought = comment.keys
    comment.author_remote_id = comment.author_remote_id or fitting(
        remote.author_id, Comment, "author_remote_id"
    )
    if remote.hidden is not None and not is_measured:
        comment.is_hidden = remote.hidden
    return before != _seen(comment)


def _seen(comment: Comment) -> list[object]:
    return [getattr(comment, f"{name}_id" if name == "parent" else name) for name in SEEN_AGAIN]


def _rewritten(comment: Comment, text: str, by: Screening) -> None:
    """What it said is kept; what was decided of the former words may be open again."""
    now, before = timezone.now(), comment.hints
    CommentEdit.objects.create(comment=comment, text=comment.text, noticed_at=now)
    comment.text, comment.edited_at = text, now
    comment.hints = "" if comment.is_own else by.words.hints_of(text)
    comment.save(update_fields=["text", "edited_at", "hints"])
    telling.count_rewritten(comment, before=before)
    signals.comment_edited.send(sender=Comment, comment=comment)
    audit.record(events.COMMENT_EDITED, by=None, subject=comment)
    settling.reopen_after_edit(comment)


@transaction.atomic
def note_gone(*, comment: Comment) -> None:
    """It is not on Instagram any more. Whether its author took it away, Instagram or somebody at the account: unknown."""
    stored = Comment.objects.select_for_update(no_key=True).filter(pk=comment.pk, gone_at=None).first()
    if stored is None:
        return
    stored.gone_at = timezone.now()
    stored.save(update_fields=["gone_at"])
    answers = [answer for _, answer in signals.comment_gone.send(sender=Comment, comment=stored) if answer]
    audit.record(events.COMMENT_GONE, by=None, subject=stored, **({"source": answers[0]} if answers else {}))


@transaction.atomic
def note_post_gone(*, live_post: LivePost) -> None:
    stored = LivePost.objects.select_for_update(no_key=True).filter(pk=live_post.pk, gone_at=None).first()
    if stored is None:
        return
    stored.gone_at, stored.due_at, stored.unreadable_since = timezone.now(), None, None
    stored.save(update_fields=["gone_at", "due_at", "unreadable_since"])
    signals.post_gone.send(sender=LivePost, live_post=stored)
    live.note_gone(media_id=stored.media_id)
    audit.record(events.POST_GONE, by=None, subject=stored)
