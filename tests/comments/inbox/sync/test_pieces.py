"""第６第２項: a long thread is taken in by pieces; whatever breaks off a reading, nothing is lost and nothing comes twice."""

from types import SimpleNamespace

import pytest

from comments.inbox.reading import calls as sync_calls
from comments.inbox.reading import threads
from comments.models import Comment, LivePost, ReadingTurn
from instagram.client import Client

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]

A_PAGE = 50


class Killed(BaseException):
    """As a signal to the worker: no handler of errors sees it."""


@pytest.fixture
def long_thread(sandbox, published):
    """A post with eight pages of comments."""
    media_id = published()
    sandbox.comments(media_id, 8 * A_PAGE, "いいね", "many")
    return media_id


@pytest.fixture
def pages(monkeypatch):
    """Pages of comments are asked for as ever; `asked`: after which cursors; `fail`: (the n-th, what happens then)."""

    seen, ask = SimpleNamespace(asked=[], fail=None), Client.comments

    def comments(client, media_id, *, after=""):
        seen.asked.append(after)
        if seen.fail and len(seen.asked) == seen.fail[0]:
            seen.fail[1]()
        return ask(client, media_id, after=after)

    monkeypatch.setattr(Client, "comments", comments)
    return seen


def of_instagram(sandbox):
    return {one["id"] for one in sandbox.state()["comments"]}


def known():
    return list(Comment.objects.values_list("remote_id", flat=True))


def test_comments_of_the_pages_before_one_that_fails_are_kept(sandbox, long_thread, read, pages):
    pages.fail = (3, lambda: sandbox.arm("F17", call="comments"))
    read()
    assert len(known()) == 2 * A_PAGE
    post = LivePost.objects.get()
    assert (post.read_at, post.cursor) == (None, "")
    read.settle()
    assert len(known()) == 8 * A_PAGE
    assert set(known()) == of_instagram(sandbox)


def test_comments_of_the_pieces_before_one_that_fails_are_kept(sandbox, long_thread, read, pages):
    pages.fail = (threads.PAGES_A_PIECE + 2, lambda: sandbox.arm("F17", call="comments"))
    read()
    assert len(known()) == (threads.PAGES_A_PIECE + 1) * A_PAGE


def test_a_failing_page_concludes_nothing_of_what_was_not_seen(sandbox, long_thread, read, clock, pages):
    read.settle()
    swept_at = LivePost.objects.get().swept_at
    clock.shift(days=1)
    pages.asked.clear()
    pages.fail = (3, lambda: sandbox.arm("F17", call="comments"))
    read()
    assert not Comment.objects.exclude(gone_at=None).exists()
    assert LivePost.objects.get().swept_at == swept_at


def test_a_long_thread_goes_on_from_its_cursor(sandbox, long_thread, read, pages, monkeypatch):
    # The list of posts and four pages.
    monkeypatch.setattr(sync_calls, "CALLS_A_TURN", 5)
    read(minutes=1)
    assert len(known()) == 4 * A_PAGE
    cursor = LivePost.objects.get().cursor
    assert cursor
    pages.asked.clear()
    read(minutes=1)
    # What is new since comes first; then on from where it was left.
    assert pages.asked[:2] == ["", cursor]
    read.settle()
    assert LivePost.objects.get().cursor == ""
    assert sorted(known()) == sorted(of_instagram(sandbox))


def test_what_comes_between_two_turns_is_neither_lost_nor_twice(
    sandbox, long_thread, read, pages, monkeypatch
):
    monkeypatch.setattr(sync_calls, "CALLS_A_TURN", 5)
    read(minutes=1)
    # A page and a half: the pages that follow no longer begin where they did.
    sandbox.comments(long_thread, A_PAGE * 3 // 2, "途中で", "later")
    read.settle(turns=8)
    assert sorted(known()) == sorted(of_instagram(sandbox))
    assert len(known()) == 8 * A_PAGE + A_PAGE * 3 // 2


@pytest.mark.parametrize("nth", [1, 3, threads.PAGES_A_PIECE, threads.PAGES_A_PIECE + 2])
def test_a_killed_reading_loses_nothing(nth, sandbox, long_thread, read, clock, pages):
    def kill():
        raise Killed

    pages.fail = (nth, kill)
    with pytest.raises(Killed):
        read()
    assert len(known()) == (nth - 1) * A_PAGE
    pages.fail = None
    clock.shift(minutes=4)
    read.settle()
    assert sorted(known()) == sorted(of_instagram(sandbox))
    assert LivePost.objects.get().read_at is not None


def test_a_worker_that_is_gone_without_a_word_loses_nothing(
    sandbox, long_thread, read, clock, pages, monkeypatch
):
    """As kill -9: what was fetched and not yet taken in is gone with it, and its turn stands until the lease ends."""

    def kill():
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(threads.arriving, "take_in", lambda **more: kill())
        dying.setattr("comments.inbox.reading.turns.Turn.release", lambda turn: None)
        with pytest.raises(Killed):
            read()
    assert known() == []
    assert ReadingTurn.objects.get(name="reading").held_until is not None
    assert read(minutes=4) == []
    read.settle()
    assert sorted(known()) == sorted(of_instagram(sandbox))
