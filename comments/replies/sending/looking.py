"""What Instagram shows of a comment and of what answers it, read to the end."""

import logging
from collections.abc import Callable, Iterator

from comments.inbox.models import Comment
from instagram.client import Client
from instagram.errors import ContentRefused, Gone, TryAgain
from instagram.results import CommentPage, RemoteComment

# The object is not there, or not for us (seen of live ones too), or a field of it is not.
NOT_READABLE = (Gone, ContentRefused)

logger = logging.getLogger(__name__)

Renew = Callable[[], None]


class GoneIndeed(Exception):
    """Read to the end, and not there: what a single answer does not prove."""


def comment_now(client: Client, comment: Comment, renew: Renew) -> RemoteComment:
    """The comment as it stands. Raises GoneIndeed only after its post's comments were read to the end without it.

    renew: called before each request, so that a long thread does not outlive the lease.
    """
    assert comment.remote_id  # noqa: S101 - others are answered by hand
    renew()
    try:
        return client.comment(comment.remote_id)
    except NOT_READABLE as error:
        logger.info("comment %s is looked for under its post: %s", comment.remote_id, error)
    parent_id = comment.parent_remote_id or (comment.parent.remote_id if comment.parent else "")
    for one in _under(client, comment.live_post.media_id, parent_id or "", renew):
        if one.id == comment.remote_id:
            return one
    raise GoneIndeed


def answers_to(client: Client, comment_id: str, renew: Renew) -> Iterator[RemoteComment]:
    """Everything that answers a top-level comment."""
    return _all(lambda after: client.replies(comment_id, after=after), renew)


def _under(client: Client, media_id: str, parent_id: str, renew: Renew) -> Iterator[RemoteComment]:
    """The top-level comments of a post and, if the one looked for answers another, that one's answers."""
    count = 0
    for one in _all(lambda after: client.comments(media_id, after=after), renew):
        count += 1
        yield one
        if one.id == parent_id:
            yield from answers_to(client, parent_id, renew)
    if not count and _counted(client, media_id, renew) != 0:
        # The app's level of access: comments are counted and not shown (fault F10 of the sandbox).
        raise TryAgain("the post's comments are counted and not shown")


def _counted(client: Client, media_id: str, renew: Renew) -> int | None:
    """How many comments Instagram counts under the post; None if it does not list the post."""
    after = ""
    while True:
        renew()
        page = client.media_page(after=after)
        for media in page.items:
            if media.id == media_id:
                return media.comments_count
        if not page.after or page.after == after:
            return None
        after = page.after


def _all(read: Callable[[str], CommentPage], renew: Renew) -> Iterator[RemoteComment]:
    after = ""
    while True:
        renew()
        page = read(after)
        yield from page.items
        if not page.after or page.after == after:
            return
        after = page.after
