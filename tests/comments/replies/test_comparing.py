"""The answer under the comment is held against what was sealed, once, when it is out."""

import pytest

from approvals.models import State
from comments.models import Reply
from comments.replies import events
from comments.replies.models import ReplyJob
from comments.replies.sending import comparing
from outbox.jobs import JobState
from security.account.actions import token as token_actions
from security.models import AccessToken, AuditEvent, Notice
from tests.racing import race
from tests.sweeping import swept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live(job_of, work_off):
    def live():
        job = work_off(job_of())
        assert job.state == JobState.DONE
        return job

    return live


def differs():
    return Notice.objects.filter(kind="reply_differs")


def told():
    return AuditEvent.objects.filter(tag=events.REPLY_DIFFERS.tag)


def test_answer_as_approved_is_looked_at_once_and_nothing_is_told(live):
    job = live()
    assert comparing.is_due()
    swept(comparing)
    job.refresh_from_db()
    assert (job.compare_at, job.differs_since, told().count()) == (None, None, 0)
    assert not comparing.is_due()


@pytest.mark.clause("第６第２項")
def test_answer_with_other_words_is_told_to_author_and_approver(live, sandbox, staff, chief, client):
    job = live()
    sandbox.edit_comment(job.remote_id, "ほかの言葉です。")
    swept(comparing)
    job.refresh_from_db()
    assert job.differs_since
    assert told().count() == 1
    assert set(differs().values_list("person", flat=True)) == {staff.pk, chief.pk}
    client.force_login(staff)
    page = client.get(job.reply.get_absolute_url()).content.decode()
    assert "承認された版のとおりではありません" in page
    assert Reply.objects.get().state == State.PUBLISHED


def test_words_without_the_at_sign_are_the_same(live, sandbox):
    job = live()
    sandbox.edit_comment(job.remote_id, f"  {job.content.text.replace('@', '')}\n")
    swept(comparing)
    assert told().count() == 0


def test_answer_that_cannot_be_read_is_asked_for_again_for_a_day(live, sandbox, clock):
    job = live()
    sandbox.arm("F6", times=2, call="comment")
    swept(comparing)
    job.refresh_from_db()
    assert job.compare_at > job.finished_at
    assert told().count() == 0
    clock.shift(days=1, minutes=1)
    swept(comparing)
    job.refresh_from_db()
    assert (job.compare_at, told().count()) == (None, 0)


def test_waits_while_the_connection_is_paused(live):
    live()
    token_actions.note_lost(token=AccessToken.current(), problem="切れました。")
    assert not comparing.is_due()
    comparing.run()
    assert ReplyJob.objects.get().compare_at


def sweep_once(_):
    comparing.run()


@pytest.mark.postgres
def test_workers_at_once_tell_it_once(live, sandbox):
    job = live()
    sandbox.edit_comment(job.remote_id, "ほかの言葉です。")
    race(f"{__name__}:sweep_once", (1,), (2,), (3,))
    assert (told().count(), differs().count()) == (1, 2)
