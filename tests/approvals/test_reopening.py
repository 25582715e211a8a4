"""下書きに戻す: the way back for what has expired or failed."""

import datetime

import pytest
from django.utils import timezone

from approvals import actions, events
from approvals.models import State
from posts.models import Post
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.EXPIRED, State.FAILED])
def test_what_did_not_go_out_can_be_asked_for_anew_without_a_change(staff, chief, state):
    post = factories.approved(staff, chief)
    Post.objects.update(state=state)
    actions.reopen(by=staff, item=post)
    post = Post.objects.get()
    assert (post.state, post.submission) == (State.DRAFT, None)
    assert audit.events_of(post).last().tag == events.REOPENED.tag
    assert factories.submit(staff, post).submission.number == 2


def test_expired_by_the_clock_comes_back(staff):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    post = factories.submitted(staff, publish_at=tomorrow)
    actions.expire(item=post, now=tomorrow)
    actions.reopen(by=staff, item=post)
    assert Post.objects.get().state == State.DRAFT


@pytest.mark.parametrize("state", [state for state in State if state not in (State.EXPIRED, State.FAILED)])
def test_nothing_else_is_reopened(staff, chief, state):
    post = factories.approved(staff, chief)
    Post.objects.update(state=state)
    with pytest.raises(Refused, match="下書きに戻せるのは"):
        actions.reopen(by=staff, item=post)
    assert Post.objects.get().state == state


@pytest.mark.clause("第４第２項")
@pytest.mark.parametrize("role", ["chief", "manager", "staff", "auditor"])
def test_only_the_authors_side_reopens(request, poster, role):
    post = factories.submitted(poster)
    Post.objects.update(state=State.EXPIRED)
    with pytest.raises(Refused):
        actions.reopen(by=request.getfixturevalue(role), item=post)
