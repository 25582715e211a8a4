"""Comments from Instagram become rows, whichever way they come, how often and in which order (第６第２項).

A post's row is locked while comments under it are taken in, and posts are locked in the order of their keys: whoever
reads the same post at the same moment waits, and then finds what he has known. People decide on comments meanwhile, so
those that change are locked too, and their replies after them, before anything is recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from comments.inbox import signals, telling
from comments.inbox.actions import by_hand, noticing
from comments.inbox.models import Comment, LivePost, NewComment, Source
from comments.inbox.models.live import ID_MAX
from comments.inbox.screening import Screening
from comments.inbox.texts import clean, fitting
from instagram.results import RemoteComment


@dataclass
class Arrived:
    """ids: all that came along, replies included. new: how many of them were not known yet."""

    ids: set[str] = field(default_factory=set)
    new: int = 0


class _Found(NamedTuple):
    """One comment as it came, with its post."""

    live_post: LivePost
    remote: RemoteComment


def take_in(
    *,
    live_post: LivePost,
    comments: Iterable[RemoteComment],
    by: Screening | None = None,
    asked_at: datetime | None = None,
) -> Arrived:
    """What a reading of the post has brought, with the replies that came along; also what has changed since.

    asked_at: when Instagram was asked, now if not told. What was written down since is not undone by its answer.
    """
    asked_at = asked_at or timezone.now()
    return _take_in({live_post: list(comments)}, Source.POLL, by or Screening.load(), asked_at)


def take_notifications(*, comments: Mapping[LivePost, Sequence[RemoteComment]]) -> Arrived:
    """What Instagram's notifications tell. Repeated and late as they are, they never change what is known."""
    return _take_in(comments, Source.WEBHOOK, Screening.load(), timezone.now())


@transaction.atomic
def _take_in(
    comments: Mapping[LivePost, Sequence[RemoteComment]], source: Source, by: Screening, asked_at: datetime
) -> Arrived:
    found = {one.remote.id: one for post, group in comments.items() for one in _flat(post, group)}
    if not found:
        return Arrived()
    _lock(comments)
    known = {row.remote_id: row for row in Comment.objects.filter(remote_id__in=found).order_by()}
    told = {remote_id: one.remote for remote_id, one in found.items()}
    changed = noticing.otherwise(known.values(), told, by, asked_at=asked_at) if source == Source.POLL else []
    unknown = [found[remote_id] for remote_id in sorted(found.keys() - known.keys())]
    typed, fresh = by_hand.recognise(unknown, by)
    waiting = _waiting_for(unknown)
    rows = noticing.locked([*changed, *typed, *waiting])
    by_hand.bind({rows[number]: one.remote for number, one in typed.items()})
    if fresh:
        _insert(fresh, source, by)
    _lead_to_their_threads([rows[number] for number in waiting])
    # From here on there are events, and nothing is locked any more.
    noticing.compare([rows[number] for number in (*changed, *typed)], told, by, asked_at=asked_at)
    for number in typed:
        signals.comment_recognised.send(sender=Comment, comment=rows[number])
    return Arrived(ids=set(found), new=len(unknown))


def _flat(live_post: LivePost, comments: Iterable[RemoteComment]) -> Iterable[_Found]:
    """Threads with their replies. Instagram knows no replies to replies."""
    for thread in comments:
        for one in (thread, *thread.replies):
            if len(one.id) <= ID_MAX:
                yield _Found(live_post, one)


def _lock(live_posts: Iterable[LivePost]) -> None:
    rows = LivePost.objects.filter(pk__in=[post.pk for post in live_posts]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _insert(found: Sequence[_Found], source: Source, by: Screening) -> None:
    """Threads first, so that replies can name them."""
    now = timezone.now()
    threads = [_row(one, None, source, by, now) for one in found if not one.remote.parent_id]
    _create(threads)
    replies = [one for one in found if one.remote.parent_id]
    answers: list[NewComment] = []
    if replies:
        wanted = {one.remote.parent_id for one in replies}
        parents = dict(Comment.objects.filter(remote_id__in=wanted).values_list("remote_id", "pk"))
        answers = [_row(one, parents.get(one.remote.parent_id), source, by, now) for one in replies]
        _create(answers)
    telling.count_new([*threads, *answers])


def _row(one: _Found, parent_id: int | None, source: Source, by: Screening, now: datetime) -> NewComment:
    remote = one.remote
    text, is_own = clean(remote.text), by.own.wrote(remote)
    return NewComment(
        live_post_id=one.live_post.pk,
        remote_id=remote.id,
        parent_id=parent_id,
        parent_remote_id=fitting(remote.parent_id, Comment, "parent_remote_id"),
        author_remote_id=fitting(remote.author_id, Comment, "author_remote_id"),
        username=fitting(remote.username, Comment, "username"),
        text=text,
        commented_at=remote.timestamp or now,
        received_at=now,
        source=source,
        is_own=is_own,
        is_hidden=bool(remote.hidden),
        hints="" if is_own else by.words.hints_of(text),
    )


def _create(rows: list[NewComment]) -> None:
    # The same comment under another post (an advertisement of it) is not locked out by the post's row.
    NewComment.objects.bulk_create(rows, ignore_conflicts=True)


def _waiting_for(found: Sequence[_Found]) -> list[int]:
    """The keys of replies that came before the comment they answer."""
    threads = {one.remote.id for one in found if not one.remote.parent_id}
    if not threads:
        return []
    posts = {one.live_post.pk for one in found}
    waiting = Comment.objects.filter(parent=None, live_post__in=posts).exclude(parent_remote_id="")
    return [pk for pk, thread in waiting.values_list("pk", "parent_remote_id") if thread in threads]


def _lead_to_their_threads(waiting: Sequence[Comment]) -> None:
    if not waiting:
        return
    wanted = {row.parent_remote_id for row in waiting}
    threads = {row.remote_id: row for row in Comment.objects.filter(remote_id__in=wanted)}
    for row in waiting:
        row.parent = threads.get(row.parent_remote_id)
    Comment.objects.bulk_update(waiting, ["parent"])
