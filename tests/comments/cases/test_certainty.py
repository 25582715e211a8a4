"""Nothing is believed done, decided or kept that is not so now: answers, types, grounds, evidence (第６第３項)."""

import datetime
import json
import uuid
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.utils import timezone

from approvals.models import State
from comments.cases import carrying_out
from comments.cases.actions import life as case_actions
from comments.cases.actions import measures as actions
from comments.cases.actions.measures import ActionTaken, Wish
from comments.inbox.actions import arriving
from comments.models import (
    Case,
    Comment,
    LivePost,
    Measure,
    MeasureJob,
    MeasureKind,
    MeasureState,
)
from comments.replies.actions import drafting as reply_actions
from instagram import verdicts
from instagram.errors import Call
from instagram.results import CommentPage, MediaPage, RemoteComment
from outbox.jobs import JobState
from security.office import vault
from security.office.answers import Refused
from tests import factories as office
from tests.comments.cases import factories

pytestmark = pytest.mark.clause("第６第３項")

NOT_FOUND = (400, 100, 33)
THREAT = "まったく別の新しい脅迫"


def wish(kind=MeasureKind.HIDE, ground=factories.GROUND):
    return Wish(kind=kind, ground=ground, reason="特定の方への攻撃のため")


def refusal(call, status, code, subcode=None):
    return verdicts.refusal(call, status, {}, {"error": {"code": code, "error_subcode": subcode}})


class Instagram:
    """Answers as it is told to; `shown` is what stands in the list of the post's comments."""

    def __init__(self, shown=(), by_number=None, moderate=None):
        self.shown, self.by_number, self.moderate = list(shown), by_number, moderate
        self.asked = []

    def hide_comment(self, comment_id, *, hidden):
        self._ask("hide")

    def delete_comment(self, comment_id):
        self._ask("delete")

    def _ask(self, what):
        self.asked.append(what)
        if self.moderate:
            raise self.moderate

    def comment(self, comment_id):
        if self.by_number:
            raise self.by_number
        return next(one for one in self.shown if one.id == comment_id)

    def comments(self, media_id, *, after=""):
        return CommentPage(items=tuple(self.shown), after="")

    def replies(self, comment_id, *, after=""):
        return CommentPage(items=(), after="")

    def media_page(self, *, after=""):
        return MediaPage(items=(), after="")


def shown(comment, **fields):
    known = RemoteComment(
        id=comment.remote_id,
        text=comment.text,
        username=comment.username,
        timestamp=comment.commented_at,
        hidden=False,
    )
    return replace(known, **fields)


@pytest.fixture
def through(monkeypatch):
    def connect(instagram):
        monkeypatch.setattr(carrying_out.connection, "pause", lambda: None)
        current = SimpleNamespace(client=instagram, token=None)
        monkeypatch.setattr(carrying_out.connection, "current", lambda: current)
        return instagram

    return connect


@pytest.fixture
def case(poster):
    return factories.case(poster)


@pytest.fixture
def run(through):
    def once(measure, instagram):
        through(instagram)
        carrying_out.run(measure.jobs.first().pk)
        measure.refresh_from_db()
        return measure.jobs.first()

    return once


def other_comment():
    return RemoteComment(id="1799", text="きれい", username="a", timestamp=timezone.now(), hidden=False)


def propose_reply(by, comment):
    return reply_actions.propose(by=by, comment=comment, form_key=uuid.uuid4(), text="ありがとうございます")


def texts(case):
    kept = case.evidence.order_by("number")
    return [json.loads(vault.unseal(one.sealed_content))["comment"]["text"] for one in kept]


def change_type(by, case, code):
    plan = case_actions.Plan(
        kind=factories.kind(code), title=case.title, description="", owner=None, due_on=None
    )
    case_actions.change_case(by=by, case=case, plan=plan)


def failed(measure):
    MeasureJob.objects.filter(measure=measure).update(state=JobState.FAILED)
    stored = Measure.objects.get(pk=measure.pk)
    stored.fail()
    stored.save()
    return stored


# --- What Instagram answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_one_not_found_is_no_proof_that_the_comment_is_gone(chief, policy, case, run, kind):
    """Unreadable by its number for a moment, but still in the list: asked again later."""
    measure = actions.propose(by=chief, case=case, wish=wish(kind))
    instagram = Instagram([shown(case.comment)], refusal(Call.COMMENTS, *NOT_FOUND))
    instagram.moderate = refusal(Call.MODERATE, 500, 2)
    job = run(measure, instagram)
    assert (measure.state, job.state) == (MeasureState.ORDERED, JobState.QUEUED)
    assert Comment.objects.get(pk=case.comment_id).gone_at is None


def test_gone_by_number_and_from_the_list_is_gone(chief, policy, case, run):
    measure = actions.propose(by=chief, case=case, wish=wish())
    run(measure, Instagram([other_comment()], refusal(Call.COMMENTS, *NOT_FOUND)))
    assert (measure.state, measure.result) == (MeasureState.DONE, carrying_out.WAS_GONE)
    assert Comment.objects.get(pk=case.comment_id).gone_at


def test_missing_permission_fails_at_once(chief, policy, case, run):
    measure = actions.propose(by=chief, case=case, wish=wish())
    instagram = Instagram([shown(case.comment)], moderate=refusal(Call.MODERATE, 403, 10))
    run(measure, instagram)
    assert (measure.state, measure.result) == (MeasureState.FAILED, carrying_out.NOT_ALLOWED)
    assert instagram.asked == ["hide"]


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_answer_to_a_comment_that_we_hide_or_delete_lapses(chief, staff, policy, case, run, kind):
    reply = propose_reply(staff, case.comment)
    measure = actions.propose(by=chief, case=case, wish=wish(kind))
    run(measure, Instagram([shown(case.comment)]))
    reply.refresh_from_db()
    assert measure.state == MeasureState.DONE
    assert reply.lapsed_because


# --- The type now -------------------------------------------------------------------------------------------


def test_type_that_became_criticism_ends_what_waits(poster, staff, chief, policy, case, run):
    ordered = actions.propose(by=chief, case=case, wish=wish(MeasureKind.DELETE))
    proposed = actions.propose(by=poster, case=case, wish=wish())
    change_type(staff, case, "T03")
    instagram = Instagram([shown(case.comment)])
    run(ordered, instagram)
    proposed.refresh_from_db()
    assert instagram.asked == []
    for measure in (ordered, proposed):
        assert measure.state == MeasureState.WITHDRAWN
        assert "正当な批判" in measure.result


def test_type_is_asked_for_again_before_instagram_is(staff, chief, policy, case, run):
    """Even if a type is itself made one that hides nothing."""
    measure = actions.propose(by=chief, case=case, wish=wish())
    Case.objects.filter(pk=case.pk).update(kind=factories.kind("T03"))
    instagram = Instagram([shown(case.comment)])
    job = run(measure, instagram)
    assert instagram.asked == []
    assert (measure.state, job.state) == (MeasureState.WITHDRAWN, JobState.CANCELLED)


# --- Once more, and afterwards ------------------------------------------------------------------------------


def test_emergency_is_not_seen_before_it_is_done(poster, chief, policy, case):
    measure = actions.act_in_emergency(by=poster, case=case, wish=wish())
    with pytest.raises(Refused, match="まだ"):
        actions.see_after(by=chief, measure=measure, note="適切")


def test_retry_asks_for_the_type_again(poster, staff, chief, policy, case):
    measure = failed(actions.act_in_emergency(by=poster, case=case, wish=wish()))
    change_type(staff, case, "T03")
    with pytest.raises(Refused, match="正当な批判"):
        actions.retry(by=poster, measure=measure)
    change_type(staff, case, "T05")
    with pytest.raises(Refused, match="緊急"):
        actions.retry(by=poster, measure=measure)


def test_retried_emergency_is_to_be_seen_again(poster, chief, policy, case):
    measure = failed(actions.act_in_emergency(by=poster, case=case, wish=wish()))
    actions.see_after(by=chief, measure=measure, note="失敗を確かめた")
    actions.retry(by=poster, measure=measure)
    measure.refresh_from_db()
    assert (measure.seen_at, measure.seen_by, measure.seen_note) == (None, None, "")


def test_failed_measure_is_ended_for_a_reason_by_chief_or_proposer(poster, staff, chief, policy, case):
    measure = failed(actions.act_in_emergency(by=poster, case=case, wish=wish()))
    with pytest.raises(Refused):
        actions.withdraw(by=staff, measure=measure, reason="不要")
    with pytest.raises(Refused, match="理由"):
        actions.withdraw(by=chief, measure=measure, reason=" ")
    actions.withdraw(by=chief, measure=measure, reason="投稿者が自ら消したため")
    measure.refresh_from_db()
    assert (measure.state, measure.result) == (MeasureState.WITHDRAWN, "投稿者が自ら消したため")


# --- The ground now -----------------------------------------------------------------------------------------


def newer_policy(staff, chief, time_machine, *lines):
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))
    return factories.policy(staff, chief, *lines)


@pytest.mark.clause("第６第１項")
def test_ground_that_is_no_longer_there_is_refused_at_the_order(
    poster, staff, chief, policy, case, time_machine
):
    measure = actions.propose(by=poster, case=case, wish=wish())
    newer_policy(staff, chief, time_machine, "別の基準")
    with pytest.raises(Refused, match="発議し直"):
        actions.order(by=chief, measure=measure)


@pytest.mark.clause("第６第１項")
@pytest.mark.parametrize("verb", ["order", "retry"])
def test_measure_names_the_policy_in_force_when_it_is_ordered(
    poster, staff, chief, policy, case, time_machine, verb
):
    measure = actions.propose(by=poster if verb == "order" else chief, case=case, wish=wish())
    if verb == "retry":
        measure = failed(measure)
    newer = newer_policy(staff, chief, time_machine, factories.GROUND)
    getattr(actions, verb)(by=chief, measure=measure)
    measure.refresh_from_db()
    assert measure.policy == newer


# --- Evidence of what is hidden -----------------------------------------------------------------------------


def rewritten(comment, text):
    arriving.take_in(live_post=comment.live_post, comments=[shown(comment, text=text)])


@pytest.mark.parametrize("verb", ["propose", "act_in_emergency"])
def test_evidence_is_of_the_words_that_are_hidden(poster, chief, policy, case, verb):
    rewritten(case.comment, THREAT)
    by = chief if verb == "propose" else poster
    getattr(actions, verb)(by=by, case=case, wish=wish())
    assert texts(case) == [factories.ABUSE, THREAT]


def test_words_changed_between_proposal_and_order_are_kept(poster, chief, policy, case):
    measure = actions.propose(by=poster, case=case, wish=wish())
    rewritten(case.comment, THREAT)
    actions.order(by=chief, measure=measure)
    assert texts(case) == [factories.ABUSE, THREAT]


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_words_changed_at_instagram_are_kept_before_it_is_asked(chief, policy, case, run, kind):
    measure = actions.propose(by=chief, case=case, wish=wish(kind))
    run(measure, Instagram([shown(case.comment, text=THREAT)]))
    assert measure.state == MeasureState.DONE
    assert texts(case) == [factories.ABUSE, THREAT]


def test_unchanged_words_are_kept_once(chief, policy, case, run):
    measure = actions.propose(by=chief, case=case, wish=wish())
    run(measure, Instagram([shown(case.comment)]))
    assert measure.state == MeasureState.DONE
    assert len(texts(case)) == 1


# --- Whose posts --------------------------------------------------------------------------------------------


@pytest.fixture
def comment_elsewhere(poster):
    """Under a post of the poster's organisation."""
    return factories.comment(factories.live_post(office.draft(poster)))


def test_other_contractor_reports_and_does_no_more(comment_elsewhere, other_poster, poster, policy):
    case = factories.case(other_poster, comment=comment_elsewhere)
    for act in (actions.propose, actions.act_in_emergency):
        with pytest.raises(Refused, match="投稿を起案した組織"):
            act(by=other_poster, case=case, wish=wish())
    assert actions.act_in_emergency(by=poster, case=case, wish=wish()).is_emergency


@pytest.mark.clause("第６第２項")
def test_other_contractor_proposes_no_reply(comment_elsewhere, other_poster, poster):
    with pytest.raises(Refused, match="投稿を起案した組織"):
        propose_reply(other_poster, comment_elsewhere)
    reply = propose_reply(poster, comment_elsewhere)
    assert reply.state == State.DRAFT


# --- The types that the guideline has fixed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "flag", "value"),
    [("T05", "allows_emergency", True), ("T03", "forbids_hiding", False), ("T05", "code", "T01X")],
)
def test_what_the_guideline_fixes_of_a_type_is_not_changed(chief, code, flag, value):
    kind = factories.kind(code)
    setattr(kind, flag, value)
    with pytest.raises(Refused):
        case_actions.save_type(by=chief, kind=kind)
    kind.refresh_from_db()
    assert getattr(kind, flag) != value


def test_after_view_tells_that_the_type_was_changed_and_by_whom(poster, staff, chief, policy, client):
    case = factories.case(poster, "T05", comment=factories.comment())
    change_type(staff, case, "T01")
    measure = actions.act_in_emergency(by=staff, case=case, wish=wish())
    stored = Measure.objects.get(pk=measure.pk)
    stored.finish()
    stored.save()
    client.force_login(chief)
    page = client.get(f"/cases/measures/{measure.pk}/see-after/")
    text = page.content.decode()
    assert "T05" in text
    assert "T01" in text
    assert staff.name in text


# --- By hand ------------------------------------------------------------------------------------------------


def test_deed_by_hand_after_a_failure_is_the_divisions_and_read_again(poster, staff, chief, policy, case):
    later = timezone.now() + datetime.timedelta(days=1)
    LivePost.objects.update(due_at=later)
    measure = failed(actions.propose(by=chief, case=case, wish=wish()))
    deed = ActionTaken("画面で非表示にした", timezone.localdate())
    with pytest.raises(Refused, match="地域政策課"):
        actions.record_done(by=poster, measure=measure, taken=deed)
    actions.record_done(by=staff, measure=measure, taken=deed)
    measure.refresh_from_db()
    assert "手で行ったものとして記録" in measure.result
    assert case.comment.live_post.__class__.objects.get(pk=case.comment.live_post_id).due_at < later
