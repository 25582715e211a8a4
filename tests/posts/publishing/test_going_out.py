"""What was approved is what Instagram shows, byte for byte (第４第１項(1), 第４第３項(1))."""

import datetime
import hashlib
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from approvals import actions as approval_actions
from approvals.models import State
from outbox import claims, heartbeat, wake_ups
from outbox.jobs import JobState
from outbox.models import Heartbeat
from posts.drafting.content import sealed
from posts.imaging import store
from posts.models import Post, PublishJob
from posts.publishing import actions, errand, events, sweep
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True)]

CAPTION = (
    "神\ufa19威岬と塚\ufa10、𠮷野さん👩\u200d🌾 & <b>1行目</b>\n\n3行目 #北海道 @hokkaido\u3000全角 e\u0301"
)


@pytest.mark.clause("第４第１項(1)")
def test_single_photo_goes_out_as_approved(sandbox, job_of):
    job = job_of(caption=CAPTION)
    errand.run(job.pk)
    job.refresh_from_db()
    (live,) = sandbox.state()["media"]
    assert live["caption"].encode() == CAPTION.encode() == job.content.caption.encode()
    assert live["sha256"] == job.content.photos[0].digest
    assert live["alt_text"] == "雪の朝の並木道"
    assert (job.state, job.media_id) == (JobState.DONE, live["id"])
    assert Post.objects.get().state == State.PUBLISHED


def test_bytes_that_went_out_are_those_of_the_stored_file(sandbox, job_of):
    errand.run(job_of().pk)
    (live,) = sandbox.state()["media"]
    data = store.renditions().path(live["sha256"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == live["sha256"]


@pytest.mark.clause("第４第１項(2)")
def test_carousel_keeps_order_and_alt_texts(sandbox, staff, chief):
    post = factories.draft(staff, photos=3)
    for photo in post.photos.all():
        photo.alt_text = f"写真その{photo.position}"
        photo.save()
    post = factories.submit(staff, post)
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    errand.run(actions.publish_now(by=staff, post=post).pk)
    (live,) = sandbox.state()["media"]
    approved = [(photo.digest, photo.alt_text) for photo in sealed(post.submission).photos]
    assert [(child["sha256"], child["alt_text"]) for child in live["children"]] == approved
    assert [alt for _, alt in approved] == ["写真その1", "写真その2", "写真その3"]
    assert live["caption"] == post.caption


@pytest.mark.clause("第４第３項(1)")
def test_contractors_post_goes_out_after_its_managers_approval(sandbox, poster, manager):
    post = factories.approved(poster, manager)
    errand.run(actions.publish_now(by=poster, post=post).pk)
    assert Post.objects.get().state == State.PUBLISHED
    assert sandbox.state()["counts"]["media"] == 1


def test_publication_is_told_step_by_step_and_in_the_trail(sandbox, job_of):
    job = job_of()
    errand.run(job.pk)
    job.refresh_from_db()
    tags = [event.tag for event in audit.events_of(job.post)]
    assert tags[-3:] == [
        events.PUBLISH_ASKED.tag,
        events.PUBLISH_SENT.tag,
        events.PUBLISHED.tag,
    ]
    told = [line.sentence for line in job.lines]
    assert told == [
        "写真をInstagramに渡しました。",
        "公開をInstagramに依頼しました。",
        "Instagramに投稿されました。",
    ]
    assert list(audit.faults()) == []


def test_finished_job_does_nothing_more(sandbox, job_of):
    job = job_of()
    for _ in range(3):
        errand.run(job.pk)
    counts = {"containers": 1, "media": 1, "comments": 0, "publish_calls": 1, "quota_usage": 1}
    assert sandbox.state()["counts"] == counts


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize("stage", ["draft", "submitted"])
def test_what_is_not_approved_cannot_be_sent(sandbox, staff, stage):
    post = getattr(factories, stage)(staff)
    with pytest.raises(Refused) as refusal:
        actions.publish_now(by=staff, post=post)
    assert refusal.value.answer.clause == "第４第１項(1)"
    assert not PublishJob.objects.exists()


@pytest.mark.clause("第４第２項")
def test_only_the_posters_of_the_authors_side_send(staff, chief, poster, manager, administrator):
    post = factories.approved(staff, chief)
    for person in (chief, poster, manager, administrator):
        with pytest.raises(Refused):
            actions.publish_now(by=person, post=post)


def test_pressed_twice_makes_one_job(staff, chief):
    post = factories.approved(staff, chief)
    actions.publish_now(by=staff, post=post)
    with pytest.raises(Refused, match="すでに"):
        actions.publish_now(by=staff, post=post)
    assert PublishJob.objects.count() == 1


def test_scheduled_post_waits_and_then_goes(sandbox, clock, staff, chief, woken):
    moment = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=3)
    post = factories.approved(staff, chief, publish_at=moment)
    job = post.jobs.get()
    assert job.due_at == moment
    with pytest.raises(Refused, match="自動"):
        actions.publish_now(by=staff, post=post)
    clock.shift(hours=2, minutes=59)
    assert not sweep.is_due()
    sweep.run()
    errand.run(job.pk)
    assert sandbox.state()["counts"]["containers"] == 0
    clock.reach(moment)
    assert sweep.is_due()
    del woken[:]
    sweep.run()
    assert woken == [job.pk]
    assert not sweep.is_due()  # a worker has been called
    errand.run(job.pk)
    assert Post.objects.get().state == State.PUBLISHED
    assert sandbox.state()["counts"]["media"] == 1


def test_sweep_calls_for_a_lost_message_once_in_thirty_seconds(sandbox, clock, job_of, woken):
    job = job_of()
    assert woken == [job.pk]
    sweep.run()
    sweep.run()
    assert woken == [job.pk] * 2
    clock.shift(seconds=29)
    sweep.run()
    assert woken == [job.pk] * 2
    clock.shift(seconds=2)
    sweep.run()
    assert woken == [job.pk] * 3


def test_sweep_calls_for_an_abandoned_job(sandbox, clock, job_of, woken):
    job = job_of()
    assert claims.claim(PublishJob, job.pk)
    clock.shift(seconds=60)
    sweep.run()
    assert woken == [job.pk]
    clock.shift(seconds=61)
    assert sweep.is_due()
    sweep.run()
    assert woken == [job.pk] * 2


@pytest.mark.parametrize("error", [OperationalError("away"), ConnectionRefusedError("away")])
def test_approval_succeeds_while_the_broker_is_down(staff, chief, monkeypatch, error):
    def send_task(name, args):
        raise error

    monkeypatch.setattr(wake_ups, "current_app", SimpleNamespace(send_task=send_task))
    post = factories.approved(staff, chief, publish_at=timezone.now() + datetime.timedelta(hours=1))
    assert post.state == State.APPROVED
    assert post.jobs.get().state == JobState.QUEUED


def test_rolled_back_approval_calls_nobody(staff, chief, woken):
    post = factories.submitted(staff, publish_at=timezone.now() + datetime.timedelta(hours=1))
    with transaction.atomic():
        approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
        transaction.set_rollback(True)
    assert woken == []
    assert not PublishJob.objects.exists()


def test_address_of_the_live_post_is_learnt_afterwards(sandbox, clock, job_of):
    job = job_of()
    errand.run(job.pk)
    sweep.learn_addresses()
    job.refresh_from_db()
    (live,) = sandbox.state()["media"]
    assert job.permalink == live["permalink"] != ""


def test_unknown_address_is_asked_for_again_in_five_minutes_and_fails_nothing(
    sandbox, clock, job_of, connect
):
    job = job_of()
    errand.run(job.pk)
    connect("wrong")
    sweep.learn_addresses()
    connect("sandbox-token")
    sweep.learn_addresses()
    job.refresh_from_db()
    assert (job.permalink, job.state) == ("", JobState.DONE)
    assert not sweep.is_due()
    clock.shift(minutes=5, seconds=1)
    assert sweep.is_due()
    sweep.learn_addresses()
    job.refresh_from_db()
    assert job.permalink
    assert not sweep.is_due()


def test_what_has_to_go_out_comes_before_the_address_of_what_is_out(sandbox, clock, job_of, woken):
    first, second = job_of(), job_of()
    errand.run(first.pk)
    sweep.run()
    first.refresh_from_db()
    assert first.permalink == ""
    errand.run(second.pk)
    sweep.run()
    first.refresh_from_db()
    assert first.permalink


def test_removal_is_recorded_with_a_reason(sandbox, staff, job_of):
    post = job_of().post
    with pytest.raises(Refused):
        actions.record_removal(by=staff, post=post, reason="誤り")
    errand.run(post.jobs.get().pk)
    with pytest.raises(Refused, match="理由"):
        actions.record_removal(by=staff, post=post, reason=" ")
    actions.record_removal(by=staff, post=post, reason="日付の誤り")
    assert Post.objects.get().state == State.REMOVED
    assert audit.events_of(post).last().data["reason"] == "日付の誤り"


def test_post_that_nobody_begins_says_why_and_since_when(clock, job_of, client, staff):
    """Pressed without a time, while the worker is busy, or nothing moves at all."""
    clock.hold()
    job = job_of()
    client.force_login(staff)

    def page():
        return client.get(f"/posts/{job.post_id}/").content.decode()

    heartbeat.beat(called=True)
    assert "投稿の順番を待っています。" in page()
    clock.shift(minutes=4)
    heartbeat.beat(called=True)
    assert "から待っています。ほかの処理が先に並んでいるためです。" in page()
    assert "投稿の順番を待っています。" not in page()
    Heartbeat.objects.update(at=timezone.now() - datetime.timedelta(minutes=5))
    heartbeat._kept.until = 0.0
    assert "自動の処理が止まっているためです。" in page()
