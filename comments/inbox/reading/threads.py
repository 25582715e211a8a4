"""The comments of the posts that are due: newest first, until what comes is known.

Instagram shows 50 threads a page, cannot be asked for "since", and puts a new reply where its old thread stands. So a
page without anything new is the end only if as many comments are known as there should be: Instagram's count, less
what it counts and never shows (comments of restricted people, of advertisements).
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from comments.inbox.actions import arriving, live_posts
from comments.inbox.actions.arriving import Arrived
from comments.inbox.models import Comment, LivePost
from comments.inbox.reading import missing
from comments.inbox.reading.calls import Calls
from comments.inbox.screening import Screening
from instagram.errors import ContentRefused, Gone, NotPermitted
from instagram.results import CommentPage, RemoteComment

logger = logging.getLogger(__name__)

YOUNG_EVERY = timedelta(minutes=15)
UNREADABLE_EVERY = timedelta(hours=1)
# Posts of which Instagram has said nothing, fresh ones for minutes and more.
NOT_FOUND_EVERY = timedelta(minutes=30)
# Of a thread that is read to its end: taken in together.
PAGES_A_PIECE = 5


def run(calls: Calls) -> None:
    while not calls.are_spent:
        now = timezone.now()
        due = LivePost.objects.filter(gone_at=None, due_at__lte=now)
        post = due.order_by("due_at", "pk").first()
        if post is None:
            return
        calls.slow_down()
        read_one(calls, post)


def read_one(calls: Calls, post: LivePost, *, whole: bool = False) -> None:
    """One post. `whole`: to the end in one go, whatever is known. An object that is not found is left for later."""
    try:
        Reading(calls, post, whole=whole).run()
    except NotPermitted as error:
        if not post.comments_count:
            raise
        logger.warning("the comments of %s may not be read: %s", post.media_id, error)
        note_unreadable(post)
    except (Gone, ContentRefused) as error:
        logger.warning("the comments of %s cannot be read now: %s", post.media_id, error)
        live_posts.put_off(live_post=post, due_at=timezone.now() + NOT_FOUND_EVERY)


class Reading:
    """One reading of a post's comments. It has seen them all only if it went from the first to the last."""

    def __init__(self, calls: Calls, post: LivePost, *, whole: bool) -> None:
        self.calls, self.post, self.whole = calls, post, whole
        self.began = timezone.now()
        self.by = Screening.load()
        self.seen: set[str] = set()
        # A thread that was never read to its end has no known page to stop at.
        self.to_the_end = whole or post.read_at is None
        self.is_complete = True

    def run(self) -> None:
        after, older = "", self.post.cursor
        while True:
            # Where all is read, nothing is asked of the single page, and several cost little more than one.
            pages = PAGES_A_PIECE if self.whole or (self.to_the_end and not older) else 1
            arrived, after = self._take_in(after, pages)
            if not after:
                break
            if older and not arrived.new and not self.whole:
                # What is new is read; now on with the rest of the long thread.
                after, older, self.to_the_end, self.is_complete = older, "", True, False
            elif not self.to_the_end and not older and not arrived.new and self._has_enough():
                self.is_complete = False
                break
            if self.calls.are_spent and not self.whole:
                live_posts.go_on_later(live_post=self.post, cursor=after, due_at=timezone.now())
                return
        self._conclude()

    def _take_in(self, after: str, pages: int) -> tuple[Arrived, str]:
        """So many pages, or as many as there are; and where to go on. Those before one that fails are not lost."""
        asked_at, threads = timezone.now(), list[RemoteComment]()
        try:
            for _ in range(pages):
                page = self._page(after)
                threads += page.items
                after = page.after
                if not after or (self.calls.are_spent and not self.whole):
                    break
        finally:
            arrived = arriving.take_in(live_post=self.post, comments=threads, by=self.by, asked_at=asked_at)
            self.seen |= arrived.ids
        return arrived, after

    def _page(self, after: str) -> CommentPage:
        page = self.calls.make(self.calls.client.comments, self.post.media_id, after=after)
        return CommentPage(tuple(self._with_all_replies(one) for one in page.items), page.after)

    def _with_all_replies(self, thread: RemoteComment) -> RemoteComment:
        """Up to 50 came along."""
        replies, after = list(thread.replies), thread.replies_after
        while after:
            page = self.calls.make(self.calls.client.replies, thread.id, after=after)
            replies += [replace(one, parent_id=thread.id) for one in page.items]
            after = page.after
        return replace(thread, replies=tuple(replies), replies_after="")

    def _has_enough(self) -> bool:
        never_shown = max(0, self.post.count_when_read - self.post.comments_read)
        return readable(self.post) >= self.post.comments_count - never_shown

    def _conclude(self) -> None:
        now = timezone.now()
        if self.is_complete and not self.seen and self.post.comments_count:
            note_unreadable(self.post)
            return
        all_found = self.is_complete and missing.look_for(
            self.calls, self.post, seen=self.seen, before=self.began
        )
        live_posts.note_read(
            live_post=self.post,
            readable=readable(self.post),
            due_at=next_time(self.post, now),
            swept_at=self.began if all_found else None,
        )


def note_unreadable(post: LivePost) -> None:
    live_posts.note_unreadable(live_post=post, due_at=timezone.now() + UNREADABLE_EVERY)


def readable(post: LivePost) -> int:
    return Comment.objects.filter(live_post=post, gone_at=None).exclude(remote_id=None).count()


def next_time(post: LivePost, now: datetime) -> datetime | None:
    return now + YOUNG_EVERY if live_posts.is_young(post, now) else None
