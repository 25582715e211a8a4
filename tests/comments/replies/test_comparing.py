"""The answer under the comment is held against what was sealed, once, when it is out."""

import pytest
from django.db import transaction

from approvals.models import State
from comments.models import Reply
from comments.replies import events
from comments.replies.actions import differing
from comments.replies.models import ReplyJob
from comments.replies.sending import comparing
from outbox.jobs import JobState
from security.account.actions import token as token_actions
from security.models import AccessToken, AuditEvent, Notice
from security.office.answers import Refused
from security.people.actors import Actor
from security.trail import recording as audit
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


def put_up_with_other_words(live, sandbox):
    job = live()
    sandbox.edit_comment(job.remote_id, "ほかの言葉です。")
    swept(comparing)
    return Reply.objects.get()


@pytest.mark.clause("第６第２項")
def test_difference_stands_on_every_page_until_somebody_has_looked_into_it(
    live, sandbox, staff, chief, poster, client
):
    reply = put_up_with_other_words(live, sandbox)
    alert = "承認された版と違う返信があります"

    def sees(person):
        client.force_login(person)
        return alert in client.get("/").content.decode()

    assert [sees(one) for one in (staff, chief, poster)] == [True, True, False]
    client.force_login(chief)
    assert "違いを確かめた" in client.get(reply.get_absolute_url()).content.decode()
    address = f"/comments/replies/{reply.pk}/difference/"
    assert client.post(address, {"reason": " "}).status_code == 422
    client.post(address, {"reason": "誤字を直しただけでした。"})
    page = client.get(reply.get_absolute_url()).content.decode()
    assert "承認された版のとおりではありません" not in page
    assert "誤字を直しただけでした。" in page
    assert [sees(one) for one in (staff, chief)] == [False, False]
    assert ReplyJob.objects.get().difference_seen_by == chief
    client.post(address, {"reason": "もう一度"})
    assert AuditEvent.objects.filter(tag=events.REPLY_DIFFERENCE_SEEN.tag).count() == 1


def test_whoever_said_it_is_this_reply_does_not_look_into_the_difference(live, sandbox, staff, chief):
    reply = put_up_with_other_words(live, sandbox)
    with transaction.atomic():
        audit.record(events.REPLY_RESOLVED, by=Actor.of(chief), subject=reply, media_id="1", seal="s")
    with pytest.raises(Refused, match="あなたが記録しました"):
        differing.note_seen(by=chief, reply=reply, reason="確かめました。")
    differing.note_seen(by=staff, reply=reply, reason="確かめました。")


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
