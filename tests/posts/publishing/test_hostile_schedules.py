"""Schedules found by somebody who wanted a second post, or an end that is not true. Each was seen to happen."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from comments.replies.sending import errand as replying
from instagram import verdicts
from instagram.client import Client
from instagram.errors import Call
from instagram.results import Container, ContainerStatus
from outbox import delays
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from posts.publishing import actions, candidates, errand, reconcile, settling, sweep
from security.account import connection
from security.account.notices import BLOCKED
from security.models import AccessToken, Notice
from security.office.answers import Refused
from security.trail.agreement import differences
from tests import factories
from tests.comments import factories as comments

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]


def live(sandbox):
    return sandbox.state()["counts"]["media"]


def by_hand(sandbox, caption):
    """A colleague at the account posts one picture with these words."""
    address = next(one["image_url"] for one in sandbox.state()["containers"] if one.get("image_url"))
    made = sandbox.graph("POST", "me/media", data={"image_url": address, "caption": caption}).json()["id"]
    return sandbox.graph("POST", "me/media_publish", data={"creation_id": made}).json()["id"]


@pytest.fixture
def step(clock):
    def step(job):
        if job.state == JobState.QUEUED:
            clock.reach(job.due_at)
        errand.run(job.pk)
        job.refresh_from_db()

    return step


@pytest.fixture
def believed_missing(sandbox, job_of, step):
    """Asked for once; the answer lost; looked for twice and not there: about to be asked for again."""

    def make(fault="F17", **fields):
        sandbox.arm(fault, **({"call": "publish"} if fault == "F17" else {}))
        job = job_of(**fields)
        step(job)
        while job.sent_at:
            step(job)
        assert (job.state, job.is_doubtful) == (JobState.QUEUED, True)
        return job

    return make


@pytest.fixture
def paused(step):
    """The connection is not known to stand, while the job comes round once."""

    def paused(job):
        AccessToken.objects.update(state="to_check")
        step(job)
        assert job.state == JobState.QUEUED

    return paused


def resumed():
    AccessToken.objects.update(state="connected")


# --- A second post ----------------------------------------------------------------------------------------------------


def test_hand_post_before_the_second_request(sandbox, believed_missing, paused, work_off):
    job = believed_missing()
    paused(job)
    by_hand(sandbox, job.post.caption)
    resumed()
    work_off(job)
    assert (live(sandbox), job.state) == (1, JobState.UNCONFIRMED)


def test_hand_post_after_a_definite_no(sandbox, job_of, step, work_off):
    sandbox.arm("F4")
    job = job_of()
    step(job)
    assert (job.is_doubtful, job.sent_at) == (False, None)
    by_hand(sandbox, job.post.caption)
    work_off(job)
    assert (live(sandbox), job.state) == (1, JobState.UNCONFIRMED)


def test_container_that_turns_out_published(sandbox, believed_missing, paused, clock, work_off, monkeypatch):
    sandbox.set(second_publish_accepted=True, stale_status_seconds=200)
    with monkeypatch.context() as lagging:
        lagging.setattr(reconcile, "matches", lambda client, job: [])
        job = believed_missing("F2")
    paused(job)
    clock.shift(seconds=300)
    resumed()
    work_off(job)
    assert live(sandbox) == 1


def test_no_other_container_after_doubt(sandbox, believed_missing, work_off):
    job = believed_missing()
    made = job.container
    sandbox.force(made, "ERROR")
    work_off(job)
    assert (job.state, job.container) == (JobState.UNCONFIRMED, made)
    assert live(sandbox) == 0


def test_other_words_after_a_container_was_lost(
    sandbox, believed_missing, clock, work_off, step, staff, chief, monkeypatch
):
    """The list lags, a person believes it, the words are changed: what is live by then is found all the same."""
    with monkeypatch.context() as lagging:
        lagging.setattr(reconcile, "matches", lambda client, job: [])
        lagging.setattr(reconcile, "container_status", lambda client, job: ContainerStatus.FINISHED)
        job = believed_missing("F2")
    with monkeypatch.context() as lost:
        lost.setattr(Client, "container", lambda self, number: Container(ContainerStatus.ERROR))
        step(job)
    assert job.state == JobState.UNCONFIRMED
    settling.declare_missing(by=staff, post=job.post)
    approval_actions.reopen(by=staff, item=job.post)
    factories.edited(staff, Post.objects.get(), caption="書き直した本文")
    post = factories.submit(staff, Post.objects.get())
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    again = work_off(actions.publish_now(by=staff, post=Post.objects.get()))
    assert (live(sandbox), again.state) == (1, JobState.UNCONFIRMED)


def test_container_is_asked_for_three_times_by_all_attempts_together(sandbox, job_of, work_off, staff):
    sandbox.arm("F17", call="publish", times=3)
    job = work_off(job_of())
    assert (job.requests, job.state) == (3, JobState.UNCONFIRMED)
    settling.declare_missing(by=staff, post=job.post)
    again = work_off(actions.retry(by=staff, post=Post.objects.get()))
    assert again.container != job.container
    assert (again.state, live(sandbox)) == (JobState.DONE, 1)


def test_each_request_is_looked_for_twice(sandbox, believed_missing, step, clock, monkeypatch):
    job = believed_missing()
    sandbox.arm("F17", call="publish")
    step(job)
    assert (job.requests, job.sent_at is None) == (2, False)
    clock.shift(minutes=3)
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.requests, job.sent_at is None) == (2, False), "one look is not enough"


def test_looked_first_also_after_the_second_request(sandbox, believed_missing, step, clock):
    job = believed_missing()
    sandbox.arm("F2")
    step(job)
    clock.shift(hours=2)
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, live(sandbox)) == (JobState.DONE, 1)


# --- Two documents at one post ----------------------------------------------------------------------------------------


def test_pasted_address_of_a_post_whose_own_has_not_come(sandbox, job_of, work_off, staff):
    first = work_off(job_of(caption="一つ目"))
    assert not first.permalink
    sandbox.arm("F17", call="publish", times=9)
    second = work_off(job_of(caption="二つ目"))
    address = sandbox.graph("GET", first.media_id, params={"fields": "permalink"}).json()["permalink"]
    with pytest.raises(Refused, match="アドレスをまだ受け取っていない"):
        settling.bind(by=staff, post=second.post, address=address)
    PublishJob.objects.filter(pk=first.pk).update(due_at=timezone.now())
    sweep.learn_addresses()
    with pytest.raises(Refused, match="ほかの投稿"):
        settling.bind(by=staff, post=second.post, address=address)


def test_what_a_person_has_settled_agrees_with_the_trail(sandbox, job_of, work_off, staff, monkeypatch):
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    with monkeypatch.context() as blind:
        blind.setattr(reconcile, "matches", lambda client, job: None)
        blind.setattr(reconcile, "container_status", lambda client, job: None)
        work_off(job)
    number, address = candidates.opened(job.post, candidates.look(Post.objects.get()).shown[0].ticket)
    before = list(differences())
    settling.bind(by=staff, post=Post.objects.get(), address=address, number=number)
    assert list(differences()) == before


# --- Ends that are true -----------------------------------------------------------------------------------------------


def test_fault_of_our_own_is_told_and_ends_with_its_name(sandbox, clock, job_of, monkeypatch):
    monkeypatch.setattr(Client, "recent_media", lambda self, **asked: {}["data"])
    job = job_of()
    for _ in range(30):
        with pytest.raises(KeyError):
            errand.run(job.pk)
        job.refresh_from_db()
        assert "システムの不具合" in job.problem
        clock.reach(job.due_at)
        if timezone.now() > job.asked_for + timedelta(minutes=30):
            break
    errand.run(job.pk)
    job.refresh_from_db()
    assert Post.objects.get().state == State.FAILED
    assert "システムの不具合で処理できませんでした" in job.problem
    assert Notice.objects.filter(title__startswith="投稿失敗").exists()


def test_waiting_for_a_twin_is_told_as_that(sandbox, job_of, work_off, step, clock, monkeypatch):
    sandbox.arm("F17", call="publish", times=9)
    first = work_off(job_of(caption="同じ文です。"))
    assert first.state == JobState.UNCONFIRMED
    second = job_of(caption="同じ文です。")
    there = [SimpleNamespace(id="1", permalink="https://www.instagram.com/p/x/")]
    monkeypatch.setattr(reconcile, "same_words", lambda client, job, since: there)
    step(second)
    assert "同じ文の別の投稿の結果を確かめています" in second.problem
    clock.shift(minutes=31)
    errand.run(second.pk)
    second.refresh_from_db()
    assert "同じ文の別の投稿の結果が" in second.problem


def test_dead_token_is_noted_while_looking_for_earlier_attempts(sandbox, job_of, work_off, step, staff):
    sandbox.arm("F17", call="publish", times=9)
    job = work_off(job_of())
    settling.declare_missing(by=staff, post=job.post)
    again = actions.retry(by=staff, post=Post.objects.get())
    sandbox.end_tokens()
    step(again)
    assert AccessToken.current().state == "lost"


def test_dead_token_is_noted_while_finding_out(sandbox, job_of, step):
    sandbox.arm("F17", call="publish")
    job = job_of()
    step(job)
    sandbox.end_tokens()
    step(job)
    assert AccessToken.current().state == "lost"


def test_reason_that_is_over_is_not_the_reason_of_the_end(sandbox, clock, job_of, step, paused):
    job = job_of()
    connection.current()
    paused(job)
    resumed()
    sandbox.set(processing_seconds=100_000)
    step(job)
    clock.shift(minutes=40)
    errand.run(job.pk)
    job.refresh_from_db()
    assert "接続が戻らない" not in job.problem


def test_what_was_handed_over_was_tried(sandbox, clock, job_of, step):
    sandbox.set(processing_seconds=100_000)
    job = job_of()
    step(job)
    clock.shift(minutes=31)
    errand.run(job.pk)
    assert Post.objects.get().state == State.FAILED


def test_unknown_outcome_does_not_say_both(sandbox, believed_missing, work_off):
    job = believed_missing()
    sandbox.arm("F4", times=99)
    work_off(job)
    assert job.state == JobState.UNCONFIRMED
    assert "何も投稿されていません" not in job.problem


@pytest.mark.clause("第６第２項")
def test_reply_of_somebody_without_office_waits_and_is_told(sandbox, staff, chief):
    job = comments.reply_approved(staff, chief, to=comments.comment()).jobs.get()
    staff.is_active = False
    staff.save()
    replying.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)
    assert Notice.objects.filter(title__startswith="担当の方がいない", person=chief).exists()


# --- The restriction of the account -----------------------------------------------------------------------------------


def refusal(headers):
    return verdicts.refusal(Call.PUBLISH, 403, headers, {"error": {"code": 4, "error_subcode": 2207051}})


def test_restriction_lasts_a_day_at_least_and_nobody_is_believed_who_wants_for_ever(job_of):
    soon = {"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":1}]}'}
    assert delays.of_block(refusal(soon)) == timedelta(days=1)
    late = verdicts.refusal(Call.CREATE, 400, {"Retry-After": "9" * 18}, {"error": {"code": 4}})
    assert delays.after(late, job_of(), timezone.now()) <= timedelta(days=7)


def test_token_replaced_in_the_middle_keeps_the_restriction(sandbox, job_of, connect, monkeypatch):
    real = Client.publish

    def meanwhile(self, container):
        connect(sandbox.give_token())
        return real(self, container)

    monkeypatch.setattr(Client, "publish", meanwhile)
    sandbox.arm("F1")
    errand.run(job_of().pk)
    assert AccessToken.current().is_blocked


def test_connecting_takes_no_letter_about_the_restriction_back(sandbox, job_of, connect):
    sandbox.arm("F1")
    errand.run(job_of().pk)
    about_it = Notice.objects.filter(kind=BLOCKED.key, told_at=None)
    before = about_it.count()
    connect(sandbox.give_token())
    assert (about_it.count(), before > 0) == (before, True)


def test_who_has_waited_for_its_end_may_send_again(sandbox, job_of, work_off, clock, staff):
    sandbox.arm("F1-refused")
    job = job_of()
    errand.run(job.pk)
    for _ in range(400):
        job.refresh_from_db()
        if job.state != JobState.QUEUED:
            break
        clock.reach(job.due_at)
        errand.run(job.pk)
    settling.declare_missing(by=staff, post=job.post)
    clock.reach(AccessToken.current().blocked_until + timedelta(minutes=1))
    again = actions.retry(by=staff, post=Post.objects.get())
    assert work_off(again).state == JobState.DONE


def test_page_says_that_its_button_waits_while_everything_does(
    sandbox, job_of, work_off, clock, client, staff
):
    sandbox.set(min_ratio=1.5)
    job = work_off(job_of())
    assert job.state == JobState.FAILED
    AccessToken.objects.update(state="to_check")
    client.force_login(staff)
    page = client.get(reverse("posts:detail", args=[job.post_id])).content.decode()
    assert reverse("posts:retry", args=[job.post_id]) not in page
    assert "止められている間は押せません" in page
