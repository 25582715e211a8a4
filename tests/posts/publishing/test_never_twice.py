"""What went out twice by design: each of these left two posts live, or could have (DESIGN.md section 6)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from instagram.addresses import shortcode_of
from instagram.client import Client
from instagram.errors import ListTooLong
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from posts.publishing import actions, errand, reconcile, settling
from security.account.connection import current_client
from security.models import Appointment, Role, User
from security.office.answers import Refused
from tests import factories, misses
from tests.tampering import sign_anew

pytestmark = pytest.mark.django_db(transaction=True)


def live(sandbox):
    return sandbox.state()["counts"]["media"]


def post_by_hand(sandbox, caption):
    """A colleague at the account posts one picture with these words."""
    address = sandbox.state()["containers"][0]["image_url"]
    made = sandbox.graph("POST", "me/media", data={"image_url": address, "caption": caption}).json()["id"]
    return sandbox.graph("POST", "me/media_publish", data={"creation_id": made}).json()["id"]


def test_finished_and_a_post_with_these_words_is_a_question(sandbox, job_of, work_off):
    """Publication answered 500 and was not applied; a colleague then posts the same text by hand."""
    sandbox.arm("F17", call="publish")
    job = job_of()
    errand.run(job.pk)
    post_by_hand(sandbox, job.post.caption)
    work_off(job)
    assert (job.state, job.media_id) == (JobState.UNCONFIRMED, "")
    assert "同じ文の投稿がInstagramにあります" in job.problem
    assert "/p/" in job.problem
    assert live(sandbox) == 1


def test_finished_and_none_is_looked_for_twice_before_one_more_request(sandbox, job_of, clock):
    sandbox.arm("F17", call="publish")
    job = job_of()
    errand.run(job.pk)
    asked = []
    while job.state == JobState.QUEUED:
        clock.reach(job.due_at)
        errand.run(job.pk)
        job.refresh_from_db()
        asked.append((job.requests, job.missing_since is not None))
    assert (job.state, job.requests, live(sandbox)) == (JobState.DONE, 2, 1)
    assert asked.count((1, True)) == 1, "the first look that finds nothing is not yet believed"


def test_one_container_is_asked_for_three_times_at_most(sandbox, job_of, work_off):
    sandbox.arm("F17", call="publish", times=9)
    job = work_off(job_of())
    assert (job.state, job.requests) == (JobState.UNCONFIRMED, 3)
    sent = [call for call in sandbox.calls() if call["path"].endswith("media_publish")]
    assert len(sent) == 3


def test_once_doubtful_never_ends_as_expired_or_failed(sandbox, staff, chief, clock):
    """Asked for with an unknown answer, seen as unpublished, and meanwhile its time is over."""
    for armed in (("F17",), ("F17", "F4")):
        sandbox.reset()
        sandbox.set(processing_seconds=0)
        for fault in armed:
            sandbox.arm(fault, **({"call": "publish"} if fault == "F17" else {"times": 9}))
        job = actions.publish_now(by=staff, post=factories.approved(staff, chief, title="、".join(armed)))
        errand.run(job.pk)
        clock.shift(hours=2)
        for _ in range(20):
            errand.run(job.pk)
            job.refresh_from_db()
            if job.state not in (JobState.QUEUED, JobState.RUNNING):
                break
            clock.reach(job.due_at)
        assert job.state in (JobState.UNCONFIRMED, JobState.DONE), (armed, job.state, job.problem)
        assert Post.objects.get(pk=job.post_id).state in (State.UNCONFIRMED, State.PUBLISHED)


def test_a_later_version_of_what_is_live_after_all_is_not_sent(sandbox, staff, chief, job_of, work_off):
    """要確認, 「ありません」, 下書きに戻す, approved anew with other words, 投稿する."""
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("posts.publishing.reconcile.matches", lambda client, job: None)
        patch.setattr("posts.publishing.reconcile.container_status", lambda client, job: None)
        work_off(job)
    settling.declare_missing(by=staff, post=job.post)
    approval_actions.reopen(by=staff, item=job.post)
    post = Post.objects.get()
    factories.edited(staff, post, caption="書き直した本文")
    submission = factories.submit(staff, Post.objects.get()).submission
    approval_actions.approve(by=chief, item=post, seal=submission.seal)
    again = work_off(actions.publish_now(by=staff, post=Post.objects.get()))
    assert again.state == JobState.UNCONFIRMED
    assert "すでに公開されています" in again.problem
    assert live(sandbox) == 1


def test_a_restored_backup_sends_nothing_again(sandbox, job_of, work_off):
    """The job was queued when the backup was made; what it has published since, the restored rows do not know."""
    job = work_off(job_of())
    assert job.state == JobState.DONE
    PublishJob.objects.filter(pk=job.pk).update(
        state="queued", media_id="", container="", children=[], sent_at=None, first_asked_at=None,
        requests=0, finished_at=None, permalink="", shortcode="", due_at=timezone.now(),
    )  # fmt: skip
    sign_anew(PublishJob.objects.all())
    Post.objects.filter(pk=job.post_id).update(state=State.APPROVED)
    work_off(job)
    assert (job.state, job.requests) == (JobState.UNCONFIRMED, 0)
    assert "同じ文の投稿がすでにあります" in job.problem
    assert live(sandbox) == 1


def test_same_words_from_before_the_approval_hinder_nothing(sandbox, staff, chief, job_of, work_off, clock):
    """A yearly greeting: last year's post has the same words, and so has another document of ours."""
    first = work_off(job_of(caption="あけましておめでとうございます。"))
    PublishJob.objects.update(media_id="of nobody that we know")
    clock.shift(minutes=10)
    second = work_off(
        actions.publish_now(
            by=staff, post=factories.approved(staff, chief, caption="あけましておめでとうございます。")
        )
    )
    assert (first.state, second.state) == (JobState.DONE, JobState.DONE)


def test_addresses_are_compared_by_their_code():
    code = "DFx_1-abcde"
    missed = []
    for form in (
        "https://www.instagram.com/p/{}/", "https://instagram.com/p/{}", "https://www.instagram.com/reel/{}/",
        "https://www.instagram.com/reels/{}/", "https://www.instagram.com/tv/{}/",
        "https://www.instagram.com/hokkaido_cafe/p/{}/", "https://m.instagram.com/hokkaido.cafe/reel/{}/",
        "https://www.instagram.com/p/{}/?igsh=MWQ1ZGUxMzBkMA==", "https://www.instagram.com/p/{}/?img_index=2",
        " https://www.instagram.com/p/{}/?igshid=x&stkn=y#top ",
    ):  # fmt: skip
        if shortcode_of(form.format(code)) != code:
            missed.append(form)
    for address in (
        "", "https://www.instagram.com/", "https://www.instagram.com/hokkaido/", "https://example.jp/p/abcdefg/",
        "http://www.instagram.com/p/abcdefg/", "https://www.instagram.com/share/p/abcdefg/",
        "https://www.instagram.com.example.jp/p/abcdefg/", "javascript:alert(1)//www.instagram.com/p/abcdefg/",
        "https://www.instagram.com/p/abcdefg/extra/", "https://user@www.instagram.com/p/abcdefg/",
        "http://[::1/%zz", "https://[www.instagram.com]/p/abcdefg/",
    ):  # fmt: skip
        if shortcode_of(address):
            missed.append(address)
    misses.none(missed)


def unconfirmed(sandbox, staff, chief, work_off, title):
    sandbox.arm("F17", call="publish", times=9)
    job = work_off(
        actions.publish_now(by=staff, post=factories.approved(staff, chief, title=title, caption=title))
    )
    assert job.state == JobState.UNCONFIRMED
    return job


def test_two_documents_are_not_settled_by_one_post(sandbox, staff, chief, work_off):
    first = unconfirmed(sandbox, staff, chief, work_off, "一つめ")
    second = unconfirmed(sandbox, staff, chief, work_off, "二つめ")
    address = "https://www.instagram.com/p/DFx_1-abcde/"
    settling.bind(by=staff, post=first.post, address=address)
    for again in (address, f"{address}?igsh=MWQ1", "https://instagram.com/hokkaido_cafe/reel/DFx_1-abcde"):
        with pytest.raises(Refused, match="ほかの投稿"):
            settling.bind(by=staff, post=second.post, address=again)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishJob.objects.filter(pk=second.pk).update(shortcode="DFx_1-abcde")


def test_a_burst_of_posts_hides_nothing(sandbox, job_of, work_off):
    """Sixty posts have come after ours by the time somebody looks: the list is paged back to the request."""
    sandbox.set(quota_total=100)
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    for place in range(60):
        post_by_hand(sandbox, f"ほかの投稿 {place}")
    work_off(job)
    assert job.state == JobState.DONE
    assert live(sandbox) == 61


def test_a_list_without_an_end_is_not_taken_for_an_answer(sandbox, job_of, monkeypatch):
    sandbox.set(quota_total=100)
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    for place in range(30):
        post_by_hand(sandbox, f"ほかの投稿 {place}")
    monkeypatch.setattr("instagram.client.PAGES_MAX", 1)
    job.refresh_from_db()
    with pytest.raises(ListTooLong):
        Client.recent_media(current_client(), since=job.first_asked_at - reconcile.CLOCKS)
    assert reconcile.matches(current_client(), job) is None


def test_an_hour_after_a_crash_one_looks_before_giving_up(sandbox, job_of, work_off, clock):
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    clock.shift(minutes=90)
    work_off(job)
    assert job.state == JobState.DONE
    assert live(sandbox) == 1


# --- When and for whom -------------------------------------------------------------------------------------------


@pytest.mark.clause("第４第１項(1)")
def test_nothing_goes_out_before_the_time_that_was_approved(sandbox, staff, chief, clock):
    """Whatever the job's own row says: moved by a mistake."""
    post = factories.approved(staff, chief, publish_at=timezone.now() + timedelta(hours=2))
    job = PublishJob.objects.get()
    early = timezone.now() - timedelta(minutes=1)
    PublishJob.objects.update(due_at=early, asked_for=early)
    sign_anew(PublishJob.objects.all())
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, live(sandbox)) == (JobState.QUEUED, 0)
    assert "承認された日時より早い" in job.problem
    assert job.due_at >= post.publish_at - timedelta(seconds=2)


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize("ending", ["appointment", "account"])
def test_what_nobody_answers_for_any_more_waits(sandbox, staff, chief, clock, work_off, ending):
    post = factories.approved(staff, chief, publish_at=timezone.now() + timedelta(hours=2))
    job = PublishJob.objects.get()
    if ending == "appointment":
        Appointment.objects.filter(user=staff).update(valid_until=timezone.localdate() - timedelta(days=1))
        sign_anew(Appointment.objects.all())
    else:
        User.objects.filter(pk=staff.pk).update(is_active=False)
    clock.reach(post.publish_at)
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, live(sandbox), Post.objects.get().state) == (JobState.QUEUED, 0, State.APPROVED)
    assert "任用が終わり" in job.problem
    heir = factories.person(Role.PREFECTURE_POSTER)
    Post.objects.update(in_charge=heir)
    assert work_off(job).state == JobState.DONE


def test_a_container_that_cannot_be_read_is_asked_for_after_a_minute(sandbox, job_of, work_off, clock):
    sandbox.arm("F6", times=100, call="status")
    job = job_of()
    began = timezone.now()
    work_off(job)
    assert (job.state, live(sandbox)) == (JobState.DONE, 1)
    assert timezone.now() - began < timedelta(minutes=10)


def test_what_the_page_says_is_true_and_its_way_out_exists(sandbox, staff, job_of, work_off, client):
    """要確認 without a request, said not to be ours, and taken back: each named button stands where it is named."""
    job = work_off(job_of())
    PublishJob.objects.filter(pk=job.pk).update(
        state="queued", media_id="", container="", children=[], sent_at=None, first_asked_at=None,
        requests=0, finished_at=None, permalink="", shortcode="", due_at=timezone.now(),
    )  # fmt: skip
    sign_anew(PublishJob.objects.all())
    Post.objects.filter(pk=job.post_id).update(state=State.APPROVED)
    work_off(job)
    client.force_login(staff)
    page = client.get(job.post.get_absolute_url()).content.decode()
    assert "同じ文の投稿がすでにあります" in page
    assert "返事が届かず" not in page
    assert ">結果を確かめる<" in page
    settling.declare_missing(by=staff, post=job.post)
    page = client.get(job.post.get_absolute_url()).content.decode()
    assert "投稿されませんでした。Instagramの画面で、載っていないことを人が確かめました。" in page
    assert ">取り下げる<" in page
