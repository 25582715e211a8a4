"""A decision is about the version on the screen and no other; every way on from there."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals import actions, events
from approvals.models import Decision, Guideline, State, Submission, Verdict
from outbox.jobs import JobState
from posts.models import Post, Sponsorship, Topic
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories
from tests.tampering import seal_anew

pytestmark = pytest.mark.django_db


def tomorrow():
    return timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)


def tags(post):
    return [event.tag for event in audit.events_of(post)]


@pytest.mark.clause("第４第１項(1)")
def test_approval_is_kept_with_person_appointment_seal_and_time(staff, chief):
    post = factories.submitted(staff)
    decision = actions.approve(by=chief, item=post, seal=post.submission.seal)
    stored = Decision.objects.get(pk=decision.pk)
    assert (stored.by, stored.appointment.user, stored.verdict) == (chief, chief, Verdict.APPROVED)
    assert stored.seal == stored.submission.seal
    assert tags(post)[-2:] == [events.SUBMITTED.tag, events.APPROVED.tag]
    assert audit.events_of(post).last().data == {"step": "chief", "version": 1, "seal": stored.seal}


@pytest.mark.parametrize("decide", ["approve", "send_back", "reject"])
def test_version_changed_since_the_screen_was_opened_is_not_decided(staff, chief, decide):
    on_screen = factories.submitted(staff)
    post = factories.edited(staff, on_screen, caption="別の本文です。")
    factories.submit(staff, post)
    reason = {} if decide == "approve" else {"reason": "理由"}
    with pytest.raises(Refused, match="内容が変わった"):
        getattr(actions, decide)(by=chief, item=on_screen, seal=on_screen.submission.seal, **reason)
    assert not Decision.objects.exists()
    assert Post.objects.get().state == State.PENDING


@pytest.mark.parametrize("seal", ["", "0" * 64, "封印"])
def test_made_up_seal_is_refused(staff, chief, seal):
    post = factories.submitted(staff)
    with pytest.raises(Refused):
        actions.approve(by=chief, item=post, seal=seal)
    assert Post.objects.get().state == State.PENDING


TAMPERING = {
    "件名": lambda post: Post.objects.update(title="別の件名"),
    "本文": lambda post: Post.objects.update(caption="おはようございます。\n#北海道 "),
    "内容の区分": lambda post: Post.objects.update(category="2"),
    "話題": lambda post: post.topics.add(Topic.objects.last()),
    "依頼・謝礼": lambda post: Post.objects.update(sponsorship=Sponsorship.PAID),
    "生成AIの利用": lambda post: Post.objects.update(generated="yes"),
    "写真の形": lambda post: Post.objects.update(frame="portrait"),
    "投稿する日時": lambda post: Post.objects.update(publish_at=tomorrow()),
    "写真": lambda post: post.photos.update(alt_text="別の説明"),
    "リンク": lambda post: post.links.update(url="https://www.example.jp/other"),
}
PHOTO_TAMPERING = {
    "rendition": "0" * 64,
    "original": "0" * 64,
    "right_holder": "別の人",
    "evidence_note": "別の記録",
    "evidence_file": "0" * 64,
    "source": "licensed",
    "relation_confirmed": False,
    "people": "consented",
    "has_minors": True,
    "credit": "別の表記",
    "permission_until": datetime.date(2030, 1, 1),
    "position": 7,
}
LINK_TAMPERING = {
    "label": "別の名称",
    "related": False,
    "decent": False,
    "agreed": False,
    "agreed_with": "別の相手",
    "agreed_on": datetime.date(2020, 1, 1),
    "agreed_how": "口頭",
}


def assert_tampering_is_refused(post, chief, part):
    with pytest.raises(Refused) as refusal:
        actions.approve(by=chief, item=post, seal=post.submission.seal)
    assert f"({part})" in refusal.value.answer.reason
    assert not Decision.objects.exists()
    assert Post.objects.get().state == State.PENDING


@pytest.mark.parametrize("part", TAMPERING)
def test_row_changed_behind_the_seal_is_refused_and_named(staff, chief, part):
    post = factories.submitted(staff, links=[factories.link()])
    TAMPERING[part](post)
    assert_tampering_is_refused(post, chief, part)


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.parametrize("field", [name for name in PHOTO_TAMPERING if name != "position"])
def test_anything_about_a_photo_changed_behind_the_seal_is_refused(staff, chief, field):
    post = factories.submitted(staff)
    post.photos.update(**{field: PHOTO_TAMPERING[field]})
    assert_tampering_is_refused(post, chief, "写真")


def test_order_of_the_photos_changed_behind_the_seal_is_refused(staff, chief):
    post = factories.submitted(staff, photos=2)
    post.photos.filter(position=1).update(position=7)
    assert_tampering_is_refused(post, chief, "写真")


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.parametrize("field", LINK_TAMPERING)
def test_anything_about_a_link_changed_behind_the_seal_is_refused(staff, chief, field):
    post = factories.submitted(staff, links=[factories.link()])
    post.links.update(**{field: LINK_TAMPERING[field]})
    assert_tampering_is_refused(post, chief, "リンク")


@pytest.mark.parametrize("change", [{"confirmations": []}, {"steps": ["chief", "recognition"]}])
def test_terms_changed_behind_the_seal_are_refused(staff, chief, change):
    post = factories.submitted(staff)
    Submission.objects.update(**change)
    assert_tampering_is_refused(post, chief, "承認を求めたときの条件")


@pytest.mark.clause("附則")
def test_guideline_exchanged_behind_the_seal_is_refused(staff, chief):
    post = factories.submitted(staff)
    Submission.objects.update(operation_guideline=Guideline.objects.order_by("in_force_from").first())
    assert_tampering_is_refused(post, chief, "承認を求めたときの条件")


@pytest.mark.clause("第４第３項(1)")
def test_approval_given_to_another_seal_does_not_count(poster, manager, chief):
    """Rows, version and seal all exchanged in accord: the decision still names the seal that it was given to."""
    post = factories.submitted(poster, category="2")
    actions.approve(by=manager, item=post, seal=post.submission.seal)
    exchange_everything(post, caption="すりかえた本文です。")
    post = Post.objects.get()
    with pytest.raises(Refused, match="業務処理責任者の承認"):
        actions.approve(by=chief, item=post, seal=post.submission.seal)
    assert Post.objects.get().state == State.PENDING


def exchange_everything(post, **fields):
    Post.objects.filter(pk=post.pk).update(**fields)
    seal_anew(Post.objects.get(pk=post.pk))


def test_second_approval_learns_who_was_faster(staff, chief, time_machine):
    time_machine.move_to("2026-11-20T01:05:00Z", tick=False)
    slower = factories.person("section_chief", name="遅川 二郎")
    post = factories.submitted(staff)
    actions.approve(by=chief, item=post, seal=post.submission.seal)
    with pytest.raises(Refused) as refusal:
        actions.approve(by=slower, item=post, seal=post.submission.seal)
    assert refusal.value.answer.reason == (
        "神田 太郎さんが10時05分に「承認」としたため、この起案はいま「承認済」です。あなたの決定は行われていません。"
    )
    assert Decision.objects.count() == 1


def test_loser_of_a_return_learns_who_was_faster(staff, chief):
    post = factories.submitted(staff)
    actions.send_back(by=chief, item=post, seal=post.submission.seal, reason="写真が暗い")
    with pytest.raises(Refused, match="神田 太郎さんが.*「差し戻し」"):
        actions.approve(by=factories.person("section_chief"), item=post, seal=post.submission.seal)
    assert Post.objects.get().state == State.DRAFT


def test_decision_on_a_version_pulled_back_does_not_blame_an_earlier_decision(staff, chief):
    first = factories.submitted(staff)
    actions.send_back(by=chief, item=first, seal=first.submission.seal, reason="写真が暗い")
    second = factories.submit(staff, factories.edited(staff, first, caption="明るくしました。"))
    actions.pull_back(by=staff, item=second)
    with pytest.raises(Refused) as refusal:
        actions.approve(by=chief, item=second, seal=second.submission.seal)
    assert "神田" not in refusal.value.answer.reason
    assert "下書き" in refusal.value.answer.reason


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
@pytest.mark.parametrize("action", ["send_back", "reject"])
def test_decision_against_needs_a_reason(staff, chief, action, reason):
    post = factories.submitted(staff)
    with pytest.raises(Refused, match="理由"):
        getattr(actions, action)(by=chief, item=post, seal=post.submission.seal, reason=reason)
    assert Post.objects.get().state == State.PENDING


def test_decision_against_without_a_reason_is_refused_by_the_database_too(staff, chief):
    post = factories.submitted(staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            submission=post.submission,
            step="chief",
            verdict=Verdict.REJECTED,
            seal=post.submission.seal,
            by=chief,
            appointment=chief.appointments.get(),
        )


def test_returned_post_is_a_draft_with_its_reason(staff, chief):
    post = factories.submitted(staff)
    decision = actions.send_back(by=chief, item=post, seal=post.submission.seal, reason=" 写真が暗い ")
    post.refresh_from_db()
    assert (post.state, post.submission, decision.reason) == (State.DRAFT, None, "写真が暗い")
    assert audit.events_of(post).last().data["reason"] == "写真が暗い"
    assert Submission.objects.count() == 1


def test_rejected_post_is_at_its_end(staff, chief):
    post = factories.submitted(staff)
    actions.reject(by=chief, item=post, seal=post.submission.seal, reason="時期に合わない")
    assert Post.objects.get().state == State.REJECTED
    with pytest.raises(Refused):
        factories.edited(staff, post, caption="それでも")
    with pytest.raises(Refused):
        factories.submit(staff, Post.objects.get())


def test_resubmitted_post_is_the_second_version(staff, chief):
    post = factories.submitted(staff)
    actions.send_back(by=chief, item=post, seal=post.submission.seal, reason="写真が暗い")
    post = factories.submit(staff, factories.edited(staff, post, caption="明るくしました。"))
    assert post.submission.number == 2
    actions.approve(by=chief, item=post, seal=post.submission.seal)
    assert list(Submission.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_same_content_submitted_again_needs_a_new_approval(staff, chief):
    post = factories.approved(staff, chief)
    seal = post.submission.seal
    actions.revoke(by=chief, item=post, reason="様子を見る")
    post = factories.submit(staff, Post.objects.get())
    assert post.submission.seal != seal
    with pytest.raises(Refused, match="内容が変わった"):
        actions.approve(by=chief, item=post, seal=seal)
    assert Post.objects.get().state == State.PENDING


def test_approval_after_the_time_is_refused(staff, chief, time_machine):
    time_machine.move_to(timezone.now())
    post = factories.submitted(staff, publish_at=tomorrow())
    time_machine.shift(datetime.timedelta(days=1, seconds=1))
    with pytest.raises(Refused, match="過ぎている"):
        actions.approve(by=chief, item=post, seal=post.submission.seal)
    actions.send_back(by=chief, item=post, seal=post.submission.seal, reason="日時を改めてください")
    assert Post.objects.get().state == State.DRAFT


def test_pulled_back_version_is_a_draft_again(staff, chief):
    post = factories.submitted(staff)
    actions.pull_back(by=staff, item=post)
    post.refresh_from_db()
    assert (post.state, post.submission) == (State.DRAFT, None)
    with pytest.raises(Refused):
        actions.pull_back(by=staff, item=post)
    assert tags(post)[-1] == events.PULLED_BACK.tag


def test_colleague_may_pull_back_but_the_other_side_may_not(staff, poster, chief):
    post = factories.submitted(staff)
    for outsider in (poster, chief):
        with pytest.raises(Refused):
            actions.pull_back(by=outsider, item=post)
    actions.pull_back(by=factories.person("prefecture_poster"), item=post)


@pytest.mark.parametrize("state", ["draft", "pending", "approved"])
def test_withdrawn_post_is_at_its_end(staff, chief, state):
    post = {
        "draft": lambda: factories.draft(staff),
        "pending": lambda: factories.submitted(staff, publish_at=tomorrow()),
        "approved": lambda: factories.approved(staff, chief, publish_at=tomorrow()),
    }[state]()
    actions.withdraw(by=staff, item=post, reason="催しが中止になった")
    assert Post.objects.get().state == State.WITHDRAWN
    assert not post.jobs.exclude(state=JobState.CANCELLED).exists()
    assert tags(post)[-1] == events.WITHDRAWN.tag
    with pytest.raises(Refused):
        actions.withdraw(by=staff, item=post, reason="もう一度")


def test_revoked_approval_takes_the_waiting_job_out(staff, chief):
    post = factories.approved(staff, chief, publish_at=tomorrow())
    assert post.jobs.get().state == JobState.QUEUED
    with pytest.raises(Refused, match="理由"):
        actions.revoke(by=chief, item=post, reason=" ")
    with pytest.raises(Refused):
        actions.revoke(by=staff, item=post, reason="投稿者からは取り消せない")
    actions.revoke(by=chief, item=post, reason="雪崩の恐れ")
    post.refresh_from_db()
    assert (post.state, post.submission) == (State.DRAFT, None)
    assert post.jobs.get().state == JobState.CANCELLED
    assert tags(post)[-1] == events.REVOKED.tag


@pytest.mark.clause("第４第３項(1)")
def test_manager_and_recognising_chief_may_each_revoke(poster, manager, chief):
    for revoker in (manager, chief):
        post = factories.approved(poster, manager, chief, category="2")
        actions.revoke(by=revoker, item=post, reason="取りやめる")
        assert Post.objects.get(pk=post.pk).state == State.DRAFT


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize(
    "change",
    [{"caption": "少しだけ違う。"}, {"title": "別の件名"}, {"publish_at": None}, {"frame": "square"}],
)
def test_edit_takes_the_approval_and_the_job_away(staff, chief, change):
    post = factories.approved(staff, chief, publish_at=tomorrow())
    post = factories.edited(staff, post, **change)
    assert (post.state, post.submission) == (State.DRAFT, None)
    assert post.jobs.get().state == JobState.CANCELLED
    assert tags(post)[-2:] == [events.APPROVAL_LOST.tag, events.EDITED.tag]


def test_edit_of_a_pending_version_takes_it_from_the_approvers_desk(staff, chief):
    pending = factories.submitted(staff)
    post = factories.edited(staff, pending, caption="少しだけ違う。")
    assert post.state == State.DRAFT
    with pytest.raises(Refused):
        actions.approve(by=chief, item=pending, seal=pending.submission.seal)


def test_expired_post_can_be_taken_up_again(staff, chief, time_machine):
    post = factories.submitted(staff, publish_at=tomorrow())
    actions.expire(item=post, now=tomorrow())
    post.refresh_from_db()
    assert post.state == State.EXPIRED
    assert audit.events_of(post).last().actor_label == audit.SYSTEM
    post = factories.edited(staff, post, publish_at=None)
    assert post.state == State.DRAFT
    assert factories.submit(staff, post).submission.number == 2


def test_expiry_leaves_what_has_moved_on(staff, chief):
    post = factories.approved(staff, chief, publish_at=tomorrow())
    actions.expire(item=post, now=tomorrow())
    assert Post.objects.get().state == State.APPROVED


def test_expiry_looks_at_the_time_again_under_the_lock(staff):
    post = factories.submitted(staff, publish_at=tomorrow())
    actions.expire(item=post, now=timezone.now())
    assert Post.objects.get().state == State.PENDING
