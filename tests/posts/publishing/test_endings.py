"""How a publication ends, and what its page then says: 期限切れ only where nothing was tried, else the last true reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from posts.publishing import actions, errand, sweep
from security.office.answers import Refused
from tests import factories, misses
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]

HALF_AN_HOUR = timedelta(minutes=30)


def page_of(client, user, post):
    client.force_login(user)
    return client.get(reverse("posts:detail", args=[post.pk])).content.decode()


@pytest.mark.parametrize("last", ["worker", "sweep"])
def test_same_fault_ends_the_same_whoever_is_last(sandbox, clock, job_of, last):
    """It was 投稿失敗 or 期限切れ by the chance of the minute."""
    sandbox.arm("F17", call="create", times=100)
    job = job_of()
    while timezone.now() < job.asked_for + timedelta(minutes=26):
        errand.run(job.pk)
        job.refresh_from_db()
        clock.reach(job.due_at)
    clock.reach(job.asked_for + HALF_AN_HOUR)
    if last == "worker":
        errand.run(job.pk)
    else:
        swept(sweep)
    job.refresh_from_db()
    assert (job.state, Post.objects.get().state) == (JobState.FAILED, State.FAILED)
    assert "Instagramが応答できない状態が続いた" in job.problem
    assert "何も投稿されていません" in job.problem


def test_what_nobody_tried_expires(sandbox, clock, job_of, client, staff):
    job = job_of()
    clock.shift(minutes=31)
    swept(sweep)
    job.refresh_from_db()
    assert (job.state, Post.objects.get().state) == (JobState.CANCELLED, State.EXPIRED)
    page = page_of(client, staff, job.post)
    assert job.problem in page
    assert "下書きに戻す" in page
    assert "もう一度投稿する" not in page


def test_stop_is_told_as_the_reason_also_after_a_try(sandbox, clock, job_of, chief):
    sandbox.arm("F17", call="create", times=3)
    job = job_of()
    errand.run(job.pk)
    approval_actions.stop(by=chief, reason="誤った情報が出た")
    swept(sweep)
    job.refresh_from_db()
    assert (job.state, job.problem) == (JobState.FAILED, "緊急停止があったため、投稿しませんでした。")


def test_course_is_folded_and_says_when_it_goes_on(sandbox, clock, job_of, client, staff):
    sandbox.arm("F17", call="create", times=100)
    job = job_of()
    for _ in range(4):
        errand.run(job.pk)
        job.refresh_from_db()
        clock.reach(job.due_at)
    assert [(line.times, line.is_problem) for line in job.lines] == [(4, True)]
    page = page_of(client, staff, job.post)
    assert "までに4回" in page
    assert f"{timezone.localtime(job.due_at):%-H時%M分%S秒}" in page
    clock.shift(minutes=40)
    errand.run(job.pk)
    assert "までに4回" in page_of(client, staff, job.post), "the course stays when it has ended"


def failed(sandbox, clock, job_of, **fields):
    """A definite failure: Instagram refuses the picture."""
    sandbox.arm("F17", call="create", times=100)
    job = job_of(**fields)
    errand.run(job.pk)
    clock.shift(minutes=31)
    errand.run(job.pk)
    sandbox.disarm()
    assert Post.objects.get(pk=job.post_id).state == State.FAILED
    return job


def test_failed_post_may_be_sent_again_for_a_day(sandbox, clock, job_of, work_off, client, staff):
    job = failed(sandbox, clock, job_of)
    page = page_of(client, staff, job.post)
    assert reverse("posts:retry", args=[job.post_id]) in page
    assert "投稿者が「もう一度投稿する」を押すと" in page
    clock.shift(hours=23)
    assert work_off(actions.retry(by=staff, post=job.post)).state == JobState.DONE


def test_later_it_needs_a_new_approval_and_the_page_says_so(sandbox, clock, job_of, client, staff):
    job = failed(sandbox, clock, job_of)
    clock.shift(hours=24)
    with pytest.raises(Refused, match="「下書きに戻す」"):
        actions.retry(by=staff, post=job.post)
    page = page_of(client, staff, job.post)
    assert reverse("posts:retry", args=[job.post_id]) not in page
    assert "「もう一度投稿する」" not in page
    assert reverse("posts:reopen", args=[job.post_id]) in page


def test_a_second_failure_starts_no_new_day(sandbox, clock, job_of, staff, settings):
    settings.RETRY_WITHIN = timedelta(hours=2)
    job = failed(sandbox, clock, job_of)
    sandbox.arm("F17", call="create", times=100)
    again = actions.retry(by=staff, post=job.post)
    clock.shift(minutes=31)
    errand.run(again.pk)
    clock.shift(hours=1)
    with pytest.raises(Refused):
        actions.retry(by=staff, post=job.post)


def test_scheduled_post_that_failed_may_be_sent_again_after_its_time(sandbox, clock, staff, chief, work_off):
    """Its page said 「もう一度投稿する」 and had no such button."""
    at = timezone.now() + timedelta(hours=1)
    post = factories.approved(staff, chief, publish_at=at)
    sandbox.arm("F17", call="create", times=100)
    job = post.jobs.get()
    clock.reach(at)
    errand.run(job.pk)
    clock.shift(minutes=31)
    swept(sweep)
    sandbox.disarm()
    assert Post.objects.get().state == State.FAILED
    assert work_off(actions.retry(by=staff, post=Post.objects.get())).state == JobState.DONE


def test_no_state_names_a_button_that_its_page_lacks(sandbox, clock, job_of, client, staff):
    """What stands in 「」 above the steps, of those that are buttons, stands on a button below."""
    buttons = {"もう一度投稿する": "retry", "下書きに戻す": "reopen", "結果を確かめる": "resolve"}
    sandbox.arm("F17", call="create", times=100)
    job, missing = job_of(), []
    for passed in (1, 31, 60, 24 * 60):
        clock.shift(minutes=passed)
        errand.run(PublishJob.objects.latest("pk").pk)
        page = page_of(client, staff, job.post)
        now = page[page.index('id="now"') : page.index("</section>", page.index('id="now"'))]
        missing += [
            f"{word}, after {passed} minutes"
            for word, name in buttons.items()
            if f"「{word}」" in now and reverse(f"posts:{name}", args=[job.post_id]) not in page
        ]
    misses.none(missing)


def test_a_container_that_has_expired_says_that_the_post_probably_never_was(sandbox, job_of, work_off):
    """An answer lost before a day that nobody was there to look in: a person is told what is known, and asked."""
    sandbox.arm("F17", call="publish")
    job = job_of()
    errand.run(job.pk)
    sandbox.advance(25 * 3600)
    ended = work_off(job)
    assert ended.state == JobState.UNCONFIRMED
    assert "公開されなかったとみられます" in ended.problem
