"""An approved reply goes out by itself, once, whatever is lost or crashes on the way (第６第２項)."""

import pytest
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import events as approval_events
from approvals.models import State
from approvals.sending import actions as outgoing_actions
from comments.inbox.actions import arriving
from comments.models import Comment, Reply, ReplyJob
from comments.replies import events as replies_events
from comments.replies.actions import drafting, sending, settling
from comments.replies.sending import echoes, errand, reconcile
from instagram.client import Client
from outbox import claims
from outbox.claims import LeaseLost
from outbox.jobs import JobState
from security.office.answers import Refused
from security.trail import recording as audit
from tests import outgoing
from tests.comments import factories
from tests.racing import race
from tests.sweeping import swept_jobs

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "はい、ございます。"


def posts_made(sandbox):
    return [
        call for call in sandbox.calls() if call["method"] == "POST" and call["path"].endswith("/replies")
    ]


def assert_there_once(answers, job, text=TEXT):
    job.refresh_from_db()
    reply = Reply.objects.get(pk=job.reply_id)
    assert answers() == [text]
    assert (job.state, reply.state) == (JobState.DONE, State.PUBLISHED)
    own = Comment.objects.get(is_own=True)
    assert (own.remote_id, own.text, own.parent) == (job.remote_id, text, reply.comment)
    assert reply.published_as == own
    assert audit.events_of(reply).filter(tag=replies_events.REPLY_SENT.tag).count() == 1


@pytest.mark.clause("第６第２項")
def test_approval_alone_sends_it(sandbox, job_of, answers, woken):
    job = job_of()
    assert woken == [("comments.tasks.send_reply", job.pk)]
    errand.run(job.pk)
    assert_there_once(answers, job)
    assert list(audit.faults()) == []
    tags = [event.tag for event in audit.events_of(job.reply)]
    assert tags == [
        approval_events.DRAFTED.tag,
        approval_events.SUBMITTED.tag,
        approval_events.APPROVED.tag,
        replies_events.REPLY_STARTED.tag,
        replies_events.REPLY_SENT.tag,
    ]


@pytest.mark.clause("第６第２項")
def test_contractors_reply_goes_out_after_its_managers_approval(sandbox, asked, poster, manager, answers):
    job = factories.reply_approved(poster, manager, to=asked()).jobs.get()
    errand.run(job.pk)
    assert_there_once(answers, job)


def test_exactly_what_was_approved_stands_there(sandbox, job_of, answers):
    text = "神 🍁 <b>です</b>\nひらがな  二つの空白 שלום\u200f"
    job = job_of(text=text)
    errand.run(job.pk)
    assert answers() == [text]


def test_reply_to_a_reply_goes_under_the_first_comment(sandbox, asked, job_of, answers):
    top = asked()
    answer = asked("わたしも知りたいです", parent=top)
    job = job_of(to=answer, text="@citizen はい")
    errand.run(job.pk)
    (call,) = posts_made(sandbox)
    assert top.remote_id in call["path"]
    assert Comment.objects.get(is_own=True).parent == top


@pytest.mark.parametrize("fault", ["F8", "F9", "F17-applied"])
def test_lost_answer_is_looked_for_and_not_sent_again(sandbox, job_of, work_off, answers, fault):
    sandbox.arm(fault, times=3, call="reply:applied")
    job = work_off(job_of())
    assert_there_once(answers, job)
    assert len(posts_made(sandbox)) == 1


@pytest.mark.parametrize("call", ["comment", "comments", "replies"])
@pytest.mark.parametrize("fault", ["F17", "F12"])
def test_reading_that_fails_is_waited_for(sandbox, job_of, work_off, answers, fault, call):
    sandbox.arm(fault, times=2, call=call)
    assert_there_once(answers, work_off(job_of()))
    assert len(posts_made(sandbox)) == 1


def test_authors_withheld_do_not_hide_our_own_answer(sandbox, job_of, work_off, answers):
    sandbox.arm("F9")
    sandbox.arm("F11", times=50, call="replies")
    assert_there_once(answers, work_off(job_of()))
    assert len(posts_made(sandbox)) == 1


def test_nothing_there_after_ten_minutes_is_left_to_a_person(sandbox, job_of, work_off, answers):
    """500 and not applied: nobody can tell that from an answer."""
    sandbox.arm("F17", call="reply")
    job = work_off(job_of())
    assert (job.state, Reply.objects.get().state) == (JobState.UNCONFIRMED, State.UNCONFIRMED)
    assert timezone.now() - job.sent_at > reconcile.GIVE_UP
    assert len(posts_made(sandbox)) == 1
    errand.run(job.pk)
    swept_jobs(ReplyJob)
    assert (answers(), len(posts_made(sandbox))) == ([], 1)


def test_person_finds_nothing_and_it_goes_out_once_more(sandbox, staff, job_of, work_off, answers):
    sandbox.arm("F17", call="reply")
    job = work_off(job_of())
    settling.declare_missing(by=staff, reply=job.reply)
    assert Reply.objects.get().state == State.FAILED
    assert_there_once(answers, work_off(sending.retry(by=staff, reply=job.reply)))


def test_person_who_overlooked_it_makes_no_second_one(sandbox, staff, job_of, work_off, unclear, answers):
    job = unclear(job_of())
    assert job.state == JobState.UNCONFIRMED
    settling.declare_missing(by=staff, reply=job.reply)
    again = work_off(sending.retry(by=staff, reply=job.reply))
    assert_there_once(answers, again)
    assert len(posts_made(sandbox)) == 1


def test_person_who_overlooked_it_and_rewrites_it_is_stopped(
    sandbox, staff, chief, job_of, work_off, unclear, answers
):
    job = unclear(job_of())
    settling.declare_missing(by=staff, reply=job.reply)
    reply = Reply.objects.get()
    drafting.save_draft(by=staff, reply=reply, version=reply.version, text="はい、無料の駐車場がございます。")
    reply = factories.reply_submit(staff, reply)
    approval_actions.approve(by=chief, item=reply, seal=reply.submission.seal)
    again = work_off(reply.jobs.first())
    assert again.state == JobState.UNCONFIRMED
    assert "前の版" in again.problem
    assert answers() == [TEXT]


def test_person_says_it_is_there_and_its_echo_is_bound(sandbox, staff, job_of, unclear):
    job = unclear(job_of())
    settling.bind(by=staff, reply=job.reply)
    assert echoes.awaits_echoes()
    echoes.bind_echoes()
    assert Reply.objects.get().published_as is None
    live_post = job.reply.comment.live_post
    page = Client(base_url=sandbox.base_url, version="v26.0", user_id="me", token="sandbox-token").comments(
        live_post.media_id
    )
    arriving.take_in(live_post=live_post, comments=page.items)
    echoes.bind_echoes()
    own = Comment.objects.get(is_own=True)
    assert (own.text, Reply.objects.get().published_as) == (TEXT, own)
    assert not echoes.awaits_echoes()


@pytest.mark.parametrize("echo", ["before", "after"])
def test_echo_makes_one_row_whenever_it_comes(sandbox, job_of, answers, monkeypatch, echo):
    job, real = job_of(), Client.reply

    def read(client):
        live_post = job.reply.comment.live_post
        arriving.take_in(live_post=live_post, comments=client.comments(live_post.media_id).items)

    def reply_and_read(client, comment_id, message):
        made = real(client, comment_id, message)
        read(client)
        return made

    if echo == "before":
        monkeypatch.setattr(Client, "reply", reply_and_read)
    errand.run(job.pk)
    read(Client(base_url=sandbox.base_url, version="v26.0", user_id="me", token="sandbox-token"))
    assert_there_once(answers, job)


def test_several_that_could_be_it_are_not_guessed_between(sandbox, job_of, work_off, asked):
    """Somebody types the same words into Instagram at the same moment."""
    sandbox.arm("F9")
    job = job_of()
    sandbox_twin = job.reply.comment.remote_id
    errand.run(job.pk)
    sandbox.graph("POST", f"{sandbox_twin}/replies", data={"message": TEXT})
    job = work_off(job)
    assert job.state == JobState.UNCONFIRMED
    assert "複数" in job.problem
    assert len(posts_made(sandbox)) == 2


def test_lost_answer_is_never_bound_to_a_twins_answer(sandbox, asked, job_of, work_off):
    """Two replies of the same words under one thread: each finds its own or a person is asked."""
    top = asked()
    other = asked("ほかの人の問い", parent=top)
    first, second = job_of(to=top), job_of(to=other)
    sandbox.arm("F9", times=2)
    errand.run(first.pk)
    errand.run(second.pk)
    work_off(first)
    work_off(second)
    bound = [job.remote_id for job in ReplyJob.objects.all() if job.remote_id]
    assert len(bound) == len(set(bound))
    assert len(posts_made(sandbox)) == 2
    assert {first.state, second.state} <= {JobState.DONE, JobState.UNCONFIRMED}


def crash(*args, **kwargs):
    raise SystemExit


@pytest.mark.parametrize("moment", ["before the request", "after the request", "before it is written down"])
def test_worker_killed(sandbox, job_of, work_off, answers, monkeypatch, moment):
    job, real = job_of(), Client.reply

    def crash_afterwards(*args, **kwargs):
        real(*args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as killed:
        if moment == "before the request":
            killed.setattr(Client, "reply", crash)
        elif moment == "after the request":
            killed.setattr(Client, "reply", crash_afterwards)
        else:
            killed.setattr(outgoing_actions, "finish", crash)
        with pytest.raises(SystemExit):
            errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at is not None) == (JobState.RUNNING, True)
    errand.run(job.pk)  # the lease still stands: nobody else may work
    work_off(job)
    if moment == "before the request":
        assert (job.state, answers()) == (JobState.UNCONFIRMED, [])
    else:
        assert_there_once(answers, job)


@pytest.mark.parametrize("method", ["comment", "replies"])
def test_worker_killed_before_anything_is_sent_loses_nothing(
    sandbox, job_of, work_off, answers, monkeypatch, method
):
    job = job_of()
    with monkeypatch.context() as killed:
        killed.setattr(Client, method, crash)
        with pytest.raises(SystemExit):
            errand.run(job.pk)
    assert_there_once(answers, work_off(job))


def test_worker_that_lost_its_lease_writes_nothing(sandbox, clock, job_of):
    job = job_of()
    slow = claims.claim(ReplyJob, job.pk)
    clock.shift(seconds=claims.LEASE.total_seconds() + 1)
    fast = claims.claim(ReplyJob, job.pk)
    before, events = ReplyJob.objects.values().get(), audit.events_of(job.reply).count()
    for write in (
        lambda: outgoing.announce(slow),
        lambda: outgoing.take_back(slow),
        lambda: outgoing.finish(slow, remote_id="1"),
        lambda: outgoing.fail(slow, sentence="だめでした"),
        lambda: outgoing.lose_track(slow, sentence="分かりません"),
        lambda: claims.postpone(slow, delay=reconcile.FIRST_LOOK),
        lambda: outgoing.run_out(slow),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert ReplyJob.objects.values().get() == before
    assert (audit.events_of(job.reply).count(), Reply.objects.get().state) == (events, State.APPROVED)
    assert fast.job.pk == job.pk


def test_slow_worker_overtaken_by_another_sends_nothing_more(sandbox, clock, job_of, answers, monkeypatch):
    job, real, overtaken = job_of(), Client.comment, []

    def overtaken_meanwhile(self, comment_id):
        found = real(self, comment_id)
        if not overtaken:
            overtaken.append(True)
            clock.shift(seconds=claims.LEASE.total_seconds() + 1)
            errand.run(job.pk)
        return found

    monkeypatch.setattr(Client, "comment", overtaken_meanwhile)
    errand.run(job.pk)
    assert_there_once(answers, job)
    assert len(posts_made(sandbox)) == 1


def test_token_refused_at_the_last_moment_is_waited_for(sandbox, job_of, work_off, connect, answers):
    sandbox.arm("F13", call="reply")
    job = job_of()
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sent_at, Reply.objects.get().state) == (JobState.QUEUED, None, State.APPROVED)
    errand.run(job.pk)
    connect(sandbox.give_token())
    assert_there_once(answers, work_off(job))
    assert answers() == [TEXT]


def test_connection_that_does_not_come_back_in_time_fails_with_its_reason(sandbox, job_of, work_off, answers):
    """It was tried: 期限切れ would say that it was not."""
    sandbox.end_tokens()
    job = work_off(job_of())
    assert (job.state, Reply.objects.get().state, answers()) == (JobState.FAILED, State.FAILED, [])
    assert "接続が戻らないまま時間が過ぎた" in job.problem


def work(pk):
    errand.run(pk)
    return ReplyJob.objects.get(pk=pk).state


@pytest.mark.postgres
@pytest.mark.parametrize("fault", [None, "F9"])
def test_four_workers_at_once_make_one_reply(sandbox, job_of, work_off, answers, fault):
    if fault:
        sandbox.arm(fault)
    job = job_of()
    race(f"{__name__}:work", *[(job.pk,)] * 4)
    assert_there_once(answers, work_off(job))
    assert len(posts_made(sandbox)) == 1


def test_sweep_calls_for_a_lost_message(sandbox, job_of, woken):
    job = job_of()
    del woken[:]
    swept_jobs(ReplyJob)
    assert woken == [("comments.tasks.send_reply", job.pk)]


def test_finished_job_does_nothing_more(sandbox, job_of, answers):
    job = job_of()
    for _ in range(3):
        errand.run(job.pk)
    assert len(posts_made(sandbox)) == 1
    with pytest.raises(Refused):
        sending.send(by=job.reply.author, reply=job.reply)


def type_by_hand(sandbox, comment, text=TEXT):
    sandbox.graph("POST", f"{comment.remote_id}/replies", data={"message": text})


@pytest.mark.clause("第６第２項")
def test_an_answer_that_somebody_typed_is_not_taken_for_a_reply_that_was_never_sent(
    sandbox, job_of, work_off, answers, staff, clock
):
    job = job_of()
    type_by_hand(sandbox, job.reply.comment)
    job = work_off(job)
    assert (job.state, job.problem, job.remote_id) == (JobState.UNCONFIRMED, errand.ALREADY_THERE, "")
    assert answers() == [TEXT]
    clock.shift(minutes=3)
    settling.declare_missing(by=staff, reply=job.reply)
    again = work_off(sending.retry(by=staff, reply=Reply.objects.get()))
    assert (again.state, answers()) == (JobState.DONE, [TEXT, TEXT])


def test_an_earlier_proposals_answer_is_found_by_the_next_one(
    sandbox, asked, job_of, unclear, answers, staff, clock
):
    """Sent, not found, said not to be there, withdrawn; the same words are proposed anew, and it is there after all."""
    comment = asked()
    first = unclear(job_of(to=comment))
    settling.declare_missing(by=staff, reply=first.reply)
    approval_actions.reopen(by=staff, item=first.reply)
    approval_actions.withdraw(by=staff, item=first.reply, reason="やめる")
    clock.shift(minutes=30)
    errand.run(job_of(to=comment).pk)
    assert answers() == [TEXT]
    assert not ReplyJob.objects.filter(state=JobState.QUEUED).exists()


def test_an_earlier_proposals_other_words_are_found_too(
    sandbox, asked, job_of, unclear, answers, staff, clock
):
    comment = asked()
    first = unclear(job_of(to=comment))
    settling.declare_missing(by=staff, reply=first.reply)
    approval_actions.reopen(by=staff, item=first.reply)
    approval_actions.withdraw(by=staff, item=first.reply, reason="やめる")
    clock.shift(minutes=30)
    second = job_of(to=comment, text="無料です。")
    errand.run(second.pk)
    second.refresh_from_db()
    assert (answers(), second.state, second.problem) == (
        [TEXT],
        JobState.UNCONFIRMED,
        errand.EARLIER_VERSION,
    )
