"""What people do while a reading is on its way stands: an answer of Instagram's is as old as its question (第６第２項)."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from approvals import actions as approval_actions
from comments.cases.actions.measures.carrying_out import follow
from comments.handling.actions import deciding as handling
from comments.inbox import events
from comments.inbox.actions import arriving, live_posts, noticing, settling
from comments.models import Comment, Handling, LivePost, MeasureKind, Reply
from instagram.results import CountedMedia
from security.models import User
from security.office.answers import Refused
from security.trail import recording as audit
from tests.comments import factories
from tests.comments.factories import comment, live_post, remote
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]

HERE = "tests.comments.inbox.arriving.test_meanwhile"
MANY = 12
A_MINUTE = datetime.timedelta(minutes=1)


def told_of(row, **fields):
    values = {"text": row.text, "username": row.username, "timestamp": row.commented_at}
    return remote(row.remote_id, **{**values, **fields})


def read(row, *, asked_at=None, **fields):
    arriving.take_in(live_post=row.live_post, comments=[told_of(row, **fields)], asked_at=asked_at)
    row.refresh_from_db()


def decide(by, row, choice, reason):
    return handling.decide(
        by=by,
        comment=row,
        handling=choice,
        reason=reason,
        seen=handling.mark_of(Comment.objects.get(pk=row.pk)),
    )


def test_a_rewritten_comment_is_open_again_and_the_trail_tells_why(staff):
    row = comment()
    decide(staff, row, Handling.NO_REPLY, "お礼のみ")
    read(row, text="別のこと")
    assert (row.handling, row.reason) == (Handling.OPEN, settling.EDITED_SINCE)
    event = audit.events_of(row).get(tag=events.COMMENT_HANDLED.tag, actor=None)
    assert (event.data["was_reason"], event.data["reason"]) == ("お礼のみ", settling.EDITED_SINCE)


def test_a_post_that_went_after_the_list_was_asked_for_does_not_come_back():
    post, asked_at = live_post(), timezone.now()
    noticing.note_post_gone(live_post=post)
    live_posts.take_in_list(listed=[CountedMedia(post.media_id, comments_count=3)], asked_at=asked_at)
    post.refresh_from_db()
    assert (post.gone_at is not None, post.comments_count, post.due_at) == (True, 0, None)
    live_posts.take_in_list(listed=[CountedMedia(post.media_id, comments_count=3)], asked_at=timezone.now())
    post.refresh_from_db()
    assert (post.gone_at, post.comments_count) == (None, 3)


def test_what_had_gone_after_the_question_does_not_come_back():
    row, asked_at = comment(), timezone.now()
    noticing.note_gone(comment=row)
    read(row, asked_at=asked_at)
    assert row.gone_at
    read(row)
    assert row.gone_at is None


def test_what_was_hidden_after_the_question_stays_hidden():
    asked_at = timezone.now()
    row = comment(is_hidden=True)
    follow(MeasureKind.HIDE, row)
    read(row, asked_at=asked_at, hidden=False)
    assert row.is_hidden
    read(row, hidden=False)
    assert not row.is_hidden


def test_words_that_were_read_after_the_question_are_the_newer_ones():
    row, asked_at = comment(text="はじめ"), timezone.now() - A_MINUTE
    read(row, text="書き換え")
    read(row, text="はじめ", asked_at=asked_at)
    assert (row.text, row.edits.count()) == ("書き換え", 1)


@pytest.mark.postgres
def test_a_decision_while_the_answer_is_compared_is_not_overwritten(staff, monkeypatch):
    row = comment()
    decide(staff, row, Handling.NO_REPLY, "お礼のみ")
    real, done = noticing.clean, []

    def someone_decides(text):
        if not done:
            done.append(True)
            person = threading.Thread(target=decide_and_leave, args=(staff, row))
            person.start()
            person.join()
        return real(text)

    monkeypatch.setattr(noticing, "clean", someone_decides)
    read(row, text="別のこと")
    assert (row.text, row.handling, row.reason, row.handled_by) == (
        "別のこと",
        Handling.MEASURE,
        "誹謗",
        staff,
    )


def decide_and_leave(by, row):
    decide(by, row, Handling.MEASURE, "誹謗")
    connection.close()


def approve_backwards(chief_id, reply_ids):
    chief = User.objects.get(pk=chief_id)
    for reply in Reply.objects.filter(pk__in=reply_ids).order_by("-pk"):
        try:
            approval_actions.approve(
                by=chief, item=reply, seal=reply.submission.seal if reply.submission else ""
            )
        except Refused:
            continue


def decide_backwards(staff_id, comment_ids):
    staff = User.objects.get(pk=staff_id)
    for row in Comment.objects.filter(pk__in=comment_ids).order_by("-pk"):
        try:
            decide(staff, row, Handling.NO_REPLY, "お礼のみ")
        except Refused:
            continue


def lose_post(post_id):
    noticing.note_post_gone(live_post=LivePost.objects.get(pk=post_id))


def read_rewritten(post_id, *_):
    post = LivePost.objects.get(pk=post_id)
    told = [told_of(row, text="書き換え") for row in post.comments.order_by("pk")]
    arriving.take_in(live_post=post, comments=told)


def act(deed, *given):
    globals()[deed](*given)


@pytest.mark.postgres
@pytest.mark.parametrize("deed", ["lose_post", "read_rewritten"])
def test_whoever_approves_while_approvals_lapse_never_stands_in_the_way(staff, chief, deed):
    post = live_post()
    replies = [factories.reply_submitted(staff, to=comment(post)).pk for _ in range(MANY)]
    race(f"{HERE}:act", ("approve_backwards", chief.pk, replies), (deed, post.pk))
    assert not Reply.objects.filter(state__in=["pending", "approved"]).exists()


@pytest.mark.postgres
def test_whoever_decides_while_rewritten_comments_are_read_never_stands_in_the_way(staff):
    post = live_post()
    rows = [comment(post).pk for _ in range(MANY)]
    race(f"{HERE}:act", ("decide_backwards", staff.pk, rows), ("read_rewritten", post.pk))
    assert set(Comment.objects.values_list("text", flat=True)) == {"書き換え"}


def test_the_trail_names_a_comment_and_its_reply_without_words_or_person(staff):
    row = comment(text="山田太郎 090-1234-5678", username="yamada_taro")
    read(row, text="山田太郎 090-8765-4321")
    reply = factories.reply_draft(staff, to=row)
    labels = [audit.events_of(subject).last().subject_label for subject in (row, reply)]
    assert labels == [f"コメント #{row.pk}(投稿「雪の朝」)", f"コメント #{row.pk} への返信"]
    assert (reply.title, row.title) == (
        "@yamada_taroさんへの返信",
        f"@yamada_taroのコメント「{row.excerpt}」",
    )
