"""第６第２項: every comment is found by asking alone, at little cost, whatever Instagram does meanwhile."""

import datetime

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from comments.inbox import events
from comments.inbox.reading import calls as sync_calls
from comments.inbox.reading import missing, turns
from comments.inbox.reading.nightly import last_night
from comments.models import Comment, CommentEdit, LivePost, Measure, ReadingTurn, WebhookDelivery
from comments.replies import lapsing
from instagram import verdicts
from instagram.client import Client
from instagram.errors import Gone, NotPermitted
from instagram.results import CommentPage
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from security.models import AuditEvent, Notice
from tests import factories
from tests.comments.factories import live_post

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]


def texts(**conditions):
    return set(Comment.objects.filter(**conditions).values_list("text", flat=True))


def kinds(calls):
    """What was asked for: the last part of each address."""
    return [path.rstrip("/").rpartition("/")[2] for _, path in calls]


@pytest.fixture
def told(monkeypatch):
    """What the proposals of replies hear of."""
    heard = []
    for name in ("comment_edited", "comment_gone", "post_gone"):
        monkeypatch.setattr(lapsing, name, lambda thing, name=name: heard.append((name, thing)))
    return heard


@pytest.fixture
def old_post(published, read, clock):
    """A post with two comments and a reply, read, and no longer young."""

    def make(**more):
        media_id = published()
        first = read.sandbox.comment(media_id, "雪がきれいですね", "yuki")
        read.sandbox.comment(text="本当に", username="sora", parent=first)
        read.sandbox.comment(media_id, "行ってみたいです", "umi")
        read()
        clock.shift(days=3)
        read.settle()
        return LivePost.objects.get(media_id=media_id), first

    return make


def test_posts_and_their_comments_are_found(sandbox, published, read):
    media_id = published("雪の朝\nおはようございます")
    first = sandbox.comment(media_id, "雪がきれいですね", "yuki")
    sandbox.comment(text="本当に", username="sora", parent=first)
    read()
    post = LivePost.objects.get()
    assert (post.media_id, post.first_line, post.post) == (media_id, "雪の朝", None)
    assert "/p/" in post.permalink
    assert (post.comments_count, post.comments_read) == (2, 2)
    assert texts() == {"雪がきれいですね", "本当に"}
    assert Comment.objects.get(text="本当に").parent.text == "雪がきれいですね"
    assert not Comment.objects.filter(is_own=True)


def test_a_post_of_ours_is_bound_to_its_row(sandbox, published, read, staff, chief):
    media_id, other = published(), published()
    post, now = factories.approved(staff, chief), timezone.now()
    PublishJob.objects.create(
        post=post,
        submission=post.submission,
        media_id=media_id,
        state=JobState.DONE,
        due_at=now,
        asked_for=now,
    )
    read()
    assert LivePost.objects.get(media_id=media_id).post == Post.objects.get()
    assert LivePost.objects.get(media_id=other).post is None


def test_nothing_new_costs_one_call_for_fifty_posts(old_post, read, clock):
    old_post()
    assert kinds(read()) == ["media"]
    assert kinds(read()) == ["media"]


def test_fifty_one_posts_cost_two(sandbox, published, read, clock):
    sandbox.set(quota_total=100)
    for _ in range(51):
        published()
    clock.shift(days=3)
    read.settle()
    assert kinds(read()) == ["media", "media"]
    assert LivePost.objects.count() == 51


def test_a_new_comment_costs_one_call_more(sandbox, old_post, read):
    post, first = old_post()
    sandbox.comment(post.media_id, "はじめまして", "hana")
    assert kinds(read()) == ["media", "comments"]
    assert "はじめまして" in texts()
    assert kinds(read()) == ["media"]


def test_a_new_reply_to_a_comment_far_down_is_found(sandbox, old_post, read):
    post, first = old_post()
    sandbox.comments(post.media_id, 120, "いいね", "many")
    read.settle()
    sandbox.comment(text="まだ見られますか", username="hana", parent=first)
    calls = read()
    assert "まだ見られますか" in texts()
    # It stands on the third page: a page that is known is not enough while one is missing.
    assert kinds(calls) == ["media", "comments", "comments", "comments"]


def test_of_a_long_thread_only_what_is_new_is_read(sandbox, old_post, read):
    post, _ = old_post()
    sandbox.comments(post.media_id, 200, "いいね", "many")
    read.settle()
    sandbox.comment(post.media_id, "いちばん新しい", "hana")
    assert kinds(read()) == ["media", "comments", "comments"]  # the second has nothing new
    assert "いちばん新しい" in texts()


def test_replies_beyond_fifty_are_read_too(sandbox, published, read):
    media_id = published()
    first = sandbox.comment(media_id, "質問です")
    sandbox.comments("", 130, "返信", parent=first)
    read()
    assert Comment.objects.filter(parent__remote_id=first).count() == 130


def test_a_long_thread_is_read_in_turns_and_what_is_new_comes_first(sandbox, published, read, monkeypatch):
    monkeypatch.setattr(sync_calls, "CALLS_A_TURN", 4)
    media_id = published()
    sandbox.comments(media_id, 400, "いいね", "many")
    read()
    post = LivePost.objects.get()
    assert post.cursor
    assert 0 < Comment.objects.count() < 400
    sandbox.comment(media_id, "途中で書きました", "hana")
    read()
    assert "途中で書きました" in texts()
    read.settle()
    post.refresh_from_db()
    assert (post.cursor, Comment.objects.count()) == ("", 401)


def test_young_posts_are_read_whatever_is_counted(sandbox, published, read, clock):
    published()
    read(minutes=1)
    assert kinds(read(minutes=20)) == ["media"]
    assert kinds(read()) == ["media", "comments"]


def test_nothing_is_asked_for_while_the_connection_is_out(connected, published, read):
    published()
    connected.state = connected.State.LOST
    connected.save()
    assert read() == []
    assert not LivePost.objects.exists()


def test_of_two_workers_one_reads(connected, published, read):
    published()
    turn = turns.take(turns.READING)
    assert turns.take(turns.READING) is None
    assert read(minutes=1) == []
    turn.release()
    assert kinds(read()) == ["media", "comments"]


def test_the_turn_of_a_dead_worker_is_taken_over_and_it_stops(connected, published, read, clock):
    published()
    dead = turns.take(turns.READING)
    clock.shift(minutes=4)
    assert read() != []
    with pytest.raises(sync_calls.Held):
        dead.renew()


def test_a_reading_is_given_back_whatever_happens(sandbox, published, read):
    published()
    sandbox.arm("F17", call="media")
    read()
    assert ReadingTurn.objects.get(name=turns.READING).held_until is None
    assert "comments" in kinds(read(minutes=3)) + kinds(read())


def test_a_limit_of_instagrams_is_waited_out(sandbox, published, read):
    media_id = published()
    sandbox.comment(media_id, "こんにちは")
    sandbox.arm("F12", call="comments")
    assert kinds(read(minutes=1)) == ["media", "comments"]
    assert read(minutes=3) == []  # the header asked for five
    assert read(minutes=2) == []
    read()
    assert texts() == {"こんにちは"}


@pytest.mark.parametrize(("share", "expected"), [(79, 3), (80, 1), (90, 1)])
def test_near_the_limit_less_is_read(share, expected, sandbox, published, read, monkeypatch):
    published()
    published()
    monkeypatch.setattr(verdicts, "usage_percent", lambda headers: share)
    assert len(read()) == expected
    assert (ReadingTurn.objects.get(name="reading").due_at > timezone.now()) == (share >= 80)


def test_a_refused_token_is_told_and_nothing_more_is_asked(sandbox, connected, published, read):
    published()
    sandbox.end_tokens()
    read(minutes=30)
    connected.refresh_from_db()
    assert connected.state == connected.State.LOST
    assert read() == []


def test_who_wrote_is_not_needed(sandbox, published, read):
    media_id = published()
    sandbox.comment(media_id, "名無し", "yuki")
    sandbox.arm("F11", call="comments")
    read()
    row = Comment.objects.get()
    assert (row.text, row.author_remote_id) == ("名無し", "")
    read(minutes=20)
    read()
    row.refresh_from_db()
    assert row.author_remote_id != ""


def test_a_rewritten_comment_is_noticed_by_night(sandbox, old_post, read, clock, told):
    post, first = old_post()
    sandbox.edit_comment(first, "雪は苦手です")
    read()
    assert "雪は苦手です" not in texts()
    clock.shift(days=1)
    read()
    row = Comment.objects.get(remote_id=first)
    assert row.text == "雪は苦手です"
    assert [edit.text for edit in CommentEdit.objects.all()] == ["雪がきれいですね"]
    assert told == [("comment_edited", row)]


def test_a_deleted_comment_and_its_replies_are_noticed_at_once(sandbox, old_post, read, told):
    post, first = old_post()
    sandbox.delete_comment(first)
    read()
    gone = Comment.objects.exclude(gone_at=None)
    assert texts(gone_at__isnull=False) == {"雪がきれいですね", "本当に"}
    assert {row for name, row in told if name == "comment_gone"} == set(gone)
    assert AuditEvent.objects.filter(tag=events.COMMENT_GONE.tag).count() == 2
    post.refresh_from_db()
    assert (post.comments_read, post.count_when_read) == (1, 1)
    assert kinds(read()) == ["media"]


def test_what_instagram_merely_does_not_show_is_not_gone(sandbox, old_post, read, clock, monkeypatch):
    old_post()
    shown = Client.comments
    monkeypatch.setattr(
        Client,
        "comments",
        lambda self, *args, **more: CommentPage(shown(self, *args, **more).items[:1]),
    )
    clock.shift(days=1)
    read()
    assert not Comment.objects.exclude(gone_at=None).exists()


def test_an_unreadable_number_alone_is_no_deletion(sandbox, old_post, read, clock):
    old_post()
    sandbox.arm("F6", times=20, call="comment")
    clock.shift(days=1)
    read()
    assert not Comment.objects.exclude(gone_at=None).exists()


def test_a_reading_that_breaks_off_concludes_nothing(sandbox, old_post, read, clock):
    post, first = old_post()
    sandbox.comments(post.media_id, 60, "いいね", "many")
    read.settle()
    sandbox.delete_comment(first)
    sandbox.arm("F17", call="comments", times=1)
    read(minutes=3)
    assert not Comment.objects.exclude(gone_at=None).exists()
    read.settle()
    assert Comment.objects.get(remote_id=first).gone_at is not None


def test_comments_that_are_only_withheld_do_not_bring_the_sweep_back_again_and_again(
    sandbox, old_post, read, clock, monkeypatch
):
    old_post()
    monkeypatch.setattr(missing, "CONFIRMED_AT_ONCE", 1)
    shown = Client.comments
    monkeypatch.setattr(
        Client, "comments", lambda self, *args, **more: CommentPage(shown(self, *args, **more).items[:1])
    )
    clock.shift(days=1)
    assert kinds(read(minutes=5))[:2] == ["media", "comments"]
    assert kinds(read()) == ["media"]


def test_many_deletions_are_noticed_in_turns(sandbox, old_post, read, monkeypatch):
    _, first = old_post()
    monkeypatch.setattr(missing, "CONFIRMED_AT_ONCE", 1)
    sandbox.delete_comment(first)
    read()
    assert Comment.objects.exclude(gone_at=None).count() >= 1
    read.settle()
    assert texts(gone_at=None) == {"行ってみたいです"}


def test_a_post_that_is_not_found_is_not_asked_for_again_and_again(
    sandbox, old_post, read, clock, monkeypatch
):
    def refuse(self, *args, **more):
        raise Gone("100/33")

    old_post()
    clock.shift(days=1)
    asked = []
    monkeypatch.setattr(Client, "comments", lambda self, *args, **more: asked.append(1) or refuse(self))
    read()
    read()
    assert len(asked) == 1


def test_a_deletion_by_our_own_measure_is_told_as_such(sandbox, old_post, read, monkeypatch):
    _, first = old_post()
    of_measures = QuerySet.exists
    monkeypatch.setattr(QuerySet, "exists", lambda query: query.model is Measure or of_measures(query))
    sandbox.delete_comment(first)
    read()
    sources = {event.data.get("source") for event in AuditEvent.objects.filter(tag=events.COMMENT_GONE.tag)}
    assert sources == {"このシステムの措置による削除"}


def test_hidden_in_the_app_is_noticed_by_night(sandbox, old_post, read, clock):
    _, first = old_post()
    sandbox.graph("POST", first, params={"hide": "true"})
    clock.shift(days=1)
    read()
    assert Comment.objects.get(remote_id=first).is_hidden


def test_a_post_that_went_away_is_noticed(sandbox, published, old_post, read, told):
    post, _ = old_post()
    other = published()
    read()
    sandbox.delete_post(post.media_id)
    read()
    post.refresh_from_db()
    assert post.gone_at is not None
    assert LivePost.objects.get(media_id=other).gone_at is None
    assert told[-1] == ("post_gone", post)
    assert AuditEvent.objects.filter(tag=events.POST_GONE.tag).count() == 1
    assert not Comment.objects.exclude(gone_at=None).exists()


def test_a_list_that_breaks_off_makes_no_post_go_away(sandbox, old_post, read, published):
    post, _ = old_post()
    sandbox.delete_post(post.media_id)
    for _ in range(50):
        published()
    sandbox.arm("F17", call="media")
    read(minutes=1)
    post.refresh_from_db()
    assert post.gone_at is None


def test_a_post_that_was_never_listed_does_not_go_away(connected, read):
    advertisement = live_post(posted_at=None, media_id="17999999999999999")
    read()
    advertisement.refresh_from_db()
    assert advertisement.gone_at is None


class TestUnreadable:
    """Known trap: comments are counted, and none is shown."""

    @pytest.fixture(autouse=True)
    def _there_is_somebody_to_tell(self, administrator):
        self.administrator = administrator

    def told(self):
        return Notice.objects.filter(kind="comments_unreadable")

    def test_it_is_told_once_and_goes_by_itself(self, sandbox, published, read, clock):
        medias = [published(), published()]
        for media_id in medias:
            sandbox.comment(media_id, "こんにちは")
        sandbox.arm("F10", times=4, call="comments")
        read()
        assert LivePost.objects.filter(unreadable_since=None).count() == 0
        notice = self.told().get()
        assert (notice.person, notice.title) == (
            self.administrator,
            "Instagramのコメントを読み取れません",
        )
        assert AuditEvent.objects.filter(tag=events.COMMENTS_UNREADABLE.tag).count() == 2
        clock.shift(hours=1)
        read()
        assert self.told().count() == 1
        assert AuditEvent.objects.filter(tag=events.COMMENTS_UNREADABLE.tag).count() == 2
        clock.shift(hours=1)
        read()
        assert LivePost.objects.filter(unreadable_since=None).count() == 2
        assert Comment.objects.count() == 2

    def test_the_first_page_says_so_to_whoever_can_do_something(
        self, client, staff, sandbox, published, read
    ):
        sandbox.comment(published(), "こんにちは")
        sandbox.arm("F10", call="comments")
        read()
        WebhookDelivery.objects.create(digest="a", body=b"", state="unreadable")
        client.force_login(self.administrator)
        page = client.get("/").content.decode()
        assert "Instagramのコメントを読み取れません(投稿1件)" in page
        assert "読めない通知がInstagramから届きました(1件)" in page
        LivePost.objects.update(unreadable_since=None)
        assert "読み取れません" not in client.get("/").content.decode()
        client.force_login(staff)
        assert "読めない通知" not in client.get("/").content.decode()

    def test_what_had_been_read_is_not_gone(self, sandbox, old_post, read, clock):
        old_post()
        sandbox.arm("F10", times=3, call="comments")
        clock.shift(days=1)
        read()
        assert LivePost.objects.get().unreadable_since is not None
        assert not Comment.objects.exclude(gone_at=None).exists()

    def test_comments_that_may_not_be_read_leave_the_connection_alone(
        self, sandbox, published, read, connected, monkeypatch
    ):
        def refuse(self, *args, **more):
            raise NotPermitted("(#10)")

        sandbox.comment(published(), "こんにちは")
        monkeypatch.setattr(Client, "comments", refuse)
        read()
        connected.refresh_from_db()
        assert connected.state == connected.State.CONNECTED
        assert LivePost.objects.get().unreadable_since is not None
        assert self.told().count() == 1

    def test_a_post_without_comments_is_readable(self, published, read):
        published()
        read()
        assert LivePost.objects.get().unreadable_since is None
        assert not self.told().exists()


def test_the_night_begins_at_two_in_japan():
    japan = datetime.timezone(datetime.timedelta(hours=9))

    def at(day, hour):
        return datetime.datetime(2026, 11, day, hour, tzinfo=japan)

    assert last_night(at(22, 3)) == at(22, 2)
    assert last_night(at(22, 1)) == at(21, 2)
