"""What stops a post at the last moment: broken seals, lost permissions, the emergency stop, the clock."""

import datetime

import pytest
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from instagram.client import Client
from outbox.jobs import JobState
from posts.imaging import store
from posts.models import Photo, Post, PublishJob
from posts.publishing import actions, errand, sweep
from security.office.answers import Refused
from tests import factories
from tests.tampering import seal_anew

pytestmark = pytest.mark.django_db(transaction=True)


def assert_nothing_was_sent(sandbox, post, *, state, said=""):
    assert sandbox.calls() == []
    stored = Post.objects.get(pk=post.pk)
    assert stored.state == state
    job = PublishJob.objects.filter(post=post).first()
    assert said in job.problem
    assert job.sent_at is None


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda post: Post.objects.update(caption="すりかえた本文"), "本文"),
        (lambda post: post.photos.update(alt_text="すりかえた説明"), "写真"),
        (lambda post: post.photos.update(rendition="0" * 64), "写真"),
        (lambda post: post.photos.all().delete(), "写真"),
        (lambda post: post.links.update(url="https://evil.example/"), "リンク"),
        (lambda post: post.topics.clear(), "話題"),
    ],
)
def test_rows_changed_after_approval_are_not_sent_and_named(sandbox, job_of, change, part):
    job = job_of(links=[factories.link()])
    change(job.post)
    errand.run(job.pk)
    assert_nothing_was_sent(sandbox, job.post, state=State.FAILED, said=f"違うところ: {part}")


@pytest.mark.clause("第４第１項(1)")
def test_everything_exchanged_in_accord_after_approval_is_not_sent(sandbox, job_of):
    """Rows, sealed text and seal all forged together: the MAC does not fit them."""
    job = job_of()
    Post.objects.update(caption="すりかえた本文")
    seal_anew(Post.objects.get())
    errand.run(job.pk)
    assert_nothing_was_sent(
        sandbox, job.post, state=State.FAILED, said="版の記録が、承認を求めたときのものと違って"
    )


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.parametrize("place", [1, 2])
def test_photo_whose_bytes_changed_on_disk_is_not_sent_and_named(sandbox, job_of, place):
    job = job_of(photos=2)
    path = store.renditions().path(Photo.objects.get(position=place).rendition)
    path.chmod(0o600)
    path.write_bytes(factories.photo_file("red").read())
    errand.run(job.pk)
    assert_nothing_was_sent(sandbox, job.post, state=State.FAILED, said=f"{place}枚目の写真")


def test_photo_missing_on_disk_is_not_sent_and_named(sandbox, job_of):
    job = job_of()
    store.renditions().path(Photo.objects.get().rendition).unlink()
    errand.run(job.pk)
    assert_nothing_was_sent(sandbox, job.post, state=State.FAILED, said="1枚目の写真")


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
def test_photo_whose_permission_was_withdrawn_is_not_sent(sandbox, job_of):
    job = job_of()
    Photo.objects.update(permission_withdrawn_on=timezone.localdate())
    errand.run(job.pk)
    assert_nothing_was_sent(sandbox, job.post, state=State.FAILED, said="使用の許可が取り消されています")


@pytest.mark.clause("第４第１項(2)")
def test_photo_whose_permission_ran_out_meanwhile_is_not_sent(sandbox, clock, staff, chief):
    post = factories.draft(staff)
    post.photos.update(permission_until=timezone.localdate() + datetime.timedelta(days=1))
    post = factories.submit(staff, post)
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    clock.reach(timezone.now() + datetime.timedelta(days=2))
    job = actions.publish_now(by=staff, post=post)
    errand.run(job.pk)
    assert_nothing_was_sent(sandbox, post, state=State.FAILED, said="使用できる期限が過ぎています")


@pytest.mark.clause("第４第１項(3)ウ")
def test_link_whose_standing_agreement_ran_out_meanwhile_is_not_sent(sandbox, clock, staff, chief):
    today = timezone.localdate()
    agreement = factories.agreement(
        host="www.example.jp",
        agreed_with="〇〇町",
        agreed_on=today,
        agreed_how="文書",
        valid_until=today + datetime.timedelta(days=1),
    )
    post = factories.approved(staff, chief, links=[factories.link(agreement=agreement, agreed=False)])
    clock.reach(timezone.now() + datetime.timedelta(days=2))
    job = actions.publish_now(by=staff, post=post)
    errand.run(job.pk)
    assert_nothing_was_sent(sandbox, post, state=State.FAILED, said="了解の期限")


def test_failed_post_that_was_repaired_goes_out_on_the_same_approval(sandbox, staff, job_of):
    job = job_of()
    right = job.post.caption
    Post.objects.update(caption="すりかえた本文")
    errand.run(job.pk)
    Post.objects.update(caption=right)
    again = actions.retry(by=staff, post=job.post)
    errand.run(again.pk)
    assert Post.objects.get().state == State.PUBLISHED
    assert sandbox.state()["counts"]["media"] == 1


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize("way", ["revoke", "edit", "withdraw"])
def test_message_about_a_lost_approval_sends_nothing(sandbox, staff, chief, job_of, way):
    job = job_of()
    {
        "revoke": lambda: approval_actions.revoke(by=chief, item=job.post, reason="様子を見る"),
        "edit": lambda: factories.edited(staff, job.post, caption="直しました。"),
        "withdraw": lambda: approval_actions.withdraw(by=staff, item=job.post, reason="中止"),
    }[way]()
    errand.run(job.pk)
    job.refresh_from_db()
    assert sandbox.calls() == []
    assert job.state == JobState.CANCELLED


def test_stop_before_the_worker_comes_lets_nothing_out(sandbox, clock, chief, job_of):
    job = job_of()
    approval_actions.stop(by=chief, reason="誤った情報が出た")
    clock.shift(seconds=1)
    errand.run(job.pk)
    assert_nothing_was_sent(sandbox, job.post, state=State.EXPIRED)


def test_stop_between_containers_and_publication_lets_nothing_out(sandbox, chief, job_of, monkeypatch):
    create = Client.create_image

    def stopped_meanwhile(self, **given):
        container = create(self, **given)
        approval_actions.stop(by=chief, reason="誤った情報が出た")
        return container

    monkeypatch.setattr(Client, "create_image", stopped_meanwhile)
    job = job_of()
    errand.run(job.pk)
    counts = sandbox.state()["counts"]
    assert (counts["containers"], counts["publish_calls"], counts["media"]) == (1, 0, 0)
    assert Post.objects.get().state == State.FAILED
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.FAILED, None)
    assert any("緊急停止" in line.sentence for line in job.lines)


def test_nothing_fires_by_itself_after_the_stop(sandbox, clock, staff, chief, woken):
    """Hazard seen elsewhere: on resume everything that had waited goes out at once."""
    soon = timezone.now() + datetime.timedelta(hours=1)
    passed = factories.approved(staff, chief, publish_at=soon)
    later = factories.approved(staff, chief, publish_at=soon + datetime.timedelta(hours=2))
    clock.shift(minutes=30)
    approval_actions.stop(by=chief, reason="誤った情報が出た")
    clock.shift(hours=1)
    approval_actions.resume(by=chief, note="訂正した")
    del woken[:]
    sweep.run()
    for job_id in woken:
        errand.run(job_id)
    assert Post.objects.get(pk=passed.pk).state == State.EXPIRED
    assert sandbox.calls() == []
    clock.reach(later.publish_at)
    errand.run(later.jobs.get().pk)
    assert Post.objects.get(pk=later.pk).state == State.PUBLISHED
    assert sandbox.state()["counts"]["media"] == 1


def test_nothing_can_be_asked_for_during_a_stop(staff, chief):
    post = factories.approved(staff, chief)
    approval_actions.stop(by=chief, reason="誤った情報が出た")
    with pytest.raises(Refused) as refusal:
        actions.publish_now(by=staff, post=post)
    assert "緊急停止" in refusal.value.answer.reason
    approval_actions.resume(by=chief, note="訂正した")
    assert actions.publish_now(by=staff, post=post)


@pytest.mark.parametrize("by_sweep", [True, False])
def test_post_that_missed_its_time_by_half_an_hour_expires(sandbox, clock, staff, chief, by_sweep):
    moment = timezone.now() + datetime.timedelta(hours=1)
    post = factories.approved(staff, chief, publish_at=moment)
    clock.reach(moment + datetime.timedelta(minutes=30))  # nobody has come
    if by_sweep:
        assert sweep.is_due()
        sweep.run()
        assert not sweep.is_due()
    errand.run(post.jobs.get().pk)
    assert_nothing_was_sent(sandbox, post, state=State.EXPIRED)
    assert post.jobs.get().state == JobState.CANCELLED


def test_post_that_missed_its_time_by_less_goes_out(sandbox, clock, staff, chief):
    moment = timezone.now() + datetime.timedelta(hours=1)
    post = factories.approved(staff, chief, publish_at=moment)
    clock.reach(moment + datetime.timedelta(minutes=29))
    sweep.run()
    errand.run(post.jobs.get().pk)
    assert Post.objects.get().state == State.PUBLISHED


def test_post_not_approved_by_its_time_expires(sandbox, clock, staff, chief):
    moment = timezone.now() + datetime.timedelta(hours=1)
    post = factories.submitted(staff, publish_at=moment)
    clock.shift(minutes=59)
    assert not sweep.is_due()
    sweep.run()
    assert Post.objects.get().state == State.PENDING
    clock.shift(minutes=2)
    assert sweep.is_due()
    sweep.run()
    assert Post.objects.get().state == State.EXPIRED
    assert not sweep.is_due()
    with pytest.raises(Refused):
        approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
