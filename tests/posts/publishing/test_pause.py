"""While nobody knows that the connection stands, approved posts wait; nothing is sent, and nothing surprises."""

import pytest
from cryptography.fernet import Fernet

from approvals.models import State
from instagram.client import Client
from outbox.jobs import JobState
from posts.models import Post
from posts.publishing import actions, errand, sweep
from security.account import events
from security.account.actions import token as token_actions
from security.account.upkeep import connecting
from security.models import AccessToken, AuditEvent
from security.office.answers import Refused
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第５第１項")]

CHANGED = "公式アカウントのパスワードが変更されました。"


def assert_waits(sandbox, job, *, said):
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)
    assert said in job.problem
    assert sandbox.state()["counts"]["media"] == 0


@pytest.mark.parametrize("trouble", ["doubted", "missing", "unreadable"])
def test_post_waits_without_a_call_and_goes_out_once_when_the_connection_is_back(
    sandbox, clock, settings, job_of, work_off, connect, trouble
):
    job = job_of()
    if trouble == "doubted":
        token_actions.doubt(by=None, reason=CHANGED)
    elif trouble == "missing":
        settings.INSTAGRAM_ACCESS_TOKEN = ""
    else:
        connect("sandbox-token")
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    for _ in range(3):
        errand.run(job.pk)
        clock.shift(seconds=16)
    assert_waits(sandbox, job, said="Instagramとの接続が戻るまで待っています")
    assert sandbox.calls() == []
    assert Post.objects.get().state == State.APPROVED
    assert len(job.lines) == 1
    connect("sandbox-token")
    assert work_off(job).state == JobState.DONE
    assert sandbox.state()["counts"]["media"] == 1


def test_post_whose_time_passes_while_waiting_expires_and_stays_in(sandbox, clock, job_of, connect):
    job = job_of()
    token_actions.doubt(by=None, reason=CHANGED)
    errand.run(job.pk)
    clock.shift(minutes=31)
    sweep.run()
    connect("sandbox-token")
    errand.run(job.pk)
    assert Post.objects.get().state == State.EXPIRED
    assert sandbox.state()["counts"]["media"] == 0


def test_token_refused_on_the_way_is_noted_and_waited_for(sandbox, job_of, work_off, connect, settings):
    job = job_of()
    settings.INSTAGRAM_ACCESS_TOKEN = "wrong-token"
    errand.run(job.pk)
    assert_waits(sandbox, job, said="アクセストークンが無効です")
    token = AccessToken.current()
    assert (token.state, "アクセストークンが無効です" in token.problem) == (AccessToken.State.LOST, True)
    assert AuditEvent.objects.filter(tag=events.TOKEN_LOST.tag).count() == 1
    calls = len(sandbox.calls())
    actions.PublishJob.objects.update(due_at=job.asked_for)
    errand.run(job.pk)
    assert len(sandbox.calls()) == calls
    connect("sandbox-token")
    assert work_off(job).state == JobState.DONE
    assert sandbox.state()["counts"]["media"] == 1


@pytest.mark.parametrize("fault", ["F13", "F13-458", "F13-463", "F13-467"])
def test_token_ended_between_two_posts_and_a_new_one_given(
    sandbox, staff, job_of, work_off, administrator, fault
):
    first = work_off(job_of(caption="一つ目"))
    assert first.state == JobState.DONE
    sandbox.arm(fault, call="create")
    second = job_of(caption="二つ目")
    errand.run(second.pk)
    second.refresh_from_db()
    assert (second.state, second.sent_at) == (JobState.QUEUED, None)
    assert AccessToken.current().state == AccessToken.State.LOST
    connecting.connect(by=administrator, secret=sandbox.give_token())
    assert work_off(second).state == JobState.DONE
    state = sandbox.state()
    assert sorted(post["caption"] for post in state["media"]) == ["一つ目", "二つ目"]
    assert len(state["publish_calls"]) == 2


def test_token_refused_at_the_publication_leaves_the_outcome_to_be_found_out(
    sandbox, job_of, work_off, administrator
):
    sandbox.arm("F13", call="publish")
    job = job_of()
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at is None) == (JobState.QUEUED, False)
    assert AccessToken.current().state == AccessToken.State.LOST
    connecting.connect(by=administrator, secret=sandbox.give_token())
    assert work_off(job).state == JobState.DONE
    assert sandbox.state()["counts"]["media"] == 1


def test_doubt_between_containers_and_publication_lets_nothing_out(sandbox, job_of, monkeypatch):
    create = Client.create_image

    def doubted_meanwhile(self, **given):
        container = create(self, **given)
        token_actions.doubt(by=None, reason=CHANGED)
        return container

    monkeypatch.setattr(Client, "create_image", doubted_meanwhile)
    job = job_of()
    errand.run(job.pk)
    assert_waits(sandbox, job, said="接続の確認を待っています")
    assert sandbox.state()["counts"]["publish_calls"] == 0


def test_answer_about_a_token_that_was_replaced_meanwhile_does_not_count(connect):
    old = connect("first")
    connect("second")
    token_actions.note_lost(token=old, problem="だめでした。")
    assert AccessToken.current().state == AccessToken.State.CONNECTED


def test_nothing_can_be_asked_for_during_the_pause(staff, chief, administrator, connect):
    post = factories.approved(staff, chief)
    token_actions.doubt(by=None, reason=CHANGED)
    with pytest.raises(Refused, match="接続の確認を待っています") as refusal:
        actions.publish_now(by=staff, post=post)
    assert refusal.value.answer.clause == "第５第１項"
    assert refusal.value.answer.remedy.endswith("知らせてください。")
    connect("sandbox-token")
    assert actions.publish_now(by=staff, post=post)


def test_retry_is_refused_during_the_pause(sandbox, staff, job_of):
    sandbox.set(min_ratio=1.5)
    job = job_of()
    errand.run(job.pk)
    token_actions.doubt(by=None, reason=CHANGED)
    with pytest.raises(Refused, match="接続の確認を待っています"):
        actions.retry(by=staff, post=job.post)


def test_addresses_are_not_asked_for_during_the_pause(sandbox, clock, job_of):
    errand.run(job_of().pk)
    token_actions.doubt(by=None, reason=CHANGED)
    before = len(sandbox.calls())
    clock.shift(minutes=6)
    sweep.learn_addresses()
    assert len(sandbox.calls()) == before
