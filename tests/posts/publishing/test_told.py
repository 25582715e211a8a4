"""Every end that nobody caused is told by letter to whom it concerns, once; and what only a person can end is told too."""

import pytest

from approvals.models import State
from comments.replies.sending import errand as replying
from posts.models import Post
from posts.publishing import errand, sweep
from security.models import Letter
from tests import factories
from tests.comments import factories as comments
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]


def told(word):
    return Letter.objects.filter(subject__startswith=word)


def test_failure_is_told_to_author_and_approver_once(sandbox, clock, job_of, staff, chief):
    sandbox.arm("F17", call="create", times=100)
    job = job_of()
    errand.run(job.pk)
    assert not told("投稿失敗").exists()
    clock.shift(minutes=31)
    errand.run(job.pk)
    swept(sweep)
    assert sorted(letter.recipient.pk for letter in told("投稿失敗")) == sorted([staff.pk, chief.pk])
    assert "何も投稿されていません" in told("投稿失敗")[0].body
    assert job.post.get_absolute_url() in told("投稿失敗")[0].body


def test_what_nobody_knows_is_told(sandbox, job_of, work_off, staff):
    sandbox.arm("F17", call="publish")
    sandbox.arm("F6", call="status", times=500)
    work_off(job_of())
    assert Post.objects.get().state == State.UNCONFIRMED
    assert told("要確認").filter(recipient=staff).count() == 1


def test_what_expired_is_told(sandbox, clock, job_of, staff, chief):
    job_of()
    clock.shift(minutes=31)
    swept(sweep)
    assert told("期限切れ").count() == 2


def test_reply_that_failed_is_told(sandbox, clock, staff, chief):
    job = comments.reply_approved(staff, chief, to=comments.comment()).jobs.get()
    clock.shift(minutes=31)
    replying.run(job.pk)
    assert told("期限切れ").count() == 2


def test_who_has_left_is_not_written_to_and_the_chief_is(sandbox, clock, job_of, staff, chief):
    job_of()
    staff.is_active = False
    staff.save()
    clock.shift(minutes=31)
    swept(sweep)
    assert {letter.recipient for letter in told("期限切れ")} == {chief}


@pytest.mark.clause("第４第２項")
def test_post_without_anybody_in_charge_is_told_to_its_side(sandbox, clock, job_of, staff, chief):
    colleague = factories.person("prefecture_poster", staff.appointments.get().organization)
    job = job_of()
    staff.is_active = False
    staff.save()
    for _ in range(3):
        errand.run(job.pk)
        clock.shift(minutes=2)
    letters = told("担当の方がいないため")
    assert {letter.recipient for letter in letters} == {colleague, chief}
    assert letters.count() == 2
    Post.objects.update(in_charge=colleague)
    errand.run(job.pk)
    assert Post.objects.get().state == State.PUBLISHED
