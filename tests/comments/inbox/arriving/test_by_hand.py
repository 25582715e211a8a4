"""手入力: what was found on the tablet is written down, and recognised when Instagram tells of it (第６第２項)."""

import datetime

import pytest
from django.utils import timezone

from comments.inbox import events
from comments.inbox.actions import arriving, by_hand
from comments.models import Comment, CommentEdit, Source
from security.models import AuditEvent, Role
from security.office.answers import Refused
from tests import factories
from tests.comments.factories import comment, live_post, remote

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]


def enter(by, post, text="いつ咲きますか", username="yuki", **fields):
    when = fields.pop("commented_at", timezone.now() - datetime.timedelta(hours=3))
    return by_hand.enter(by=by, live_post=post, username=username, text=text, commented_at=when, **fields)


@pytest.mark.parametrize("who", ["staff", "poster", "manager", "chief"])
def test_whoever_works_with_the_account_may_enter_one(who, request):
    by, post = request.getfixturevalue(who), live_post()
    row = enter(by, post, username="@yuki")
    assert (row.username, row.text, row.source, row.remote_id) == (
        "yuki",
        "いつ咲きますか",
        Source.HAND,
        None,
    )
    event = AuditEvent.objects.get(tag=events.COMMENT_ENTERED.tag)
    assert event.actor == by


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_may(role):
    with pytest.raises(Refused, match="第６第２項"):
        enter(factories.person(role), live_post())
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " \n"},
        {"username": "@"},
        {"username": "\0"},
        {"commented_at": timezone.now() + datetime.timedelta(days=400)},
    ],
)
def test_what_cannot_be_is_refused(staff, wrong):
    with pytest.raises(Refused):
        enter(staff, live_post(), **wrong)
    assert not Comment.objects.exists()


def test_an_answer_belongs_under_a_comment_of_the_same_post(staff):
    post = live_post()
    thread = comment(post, "1")
    assert enter(staff, post, parent=thread).parent == thread
    with pytest.raises(Refused, match="返信先"):
        enter(staff, post, "別の返信", parent=comment(live_post(), "2"))


def test_what_is_known_already_is_not_entered_again(staff):
    post = live_post()
    comment(post, "1", "いつ 咲きますか\n", username="Yuki")
    with pytest.raises(Refused, match="すでに登録"):
        enter(staff, post, "いつ  咲きますか")
    enter(staff, post, "いつ咲くのですか")
    enter(staff, live_post(), "いつ 咲きますか")


def test_instagrams_own_telling_is_bound_to_the_row(staff):
    post, written = live_post(), timezone.now() - datetime.timedelta(hours=20)
    row = enter(staff, post)
    arriving.take_in(live_post=post, comments=[remote("1", "いつ咲きますか", timestamp=written)])
    row.refresh_from_db()
    assert Comment.objects.count() == 1
    assert (row.remote_id, row.author_remote_id, row.commented_at) == ("1", "555", written)
    assert (row.source, row.edited_at) == (Source.HAND, None)


def test_one_row_is_bound_once(staff):
    post = live_post()
    enter(staff, post)
    arriving.take_in(live_post=post, comments=[remote("1", "いつ咲きますか"), remote("2", "いつ咲きますか")])
    assert set(Comment.objects.values_list("remote_id", flat=True)) == {"1", "2"}


@pytest.mark.parametrize(
    "other",
    [
        {"username": "yukl"},
        {"text": "いつ咲きますか？"},
        {"timestamp": timezone.now() - datetime.timedelta(days=30)},
    ],
)
def test_another_comment_is_not_bound(staff, other):
    post = live_post()
    row = enter(staff, post)
    arriving.take_in(live_post=post, comments=[remote("1", **{"text": "いつ咲きますか", **other})])
    row.refresh_from_db()
    assert row.remote_id is None
    assert Comment.objects.count() == 2


def test_one_of_another_post_is_not_bound(staff):
    enter(staff, live_post())
    arriving.take_in(live_post=live_post(), comments=[remote("1", "いつ咲きますか")])
    assert Comment.objects.count() == 2


def test_typed_with_other_spaces_instagrams_words_count(staff):
    post = live_post()
    enter(staff, post, "いつ 咲きますか")
    arriving.take_in(live_post=post, comments=[remote("1", "いつ\n咲きますか")])
    assert Comment.objects.get().text == "いつ\n咲きますか"
    assert CommentEdit.objects.get().text == "いつ 咲きますか"


def test_answers_that_came_first_are_led_to_the_bound_row(staff):
    post = live_post()
    row = enter(staff, post)
    arriving.take_notifications(comments={post: [remote("2", "本当に", parent_id="1")]})
    arriving.take_in(live_post=post, comments=[remote("1", "いつ咲きますか")])
    assert Comment.objects.get(remote_id="2").parent == row
