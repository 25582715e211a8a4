"""Comments that somebody found on the tablet and typed in: entered, and recognised when Instagram reports them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db import transaction
from django.utils import timezone

from comments.inbox import events, rules, telling
from comments.inbox.hints import WordList
from comments.inbox.models import Comment, LivePost, Source
from comments.inbox.screening import Screening
from comments.inbox.texts import clean, fitting
from instagram.results import RemoteComment
from security.models import User
from security.office import words
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

# Instagram's clock says when it was written, the person when he thinks it was.
WITHIN = timedelta(days=1)
CLAUSE = "第６第２項"


class Found(Protocol):
    @property
    def live_post(self) -> LivePost: ...
    @property
    def remote(self) -> RemoteComment: ...


SomeFound = TypeVar("SomeFound", bound=Found)


@transaction.atomic
def enter(
    *,
    by: User,
    live_post: LivePost,
    username: str,
    text: str,
    commented_at: datetime,
    parent: Comment | None = None,
) -> Comment:
    """手入力. `commented_at` as the tablet shows it. Raises Refused: may not, nothing typed, known already, to come."""
    actor = Actor.of(by)
    require(rules.may_enter(actor))
    LivePost.objects.select_for_update(no_key=True).get(pk=live_post.pk)
    username, text = clean(username).strip().removeprefix("@"), clean(text)
    _refuse_nonsense(live_post, username, text, commented_at, parent)
    comment = Comment.objects.create(
        live_post=live_post,
        parent=parent,
        parent_remote_id=(parent.remote_id or "") if parent else "",
        username=fitting(username, Comment, "username"),
        text=text,
        commented_at=commented_at,
        source=Source.HAND,
        hints=WordList.load().hints_of(text),
    )
    telling.of_entered(comment, by=by)
    audit.record(events.COMMENT_ENTERED, by=actor, subject=comment)
    return comment


def _refuse_nonsense(
    live_post: LivePost, username: str, text: str, commented_at: datetime, parent: Comment | None
) -> None:
    if not username or not text.strip():
        raise Refused(
            no(
                "ユーザーネームと本文の両方が必要です。",
                clause=CLAUSE,
                remedy="タブレットの画面のとおりに入力してください。",
            )
        )
    if commented_at > timezone.now():
        raise Refused(
            no(
                "コメントの日時が、いまより後になっています。",
                clause=CLAUSE,
                remedy="日時をお確かめください。",
            )
        )
    if parent and (parent.live_post_id != live_post.pk or parent.parent_id):
        raise Refused(
            no(
                "返信先が、この投稿のコメントではありません。",
                clause=CLAUSE,
                remedy="返信先のコメントを選び直してください。",
            )
        )
    near = Comment.objects.filter(
        live_post=live_post, commented_at__range=(commented_at - WITHIN, commented_at + WITHIN)
    )
    if any(_is_same(one, username, text) for one in near.filter(words.saying(f"@{username}"))):
        raise Refused(
            no(
                "同じコメントがすでに登録されています。",
                clause=CLAUSE,
                remedy="コメントの一覧をお確かめください。",
            )
        )


def recognise(found: Sequence[SomeFound], by: Screening) -> tuple[dict[int, SomeFound], list[SomeFound]]:
    """Which of these were typed in, by their rows' keys, and which are new.

    Runs in the transaction that holds the posts.
    """
    if not found:
        return {}, []
    posts = {one.live_post.pk for one in found}
    typed = list(Comment.objects.filter(remote_id=None, live_post__in=posts).order_by("commented_at", "pk"))
    if not typed:
        return {}, list(found)
    known: dict[int, SomeFound] = {}
    fresh = []
    for one in found:
        is_own = by.own.wrote(one.remote)  # a reply that was approved, typed on the tablet and recorded
        match = next((row for row in typed if row.is_own == is_own and _is(row, one)), None)
        if match is None:
            fresh.append(one)
        else:
            typed.remove(match)
            known[match.pk] = one
    return known, fresh


def bind(rows: Mapping[Comment, RemoteComment]) -> None:
    """Gives Instagram's number to rows that were typed in, and are locked.

    Typed with other spaces: Instagram's words count, and are compared afterwards as any other change of them.
    """
    for row, remote in rows.items():
        row.remote_id = remote.id
        row.parent_remote_id = fitting(remote.parent_id, Comment, "parent_remote_id")
        row.author_remote_id = fitting(remote.author_id, Comment, "author_remote_id")
        row.commented_at = remote.timestamp or row.commented_at
        row.parent = row.parent or Comment.objects.filter(remote_id=remote.parent_id).first()
        row.save(
            update_fields=["remote_id", "parent_remote_id", "author_remote_id", "commented_at", "parent"]
        )


def _is(row: Comment, one: Found) -> bool:
    if row.live_post_id != one.live_post.pk or not _is_same(row, one.remote.username, one.remote.text):
        return False
    return one.remote.timestamp is None or abs(row.commented_at - one.remote.timestamp) <= WITHIN


def _is_same(row: Comment, username: str, text: str) -> bool:
    """The same words of the same person, however they were typed."""
    return words.same(row.username, username) and words.same(row.text, clean(text))
