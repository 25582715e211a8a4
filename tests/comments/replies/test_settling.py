"""要確認 leads a person: what the account has written under the comment, 「これです」, 「ありません」."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from approvals.models import State
from comments.models import Reply
from comments.replies import agreement, events
from comments.replies.actions import settling
from comments.replies.sending import candidates, looking
from outbox.jobs import JobState
from posts.publishing.candidates import opened
from security.models import AuditEvent, User
from security.office.answers import Refused
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(name, reply):
    return reverse(f"replies:{name}", args=[reply.pk])


def tickets(page):
    return re.findall(r'name="ticket" value="([^"]+)"', page.content.decode())


def said_by_hand(sandbox, job, text):
    """Somebody types an answer into the official account."""
    return sandbox.comment(text=text, username="hokkaido_cafe", parent=job.reply.target_id)


@pytest.mark.clause("第６第２項")
def test_page_shows_the_accounts_own_answers_and_binds_the_one_pressed(
    sandbox, client, staff, job_of, unclear
):
    job = unclear(job_of())
    said_by_hand(sandbox, job, "別の返信です。")
    sandbox.comment(text="ほかの方の返信です。", username="citizen", parent=job.reply.target_id)
    client.force_login(staff)
    page = client.get(page_of("resolve", job.reply))
    words = page.content.decode()
    assert words.index("承認された文と同じ") < words.index("承認された文と違う")
    assert words.count(">これです<") == 2
    assert "ほかの方の返信です。" not in words
    client.post(page_of("resolve", job.reply), {"ticket": tickets(page)[0]})
    job.refresh_from_db()
    reply = Reply.objects.get()
    live = next(one for one in sandbox.state()["comments"] if one["text"] == job.content.text)
    assert (job.state, job.remote_id, reply.state) == (JobState.DONE, live["id"], State.PUBLISHED)
    assert reply.published_as.remote_id == live["id"]
    assert AuditEvent.objects.get(tag=events.REPLY_RESOLVED.tag).data["media_id"] == live["id"]
    assert list(agreement.replies()) == []


def test_answer_of_another_reply_is_not_offered_and_not_taken(staff, job_of, asked, work_off, unclear):
    comment = asked()
    first = work_off(job_of(to=comment))
    assert first.state == JobState.DONE
    second = unclear(job_of(to=comment, text="もう一つの返信です。"))
    found = candidates.look(second.reply)
    assert [one.words for one in found.candidates] == ["もう一つの返信です。"]
    with pytest.raises(Refused, match="ほかの返信"):
        settling.bind(by=staff, reply=second.reply, number=first.remote_id)
    assert Reply.objects.get(pk=second.reply_id).state == State.UNCONFIRMED


def test_instagram_is_asked_outside_any_transaction(client, staff, job_of, unclear, monkeypatch):
    job, asked = unclear(job_of()), []
    real = looking.answers_to

    def answers_to(*given):
        asked.append(connection.in_atomic_block)
        return real(*given)

    monkeypatch.setattr(looking, "answers_to", answers_to)
    client.force_login(staff)
    for name in ("resolve", "not_there"):
        client.get(page_of(name, job.reply))
    assert asked == [False, False]


def test_where_nothing_can_be_read_a_person_says_that_it_is_there(sandbox, client, staff, job_of, unclear):
    job = unclear(job_of())
    sandbox.arm("F17", times=9, call="replies")
    client.force_login(staff)
    page = client.get(page_of("resolve", job.reply)).content.decode()
    assert "公式アカウントを読み取れませんでした" in page
    assert client.post(page_of("resolve", job.reply)).status_code == 422
    client.post(page_of("resolve", job.reply), {"has_seen": "on"})
    job.refresh_from_db()
    assert (job.state, job.remote_id, Reply.objects.get().state) == (JobState.DONE, "", State.PUBLISHED)


def test_not_there_is_confirmed_on_a_page_of_its_own(client, staff, job_of, unclear):
    job = unclear(job_of())
    client.force_login(staff)
    page = client.get(page_of("not_there", job.reply)).content.decode()
    assert "同じ文の返信があります" in page
    looked = re.search(r'name="looked" value="([^"]+)"', page)[1]
    assert client.post(page_of("not_there", job.reply), {"looked": looked}).status_code == 422
    client.post(page_of("not_there", job.reply), {"looked": looked, "has_looked": "on"})
    job.refresh_from_db()
    assert (job.state, job.is_not_there, Reply.objects.get().state) == (JobState.FAILED, True, State.FAILED)
    told = AuditEvent.objects.get(tag=events.REPLY_NOT_THERE.tag)
    assert "同じ文のものは1件" in told.data["note"]
    assert "返信が載っていないことを人が確かめた" in client.get(job.reply.get_absolute_url()).content.decode()


def test_stale_page_reads_what_has_been_recorded(client, staff, chief, job_of, unclear):
    job = unclear(job_of())
    client.force_login(staff)
    ticket = tickets(client.get(page_of("resolve", job.reply)))[0]
    settling.declare_missing(by=chief, reply=job.reply)
    page = client.post(page_of("resolve", job.reply), {"ticket": ticket}, follow=True).content.decode()
    assert "結果はすでに記録されています" in page
    assert chief.name in page
    assert Reply.objects.get().state == State.FAILED


def press(pk, user, ticket):
    """In a process of its own: 「これです」 or, without a ticket, 「ありません」."""
    reply, by = Reply.objects.get(pk=pk), User.objects.get(pk=user)
    try:
        if ticket:
            number, _ = opened(reply, ticket)
            settling.bind(by=by, reply=reply, number=number)
        else:
            settling.declare_missing(by=by, reply=reply)
    except Refused as refusal:
        return str(refusal.answer)
    return "recorded"


@pytest.mark.postgres
def test_of_two_who_press_at_once_one_wins_and_the_other_reads_it(staff, chief, job_of, unclear):
    job = unclear(job_of())
    ticket = candidates.look(job.reply).candidates[0].ticket
    told = race(f"{__name__}:press", (job.reply_id, staff.pk, ticket), (job.reply_id, chief.pk, ""))
    assert told.count("recorded") == 1
    assert "結果はすでに記録されています" in next(one for one in told if one != "recorded")
