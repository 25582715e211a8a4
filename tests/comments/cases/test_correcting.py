"""A wrong date in a post: reported, corrected by what was approved anew, apologised for, closed (第６第４項)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State, Verdict
from comments.cases import events as cases_events
from comments.cases.actions import evidence as evidence_actions
from comments.cases.actions import life as case_actions
from comments.cases.actions import measures as actions
from comments.cases.actions.measures import ActionTaken, Wish
from comments.cases.rules.measures import OWN_GROUND
from comments.models import Case, CaseState, Comment, Measure, MeasureKind, MeasureState, Reply
from comments.replies.sending import errand
from outbox import claims
from outbox.jobs import JobState
from posts.drafting.content import sealed
from posts.models import Post, PublishJob
from posts.publishing import actions as publishing
from security.models import AuditEvent
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories as office
from tests import outgoing
from tests.comments import factories as comment_factories
from tests.comments.cases import factories
from tests.comments.connecting import connect_account

pytestmark = pytest.mark.clause("第６第４項")

WRONG, RIGHT = (
    "雪まつりは2月30日です。",
    "雪まつりは2月28日です。日付に誤りがありました。おわびして訂正します。",
)


def published(by, *approvers, media_id, **fields):
    """Through the job's own actions, as a worker would call them."""
    post = office.approved(by, *approvers, **fields)
    claim = claims.claim(PublishJob, publishing.publish_now(by=by, post=post).pk)
    outgoing.announce(claim)
    outgoing.finish(claim, remote_id=media_id)
    comment_factories.live_post(post=post, media_id=media_id)
    return Post.objects.get(pk=post.pk)


@pytest.fixture
def wrong_post(poster, manager):
    return published(poster, manager, media_id="17900000000000123", caption=WRONG)


@pytest.fixture
def press(client):
    def press(user, name, *args, **data):
        client.force_login(user)
        answer = client.post(reverse(f"cases:{name}", args=args), data)
        assert answer.status_code == 302, answer.context["form"].errors
        return answer

    return press


def tags_of(*subjects):
    keys = {audit.subject_key(one) for one in subjects}
    events = AuditEvent.objects.filter(subject__in=keys).order_by("number")
    return [(event.tag, event.actor and event.actor.name) for event in events]


def test_wrong_date_is_corrected_by_a_new_post_and_apologised_for(
    client, press, poster, manager, staff, chief, wrong_post
):
    """By the pages: nobody decides alone, and the trail tells who decided what."""
    kind = factories.kind("T05").pk
    press(poster, "new", kind=kind, title="日付の誤り", post=wrong_post.pk, description="")
    case = Case.objects.get()
    kept = evidence_actions.read(by=staff, evidence=case.evidence.get()).content["post"]
    assert (kept["caption"], kept["seal"]) == (WRONG, wrong_post.submission.seal)
    press(staff, "note", case.pk)

    for wanted, by in (("correct", poster), ("apologise", staff)):
        press(by, "propose", case.pk, wanted, ground=OWN_GROUND, reason="読んだ方が別の日に来るため")
    correction, apology = Measure.objects.order_by("pk")
    with pytest.raises(Refused, match="記録するものがありません"):  # not before the chief's decision
        actions.record_done(by=poster, measure=correction, taken=ActionTaken("出した", timezone.localdate()))
    press(chief, "order", correction.pk, note="今日のうちに")
    press(chief, "order", apology.pk)
    assert not PublishJob.objects.exclude(post=wrong_post).exists()  # an order publishes nothing by itself

    new = published(poster, manager, media_id="17900000000000456", caption=RIGHT, title="日付の訂正")
    (decision,) = new.submission.decisions.all()
    assert (decision.verdict, decision.by) == (Verdict.APPROVED, manager)
    done = {"done_on": timezone.localdate().isoformat(), "address": "https://www.instagram.com/p/NEW/"}
    press(poster, "record", correction.pk, result=f"訂正の投稿 {new.dossier.number} を出した", **done)
    press(staff, "record", apology.pk, result="同じ投稿でおわびした", **done)
    press(chief, "close", case.pk, conclusion="訂正した", learnt="日付は暦で確かめる", undone="対象外")

    case.refresh_from_db()
    assert (case.state, case.conclusion, case.closed_by) == (CaseState.CLOSED, "訂正した", chief)
    told = tags_of(case, correction, apology)
    assert [
        one
        for one in told
        if one[0]
        in {
            cases_events.MEASURE_PROPOSED.tag,
            cases_events.MEASURE_ORDERED.tag,
            cases_events.MEASURE_DONE.tag,
        }
    ] == [
        (cases_events.MEASURE_PROPOSED.tag, poster.name),
        (cases_events.MEASURE_PROPOSED.tag, staff.name),
        (cases_events.MEASURE_ORDERED.tag, chief.name),
        (cases_events.MEASURE_ORDERED.tag, chief.name),
        (cases_events.MEASURE_DONE.tag, poster.name),
        (cases_events.MEASURE_DONE.tag, staff.name),
    ]
    assert [told[0], told[-1]] == [
        (cases_events.CASE_OPENED.tag, poster.name),
        (cases_events.CASE_CLOSED.tag, chief.name),
    ]
    assert list(audit.faults()) == []
    client.force_login(poster)
    page = client.get(case.get_absolute_url()).content.decode()
    for words in (
        new.dossier.number,
        "https://www.instagram.com/p/NEW/",
        "今日のうちに",
        chief.name,
        "暦で確かめる",
    ):
        assert words in page
    # The wrong version stays on record, and stays live: taking it down is a measure of its own.
    wrong_post.refresh_from_db()
    assert (wrong_post.state, sealed(wrong_post.submission).caption) == (State.PUBLISHED, WRONG)


def test_correction_by_a_reply_goes_out_after_its_own_approval_alone(
    staff, chief, poster, policy, on_instagram, sandbox
):
    """The chief's order of the correction is no approval of its words (第４, 第６第２項)."""
    connect_account()
    case = factories.case(poster, "T05", comment=on_instagram)
    measure = actions.propose(by=chief, case=case, wish=Wish(MeasureKind.CORRECT, OWN_GROUND, "問われたため"))
    reply = comment_factories.reply_draft(staff, to=on_instagram, text="正しくは2月28日です。")
    reply = comment_factories.reply_submit(staff, reply)
    assert not reply.jobs.exists()
    approval_actions.approve(by=chief, item=reply, seal=reply.submission.seal)
    job = reply.jobs.get()
    errand.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert [one["text"] for one in sandbox.state()["comments"] if one["parent_id"]] == [
        "正しくは2月28日です。"
    ]
    deed = ActionTaken(f"返信で訂正した({reply.dossier.number})", timezone.localdate())
    actions.record_done(by=staff, measure=measure, taken=deed)
    case_actions.close_case(by=chief, case=case, conclusion="訂正した", learnt="確かめる", undone="対象外")
    measure.refresh_from_db()
    assert (measure.state, Reply.objects.get().state) == (MeasureState.DONE, State.PUBLISHED)
    assert reply.dossier.number in measure.result
    comment = Comment.objects.get(pk=on_instagram.pk)
    assert (comment.is_hidden, comment.gone_at) == (False, None)


def test_case_is_not_closed_before_its_correction_is_recorded_or_refused(staff, chief, poster, wrong_post):
    case = factories.case(poster, "T05", post=wrong_post)
    measures = [
        actions.propose(by=by, case=case, wish=Wish(kind, OWN_GROUND, "誤りのため"))
        for by, kind in ((poster, MeasureKind.CORRECT), (chief, MeasureKind.APOLOGISE))
    ]
    ending = {"conclusion": "訂正した", "learnt": "確かめる", "undone": "対象外"}
    for waiting in (2, 1):
        with pytest.raises(Refused, match=f"待っている措置が{waiting}件"):
            case_actions.close_case(by=chief, case=case, **ending)
        if waiting == 2:
            actions.refuse(by=chief, measure=measures[0], reason="おわびの投稿で足りるため")
    deed = ActionTaken("おわびを出した", timezone.localdate() + datetime.timedelta(days=1))
    with pytest.raises(Refused, match="これからの日"):
        actions.record_done(by=staff, measure=measures[1], taken=deed)
    actions.record_done(
        by=staff, measure=measures[1], taken=ActionTaken("おわびを出した", timezone.localdate())
    )
    case_actions.close_case(by=chief, case=case, **ending)
    assert Case.objects.get().state == CaseState.CLOSED
    events = AuditEvent.objects.filter(tag=cases_events.MEASURE_REFUSED.tag)
    assert [(event.actor, event.data["reason"]) for event in events] == [(chief, "おわびの投稿で足りるため")]


@pytest.mark.parametrize("kind", [MeasureKind.CORRECT, MeasureKind.APOLOGISE])
def test_correction_rests_on_no_ground_for_deleting_others(poster, policy, wrong_post, kind):
    case = factories.case(poster, "T05", post=wrong_post)
    with pytest.raises(Refused, match="第６第４項"):
        actions.propose(by=poster, case=case, wish=Wish(kind, factories.GROUND, "誤りのため"))
    with pytest.raises(Refused, match="緊急の措置"):
        actions.act_in_emergency(by=poster, case=case, wish=Wish(kind, OWN_GROUND, "誤りのため"))
    assert not Measure.objects.exists()
