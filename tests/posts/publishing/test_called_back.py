"""Until the commit that announces the request, an approval can be taken back and a post withdrawn; from there on not."""

import pytest

from approvals import actions as approval_actions
from approvals.models import State
from instagram.client import Client
from outbox.jobs import JobState
from posts.models import Post, PublishJob
from posts.publishing import actions, errand
from security.models import User
from security.office.answers import Refused
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]


def revoke(post, chief, staff):
    approval_actions.revoke(by=chief, item=post, reason="誤りに気づいた")


def withdraw(post, chief, staff):
    approval_actions.withdraw(by=staff, item=post, reason="取りやめる")


def edit(post, chief, staff):
    factories.edited(staff, post, caption="直しました。")


WAYS = {revoke: State.DRAFT, withdraw: State.WITHDRAWN, edit: State.DRAFT}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_while_instagram_is_away_it_is_called_back(sandbox, job_of, work_off, chief, staff, way):
    sandbox.arm("F17", call="create", times=3)
    job = job_of()
    errand.run(job.pk)
    post = Post.objects.get()
    assert post.state == State.APPROVED
    way(post, chief, staff)
    job.refresh_from_db()
    assert (Post.objects.get().state, job.state) == (WAYS[way], JobState.CANCELLED)
    errand.run(job.pk)
    assert sandbox.state()["counts"]["media"] == 0


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("moment", ["create_image", "container", "recent_media"])
def test_called_back_in_the_middle_of_an_attempt(sandbox, job_of, chief, staff, monkeypatch, way, moment):
    real, done = getattr(Client, moment), []

    def meanwhile(self, *args, **given):
        made = real(self, *args, **given)
        if not done:
            done.append(moment)
            way(Post.objects.get(), chief, staff)
        return made

    monkeypatch.setattr(Client, moment, meanwhile)
    errand.run(job_of().pk)
    assert done
    assert sandbox.state()["counts"]["media"] == 0
    assert (Post.objects.get().state, PublishJob.objects.get().state) == (WAYS[way], JobState.CANCELLED)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_once_it_has_been_asked_for_nothing_calls_it_back(sandbox, job_of, work_off, chief, staff, way):
    sandbox.arm("F2")
    job = job_of()
    errand.run(job.pk)
    with pytest.raises(Refused, match="投稿中"):
        way(Post.objects.get(), chief, staff)
    assert work_off(job).state == JobState.DONE


def test_definite_no_gives_the_approval_back_into_its_givers_hands(sandbox, job_of, chief, staff):
    sandbox.arm("F4", times=9)
    job = job_of()
    errand.run(job.pk)
    assert Post.objects.get().state == State.APPROVED
    revoke(Post.objects.get(), chief, staff)
    errand.run(job.pk)
    assert sandbox.state()["counts"]["media"] == 0


def test_after_a_lost_answer_it_stays_out_of_reach_until_it_is_found(sandbox, clock, job_of, chief, staff):
    """Looked for twice and not there, it is asked for again: what may have arrived is called back by nobody."""
    sandbox.arm("F17", call="publish")
    job = job_of()
    errand.run(job.pk)
    while PublishJob.objects.get().sent_at:
        clock.reach(PublishJob.objects.get().due_at)
        errand.run(job.pk)
    assert PublishJob.objects.get().is_doubtful
    assert Post.objects.get().state == State.PUBLISHING
    with pytest.raises(Refused, match="投稿中"):
        revoke(Post.objects.get(), chief, staff)


def contend(who, pk, chief):
    """In a process of its own: the worker with the job, or the chief with the post."""
    if who == "worker":
        errand.run(pk)
        return "worked"
    by, post = User.objects.get(pk=chief), Post.objects.get(pk=pk)
    try:
        approval_actions.revoke(by=by, item=post, reason="誤りに気づいた")
    except Refused as refusal:
        return str(refusal.answer)
    return "revoked"


@pytest.mark.postgres
def test_chief_and_worker_at_once(sandbox, staff, chief):
    for _ in range(6):
        post = factories.approved(staff, chief)
        job = actions.publish_now(by=staff, post=post)
        before = sandbox.state()["counts"]["media"]
        contenders = ("worker", job.pk, chief.pk), ("chief", post.pk, chief.pk)
        (said,) = set(race(f"{__name__}:contend", *contenders)) - {"worked"}
        post = Post.objects.get(pk=post.pk)
        out = sandbox.state()["counts"]["media"] - before
        if said == "revoked":
            assert (post.state, out) == (State.DRAFT, 0)
        else:
            assert (post.state, out) == (State.PUBLISHED, 1)
            assert "承認を取り消せるのは" in said
