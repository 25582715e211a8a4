"""Deciding about a comment, alone and many at once, and being told who was faster (第６第２項)."""

import pytest
from django.utils import timezone

from approvals.actions.drafting import open_dossier
from comments.handling.actions import deciding as handling
from comments.handling.querysets import threads
from comments.handling.rules import may_decide
from comments.inbox import events
from comments.inbox.actions import settling
from comments.inbox.actions.settling import mark_of
from comments.models import Case, Comment, Handling, Reply, TroubleType
from security.models import AuditEvent, Role, User
from security.office.answers import Refused
from security.people.actors import Actor
from tests import factories, racing
from tests.comments.cases import factories as cases
from tests.comments.factories import reply_draft

pytestmark = pytest.mark.clause("第６第２項")
FAN = "感想のため"


def decide(by, comment, choice=Handling.NO_REPLY, reason=FAN, seen=None):
    seen = mark_of(comment) if seen is None else seen
    return handling.decide(by=by, comment=comment, handling=Handling(choice), reason=reason, seen=seen)


def reply_to(comment, author, organization, state="draft"):
    dossier = open_dossier(by=author)
    made = Reply.objects.create(
        comment=comment, author=author, edited_by=author, organization=organization, dossier=dossier
    )
    Reply.objects.filter(pk=made.pk).update(**{"state": state})
    return made


def case_for(comment, by, **fields):
    return Case.objects.create(
        fiscal_year=2026,
        serial=Case.objects.count() + 1,
        kind=TroubleType.objects.first() or TroubleType.objects.create(code="T99", name="誹謗中傷"),
        title="ひどい言葉",
        comment=comment,
        organization=by.appointments.get().organization,
        opened_by=by,
        **fields,
    )


@pytest.mark.parametrize("person", ["staff", "chief", "poster", "manager"])
def test_both_sides_decide(request, write, person):
    someone, comment = request.getfixturevalue(person), write()
    decide(someone, comment)
    comment.refresh_from_db()
    assert (comment.handling, comment.reason, comment.handled_by) == ("no_reply", FAN, someone)
    event = AuditEvent.objects.get(tag=events.COMMENT_HANDLED.tag)
    assert (event.actor, event.data["handling"], event.data["reason"]) == (someone, "返信しない", FAN)


@pytest.mark.parametrize("person", ["auditor", "administrator"])
def test_readers_do_not_decide(request, write, person):
    someone, comment = request.getfixturevalue(person), write()
    with pytest.raises(Refused, match="第６第２項"):
        decide(someone, comment)
    with pytest.raises(Refused, match="第６第２項"):
        handling.decide_many(by=someone, seen={comment.pk: mark_of(comment)}, reason=FAN)
    assert Comment.objects.get().handling == "open"


@pytest.mark.parametrize("choice", [Handling.NO_REPLY, Handling.MEASURE])
@pytest.mark.parametrize("reason", ["", "　 \n"])
def test_reason_is_asked_for(staff, write, choice, reason):
    with pytest.raises(Refused, match="理由"):
        decide(staff, write(), choice, reason)


def test_reply_needs_no_reason_and_keeps_none(staff, write):
    assert decide(staff, write(), Handling.REPLY, FAN).reason == ""


def test_reason_too_long_is_refused_in_words(staff, write):
    with pytest.raises(Refused, match="200字以内"):
        decide(staff, write(), reason="あ" * 201)


def test_decision_can_be_taken_back(staff, chief, write):
    comment = decide(staff, write())
    comment = decide(chief, comment, Handling.OPEN, "")
    assert (comment.handling, comment.reason, comment.handled_by, comment.handled_at) == (
        "open",
        "",
        None,
        None,
    )
    last = AuditEvent.objects.filter(tag=events.COMMENT_HANDLED.tag).latest("number")
    assert (last.data["was"], last.data["was_reason"]) == ("返信しない", FAN)


def test_own_comment_is_never_decided_about(staff, write):
    with pytest.raises(Refused, match="公式アカウント自身"):
        decide(staff, write(is_own=True))


def test_later_one_is_told_who_was_faster_and_what_was_decided(staff, poster, write):
    comment = write()
    seen = mark_of(comment)
    decide(staff, comment, Handling.MEASURE, "個人情報のため")
    with pytest.raises(Refused) as told:
        decide(poster, comment, seen=seen)
    assert "佐藤 花子さんが" in str(told.value)
    assert "「措置」(個人情報のため)" in str(told.value)
    assert Comment.objects.get().handling == "measure"


def test_later_one_is_told_that_the_decision_was_taken_back(staff, poster, write):
    comment = decide(staff, write())
    seen = mark_of(comment)
    decide(staff, comment, Handling.OPEN, "")
    with pytest.raises(Refused, match="取り消されました"):
        decide(poster, comment, Handling.REPLY, seen=seen)


def test_text_rewritten_while_the_page_was_open_is_told(staff, write):
    comment = write()
    Comment.objects.update(text="ひどい", edited_at=timezone.now())
    with pytest.raises(Refused, match="書き換えられました"):
        decide(staff, comment)


def test_comment_with_a_proposal_under_way_is_not_left_unanswered(staff, write):
    comment = write()
    reply_to(comment, staff, staff.appointments.get().organization)
    with pytest.raises(Refused, match="先に返信案を取り下げて"):
        decide(staff, comment)
    assert decide(staff, comment, Handling.REPLY).handling == "reply"


@pytest.mark.parametrize(
    "state", ["draft", "pending", "approved", "publishing", "unconfirmed", "failed", "expired"]
)
def test_every_proposal_that_may_still_go_out_stands_in_the_way(staff, write, state):
    actor, proposals = Actor.of(staff), [Reply(state=state)]
    assert not may_decide(actor, write(), Handling.NO_REPLY, FAN, proposals, [])
    assert may_decide(actor, write(), Handling.REPLY, "", proposals, [])


def test_answered_comment_is_not_said_to_be_left_unanswered(staff, write):
    actor, proposals = Actor.of(staff), [Reply(state="published")]
    assert "すでに返信しています" in str(may_decide(actor, write(), Handling.NO_REPLY, FAN, proposals, []))
    assert may_decide(actor, write(), Handling.MEASURE, FAN, proposals, [])


def test_withdrawn_proposal_stands_in_nobodys_way(staff, write):
    comment = write()
    reply_to(comment, staff, staff.appointments.get().organization, state="withdrawn")
    assert decide(staff, comment).handling == "no_reply"


@pytest.mark.clause("第６第３項")
def test_measure_stays_while_its_case_is_open(staff, write):
    comment = decide(staff, write(), Handling.MEASURE, "誹謗中傷のため")
    case_for(comment, staff)
    with pytest.raises(Refused, match="道カフェ事案-令和8-1"):
        decide(staff, comment)


def test_drill_is_no_case(staff, write):
    comment = decide(staff, write(), Handling.MEASURE, "訓練")
    case_for(comment, staff, is_drill=True)
    assert decide(staff, comment).handling == "no_reply"


# --- Many at once --------------------------------------------------------------------------------------------------


def many(by, comments, reason=FAN):
    return handling.decide_many(by=by, seen={one.pk: mark_of(one) for one in comments}, reason=reason)


def test_many_are_decided_with_one_event(staff, write):
    comments = [write(), write(), write()]
    other = write()
    assert many(staff, comments).refused == []
    assert set(Comment.objects.exclude(pk=other.pk).values_list("handling", "reason")) == {("no_reply", FAN)}
    event = AuditEvent.objects.get(tag=events.COMMENTS_HANDLED.tag)
    assert (event.data["comments"], event.data["count"]) == ([one.pk for one in comments], 3)
    assert not AuditEvent.objects.filter(tag=events.COMMENT_HANDLED.tag).exists()


def test_what_cannot_be_decided_so_is_named_and_left(staff, chief, write):
    plain, answered, faster = write(), write("家はありますか"), write("先に決まったもの")
    reply_to(answered, staff, staff.appointments.get().organization)
    seen = {one.pk: mark_of(one) for one in (plain, answered, faster)}
    decide(chief, faster, Handling.MEASURE, "誹謗中傷のため")
    bulk = handling.decide_many(by=staff, seen=seen, reason=FAN)
    assert bulk.done == [plain]
    assert {comment.pk: str(answer)[:8] for comment, answer in bulk.refused} == {
        answered.pk: "返信案が「下書き",
        faster.pk: "神田 太郎さんが",
    }
    assert Comment.objects.get(pk=faster.pk).handling == "measure"
    assert AuditEvent.objects.get(tag=events.COMMENTS_HANDLED.tag).data["comments"] == [plain.pk]


def test_nothing_decided_leaves_no_event(staff, write):
    comment = write(is_own=True)
    assert many(staff, [comment]).done == []
    assert not AuditEvent.objects.filter(tag=events.COMMENTS_HANDLED.tag).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_the_same_queries(staff, write, count, django_assert_num_queries):
    comments = [write() for _ in range(count)]
    with django_assert_num_queries(13):
        many(staff, comments)


# --- Decided by what somebody does -----------------------------------------------------------------------------------


def proposed(staff, comment):
    reply_draft(staff, to=comment)


def reported(staff, comment):
    cases.case(staff, comment=comment)


@pytest.mark.parametrize(("deed", "choice"), [(proposed, "reply"), (reported, "measure")])
def test_proposing_and_reporting_decide_and_what_was_decided_together_stays_in_the_history(
    staff, write, deed, choice
):
    comment, other = write(remote_id="1"), write(remote_id="2")
    many(staff, [comment, other])
    deed(staff, Comment.objects.get(pk=comment.pk))
    comment.refresh_from_db()
    assert (comment.handling, FAN in comment.reason) == (choice, False)
    event = AuditEvent.objects.get(tag=events.COMMENT_HANDLED.tag)
    assert (event.data["was"], event.data["was_reason"]) == ("返信しない", FAN)
    assert events.COMMENTS_HANDLED.tag in [one.tag for one in threads.history_of(comment)]


@pytest.mark.parametrize(
    ("deed", "choice"), [(proposed, "reply"), (proposed, "measure"), (reported, "reply")]
)
def test_who_had_decided_so_before_stays_who_decided(staff, chief, write, deed, choice):
    comment = decide(chief, write(remote_id="1"), choice, FAN)
    deed(staff, Comment.objects.get(pk=comment.pk))
    comment.refresh_from_db()
    assert (comment.handling, comment.handled_by) == (choice, chief)
    assert AuditEvent.objects.filter(tag=events.COMMENT_HANDLED.tag).count() == 1


def test_half_a_character_in_a_reason_is_no_accident(staff, write):
    assert (
        decide(staff, write(), reason="ありがとう\ud83d\0 \n感想").reason
        == "ありがとう\N{REPLACEMENT CHARACTER} 感想"
    )


# --- Rewritten by its author ---------------------------------------------------------------------------------------


def test_unanswered_comment_is_undecided_again_once_rewritten(decided):
    comment = decided()
    settling.reopen_after_edit(comment)
    stored = Comment.objects.get()
    assert (stored.handling, stored.handled_by) == ("open", None)
    assert "書き換えられました" in stored.reason
    event = AuditEvent.objects.get(tag=events.COMMENT_HANDLED.tag)
    assert (event.actor, event.data["was"]) == (None, "返信しない")


@pytest.mark.parametrize("choice", ["reply", "measure", "open"])
def test_other_decisions_stay(decided, write, choice):
    comment = write() if choice == "open" else decided(handling=choice)
    settling.reopen_after_edit(comment)
    assert Comment.objects.get().handling == choice
    assert not AuditEvent.objects.exists()


# --- Races ---------------------------------------------------------------------------------------------------------


def one_decides(user_id: int, comment_id: int, choice: str) -> str:
    """For a process of its own."""
    comment = Comment.objects.get(pk=comment_id)
    try:
        decide(User.objects.get(pk=user_id), comment, choice, "理由", seen="open..")
    except Refused as refusal:
        return str(refusal)
    return "done"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_of_the_other(write):
    people = [factories.person(Role.PREFECTURE_POSTER, name=name) for name in ("一郎", "二郎")]
    comment = write()
    deed = f"{__name__}:one_decides"
    told = racing.race(deed, (people[0].pk, comment.pk, "no_reply"), (people[1].pk, comment.pk, "measure"))
    assert sorted(one == "done" for one in told) == [False, True]
    assert any("郎さんが" in one for one in told)
    assert AuditEvent.objects.filter(tag=events.COMMENT_HANDLED.tag).count() == 1
