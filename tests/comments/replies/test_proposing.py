"""起案, submission, decision and the ways back of a reply (第６第２項)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.actions.drafting import open_dossier
from approvals.completeness import Incomplete
from approvals.models import State
from comments.inbox.actions import arriving
from comments.models import Comment, Handling, Reply, ReplyJob, Source
from comments.replies import events, lapsing, rules
from comments.replies.actions import drafting
from comments.replies.content import sealed
from instagram import limits
from instagram.results import RemoteComment
from security.models import AccessToken, Role
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories as people
from tests.comments import factories
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.mark.clause("第６第２項")
def test_posters_of_either_side_propose_and_nobody_else(
    staff, poster, chief, manager, administrator, auditor
):
    for by in (staff, poster):
        assert factories.reply_draft(by).organization == by.appointments.get().organization
    for by in (chief, manager, administrator, auditor):
        with pytest.raises(Refused) as refusal:
            factories.reply_draft(by)
        assert refusal.value.answer.clause == "第６第２項"


def test_writing_an_answer_decides_to_answer(staff):
    comment = factories.comment()
    factories.reply_draft(staff, to=comment)
    comment.refresh_from_db()
    assert (comment.handling, comment.handled_by) == (Handling.REPLY, staff)


def test_measure_that_was_decided_stays(staff):
    comment = factories.comment(handling=Handling.MEASURE, handled_at=timezone.now())
    factories.reply_draft(staff, to=comment)
    comment.refresh_from_db()
    assert comment.handling == Handling.MEASURE


def test_second_proposal_is_told_of_the_first(staff, poster):
    comment = factories.comment()
    first = factories.reply_draft(staff, to=comment)
    with pytest.raises(drafting.Taken) as taken:
        factories.reply_draft(poster, to=comment)
    assert taken.value.reply == first
    assert Reply.objects.count() == 1


def test_database_holds_one_live_proposal_a_comment(staff):
    first = factories.reply_draft(staff)
    with pytest.raises(IntegrityError):
        Reply.objects.create(
            comment=first.comment,
            author=staff,
            edited_by=staff,
            organization=first.organization,
            dossier=open_dossier(by=staff),
        )


def test_same_form_sent_twice_is_one_draft(staff):
    comment, key = factories.comment(), uuid.uuid4()
    made = [drafting.propose(by=staff, comment=comment, form_key=key, text="はい") for _ in range(2)]
    assert made[0] == made[1]


def test_ended_proposal_makes_room_for_another(staff):
    comment = factories.comment()
    first = factories.reply_draft(staff, to=comment)
    approval_actions.withdraw(by=staff, item=first, reason="書き直す")
    assert factories.reply_draft(staff, to=comment) != first


@pytest.mark.clause("第６第２項")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"gone_at": timezone.now()}, "削除"),
        ({"is_hidden": True}, "非表示"),
        ({"is_own": True}, "公式アカウント自身"),
    ],
)
def test_comment_that_cannot_be_answered_is_told_with_its_reason(staff, fields, said):
    with pytest.raises(Refused, match=said):
        factories.reply_draft(staff, to=factories.comment(**fields))


def test_comment_on_a_gone_post_cannot_be_answered(staff):
    gone = factories.live_post(gone_at=timezone.now())
    with pytest.raises(Refused, match="投稿が削除"):
        factories.reply_draft(staff, to=factories.comment(live_post=gone))


def saved(by, reply, text):
    return drafting.save_draft(by=by, reply=reply, version=reply.version, text=text)


def test_two_who_write_at_once_are_told(staff):
    colleague = people.person(Role.PREFECTURE_POSTER)
    reply = factories.reply_draft(staff)
    saved(colleague, reply, "同僚の文")
    with pytest.raises(drafting.Stale) as stale:
        saved(staff, reply, "わたしの文")
    assert stale.value.item.edited_by == colleague
    assert Reply.objects.get().text == "同僚の文"


@pytest.mark.clause("第６第２項")
def test_change_takes_the_approval_away_and_nothing_is_sent(staff, chief):
    reply = factories.reply_approved(staff, chief)
    saved(staff, reply, "直した文")
    assert Reply.objects.get().state == State.DRAFT
    assert ReplyJob.objects.get().state == "cancelled"


def test_save_without_a_change_takes_nothing_away(staff, chief):
    reply = factories.reply_approved(staff, chief)
    saved(staff, reply, reply.text)
    assert Reply.objects.get().state == State.APPROVED


LONG = "あ" * limits.COMMENT_MAX


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "返信文を入力"),
        (LONG + "い", "2,201字"),
        ("🍁" * 1101, "2,202字"),
        ("#" + " #".join("あ" * 1 for _ in range(31)), "ハッシュタグが31個"),
        (" ".join(f"@name{n}" for n in range(21)), "メンションが21個"),
        ("詳しくは https://www.example.jp/ へ", "アドレス(https://www.example.jp/)"),
        ("詳しくは example.jp へ", "アドレス(example.jp)"),
    ],
)
def test_what_stands_in_the_way_of_approval_is_told(staff, text, said):
    reply = factories.reply_draft(staff, text=text)
    with pytest.raises(Incomplete, match=".") as incomplete:
        factories.reply_submit(staff, reply)
    assert said in str(incomplete.value)
    assert Reply.objects.get().state == State.DRAFT


@pytest.mark.parametrize("text", [LONG, "🍁" * 1100, "はい、@citizen さん。#カフェ"])
def test_what_fits_is_taken(staff, text):
    assert factories.reply_submitted(staff, text=text).state == State.PENDING


@pytest.mark.clause("第４第１項(3)", "第４第３項(3)")
def test_link_is_refused_with_the_clause_of_the_authors_side(staff, poster):
    for by, clause in ((staff, "第４第１項(3)"), (poster, "第４第３項(3)")):
        reply = factories.reply_draft(by, text="https://www.example.jp/")
        assert [point.clause for point in rules.missing_points(reply)] == [clause]


def test_unconfirmed_is_not_submitted(staff):
    reply = factories.reply_draft(staff)
    with pytest.raises(Incomplete):
        drafting.submit(
            by=staff, reply=reply, version=1, seen=drafting.mark_of(reply.comment.text), confirmed=[]
        )


@pytest.mark.clause("第６第２項")
def test_submission_is_refused_if_the_comment_changed_since_it_was_read(staff, chief):
    reply = factories.reply_draft(staff)
    seen = drafting.mark_of(reply.comment.text)
    Comment.objects.update(text="別のこと")
    with pytest.raises(drafting.CommentChanged):
        drafting.submit(
            by=staff,
            reply=reply,
            version=1,
            seen=seen,
            confirmed=[one.sentence for one in rules.confirmations()],
        )
    again = factories.reply_submit(staff, reply)
    assert sealed(again.submission).comment.text == again.comment_text == "別のこと"
    approval_actions.approve(by=chief, item=again, seal=again.submission.seal)
    assert Reply.objects.get().state == State.APPROVED


@pytest.mark.clause("第６第２項")
def test_side_of_the_author_decides_the_approver(staff, poster, chief, manager):
    ours, theirs = factories.reply_submitted(staff), factories.reply_submitted(poster)
    for reply, wrong, right in ((ours, manager, chief), (theirs, chief, manager)):
        with pytest.raises(Refused) as refusal:
            approval_actions.approve(by=wrong, item=reply, seal=reply.submission.seal)
        assert refusal.value.answer.clause == "第６第２項"
        approval_actions.approve(by=right, item=reply, seal=reply.submission.seal)
        assert Reply.objects.get(pk=reply.pk).state == State.APPROVED


@pytest.mark.clause("第６第２項")
def test_nobody_approves_what_he_has_written_or_edited(chief):
    people.AppointmentFactory(user=chief, role=Role.PREFECTURE_POSTER)
    reply = factories.reply_submitted(chief)
    with pytest.raises(Refused, match="ご自身"):
        approval_actions.approve(by=chief, item=reply, seal=reply.submission.seal)


def test_returned_reply_comes_back_with_its_reason(staff, chief):
    reply = factories.reply_submitted(staff)
    approval_actions.send_back(by=chief, item=reply, seal=reply.submission.seal, reason="丁寧に")
    assert Reply.objects.get().state == State.DRAFT
    assert audit.events_of(reply).last().data["reason"] == "丁寧に"


def test_pull_back_and_submit_again_clears_the_note(staff):
    reply = factories.reply_submitted(staff)
    lapsing.comment_edited(reply.comment)
    assert Reply.objects.get().lapsed_because == lapsing.EDITED
    assert factories.reply_submit(staff, reply).lapsed_because == ""


@pytest.fixture
def by_hand(staff, chief):
    """An approved answer to a comment that is known from the tablet only."""
    return factories.reply_approved(staff, chief, to=factories.comment(remote_id=None, source=Source.HAND))


@pytest.mark.clause("第６第２項")
def test_answer_by_hand_is_approved_the_same_way_and_recorded(by_hand, staff):
    assert not ReplyJob.objects.exists()
    at = timezone.now()
    drafting.record_by_hand(by=staff, reply=by_hand, at=at)
    stored = Reply.objects.get()
    own = stored.published_as
    assert (stored.state, own.commented_at, own.text) == (State.PUBLISHED, at, by_hand.text)
    assert (own.parent, own.is_own, own.source) == (by_hand.comment, True, Source.HAND)
    assert audit.events_of(stored).last().tag == events.REPLY_SENT.tag


@pytest.mark.clause("第６第２項")
def test_answer_by_hand_before_its_approval_is_not_recorded(by_hand, staff):
    for shift, said in ((-1, "承認された日時より前"), (1, "先の日時")):
        at = timezone.now() + datetime.timedelta(hours=shift)
        with pytest.raises(Refused, match=said):
            drafting.record_by_hand(by=staff, reply=by_hand, at=at)
    assert Reply.objects.get().state == State.APPROVED


@pytest.mark.clause("第２")
def test_what_could_not_be_sent_is_not_recorded_by_hand_either(by_hand, staff):
    comment = by_hand.comment
    Comment.objects.filter(pk=comment.pk).update(gone_at=timezone.now())
    with pytest.raises(Refused, match="削除されている"):
        drafting.record_by_hand(by=staff, reply=by_hand, at=timezone.now())
    Comment.objects.filter(pk=comment.pk).update(gone_at=None)
    Reply.objects.filter(pk=by_hand.pk).update(text="承認されていない文")
    with pytest.raises(Refused, match="一致しない"):
        drafting.record_by_hand(by=staff, reply=by_hand, at=timezone.now())
    assert not Comment.objects.filter(is_own=True).exists()


def test_unapproved_and_sendable_replies_are_not_recorded_by_hand(staff, chief):
    pending = factories.reply_submitted(staff, to=factories.comment(remote_id=None))
    approved = factories.reply_approved(staff, chief)
    for reply in (pending, approved):
        with pytest.raises(Refused):
            drafting.record_by_hand(by=staff, reply=reply, at=timezone.now())


def remote(comment, **fields):
    given = {"id": "17800", "text": comment.text, "username": comment.username}
    return RemoteComment(**{**given, "timestamp": comment.commented_at, **fields})


def test_hand_entered_comment_that_is_recognised_takes_the_approval_away(by_hand):
    """What was to be typed on the tablet would now be sent from here: perhaps a second time."""
    arriving.take_in(live_post=by_hand.comment.live_post, comments=[remote(by_hand.comment)])
    stored = Reply.objects.get()
    assert stored.comment.remote_id == "17800"
    assert (stored.state, stored.lapsed_because) == (State.DRAFT, lapsing.RECOGNISED)


def test_echo_of_an_answer_by_hand_makes_no_second_row(by_hand, staff):
    AccessToken.objects.create(
        sealed_secret="x", user_id="17841400000000001", username="hokkaido_cafe", flavour="instagram"
    )
    drafting.record_by_hand(by=staff, reply=by_hand, at=timezone.now())
    own = Reply.objects.get().published_as
    echo = remote(own, id="17801", parent_id="17800", username="hokkaido_cafe")
    arriving.take_in(live_post=own.live_post, comments=[remote(by_hand.comment, replies=(echo,))])
    assert Comment.objects.filter(is_own=True).count() == 1
    own.refresh_from_db()
    assert own.remote_id == "17801"


def propose(username, comment_pk):
    from security.models import User  # noqa: PLC0415 - runs in a process of its own

    comment = Comment.objects.get(pk=comment_pk)
    try:
        by = User.objects.get(username=username)
        return drafting.propose(by=by, comment=comment, form_key=uuid.uuid4(), text="はい").pk
    except drafting.Taken as taken:
        return f"taken {taken.reply.pk}"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_who_begin_at_once_make_one_proposal(staff):
    comment = factories.comment()
    told = race(f"{__name__}:propose", *[(staff.username, comment.pk)] * 4)
    reply = Reply.objects.get()
    assert sorted(map(str, told)) == sorted([str(reply.pk), *[f"taken {reply.pk}"] * 3])


@pytest.mark.parametrize("text", ["@yuki", " @yuki \n", "＠yuki @hana_2"])
def test_a_reply_that_names_somebody_and_says_nothing_is_incomplete(poster, text):
    lacking = rules.missing_points(factories.reply_draft(poster, text=text))
    assert [point.sentence for point in lacking] == [
        f"返信文が宛先({text.strip()})だけです。お答えする文を書いてください。"
    ]


@pytest.mark.parametrize("text", ["@yuki はい", "@yuki ☕", "はい"])
def test_a_reply_that_says_something_is_complete(poster, text):
    assert rules.missing_points(factories.reply_draft(poster, text=text)) == []


def test_a_telephone_number_is_quoted_as_a_warning(poster):
    assert "011-000-0000" in rules.warnings("電話は 011-000-0000 です。")[0]
    assert rules.warnings("3月4日にうかがいます。") == []
