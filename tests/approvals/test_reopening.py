"""下書きに戻す: the way back for what has expired or failed."""

import datetime
from functools import partial

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from approvals import actions, events
from approvals.models import State
from comments.models import Reply, ReplyJob
from posts.models import Post
from posts.publishing import sweep as posts_sweep
from security.office.answers import Refused
from security.trail import recording as audit
from tests import factories
from tests.comments import factories as comment_factories
from tests.sweeping import swept, swept_jobs

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


def post_too_late(staff, chief):
    """Approved, and its time has passed by more than may be caught up: a clock that ran ahead does the same."""
    post = factories.approved(staff, chief, publish_at=timezone.now() + datetime.timedelta(hours=1))
    expire_all(partial(swept, posts_sweep))
    return Post.objects.get(pk=post.pk)


def reply_too_late(staff, chief):
    reply = comment_factories.reply_approved(staff, chief)
    expire_all(partial(swept_jobs, ReplyJob))
    return Reply.objects.get(pk=reply.pk)


def expire_all(sweep):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=6)):
        sweep()


WORDS = {"post": "おはようございます。", "reply": "はい、ございます。"}


@pytest.mark.clause("第４第１項(1)")
@pytest.mark.parametrize(
    ("too_late", "address", "words"),
    [(post_too_late, "posts", WORDS["post"]), (reply_too_late, "replies", WORDS["reply"])],
)
@pytest.mark.parametrize("who", ["author", "successor"])
def test_what_time_alone_has_ended_its_side_takes_back_from_its_page(
    client, staff, chief, too_late, address, words, who
):
    item = too_late(staff, chief)
    assert item.state == State.EXPIRED
    client.force_login(staff if who == "author" else factories.person("prefecture_poster", name="後任 一子"))
    page = client.get(item.get_absolute_url()).content.decode()
    way = reverse(f"{address}:reopen", args=[item.pk])
    assert f'href="{way}"' in page
    assert "押し" in page.partition("「下書きに戻す」を")[2][:10]
    client.post(way, {"confirmed": "1"})
    item = type(item).objects.get(pk=item.pk)
    assert (item.state, item.submission) == (State.DRAFT, None)
    assert words in str(item.sealed_content())
    again = factories.submit if address == "posts" else comment_factories.reply_submit
    if address == "posts":
        item = factories.edited(staff, item, publish_at=None)
    assert again(staff, item).submission.number == 2
