"""What becomes of a decision, of the marks and of the row in the list when the comment itself changes (第６第２項)."""

import itertools

import pytest
from django.urls import reverse

from comments import tasks
from comments.cases.actions import measures as measure_actions
from comments.cases.actions.measures import Wish
from comments.handling.actions import deciding as handling
from comments.handling.querysets.listing import Wanted, page_of
from comments.inbox import events
from comments.inbox.actions import settling
from comments.models import Comment, Handling, MeasureJob, MeasureKind
from security.models import AuditEvent
from tests.comments.cases import factories as case_factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]

ABUSE, QUESTION, PRAISE = "消えろ", "駐車場はありますか?", "きれいですね"
REASONS = {
    Handling.NO_REPLY: "感想のため",
    Handling.MEASURE: "攻撃のため",
    Handling.REPLY: "",
    Handling.OPEN: "",
}


@pytest.fixture
def written(sandbox, published, read):
    """A comment on Instagram and our row of it."""
    media_id = published()

    def written(text=PRAISE):
        remote_id = sandbox.comment(media_id, text)
        read(minutes=20)
        return Comment.objects.get(remote_id=remote_id)

    return written


def decide(by, comment, choice):
    if choice == Handling.OPEN:
        return comment
    seen = handling.mark_of(comment)
    return handling.decide(by=by, comment=comment, handling=choice, reason=REASONS[choice], seen=seen)


@pytest.fixture
def shown(client, staff):
    """The row of the only comment in the list, and the page's words."""

    def shown(**query):
        client.force_login(staff)
        page = client.get(reverse("comments:list"), query)
        assert len(page.context["rows"]) == 1, query
        return page.context["rows"][0], page.content.decode()

    return shown


# --- Its author rewrites it -----------------------------------------------------------------------------------------


def test_unanswered_praise_that_becomes_a_question_is_undecided_and_marked(
    sandbox, written, read, staff, shown
):
    comment = decide(staff, written(), Handling.NO_REPLY)
    assert shown(handling="no_reply")[0].hints == []
    sandbox.edit_comment(comment.remote_id, QUESTION)
    read()
    row, words = shown(handling="open", hint="question")
    assert (row.hints, row.chips) == (["質問"], ["書き換えあり"])
    assert (row.comment.text, row.comment.handled_by) == (QUESTION, None)
    assert settling.EDITED_SINCE in words
    event = AuditEvent.objects.get(tag=events.COMMENT_HANDLED.tag, actor=None)
    assert (event.data["was"], event.data["was_reason"]) == ("返信しない", "感想のため")
    # Decided anew, of the words that stand there now, it stays so.
    decide(staff, Comment.objects.get(), Handling.NO_REPLY)
    read.settle()
    assert shown(handling="no_reply")[0].comment.reason == "感想のため"


@pytest.mark.parametrize("choice", [Handling.REPLY, Handling.MEASURE, Handling.OPEN])
def test_other_decisions_outlive_the_rewriting_and_the_marks_follow_the_words(
    sandbox, written, read, staff, shown, choice
):
    comment = decide(staff, written(ABUSE), choice)
    assert shown(hint="abuse")[0].hints == ["誹謗中傷のおそれ"]
    sandbox.edit_comment(comment.remote_id, QUESTION)
    read()
    row, words = shown(handling=choice, hint="question")
    assert (row.hints, row.chips) == (["質問"], ["書き換えあり"])
    assert row.comment.reason == REASONS[choice]
    assert settling.EDITED_SINCE not in words
    assert page_of(Wanted(hint="abuse"), None).comments == []


# --- Its author deletes it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "text"), itertools.product([Handling.NO_REPLY, Handling.MEASURE, Handling.OPEN], [ABUSE])
)
def test_deleted_comment_keeps_decision_marks_and_place_and_says_so(
    sandbox, written, read, staff, shown, choice, text
):
    comment = decide(staff, written(text), choice)
    before = handling.mark_of(comment)
    sandbox.delete_comment(comment.remote_id)
    read.settle()
    row, _ = shown(handling=choice, hint="abuse")
    assert (row.hints, row.chips) == (["誹謗中傷のおそれ"], ["削除済"])
    stored = Comment.objects.get()
    assert (stored.text, handling.mark_of(stored)) == (text, before)
    assert stored.gone_at is not None


def test_deleted_comment_cannot_be_answered_any_more_but_can_be_decided(
    client, sandbox, written, read, staff, said
):
    comment = written(QUESTION)
    sandbox.delete_comment(comment.remote_id)
    read.settle()
    client.force_login(staff)
    page = client.get(reverse("comments:detail", args=[comment.pk]))
    assert "Instagramからなくなったことに気づきました" in page.content.decode()
    asked = client.get(reverse("replies:new", args=[comment.pk]))
    assert "このコメントには返信できません" in asked.content.decode()
    decide(staff, Comment.objects.get(), Handling.NO_REPLY)
    assert Comment.objects.get().handling == Handling.NO_REPLY


# --- We hide it -----------------------------------------------------------------------------------------------------


def test_hidden_by_a_measure_it_keeps_decision_and_marks_also_when_it_is_read_again(
    sandbox, written, read, poster, staff, chief, clock, shown
):
    case_factories.policy(staff, chief)
    comment = written(ABUSE)
    case = case_factories.case(poster, comment=comment)
    wish = Wish(kind=MeasureKind.HIDE, ground=case_factories.GROUND, reason="攻撃のため")
    measure_actions.propose(by=chief, case=case, wish=wish)
    tasks.carry_out(MeasureJob.objects.get().pk)
    for again in (False, True):
        if again:
            clock.shift(days=1)
            read.settle()
        row, words = shown(handling="measure", hint="abuse")
        assert (row.hints, row.chips) == (["誹謗中傷のおそれ"], ["非表示"])
        assert "事案として報告したため" in words
        assert (row.comment.handled_by, row.comment.gone_at) == (poster, None)
    assert sandbox.state()["comments"][0]["hidden"] is True


def test_hidden_comment_that_is_rewritten_stays_hidden_and_its_measure_stands(
    sandbox, written, read, poster, staff, chief, clock, shown
):
    case_factories.policy(staff, chief)
    comment = written(ABUSE)
    case = case_factories.case(poster, comment=comment)
    wish = Wish(kind=MeasureKind.HIDE, ground=case_factories.GROUND, reason="攻撃のため")
    measure_actions.propose(by=chief, case=case, wish=wish)
    tasks.carry_out(MeasureJob.objects.get().pk)
    sandbox.edit_comment(comment.remote_id, PRAISE)
    clock.shift(days=1)
    read.settle()
    row, _ = shown(handling="measure")
    assert (row.comment.text, row.hints, sorted(row.chips)) == (PRAISE, [], ["書き換えあり", "非表示"])
