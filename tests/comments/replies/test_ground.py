"""An approval holds for the comment as it was read: what changes under it takes it away (第６第２項)."""

import datetime

import pytest
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import events
from approvals.models import State, Submission
from comments.inbox.actions import arriving, noticing
from comments.models import Comment, Reply, ReplyJob
from comments.replies import lapsing
from comments.replies.actions import sending
from comments.replies.sending import errand
from instagram.client import Client
from outbox.jobs import JobState
from posts.publishing import actions as publishing
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories as post_factories
from tests.comments import factories
from tests.sweeping import swept_jobs
from tests.tampering import seal_anew

pytestmark = pytest.mark.django_db(transaction=True)


def posts_made(sandbox):
    return [
        call for call in sandbox.calls() if call["method"] == "POST" and call["path"].endswith("/replies")
    ]


def assert_lapsed(sandbox, job, because):
    job.refresh_from_db()
    reply = Reply.objects.get(pk=job.reply_id)
    assert (job.state, job.sent_at) == (JobState.CANCELLED, None)
    assert (reply.state, reply.lapsed_because) == (State.DRAFT, because)
    assert posts_made(sandbox) == []
    assert audit.events_of(reply).filter(tag=events.APPROVAL_LAPSED.tag).count() == 1


@pytest.mark.clause("第６第２項")
def test_comment_edited_between_approval_and_sending(sandbox, job_of):
    job = job_of()
    sandbox.edit_comment(job.reply.comment.remote_id, "駐車場は無料ですか?")
    errand.run(job.pk)
    assert_lapsed(sandbox, job, lapsing.EDITED)
    comment = Comment.objects.get(pk=job.reply.comment_id)
    assert comment.text == "駐車場は無料ですか?"
    assert Reply.objects.get().comment_text == "駐車場はありますか?"


@pytest.mark.clause("第６第２項")
def test_comment_deleted_between_approval_and_sending(sandbox, job_of):
    job = job_of()
    sandbox.comment(job.reply.comment.live_post.media_id, "ほかのコメント")
    sandbox.delete_comment(job.reply.comment.remote_id)
    errand.run(job.pk)
    assert_lapsed(sandbox, job, lapsing.GONE)
    assert Comment.objects.get(pk=job.reply.comment_id).gone_at


def test_last_comment_of_a_post_deleted(sandbox, job_of):
    """An empty list is believed when Instagram counts none either."""
    job = job_of()
    sandbox.delete_comment(job.reply.comment.remote_id)
    errand.run(job.pk)
    assert_lapsed(sandbox, job, lapsing.GONE)


def test_comment_hidden_between_approval_and_sending(sandbox, job_of):
    job = job_of()
    sandbox.graph("POST", job.reply.comment.remote_id, params={"hide": "true"})
    errand.run(job.pk)
    assert_lapsed(sandbox, job, lapsing.HIDDEN)


def test_first_comment_deleted_under_a_reply_to_a_reply(sandbox, asked, job_of):
    top = asked()
    job = job_of(to=asked("わたしも知りたいです", parent=top))
    sandbox.delete_comment(top.remote_id)
    errand.run(job.pk)
    assert_lapsed(sandbox, job, lapsing.GONE)


@pytest.mark.parametrize("times", [1, 5])
def test_comment_that_cannot_be_read_by_its_number_is_found_in_the_list(sandbox, job_of, answers, times):
    sandbox.arm("F6", times=times, call="comment")
    job = job_of()
    errand.run(job.pk)
    assert answers() == [job.content.text]


def test_neither_the_comment_nor_the_list_can_be_read(sandbox, job_of, work_off, answers):
    """Counted and not shown: that proves nothing, so it is waited for."""
    job = job_of()
    sandbox.arm("F6", times=3, call="comment")
    sandbox.arm("F10", times=3)
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at, Reply.objects.get().state) == (JobState.QUEUED, None, State.APPROVED)
    assert work_off(job).state == JobState.DONE
    assert answers() == [job.content.text]


def test_deleted_between_the_last_look_and_the_request(sandbox, job_of, work_off, answers, monkeypatch):
    """What no look can prevent: nothing stands there, and a person is asked."""
    job, real = job_of(), Client.reply

    def deleted_meanwhile(self, comment_id, message):
        sandbox.delete_comment(comment_id)
        return real(self, comment_id, message)

    monkeypatch.setattr(Client, "reply", deleted_meanwhile)
    job = work_off(job)
    assert (job.state, answers()) == (JobState.UNCONFIRMED, [])
    assert len(posts_made(sandbox)) == 1


@pytest.mark.parametrize("when", ["pending", "approved"])
def test_reading_that_notices_the_edit_takes_the_approval_away(sandbox, asked, staff, chief, when):
    comment = asked()
    made = {"pending": factories.reply_submitted, "approved": factories.reply_approved}[when]
    reply = made(staff, *([chief] if when == "approved" else []), to=comment)
    sandbox.edit_comment(comment.remote_id, "別のこと")
    client = Client(base_url=sandbox.base_url, version="v26.0", user_id="me", token="sandbox-token")
    arriving.take_in(live_post=comment.live_post, comments=[client.comment(comment.remote_id)])
    stored = Reply.objects.get(pk=reply.pk)
    assert (stored.state, stored.lapsed_because) == (State.DRAFT, lapsing.EDITED)
    assert not ReplyJob.objects.exclude(state=JobState.CANCELLED).exists()


def test_drafts_get_the_note_and_what_was_sent_stays(sandbox, asked, staff, job_of):
    job = job_of()
    errand.run(job.pk)
    comment = asked()
    draft = factories.reply_draft(staff, to=comment)
    noticing.note_gone(comment=comment)
    noticing.note_gone(comment=job.reply.comment)
    assert Reply.objects.get(pk=draft.pk).lapsed_because == lapsing.GONE
    sent = Reply.objects.get(pk=job.reply_id)
    assert (sent.state, sent.lapsed_because) == (State.PUBLISHED, "")


def test_post_that_went_away_takes_its_replies_along(asked, staff, chief):
    reply = factories.reply_approved(staff, chief, to=asked())
    noticing.note_post_gone(live_post=reply.comment.live_post)
    assert Reply.objects.get().lapsed_because == lapsing.POST_GONE
    assert ReplyJob.objects.get().state == JobState.CANCELLED


def test_post_taken_down_by_us_takes_its_replies_along(asked, staff, chief):
    post = post_factories.approved(staff, chief)
    publish = publishing.publish_now(by=staff, post=post)
    type(post).objects.get(pk=post.pk)
    reply = factories.reply_approved(staff, chief, to=asked())
    live_post = reply.comment.live_post
    live_post.post = post
    live_post.save()
    post = type(post).objects.get(pk=post.pk)
    post.begin_publishing()
    post.confirm_published()
    post.save()
    publish.delete()
    publishing.record_removal(by=staff, post=post, reason="日付の誤り")
    assert Reply.objects.get().lapsed_because == lapsing.POST_GONE
    with pytest.raises(Refused, match="投稿が削除"):
        factories.reply_draft(staff, to=factories.comment(live_post=live_post))


@pytest.mark.clause("第６第２項")
@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda reply: Reply.objects.update(text="すりかえた文"), "返信文"),
        (lambda reply: Reply.objects.update(comment_text="すりかえた問い"), "返信先のコメント"),
        (lambda reply: Comment.objects.update(remote_id="1"), "返信先のコメント"),
    ],
)
def test_rows_changed_after_approval_are_not_sent_and_named(sandbox, job_of, change, part):
    job = job_of()
    change(job.reply)
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, Reply.objects.get().state) == (JobState.FAILED, State.FAILED)
    assert f"違うところ: {part}" in job.problem
    assert posts_made(sandbox) == []


@pytest.mark.clause("第６第２項")
def test_everything_exchanged_in_accord_after_approval_is_not_sent(sandbox, job_of):
    """Rows, sealed text and seal all forged together: the MAC does not fit them."""
    job = job_of()
    Reply.objects.update(text="すりかえた文")
    seal_anew(Reply.objects.get())
    errand.run(job.pk)
    assert posts_made(sandbox) == []
    assert Reply.objects.get().state == State.FAILED
    assert "版の記録が、承認を求めたときのものと違って" in ReplyJob.objects.get().problem


@pytest.mark.clause("第６第２項")
def test_conditions_changed_behind_the_programs_back_are_not_sent_on(sandbox, job_of):
    job = job_of()
    Submission.objects.update(confirmations=[])
    errand.run(job.pk)
    assert posts_made(sandbox) == []
    assert "版の記録が、承認を求めたときのものと違って" in ReplyJob.objects.get().problem


@pytest.mark.clause("第６第２項")
@pytest.mark.parametrize("deed", ["revoke", "withdraw"])
def test_approval_taken_back_before_sending(sandbox, job_of, chief, staff, deed):
    job = job_of()
    by = chief if deed == "revoke" else staff
    getattr(approval_actions, deed)(by=by, item=job.reply, reason="見合わせる")
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, posts_made(sandbox)) == (JobState.CANCELLED, [])


def test_approval_taken_back_while_the_comment_is_looked_at(sandbox, job_of, chief, monkeypatch):
    job, real = job_of(), Client.comment

    def revoked_meanwhile(self, comment_id):
        found = real(self, comment_id)
        approval_actions.revoke(by=chief, item=job.reply, reason="見合わせる")
        return found

    monkeypatch.setattr(Client, "comment", revoked_meanwhile)
    errand.run(job.pk)
    assert posts_made(sandbox) == []
    assert Reply.objects.get().state == State.DRAFT


@pytest.mark.clause("第２")
def test_contract_that_has_ended_sends_nothing(sandbox, asked, poster, manager, contractor):
    job = factories.reply_approved(poster, manager, to=asked()).jobs.get()
    contractor.contract_until = timezone.localdate() - datetime.timedelta(days=1)
    contractor.save()
    errand.run(job.pk)
    assert posts_made(sandbox) == []
    assert "契約" in ReplyJob.objects.get().problem


@pytest.mark.clause("第６第４項")
def test_stop_between_approval_and_sending(sandbox, job_of, chief, staff, work_off):
    job = job_of()
    approval_actions.stop(by=chief, reason="確認のため")
    errand.run(job.pk)
    approval_actions.resume(by=chief, note="終了")
    swept_jobs(ReplyJob)
    errand.run(job.pk)
    assert posts_made(sandbox) == []
    assert Reply.objects.get().state == State.EXPIRED


@pytest.mark.clause("第６第４項")
def test_stop_while_the_comment_is_looked_at(sandbox, job_of, chief, monkeypatch):
    job, real = job_of(), Client.comment

    def stopped_meanwhile(self, comment_id):
        found = real(self, comment_id)
        approval_actions.stop(by=chief, reason="確認のため")
        return found

    monkeypatch.setattr(Client, "comment", stopped_meanwhile)
    errand.run(job.pk)
    assert posts_made(sandbox) == []


@pytest.mark.clause("第６第４項")
def test_approval_during_a_stop_sends_nothing_until_a_poster_presses(sandbox, asked, staff, chief, work_off):
    approval_actions.stop(by=chief, reason="確認のため")
    reply = factories.reply_approved(staff, chief, to=asked())
    assert not ReplyJob.objects.exists()
    with pytest.raises(Refused, match="緊急停止中"):
        sending.send(by=staff, reply=reply)
    approval_actions.resume(by=chief, note="終了")
    swept_jobs(ReplyJob)
    assert (Reply.objects.get().state, ReplyJob.objects.exists()) == (State.APPROVED, False)
    job = sending.send(by=staff, reply=reply)
    with pytest.raises(Refused, match="すでに"):
        sending.send(by=staff, reply=reply)
    assert work_off(job).state == JobState.DONE


def test_pause_of_the_connection_is_waited_for(sandbox, job_of, connect, work_off, answers):
    sandbox.end_tokens()
    job = job_of()
    errand.run(job.pk)
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)
    assert "接続が戻るまで" in job.problem
    connect(sandbox.give_token())
    assert work_off(job).state == JobState.DONE
    assert answers() == [job.content.text]
