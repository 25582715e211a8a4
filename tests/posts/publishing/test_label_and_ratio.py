"""What is sent beside words and pictures: the AI label that was approved; and the way back where 3:4 is not taken."""

import pytest

from approvals import actions as approval_actions
from approvals.models import State
from instagram import sentences
from outbox.jobs import JobState
from posts.models import LiveDifference, Post
from posts.publishing import actions, comparing
from tests import factories
from tests.sweeping import swept

pytestmark = pytest.mark.django_db(transaction=True)


def creations(sandbox):
    return [call["params"] for call in sandbox.state()["calls"] if call["call"] == "create"]


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize("photos", [1, 3])
@pytest.mark.parametrize("flavour", ["instagram", "facebook"])
def test_ai_label_goes_to_the_container_of_the_post_and_to_no_item_of_it(
    sandbox, job_of, work_off, settings, photos, flavour
):
    settings.INSTAGRAM_FLAVOUR = flavour
    assert work_off(job_of(photos=photos, generated="yes")).state == JobState.DONE
    (live,) = sandbox.state()["media"]
    assert live["is_ai_generated"] is True
    labelled = [one for one in sandbox.state()["containers"] if one["is_ai_generated"]]
    assert [one["is_carousel_item"] for one in labelled] == [False]


@pytest.mark.parametrize("photos", [1, 2])
def test_nothing_is_said_of_ai_where_it_was_answered_no(sandbox, job_of, work_off, photos):
    work_off(job_of(photos=photos, generated="no"))
    (live,) = sandbox.state()["media"]
    assert live["is_ai_generated"] is False


def test_label_that_is_not_there_on_the_live_post_is_told(sandbox, job_of, work_off):
    job = work_off(job_of(generated="yes"))
    swept(comparing)
    assert not LiveDifference.objects.exists()
    job.refresh_from_db()
    sandbox.edit_post(job.media_id, is_ai_generated=False)
    assert list(comparing.differences(comparing._live(_client(), job), job.content)) == [
        LiveDifference.What.LABEL
    ]


def _client():
    return comparing.connection.current_client()


def test_tall_photo_that_is_refused_goes_out_at_four_to_five(sandbox, staff, chief, work_off, client):
    """36003/2207009: the person is told what happened and how on, nothing is out, and the way on is there."""
    sandbox.set(min_ratio=0.8)
    post = factories.approved(staff, chief, frame="tall")
    job = work_off(actions.publish_now(by=staff, post=post))
    assert (job.state, job.problem) == (JobState.FAILED, sentences.PHOTO_RATIO)
    assert "写真の形を「縦長 4:5」など" in job.problem
    client.force_login(staff)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "縦長 4:5" in page
    assert ">内容を直す<" in page
    edited = factories.edited(staff, Post.objects.get(), frame="portrait")
    edited = factories.submit(staff, edited)
    approval_actions.approve(by=chief, item=edited, seal=edited.submission.seal)
    work_off(actions.publish_now(by=staff, post=Post.objects.get()))
    assert Post.objects.get().state == State.PUBLISHED
    (live,) = sandbox.state()["media"]
    assert live["width"] * 5 == live["height"] * 4


def test_tall_photo_goes_out_as_it_is(sandbox, job_of, work_off):
    work_off(job_of(frame="tall"))
    (live,) = sandbox.state()["media"]
    assert live["width"] * 4 == live["height"] * 3
