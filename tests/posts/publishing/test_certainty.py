"""What a careful attacker tried: each of these once made a post go out twice, under a false name, or against a rule."""

import datetime

import pytest
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from instagram.client import Client
from instagram.errors import NewContainerNeeded, TryAgain
from outbox import claims
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from posts.publishing import actions, errand, settling, sweep
from security.office.answers import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime.timedelta(days=1)


def counts(sandbox):
    return sandbox.state()["counts"]


def test_post_approved_while_the_sweep_was_looking_is_not_expired(staff, chief, clock):
    post = factories.submitted(staff, publish_at=timezone.now() + DAY)
    seen = Post.objects.get()
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    clock.shift(days=1)
    approval_actions.expire(item=seen, now=timezone.now())
    assert Post.objects.get().state == State.APPROVED


def test_job_that_has_been_sent_is_not_expired_by_a_sweep_that_saw_it_before(sandbox, job_of):
    job = job_of()
    seen = type(job).objects.select_related("post").get()
    errand.run(job.pk)
    assert claims.claim_to_end(PublishJob, seen.pk) is None
    assert Post.objects.get().state == State.PUBLISHED


def test_somebody_elses_post_with_the_same_words_is_not_taken_for_ours(sandbox, job_of, monkeypatch):
    """Nothing was applied and our container says so: a twin made by hand must not stand in for it."""
    sandbox.arm("F17", call="publish")
    job = job_of()
    errand.run(job.pk)
    address = sandbox.state()["containers"][0]["image_url"]
    twin = sandbox.graph("POST", "me/media", data={"image_url": address, "caption": job.post.caption}).json()[
        "id"
    ]
    live = sandbox.graph("POST", "me/media_publish", data={"creation_id": twin}).json()["id"]
    actions.PublishJob.objects.update(due_at=timezone.now())
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.media_id) == (JobState.QUEUED, "")
    assert counts(sandbox)["media"] == 1
    assert live not in actions.PublishJob.objects.values_list("media_id", flat=True)


def lost_and_declared_missing(sandbox, staff, job_of, work_off):
    """The answer is lost though the post is live, nothing can be looked up, and a person says it is not there."""
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("posts.publishing.reconcile.matches", lambda client, job: None)
        patch.setattr("posts.publishing.reconcile.container_status", lambda client, job: None)
        work_off(job)
    settling.declare_missing(by=staff, post=job.post)
    return job


def test_retry_after_a_mistaken_not_there_publishes_nothing_twice(sandbox, staff, job_of, work_off):
    job = lost_and_declared_missing(sandbox, staff, job_of, work_off)
    again = work_off(actions.retry(by=staff, post=job.post))
    assert again.state == JobState.UNCONFIRMED
    assert "すでに公開されています" in again.problem
    assert counts(sandbox)["media"] == 1


def test_retry_after_a_true_not_there_sends_the_same_container(sandbox, staff, job_of, work_off):
    sandbox.arm("F17", call="publish")
    job = job_of()
    errand.run(job.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("posts.publishing.reconcile.matches", lambda client, job: None)
        patch.setattr("posts.publishing.reconcile.container_status", lambda client, job: None)
        work_off(job)
    settling.declare_missing(by=staff, post=job.post)
    again = work_off(actions.retry(by=staff, post=job.post))
    assert (again.state, again.container) == (JobState.DONE, job.container)
    assert (counts(sandbox)["media"], counts(sandbox)["containers"]) == (1, 1)


@pytest.mark.parametrize(
    "permalink",
    ["", "https://www.instagram.com/", "https://www.instagram.com/hokkaido/", "https://example.jp/p/x/"],
)
def test_resolving_as_live_needs_the_address_of_a_post(sandbox, staff, job_of, work_off, permalink):
    job = lost_and_declared_missing(sandbox, staff, job_of, work_off)
    again = work_off(actions.retry(by=staff, post=job.post))
    with pytest.raises(Refused, match=r"instagram\.com/p/"):
        settling.bind(by=staff, post=again.post, address=permalink)
    settling.bind(by=staff, post=again.post, address="https://www.instagram.com/p/Abc_1-x/")
    assert Post.objects.get().state == State.PUBLISHED


@pytest.mark.clause("第２")
def test_contractors_post_does_not_go_out_after_its_contract(sandbox, poster, manager, contractor, clock):
    post = factories.approved(poster, manager)
    job = actions.publish_now(by=poster, post=post)
    contractor.contract_until = timezone.localdate() - DAY
    contractor.save()
    errand.run(job.pk)
    assert counts(sandbox)["containers"] == 0
    assert "委託契約" in type(job).objects.get().problem


@pytest.mark.clause("第２")
def test_division_revokes_what_a_contractor_has_left_behind(poster, manager, contractor, chief):
    post = factories.approved(poster, manager, publish_at=timezone.now() + DAY)
    contractor.contract_until = timezone.localdate() - DAY
    contractor.save()
    approval_actions.revoke(by=chief, item=post, reason="契約が終わったため")
    assert Post.objects.get().state == State.DRAFT
    assert not type(post.jobs.get()).objects.exclude(state=JobState.CANCELLED).exists()


def test_demo_peoples_posts_stay_in_the_demo(sandbox, staff, job_of, settings):
    staff.is_demo = True
    staff.save()
    job = job_of()
    settings.DEMO = False
    errand.run(job.pk)
    assert counts(sandbox)["containers"] == 0
    assert Post.objects.get().state == State.FAILED


def test_failed_posts_approval_can_be_revoked_and_ages(sandbox, staff, chief, clock):
    publish_at = timezone.now() + DAY
    post = factories.approved(staff, chief, publish_at=publish_at)
    clock.shift(days=1, seconds=1)
    sandbox.set(min_ratio=1.5)
    errand.run(post.jobs.get().pk)
    assert Post.objects.get().state == State.FAILED
    clock.shift(days=3)
    with pytest.raises(Refused, match="時間を過ぎています"):
        actions.retry(by=staff, post=post)
    approval_actions.revoke(by=chief, item=post, reason="時機を逸した")
    assert Post.objects.get().state == State.DRAFT


@pytest.mark.clause("第６第４項")
def test_stop_that_came_and_went_while_preparing_still_holds(sandbox, chief, job_of, monkeypatch):
    create = Client.create_image

    def stopped_and_resumed(self, **given):
        container = create(self, **given)
        approval_actions.stop(by=chief, reason="念のため")
        approval_actions.resume(by=chief, note="誤報だった")
        return container

    monkeypatch.setattr(Client, "create_image", stopped_and_resumed)
    errand.run(job_of().pk)
    assert counts(sandbox)["publish_calls"] == 0
    assert Post.objects.get().state == State.EXPIRED


def test_approval_is_asked_for_again_right_before_publication(sandbox, job_of, monkeypatch):
    """A permission withdrawn while Instagram was preparing the photo."""
    create = Client.create_image

    def withdrawn_meanwhile(self, **given):
        Post.objects.get().photos.update(permission_withdrawn_on=timezone.localdate())
        return create(self, **given)

    monkeypatch.setattr(Client, "create_image", withdrawn_meanwhile)
    errand.run(job_of().pk)
    assert counts(sandbox)["publish_calls"] == 0
    assert Post.objects.get().state == State.FAILED


def test_lost_connection_does_not_leave_a_post_in_publishing_for_ever(sandbox, job_of, work_off, connect):
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    connect("wrong-token")
    assert work_off(job).state == JobState.UNCONFIRMED
    assert Post.objects.get().state == State.UNCONFIRMED


def test_unexpected_trouble_while_finding_out_ends_with_a_person(sandbox, job_of, clock, monkeypatch):
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)

    def broken(self, **asked):
        raise KeyError("data")

    monkeypatch.setattr(Client, "recent_media", broken)
    clock.shift(minutes=1)
    with pytest.raises(KeyError):
        errand.run(job.pk)
    clock.shift(hours=2)
    errand.run(job.pk)
    assert Post.objects.get().state == State.UNCONFIRMED


def test_two_sweeps_at_once_expire_a_post_once(staff, clock):
    factories.submitted(staff, publish_at=timezone.now() + DAY)
    clock.shift(days=1)
    sweep.run()
    sweep.run()
    assert Post.objects.get().state == State.EXPIRED


def test_container_that_instagram_no_longer_knows_is_made_anew(sandbox, job_of, work_off, monkeypatch):
    """24/2207008 says "not yet" at first; while it lasts, waiting longer with the same container is in vain."""
    publish, stale = Client.publish, []

    def unknown_to_instagram(self, container):
        if container in stale or not stale:
            stale.append(container)
            raise TryAgain("publish: code 24, subcode 2207008", then=NewContainerNeeded)
        return publish(self, container)

    monkeypatch.setattr(Client, "publish", unknown_to_instagram)
    job = work_off(job_of())
    assert job.state == JobState.DONE
    assert job.container not in stale
    assert counts(sandbox)["media"] == 1
