"""Whatever is lost or crashes on the way: one live post, never two, and never a guess."""

import pytest
from django.utils import timezone

from approvals.models import State
from approvals.sending import actions as sending
from instagram.client import Client
from outbox import claims
from outbox.claims import LeaseLost
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from posts.publishing import actions, errand, reconcile, settling
from posts.publishing import events as publishing_events
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories, outgoing
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def counts(sandbox):
    return sandbox.state()["counts"]


def assert_live_once(sandbox, job):
    job.refresh_from_db()
    (live,) = sandbox.state()["media"]
    assert (job.state, job.media_id) == (JobState.DONE, live["id"])
    assert Post.objects.get(pk=job.post_id).state == State.PUBLISHED
    assert audit.events_of(job.post).filter(tag=publishing_events.PUBLISHED.tag).count() == 1


@pytest.mark.parametrize(
    ("fault", "call"),
    [
        ("F1", None),
        ("F2", None),
        ("F3", None),
        ("F4", None),
        ("F7", None),
        ("F17", "create"),
        ("F17", "status"),
        ("F17", "publish"),
    ],
)
@pytest.mark.parametrize("photos", [1, 2])
def test_each_fault_ends_in_one_live_post(sandbox, job_of, work_off, fault, call, photos):
    sandbox.arm(fault, call=call)
    job = work_off(job_of(photos=photos))
    assert sandbox.state()["faults"] == []
    assert_live_once(sandbox, job)


@pytest.mark.parametrize("fault", ["F1", "F2", "F3"])
def test_lost_answer_is_looked_for_and_not_sent_again(sandbox, job_of, work_off, fault):
    sandbox.arm(fault, times=5)
    work_off(job_of())
    assert counts(sandbox)["publish_calls"] == 1


def test_many_faults_in_a_row_end_in_one_live_post(sandbox, job_of, work_off):
    for fault, call in [("F17", "create"), ("F7", None), ("F17", "status"), ("F4", None), ("F2", None)]:
        sandbox.arm(fault, call=call)
    assert_live_once(sandbox, work_off(job_of(photos=2)))


def test_crash_after_publication_before_it_is_written_down(sandbox, clock, job_of, work_off, monkeypatch):
    job = job_of()
    with monkeypatch.context() as crash:
        crash.setattr(sending, "finish", lambda *args, **kwargs: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, counts(sandbox)["media"]) == (JobState.RUNNING, 1)
    errand.run(job.pk)  # the lease still stands: nobody else may work
    assert counts(sandbox)["publish_calls"] == 1
    assert_live_once(sandbox, work_off(job))
    assert counts(sandbox)["publish_calls"] == 1


@pytest.mark.parametrize("method", ["create_image", "create_carousel", "container", "publish"])
def test_crash_before_each_call(sandbox, job_of, work_off, monkeypatch, method):
    job = job_of(photos=2)
    with monkeypatch.context() as crash:
        crash.setattr(Client, method, lambda *args, **kwargs: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            errand.run(job.pk)
    assert_live_once(sandbox, work_off(job))


@pytest.mark.parametrize("method", ["create_image", "create_carousel", "publish"])
def test_crash_after_each_call(sandbox, job_of, work_off, monkeypatch, method):
    job, real = job_of(photos=2), getattr(Client, method)

    def crash_afterwards(*args, **kwargs):
        real(*args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as crash:
        crash.setattr(Client, method, crash_afterwards)
        with pytest.raises(SystemExit):
            errand.run(job.pk)
    assert_live_once(sandbox, work_off(job))


def test_children_made_before_a_crash_are_used_again(sandbox, job_of, work_off, monkeypatch):
    job, made, real = job_of(photos=3), [], Client.create_image

    def crash_at_the_third(self, **given):
        if len(made) == 2:
            raise SystemExit
        made.append(real(self, **given))
        return made[-1]

    with monkeypatch.context() as crash:
        crash.setattr(Client, "create_image", crash_at_the_third)
        with pytest.raises(SystemExit):
            errand.run(job.pk)
    work_off(job)
    assert job.children[:2] == made
    assert counts(sandbox)["containers"] == 4


def test_worker_that_lost_its_lease_writes_nothing(sandbox, clock, job_of):
    job = job_of()
    slow = claims.claim(PublishJob, job.pk)
    clock.shift(seconds=claims.LEASE.total_seconds() + 1)
    fast = claims.claim(PublishJob, job.pk)
    before = PublishJob.objects.values().get()
    events = audit.events_of(job.post).count()
    for write in (
        lambda: slow.save(container="1"),
        lambda: slow.release(state=JobState.DONE),
        lambda: outgoing.announce(slow),
        lambda: outgoing.finish(slow, remote_id="1"),
        lambda: outgoing.fail(slow, sentence="だめでした"),
        lambda: outgoing.lose_track(slow, sentence="分かりません"),
        lambda: claims.postpone(slow, delay=reconcile.FIRST_LOOK),
        lambda: outgoing.run_out(slow),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert PublishJob.objects.values().get() == before
    assert audit.events_of(job.post).count() == events
    assert fast.job.pk == job.pk


def test_slow_worker_overtaken_by_another_sends_nothing_more(sandbox, clock, job_of, monkeypatch):
    job, real = job_of(), Client.create_image
    overtaken = []

    def overtaken_meanwhile(self, **given):
        container = real(self, **given)
        if not overtaken:
            overtaken.append(True)
            clock.shift(seconds=claims.LEASE.total_seconds() + 1)
            errand.run(job.pk)
        return container

    monkeypatch.setattr(Client, "create_image", overtaken_meanwhile)
    errand.run(job.pk)
    assert_live_once(sandbox, job)
    assert counts(sandbox)["publish_calls"] == 1


def test_photo_in_the_works_is_waited_for_with_one_container(sandbox, job_of, work_off):
    sandbox.set(processing_seconds=20)
    job = job_of()
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)
    assert job.due_at > timezone.now()
    assert_live_once(sandbox, work_off(job))
    assert counts(sandbox)["containers"] == 1


def test_container_gone_stale_is_made_anew(sandbox, job_of, work_off):
    sandbox.set(processing_seconds=5)
    job = job_of()
    errand.run(job.pk)
    sandbox.set(processing_seconds=0)
    sandbox.advance(25 * 3600)
    work_off(job)
    assert_live_once(sandbox, job)
    assert counts(sandbox)["containers"] == 2


def test_content_refused_fails_with_a_sentence_and_may_be_tried_again(sandbox, staff, job_of):
    sandbox.set(min_ratio=1.5)
    job = job_of()
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, Post.objects.get().state) == (JobState.FAILED, State.FAILED)
    assert "写真" in job.problem
    assert "2207" not in job.problem
    sandbox.set(min_ratio=0.8)
    again = actions.retry(by=staff, post=job.post)
    assert again.pk != job.pk
    errand.run(again.pk)
    assert_live_once(sandbox, again)


def test_quota_is_waited_for(sandbox, job_of, work_off):
    sandbox.set(quota_total=0)
    job = job_of()
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)
    assert "上限" in job.problem
    sandbox.set(quota_total=50)
    assert_live_once(sandbox, work_off(job))


def test_quota_that_does_not_come_back_in_time_fails_and_sends_nothing(sandbox, job_of, work_off):
    sandbox.set(quota_total=0)
    job = work_off(job_of())
    assert job.state == JobState.FAILED
    assert counts(sandbox)["media"] == 0


def unclear(sandbox, job_of, work_off):
    """A publication of which neither the container nor the feed tells anything."""
    sandbox.arm("F17", call="publish")
    job = job_of()
    errand.run(job.pk)
    sandbox.arm("F17", times=100, call="status")
    return work_off(job)


def test_outcome_that_cannot_be_settled_is_left_to_a_person(sandbox, job_of, work_off):
    job = unclear(sandbox, job_of, work_off)
    assert job.state == JobState.UNCONFIRMED
    assert Post.objects.get().state == State.UNCONFIRMED
    assert counts(sandbox)["publish_calls"] == 1
    errand.run(job.pk)
    assert counts(sandbox)["publish_calls"] == 1


def test_person_resolves_it_as_live(sandbox, staff, poster, job_of, work_off):
    job = unclear(sandbox, job_of, work_off)
    address = "https://www.instagram.com/p/abc/"
    with pytest.raises(Refused):
        settling.bind(by=poster, post=job.post, address=address)
    with pytest.raises(Refused, match="アドレス"):
        settling.bind(by=staff, post=job.post, address="https://evil.example/")
    settling.bind(by=staff, post=job.post, address=address)
    job.refresh_from_db()
    assert (job.state, job.permalink, Post.objects.get().state) == (JobState.DONE, address, State.PUBLISHED)


def test_person_resolves_it_as_not_live_and_it_goes_out_once_more(sandbox, staff, job_of, work_off):
    job = unclear(sandbox, job_of, work_off)
    settling.declare_missing(by=staff, post=job.post)
    assert Post.objects.get().state == State.FAILED
    sandbox.reset()
    sandbox.set(processing_seconds=0)
    assert_live_once(sandbox, work_off(actions.retry(by=staff, post=job.post)))


def test_lost_answer_is_never_bound_to_another_posts_twin(sandbox, job_of, work_off):
    first = work_off(job_of())
    sandbox.arm("F2")
    second = work_off(job_of())
    assert first.media_id != second.media_id
    assert {live["id"] for live in sandbox.state()["media"]} == {first.media_id, second.media_id}


def test_two_that_could_be_it_are_not_guessed_between(sandbox, job_of, work_off):
    """Somebody has posted the same text by hand at the same time."""
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    address = sandbox.state()["containers"][0]["image_url"]
    body = {"image_url": address, "caption": job.post.caption}
    twin = sandbox.graph("POST", "me/media", data=body).json()["id"]
    sandbox.graph("POST", "me/media_publish", data={"creation_id": twin})
    assert counts(sandbox)["media"] == 2
    work_off(job)
    assert job.state == JobState.UNCONFIRMED
    assert counts(sandbox)["publish_calls"] == 2


def work(pk):
    errand.run(pk)
    return PublishJob.objects.get(pk=pk).state


@pytest.mark.postgres
@pytest.mark.parametrize("fault", [None, "F2"])
def test_four_workers_at_once_make_one_post(sandbox, job_of, work_off, fault):
    if fault:
        sandbox.arm(fault)
    job = job_of()
    race(f"{__name__}:work", *[(job.pk,)] * 4)
    assert_live_once(sandbox, work_off(job))
    assert counts(sandbox)["publish_calls"] == 1


def ask(username, pk):
    from security.models import User  # noqa: PLC0415 - runs in a process of its own

    try:
        return actions.publish_now(by=User.objects.get(username=username), post=Post.objects.get(pk=pk)).pk
    except Refused as refusal:
        return refusal.answer.reason


@pytest.mark.postgres
def test_pressed_by_four_at_once_makes_one_job(staff, chief):
    post = factories.approved(staff, chief)
    answers = race(f"{__name__}:ask", *[(staff.username, post.pk)] * 4)
    job = PublishJob.objects.get()
    assert sorted(map(str, answers)) == sorted([str(job.pk), *["すでに処理を始めています。"] * 3])
