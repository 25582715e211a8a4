"""Measures: ground, decision, emergency, and what the database insists on (第６第３項)."""

import datetime
from collections import Counter

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from comments.cases import events, telling
from comments.cases.actions import life as case_actions
from comments.cases.actions import measures as actions
from comments.cases.actions.measures import ActionTaken, Wish
from comments.cases.rules import measures as rules
from comments.cases.rules.measures import OWN_GROUND
from comments.models import Case, CaseState, Measure, MeasureKind, MeasureState
from posts.models import Post
from posts.publishing import actions as publishing
from security.models import AuditEvent, Notice
from security.office.answers import Refused
from security.trail.recording import subject_key
from tests import factories as office
from tests import outgoing
from tests.comments.cases import factories

pytestmark = pytest.mark.clause("第６第３項")


def wish(kind=MeasureKind.HIDE, ground=factories.GROUND):
    return Wish(kind=kind, ground=ground, reason="特定の方への攻撃のため")


def test_proposal_waits_for_the_chief_and_names_its_policy(poster, chief, policy, woken):
    case = factories.case(poster)
    measure = actions.propose(by=poster, case=case, wish=wish())
    assert measure.state == MeasureState.PROPOSED
    assert (measure.policy, measure.ground) == (policy, factories.GROUND)
    assert not measure.jobs.exists()
    actions.order(by=chief, measure=measure)
    measure.refresh_from_db()
    assert (measure.state, measure.decided_by) == (MeasureState.ORDERED, chief)
    assert measure.jobs.count() == 1


def test_nobody_but_the_chief_decides(poster, staff, manager, policy):
    measure = actions.propose(by=poster, case=factories.case(poster), wish=wish())
    for person in (poster, staff, manager):
        with pytest.raises(Refused, match="移住交流担当課長"):
            actions.order(by=person, measure=measure)


def test_chief_orders_directly_and_it_is_recorded_so(poster, chief, policy):
    measure = actions.propose(by=chief, case=factories.case(poster), wish=wish())
    assert (measure.state, measure.decided_by) == (MeasureState.ORDERED, chief)
    assert "自ら" in measure.decision_note


@pytest.mark.clause("第６第１項")
def test_without_a_policy_in_force_nothing_is_hidden_or_deleted(poster, chief):
    case = factories.case(poster)
    for person in (poster, chief):
        with pytest.raises(Refused, match="第６第１項"):
            actions.propose(by=person, case=case, wish=wish())
    assert not Measure.objects.exists()


@pytest.mark.clause("第６第１項")
def test_ground_must_be_a_line_of_the_policy(poster, policy):
    with pytest.raises(Refused, match="禁止事項・削除基準"):
        actions.propose(by=poster, case=factories.case(poster), wish=wish(ground="気に入らないため"))


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_fair_criticism_is_neither_hidden_nor_deleted(poster, chief, policy, kind):
    case = factories.case(poster, "T03")
    for person in (poster, chief):
        with pytest.raises(Refused, match="正当な批判は、非表示にも削除もしません"):
            actions.propose(by=person, case=case, wish=wish(kind))


def test_type_changed_to_criticism_stops_a_proposal_too(poster, staff, chief, policy):
    case = factories.case(poster)
    measure = actions.propose(by=poster, case=case, wish=wish())
    plan = case_actions.Plan(
        kind=factories.kind("T03"), title=case.title, description="", owner=None, due_on=None
    )
    case_actions.change_case(by=staff, case=case, plan=plan)
    measure.refresh_from_db()
    assert (measure.state, "正当な批判" in measure.result) == (MeasureState.WITHDRAWN, True)
    with pytest.raises(Refused):
        actions.order(by=chief, measure=measure)


def test_emergency_is_done_at_once_and_waits_for_the_chiefs_look(poster, chief, policy):
    case = factories.case(poster)
    measure = actions.act_in_emergency(by=poster, case=case, wish=wish())
    assert measure.is_emergency
    assert measure.jobs.count() == 1
    assert AuditEvent.objects.filter(tag=events.MEASURE_EMERGENCY.tag, actor=poster).exists()
    stored = Measure.objects.get(pk=measure.pk)
    stored.finish()
    stored.save()
    actions.see_after(by=chief, measure=measure, note="適切だった")
    measure.refresh_from_db()
    assert measure.seen_by == chief


@pytest.mark.parametrize("number", range(1, 17))
def test_emergency_is_for_abuse_and_indecency_alone(poster, policy, number):
    code = f"T{number:02}"
    case = factories.case(poster, code)
    if code in ("T01", "T02"):
        assert actions.act_in_emergency(by=poster, case=case, wish=wish()).is_emergency
    else:
        with pytest.raises(Refused):
            actions.act_in_emergency(by=poster, case=case, wish=wish())


def test_administrator_and_auditor_do_nothing(poster, administrator, auditor, policy):
    case = factories.case(poster)
    for person in (administrator, auditor):
        with pytest.raises(Refused):
            actions.propose(by=person, case=case, wish=wish())
        with pytest.raises(Refused):
            actions.act_in_emergency(by=person, case=case, wish=wish())


def test_other_contractor_does_nothing(poster, other_poster, policy):
    case = factories.case(poster)
    with pytest.raises(Refused):
        actions.act_in_emergency(by=other_poster, case=case, wish=wish())


@pytest.mark.parametrize("kind", ["hide", "delete"])
def test_database_hides_nothing_of_which_no_evidence_is_kept(poster, policy, kind):
    case, other = factories.case(poster), factories.comment()
    with pytest.raises(DatabaseError), transaction.atomic():
        Measure.objects.create(
            case=case,
            kind=kind,
            comment=other,
            reason="x",
            proposed_by=poster,
            proposed_in=poster.appointments.get(),
        )
    assert not Measure.objects.exists()


def test_refusal_has_a_reason(poster, chief, policy):
    measure = actions.propose(by=poster, case=factories.case(poster), wish=wish())
    with pytest.raises(Refused):
        actions.refuse(by=chief, measure=measure, reason=" ")
    actions.refuse(by=chief, measure=measure, reason="正当な批判に当たるため")
    measure.refresh_from_db()
    assert measure.state == MeasureState.REFUSED
    assert not measure.jobs.exists()


def test_proposal_is_taken_back_by_its_proposer(poster, staff, policy):
    measure = actions.propose(by=poster, case=factories.case(poster), wish=wish())
    with pytest.raises(Refused):
        actions.withdraw(by=staff, measure=measure)
    actions.withdraw(by=poster, measure=measure)


# --- What people do and record --------------------------------------------------------------------------------


def test_report_to_the_platform_starts_its_seven_days(poster, chief, policy):
    case = factories.case(poster)
    measure = actions.propose(by=chief, case=case, wish=wish(MeasureKind.REPORT))
    assert not measure.jobs.exists()
    today = timezone.localdate()
    deed = ActionTaken(result="申出の窓口から送った", done_on=today, address="https://help.instagram.com/")
    actions.record_done(by=poster, measure=measure, taken=deed)
    case.refresh_from_db()
    assert (case.reported_on, case.answer_due_on) == (today, today + datetime.timedelta(days=7))


@pytest.fixture
def always_open(monkeypatch):
    """Whatever day it is: which days are off is tried with the deadlines (test_deadlines.py)."""
    monkeypatch.setattr(telling, "is_working_day", lambda day: True)


def test_platforms_answer_is_reminded_of_once_each_day(
    poster, staff, chief, policy, time_machine, always_open
):
    noon = timezone.localtime().replace(hour=12, minute=0)
    time_machine.move_to(noon)
    case = factories.case(poster)
    measure = actions.propose(by=chief, case=case, wish=wish(MeasureKind.REPORT))
    actions.record_done(by=poster, measure=measure, taken=ActionTaken("送った", timezone.localdate()))
    told = Notice.objects.filter(kind="case_answer", subject=subject_key(case))
    telling.remind()
    assert not told.exists()
    time_machine.move_to(noon + datetime.timedelta(days=6))
    telling.remind()
    telling.remind()
    assert Counter(notice.person for notice in told) == {staff: 1, chief: 1}
    time_machine.move_to(noon + datetime.timedelta(days=8))
    telling.remind()
    assert told.filter(title__contains="過ぎています").count() == 2
    told.update(told_at=timezone.now())
    case_actions.record_answer(by=staff, case=case, answered_on=timezone.localdate(), answer="削除された")
    time_machine.move_to(noon + datetime.timedelta(days=9))
    telling.remind()
    assert told.count() == 4


@pytest.mark.parametrize("to_the_other_side", [True, False])
def test_who_may_not_read_the_case_any_more_is_reminded_of_nothing(
    poster, staff, chief, policy, time_machine, always_open, to_the_other_side
):
    """He had it in hand; his appointment has ended, or he works for another company by now."""
    noon = timezone.localtime().replace(hour=12, minute=0)
    time_machine.move_to(noon)
    case = factories.case(poster)
    Case.objects.filter(pk=case.pk).update(owner=poster)
    measure = actions.propose(by=chief, case=case, wish=wish(MeasureKind.REPORT))
    actions.record_done(by=poster, measure=measure, taken=ActionTaken("送った", timezone.localdate()))
    if to_the_other_side:
        poster.appointments.update(organization=office.ContractorFactory())
    else:
        poster.appointments.update(ended_at=timezone.now(), ending_reason="退職")
    time_machine.move_to(noon + datetime.timedelta(days=6))
    telling.remind()
    told = {notice.person for notice in Notice.objects.filter(kind="case_answer")}
    assert told == {staff, chief}


@pytest.mark.clause("第６第４項")
def test_recorded_take_down_records_the_posts_removal(staff, chief, policy, monkeypatch):
    post = _published(staff, chief)
    case = factories.case(staff, "T05", post=post)
    assert case.evidence.get().kind == "post"
    measure = actions.propose(by=chief, case=case, wish=wish(MeasureKind.TAKE_DOWN, ground=OWN_GROUND))
    actions.record_done(by=staff, measure=measure, taken=ActionTaken("画面で削除した", timezone.localdate()))
    assert Post.objects.get(pk=post.pk).state == "removed"


@pytest.mark.clause("第６第４項")
def test_drill_records_the_take_down_and_leaves_the_post(staff, chief, policy):
    post = _published(staff, chief)
    case = factories.case(staff, "T05", post=post, is_drill=True)
    measure = actions.propose(by=chief, case=case, wish=wish(MeasureKind.TAKE_DOWN, ground=OWN_GROUND))
    actions.record_done(
        by=staff, measure=measure, taken=ActionTaken("削除したことにした", timezone.localdate())
    )
    assert Post.objects.get(pk=post.pk).state == "published"


@pytest.mark.clause("第６第４項")
def test_a_measure_on_our_own_stands_when_the_guideline_is_put_in_other_words(
    staff, chief, policy, monkeypatch
):
    case = factories.case(staff, "T05", post=_published(staff, chief))
    measure = actions.propose(by=staff, case=case, wish=wish(MeasureKind.CORRECT, ground=OWN_GROUND))
    monkeypatch.setattr("comments.cases.rules.measures.OWN_GROUND", "運営要領 第６第４項")
    actions.order(by=chief, measure=measure)
    stored = Measure.objects.get(pk=measure.pk)
    assert (stored.state, stored.basis, stored.ground) == (MeasureState.ORDERED, "guideline", measure.ground)


@pytest.mark.parametrize(
    ("kind", "ground", "basis"),
    [
        (MeasureKind.HIDE, factories.GROUND, "policy"),
        (MeasureKind.UNHIDE, OWN_GROUND, "guideline"),
        (MeasureKind.UNHIDE, factories.GROUND, "policy"),
    ],
)
def test_what_a_ground_is_stands_beside_its_words(kind, ground, basis):
    assert rules.basis_of(kind, ground) == basis


def _published(staff, chief):
    """Without Instagram: the job's own actions, as a worker would call them."""
    from outbox import claims  # noqa: PLC0415 - for these tests alone
    from posts.models import PublishJob  # noqa: PLC0415 - for these tests alone

    post = office.approved(staff, chief)
    job = publishing.publish_now(by=staff, post=post)
    claim = claims.claim(PublishJob, job.pk)
    outgoing.announce(claim)
    outgoing.finish(claim, remote_id="17900000000000123")
    return Post.objects.get(pk=post.pk)


def test_comment_entered_by_hand_is_hidden_by_hand(poster, chief, policy):
    comment = factories.comment(remote_id=None, source="hand")
    case = factories.case(poster, comment=comment)
    measure = actions.propose(by=chief, case=case, wish=wish())
    assert not measure.jobs.exists()
    actions.record_done(
        by=poster, measure=measure, taken=ActionTaken("タブレットで非表示にした", timezone.localdate())
    )
    comment.refresh_from_db()
    assert comment.is_hidden


# --- Closing --------------------------------------------------------------------------------------------------


@pytest.mark.clause("第６第４項")
def test_case_is_closed_by_the_chief_with_result_and_lesson(poster, staff, chief):
    case = factories.case(poster)
    with pytest.raises(Refused, match="移住交流担当課長"):
        case_actions.close_case(by=staff, case=case, conclusion="済", learnt="なし", undone="対象外")
    with pytest.raises(Refused, match="再発防止"):
        case_actions.close_case(by=chief, case=case, conclusion="済", learnt=" ", undone="対象外")
    case_actions.close_case(
        by=chief, case=case, conclusion="収まった", learnt="朝に確認する", undone="対象外"
    )
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    with pytest.raises(Refused, match="終結しています"):
        case_actions.enter_note(by=poster, case=case, text="続き")
    case_actions.reopen_case(by=chief, case=case, reason="また書かれた")
    assert case.entries.filter(text__contains="収まった").exists()


def test_open_measures_and_unseen_emergencies_block_closing(poster, chief, policy):
    case = factories.case(poster)
    measure = actions.act_in_emergency(by=poster, case=case, wish=wish())
    with pytest.raises(Refused, match="待っている措置が1件"):
        case_actions.close_case(by=chief, case=case, conclusion="済", learnt="なし", undone="対象外")
    stored = Measure.objects.get(pk=measure.pk)
    stored.finish()
    stored.save()
    with pytest.raises(Refused, match="事後の確認"):
        case_actions.close_case(by=chief, case=case, conclusion="済", learnt="なし", undone="対象外")
    actions.see_after(by=chief, measure=measure, note="適切")
    case_actions.close_case(by=chief, case=case, conclusion="済", learnt="なし", undone="対象外")
