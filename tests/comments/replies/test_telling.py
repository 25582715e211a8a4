"""Who answers for a reply hears that it stands on Instagram, once, and nobody of his own doing (第６第２項)."""

import pytest
from django.utils import timezone

from comments.inbox import telling as inbox_telling
from comments.models import ReplyJob
from comments.replies.actions import drafting, settling
from comments.replies.sending import errand
from outbox.jobs import JobState
from security.models import Notice, Role
from tests import factories as office
from tests.comments import factories
from tests.composing import letters_after

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]


def told():
    return [(notice.person, notice.title) for notice in Notice.objects.filter(kind="reply_sent")]


def the_approval_is_told():
    Notice.objects.filter(kind="approval_given").update(told_at=timezone.now())


def test_whose_letter_about_the_approval_is_to_come_reads_it_there(sandbox, job_of, staff, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    job = job_of()
    errand.run(job.pk)
    assert told() == []
    [letter] = letters_after(time_machine, days=3)
    assert letter.subject.startswith("承認されました")
    assert "その後、「返信済」になりました" in letter.body


def test_its_author_hears_that_it_was_sent_and_it_is_no_new_comment(sandbox, job_of, staff, poster):
    office.person(Role.PREFECTURE_POSTER)
    job = job_of()
    the_approval_is_told()
    errand.run(job.pk)
    errand.run(job.pk)
    assert told() == [(job.reply.author, f"返信がInstagramに載りました: {job.reply}")]
    assert job.reply.comment.text not in Notice.objects.get(kind="reply_sent").sentence
    assert not inbox_telling.is_due()


def test_who_has_answered_by_hand_is_not_told_but_its_author_is(staff, chief, db):
    colleague = office.person(Role.PREFECTURE_POSTER)
    for by, wanted in ((staff, []), (colleague, [staff])):
        reply = factories.reply_approved(staff, chief, to=factories.comment(remote_id=None))
        the_approval_is_told()
        drafting.record_by_hand(by=by, reply=reply, at=timezone.now())
        assert [person for person, _ in told()] == wanted


def test_its_author_hears_when_somebody_has_found_it_there(staff, chief):
    colleague = office.person(Role.PREFECTURE_POSTER)
    reply = factories.reply_approved(staff, chief)
    the_approval_is_told()
    ReplyJob.objects.update(state=JobState.UNCONFIRMED)
    type(reply).objects.filter(pk=reply.pk).update(state="unconfirmed")
    settling.bind(by=colleague, reply=reply)
    assert [person for person, _ in told()] == [staff]
