"""Instagram restricts the account: nothing else is sent for a day, everybody is told, the office may end the waiting."""

from datetime import timedelta

import pytest
from django.urls import reverse

from approvals.models import State
from comments.replies.sending import errand as replying
from outbox.jobs import JobState
from posts.models import LiveDifference, Post
from posts.publishing import actions, errand, sweep
from security.account import connection
from security.account.actions import token as token_actions
from security.account.events import ACCOUNT_BLOCKED, BLOCK_LIFTED
from security.models import AccessToken, AuditEvent, Notice
from security.office.answers import Refused
from tests import factories
from tests.comments import factories as comments
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第５第１項")]


@pytest.fixture
def blocked(sandbox, job_of):
    """A post whose publication was applied and answered by the restriction."""
    sandbox.arm("F1")
    job = job_of()
    errand.run(job.pk)
    return job


def media(sandbox):
    return sandbox.state()["counts"]["media"]


def test_other_posts_and_replies_wait(sandbox, blocked, staff, chief, job_of):
    first = connection.pause()
    assert first is not None
    assert "操作を一時的に制限" in first.title
    reply = comments.reply_approved(staff, chief, to=comments.comment()).jobs.get()
    token_actions.lift_block(by=chief, reason="試す")
    other = job_of(caption="別の投稿です。")
    AccessToken.objects.update(blocked_until=blocked.created_at + timedelta(days=1))
    for run, job in ((errand.run, other), (replying.run, reply)):
        run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.QUEUED
        assert "まで待っています" in job.problem
    assert media(sandbox) == 1


def test_the_one_that_was_asked_for_is_still_found(sandbox, blocked, work_off):
    """Looking is no action: a restricted account can be read."""
    assert work_off(blocked).state == JobState.DONE
    assert media(sandbox) == 1


def test_everybody_is_told_once(sandbox, blocked, chief, staff, administrator, poster, manager):
    told = Notice.objects.filter(kind="account_blocked")
    assert {chief, staff} <= {notice.person for notice in told}
    token_actions.note_blocked(token=AccessToken.current(), pause=timedelta(days=1))
    assert AuditEvent.objects.filter(tag=ACCOUNT_BLOCKED.tag).count() == 1
    assert told.count() == len({notice.person for notice in told})


def test_nobody_presses_meanwhile(blocked, staff, chief):
    other = factories.approved(staff, chief)
    with pytest.raises(Refused, match="操作を一時的に制限"):
        actions.publish_now(by=staff, post=other)


def test_what_waits_for_a_press_is_not_said_to_be_called_off(blocked, client, staff, chief):
    other = factories.approved(staff, chief)
    client.force_login(staff)
    page = client.get(other.get_absolute_url()).content.decode()
    assert "その間、「投稿する」は押せません。" in page
    assert "取りやめになり" not in page


def test_the_restriction_stands_above_what_is_less_grave(blocked, client, chief):
    LiveDifference.objects.create(job=blocked, what=LiveDifference.What.WORDS)
    Post.objects.update(state=State.PUBLISHED)
    client.force_login(chief)
    page = client.get(reverse("home")).content.decode()
    assert 0 < page.index("操作を一時的に制限しました") < page.index("承認された版と違う投稿があります")


def test_the_day_ends_by_itself(sandbox, blocked, clock, work_off):
    work_off(blocked)
    clock.shift(days=1, minutes=1)
    assert connection.pause() is None


def test_what_waited_too_long_ends_with_the_true_reason(sandbox, clock, staff, chief, job_of):
    other = job_of()
    token = AccessToken.current() or connection.current().token
    token_actions.note_blocked(token=token, pause=timedelta(days=1))
    errand.run(other.pk)
    clock.shift(minutes=31)
    swept(sweep)
    other.refresh_from_db()
    assert Post.objects.get(pk=other.post_id).state == State.EXPIRED
    assert "送らないことにしている間に時間が過ぎた" in other.problem
    assert media(sandbox) == 0


def test_the_chief_ends_the_waiting_on_the_page(sandbox, blocked, client, chief, staff, work_off):
    address = reverse("security:lift_block")
    client.force_login(staff)
    assert "待機を終える" not in client.get(reverse("security:connection")).content.decode()
    client.post(address, {"reason": "急ぐ"})
    assert connection.pause() is not None
    client.force_login(chief)
    assert address in client.get(reverse("security:connection")).content.decode()
    page = client.post(address, {"reason": ""})
    assert page.status_code == 422
    page = client.post(address, {"reason": "公式アプリで確かめた"}, follow=True)
    assert "待機を終えました" in page.content.decode()
    assert connection.pause() is None
    assert AuditEvent.objects.filter(tag=BLOCK_LIFTED.tag).count() == 1
    assert address not in client.get(reverse("security:connection")).content.decode()
    assert not Notice.objects.filter(kind="account_blocked", seen_at=None).exists()


def test_a_new_token_does_not_end_it(sandbox, blocked, connect):
    connect(sandbox.give_token())
    assert connection.pause() is not None


def test_measures_and_reading_go_on(blocked):
    assert connection.outage() is None
