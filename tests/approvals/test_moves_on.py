"""A page that was read in the middle of a change goes on asking, instead of showing that moment for ever."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from approvals.models import State
from approvals.page import moves_on
from comments.models import Reply, ReplyJob
from outbox import claims
from posts.models import Post, PublishJob
from posts.publishing import actions
from tests import factories, outgoing
from tests.comments import factories as comments

pytestmark = pytest.mark.django_db
ASKS_AGAIN = 'hx-trigger="every 1s"'


@pytest.fixture
def meanwhile():
    """Runs an act once, right before the first statement that reads this table."""

    def arm(table, act):
        done = []

        def wrapper(execute, sql, params, many, context):
            if table in sql and not done:
                done.append(sql)
                act()
            return execute(sql, params, many, context)

        return connection.execute_wrapper(wrapper)

    return arm


@pytest.fixture
def reply(staff, chief):
    return comments.reply_approved(staff, chief, to=comments.comment())


def sent(reply):
    claim = claims.claim(ReplyJob, reply.jobs.get().pk)
    outgoing.announce(claim)
    return claim


@pytest.mark.clause("第６第２項")
def test_reply_that_is_sent_while_its_page_is_read(client, staff, reply, meanwhile):
    claim = sent(reply)
    client.force_login(staff)
    address = reverse("replies:detail", args=[reply.pk])
    with meanwhile('FROM "comments_replyjob"', lambda: outgoing.finish(claim, remote_id="1")):
        page = client.get(address).content.decode()
    assert "送信中" in page, "the page shows the moment before"
    assert ASKS_AGAIN in page
    part = client.get(reverse("replies:now", args=[reply.pk]), headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    assert "返信済" in part.content.decode()


@pytest.mark.clause("第４第１項(1)")
def test_post_that_goes_out_while_its_page_is_read(client, staff, chief, meanwhile):
    job = actions.publish_now(by=staff, post=factories.approved(staff, chief))
    claim = claims.claim(PublishJob, job.pk)

    def goes_out():
        outgoing.announce(claim)
        outgoing.finish(claim, remote_id="1")

    client.force_login(staff)
    with meanwhile('FROM "posts_publishjob"', goes_out):
        page = client.get(reverse("posts:detail", args=[job.post_id])).content.decode()
    assert ASKS_AGAIN in page
    assert "「投稿する」を押すと" not in page


def test_what_waits_for_a_later_time_or_for_a_person_does_not_ask(staff, chief, reply):
    later = factories.approved(staff, chief, publish_at=timezone.now() + timezone.timedelta(days=1))
    pressed = factories.approved(staff, chief)
    assert [moves_on(Post.objects.get(pk=one.pk)) for one in (later, pressed)] == [False, False]
    assert moves_on(Reply.objects.get(pk=reply.pk))
    outgoing.finish(sent(reply), remote_id="1")
    assert Reply.objects.get(pk=reply.pk).state == State.PUBLISHED
    assert not moves_on(Reply.objects.get(pk=reply.pk))
