"""What was sealed before a release whose posts say more: it stands, goes out, and differs where it did before."""

import json
from dataclasses import dataclass

import pytest

from approvals import actions as approval_actions
from approvals import changes, seals
from approvals.content import Form
from approvals.models import State
from posts.drafting import content
from posts.drafting.content import PostContent, sealed
from posts.models import Post
from posts.publishing import actions, errand
from tests import factories

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Wider(PostContent):
    """As a release might have it whose posts also say where the photos were taken."""

    place: str = ""


@pytest.fixture
def release(monkeypatch):
    """From here on posts say more, and are sealed in a form of their own."""

    def install(place=""):
        latest, written = max(content.FORMS), Post.sealed_content
        before = content.FORMS[latest]
        monkeypatch.setattr(
            Post, "sealed_content", lambda post: Wider(**vars(written(post)) | {"place": place})
        )
        forms = {
            latest: Form(write=before.write, read=lambda data: Wider(**vars(before.read(data)))),
            latest + 1: Form(
                write=lambda said: before.write(said) | {"place": said.place},
                read=lambda data: Wider(**vars(before.read(data)) | {"place": data["place"]}),
            ),
        }
        for number, form in forms.items():
            monkeypatch.setitem(content.FORMS, number, form)
        monkeypatch.setitem(Post.PART_LABELS, "place", "場所")

    return install


@pytest.mark.clause("第４第１項(1)")
def test_what_waited_over_a_release_is_approved_and_goes_out(sandbox, release, staff, chief):
    """`place` has a value already: the old form does not know it, so nothing was approved of it and nothing differs."""
    waiting = factories.submitted(staff)
    approved = factories.approved(staff, chief)
    release(place="大通公園")
    for post in (waiting, approved):
        assert seals.differing_parts(Post.objects.get(pk=post.pk), post.submission) == []
    approval_actions.approve(by=chief, item=waiting, seal=waiting.submission.seal)
    for post in (waiting, approved):
        errand.run(actions.publish_now(by=staff, post=Post.objects.get(pk=post.pk)).pk)
        assert Post.objects.get(pk=post.pk).state == State.PUBLISHED
    assert sealed(waiting.submission).place == ""


@pytest.mark.clause("第４第１項(1)")
def test_what_the_old_form_knows_differs_after_a_release_as_before(sandbox, release, staff, chief):
    post = factories.approved(staff, chief)
    release()
    Post.objects.update(caption="すりかえた本文")
    assert seals.differing_parts(Post.objects.get(), post.submission) == ["本文"]
    errand.run(actions.publish_now(by=staff, post=Post.objects.get()).pk)
    assert Post.objects.get().state == State.FAILED


def test_what_is_submitted_after_a_release_is_sealed_in_its_form(release, staff):
    before = factories.submitted(staff)
    approval_actions.pull_back(by=staff, item=before)
    release()
    after = factories.submit(staff, Post.objects.get())
    assert after.submission.form == before.submission.form + 1
    assert json.loads(after.submission.content).keys() - json.loads(before.submission.content).keys() == {
        "place"
    }
    assert seals.differing_parts(after, after.submission) == []
    assert changes.changed_parts(after, before.submission, after.submission) == []
    release(place="大通公園")
    assert seals.differing_parts(Post.objects.get(), after.submission) == ["場所"]
