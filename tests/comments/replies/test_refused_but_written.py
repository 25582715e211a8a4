"""Instagram says no to a reply and has written it all the same (第６第２項)."""

import pytest

from approvals.models import State
from comments.models import Reply
from comments.replies.sending import errand
from outbox.jobs import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]

TEXT = "はい、ございます。"


@pytest.mark.parametrize(("fault", "times"), [("F8", 1), ("F8", 5), ("F9", 5)])
def test_reply_that_stands_there_is_found_and_not_sent_again(
    sandbox, job_of, work_off, answers, fault, times
):
    sandbox.arm(fault, times=times)
    job = work_off(job_of())
    assert job.state == JobState.DONE
    assert answers() == [TEXT]
    assert Reply.objects.get().state == State.PUBLISHED


def test_reply_refused_but_written_and_then_deleted_by_the_citizen_is_not_sent_anew(
    sandbox, job_of, work_off, answers
):
    """The comment goes, and our answer with it, before we have looked: nothing is there, and nothing is sent again."""
    sandbox.arm("F8")
    job = job_of()
    errand.run(job.pk)
    assert answers() == [TEXT]
    sandbox.delete_comment(job.reply.comment.remote_id)
    work_off(job)
    job.refresh_from_db()
    assert job.state in (JobState.UNCONFIRMED, JobState.FAILED)
    assert Reply.objects.get().state in (State.UNCONFIRMED, State.FAILED)
    assert answers() == []
