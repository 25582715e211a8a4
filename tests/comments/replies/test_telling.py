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

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]


def told():
    return [(notice.person, notice.title) for notice in Notice.objects.filter(kind="reply_sent")]


def test_its_author_hears_that_it_was_sent_and_it_is_no_new_comment(sandbox, job_of, staff, poster):
    office.person(Role.PREFECTURE_POSTER)
    job = job_of()
    errand.run(job.pk)
    errand.run(job.pk)
    assert told() == [(job.reply.author, f"返信がInstagramに載りました: {job.reply}")]
    assert job.reply.comment.text not in Notice.objects.get(kind="reply_sent").sentence
    assert not inbox_telling.is_due()


def test_who_has_answered_by_hand_is_not_told_but_its_author_is(staff, chief, db):
    colleague = office.person(Role.PREFECTURE_POSTER)
    for by, wanted in ((staff, []), (colleague, [staff])):
        reply = factories.reply_approved(staff, chief, to=factories.comment(remote_id=None))
        drafting.record_by_hand(by=by, reply=reply, at=timezone.now())
        assert [person for person, _ in told()] == wanted


def test_its_author_hears_when_somebody_has_found_it_there(staff, chief):
    colleague = office.person(Role.PREFECTURE_POSTER)
    reply = factories.reply_approved(staff, chief)
    ReplyJob.objects.update(state=JobState.UNCONFIRMED)
    type(reply).objects.filter(pk=reply.pk).update(state="unconfirmed")
    settling.bind(by=colleague, reply=reply)
    assert [person for person, _ in told()] == [staff]
