"""第６第２項: what people write arrives whole, once, in any order, exactly as written."""

import datetime

import pytest
from django.utils import timezone

from comments.inbox import events
from comments.inbox.actions import arriving
from comments.models import Comment, CommentEdit, Handling, Reply, ReplyJob, Source
from comments.replies import lapsing
from comments.replies.actions import settling
from comments.replies.sending import echoes
from instagram.results import CommentPage
from outbox import claims
from security.models import AuditEvent
from tests import outgoing
from tests.comments.factories import comment, live_post, remote, reply_approved

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]

ODD = "神社の\ufa19 🍁👩‍👩‍👧 \u202eשלום <script>alert(1)</script> & \"'"


def test_a_page_becomes_rows_with_the_replies_under_their_comment():
    post = live_post()
    thread = remote("1", replies=(remote("2", parent_id="1"), remote("3", parent_id="1")))
    arrived = arriving.take_in(live_post=post, comments=[thread, remote("4")])
    assert (arrived.new, arrived.ids) == (4, {"1", "2", "3", "4"})
    rows = {row.remote_id: row for row in Comment.objects.all()}
    assert rows["2"].parent_id == rows["3"].parent_id == rows["1"].pk
    assert rows["1"].parent_id is rows["4"].parent_id is None
    assert all((row.live_post_id, row.source) == (post.pk, Source.POLL) for row in rows.values())


def test_the_same_page_twice_changes_nothing():
    post = live_post()
    page = [remote("1", replies=(remote("2", parent_id="1"),)), remote("3")]
    arriving.take_in(live_post=post, comments=page)
    before = list(Comment.objects.order_by("pk").values())
    assert arriving.take_in(live_post=post, comments=[*page, *page]).new == 0
    assert list(Comment.objects.order_by("pk").values()) == before


def test_a_reply_that_comes_before_its_comment_is_led_to_it():
    post = live_post()
    arriving.take_notifications(comments={post: [remote("2", parent_id="1")]})
    assert Comment.objects.get(remote_id="2").parent is None
    arriving.take_in(live_post=post, comments=[remote("1")])
    assert Comment.objects.get(remote_id="2").parent == Comment.objects.get(remote_id="1")


def test_text_and_name_are_stored_as_they_came():
    arriving.take_in(live_post=live_post(), comments=[remote("1", ODD, username="<b>神\ufa19</b>")])
    row = Comment.objects.get()
    assert (row.text, row.username) == (ODD, "<b>神\ufa19</b>")


def test_what_no_database_can_hold_is_taken_out():
    arriving.take_in(
        live_post=live_post(), comments=[remote("1", "寒い\0です\ud83d", username="a\0b" + "x" * 200)]
    )
    row = Comment.objects.get()
    assert row.text == "寒いです\N{REPLACEMENT CHARACTER}"
    assert row.username.startswith("abx")
    assert len(row.username) == 100


def test_one_citizen_may_write_5000_times():
    post = live_post()
    page = [remote(str(10_000 + n), "いいね") for n in range(5000)]
    assert arriving.take_in(live_post=post, comments=page).new == 5000
    assert Comment.objects.count() == 5000


def test_a_page_costs_few_queries_however_many_come(django_assert_num_queries):
    post = live_post()
    arriving.take_in(live_post=post, comments=[remote("0")])

    def page(start, count):
        return [
            remote(str(start + n), replies=(remote(str(start + n + 500), parent_id=str(start + n)),))
            for n in range(count)
        ]

    for count in (1, 40):
        with django_assert_num_queries(12):
            arriving.take_in(live_post=post, comments=page(1000 * count, count))


def test_what_instagram_leaves_out_is_stored_as_unknown():
    answer = {"data": [{"id": 17900000000000001, "text": "こんにちは"}]}
    arriving.take_in(live_post=live_post(), comments=CommentPage.from_json(answer).items)
    row = Comment.objects.get(remote_id="17900000000000001")
    assert (row.username, row.author_remote_id, row.is_own) == ("", "", False)
    assert abs(row.commented_at - timezone.now()) < datetime.timedelta(minutes=1)


def test_the_accounts_own_comments_are_known_by_number_or_name(connected):
    post = live_post()
    arriving.take_in(
        live_post=post,
        comments=[
            remote("1", author_id=connected.user_id, username=""),
            remote("2", author_id="", username="Hokkaido_Cafe"),
            remote("3", author_id="999", username="hokkaido_caffe"),
            remote("4", author_id="", username=""),
        ],
    )
    own = Comment.objects.filter(is_own=True).values_list("remote_id", flat=True)
    assert set(own) == {"1", "2"}


def test_a_rewritten_comment_keeps_what_it_said_and_is_open_again(monkeypatch, staff):
    told = []
    monkeypatch.setattr(lapsing, "comment_edited", told.append)
    post = live_post()
    row = comment(
        post, "1", "好きです", handling=Handling.NO_REPLY, handled_by=staff, handled_at=timezone.now()
    )
    other = comment(post, "2", "きれい", handling=Handling.NO_REPLY, handled_at=timezone.now())
    arriving.take_in(live_post=post, comments=[remote("1", "嫌いです"), remote("2", "きれい")])
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.text, row.handling, row.handled_by) == ("嫌いです", Handling.OPEN, None)
    assert row.edited_at is not None
    assert (other.edited_at, other.handling) == (None, Handling.NO_REPLY)
    assert [(edit.comment_id, edit.text) for edit in CommentEdit.objects.all()] == [(row.pk, "好きです")]
    assert told == [row]
    assert AuditEvent.objects.filter(tag=events.COMMENT_EDITED.tag).count() == 1


def test_a_decision_to_answer_outlives_the_rewriting():
    post = live_post()
    row = comment(post, "1", handling=Handling.REPLY, reason="質問のため")
    arriving.take_in(live_post=post, comments=[remote("1", "やっぱりいいです")])
    row.refresh_from_db()
    assert (row.handling, row.reason) == (Handling.REPLY, "質問のため")


def test_a_late_notification_does_not_bring_back_old_words():
    post = live_post()
    comment(post, "1", "新しい文")
    arriving.take_notifications(comments={post: [remote("1", "古い文")]})
    assert Comment.objects.get().text == "新しい文"
    assert not CommentEdit.objects.exists()


def test_hidden_shown_and_back_again_are_stored():
    post = live_post()
    comment(post, "1")
    comment(post, "2", is_hidden=True)
    comment(post, "3", is_hidden=True)
    comment(post, "4", gone_at=timezone.now())
    arriving.take_in(
        live_post=post,
        comments=[
            remote("1", hidden=True),
            remote("2", hidden=False),
            remote("3", hidden=None),
            remote("4"),
        ],
    )
    hidden = Comment.objects.filter(is_hidden=True).values_list("remote_id", flat=True)
    assert set(hidden) == {"1", "3"}
    assert Comment.objects.get(remote_id="4").gone_at is None


def test_a_reading_completes_what_a_notification_left_out(connected):
    post, written = live_post(), timezone.now() - datetime.timedelta(hours=2)
    arriving.take_notifications(
        comments={post: [remote("2", username="", author_id="", timestamp=None), remote("1")]}
    )
    arriving.take_in(
        live_post=post, comments=[remote("2", parent_id="1", username="hokkaido_cafe", timestamp=written)]
    )
    row = Comment.objects.get(remote_id="2")
    assert (row.username, row.is_own, row.commented_at) == ("hokkaido_cafe", True, written)
    assert row.parent == Comment.objects.get(remote_id="1")


def test_the_echo_of_a_reply_whose_number_nobody_knows_belongs_to_it(connected, sent_reply):
    thread = sent_reply.comment
    told = remote("77", sent_reply.text, parent_id=thread.remote_id, author_id=connected.user_id)
    arriving.take_notifications(comments={thread.live_post: [told]})
    echoes.bind_echoes()
    echo = Comment.objects.get(remote_id="77")
    assert echo.is_own
    assert Reply.objects.get().published_as == echo


def test_nobody_elses_comment_becomes_the_sent_reply(connected, sent_reply):
    thread = sent_reply.comment
    told = remote("78", sent_reply.text, parent_id=thread.remote_id, author_id="9")
    arriving.take_in(live_post=thread.live_post, comments=[told])
    echoes.bind_echoes()
    assert Reply.objects.get().published_as is None


def test_ids_that_are_none_are_passed_over():
    arriving.take_in(live_post=live_post(), comments=[remote("9" * 41), remote("8")])
    assert [row.remote_id for row in Comment.objects.all()] == ["8"]


def test_an_advertisement_of_a_post_brings_no_second_row():
    post, advertisement = live_post(), live_post()
    arriving.take_in(live_post=post, comments=[remote("1")])
    arriving.take_notifications(comments={advertisement: [remote("1"), remote("2")]})
    assert dict(Comment.objects.values_list("remote_id", "live_post")) == {
        "1": post.pk,
        "2": advertisement.pk,
    }


@pytest.fixture
def sent_reply(connected, staff, chief):
    """A reply that was sent and never answered, and that stands under the comment by somebody's word."""
    reply = reply_approved(staff, chief, to=comment(live_post(), "7"))
    claim = claims.claim(ReplyJob, reply.jobs.get().pk)
    outgoing.announce(claim)
    outgoing.lose_track(claim, sentence="分かりません")
    settling.bind(by=staff, reply=reply)
    return reply
