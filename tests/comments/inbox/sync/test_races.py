"""Several workers at the same post at the same moment, on PostgreSQL."""

import itertools

import pytest

from comments.inbox.actions import arriving
from comments.inbox.reading import turns
from comments.inbox.webhooks import working_off
from comments.models import Comment, LivePost, ReadingTurn, WebhookDelivery
from instagram.results import RemoteComment
from tests.comments.connecting import connect_account
from tests.comments.factories import live_post
from tests.racing import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.clause("第６第２項"),
]

THREADS = 40
HERE = "tests.comments.inbox.sync.test_races"


def pages(order):
    """Threads with a reply each: the same ones for everybody, in this order, cut into pages of several sizes."""
    numbers = [*range(THREADS)] if order > 0 else [*reversed(range(THREADS))]
    for start in range(0, THREADS, 7):
        yield [(str(1000 + n), str(2000 + n)) for n in numbers[start : start + 7]]


def read(post_ids, order):
    """One worker that reads these posts; gives back how many were new to it."""
    from comments.inbox.actions import arriving  # noqa: PLC0415 - in the process, once Django is set up there

    new = 0
    for post in LivePost.objects.filter(pk__in=post_ids):
        for page in pages(order):
            comments = [
                RemoteComment(
                    id=f"{post.pk}{top}",
                    text="a",
                    replies=(RemoteComment(id=f"{post.pk}{reply}", text="b", parent_id=f"{post.pk}{top}"),),
                )
                for top, reply in page
            ]
            new += arriving.take_in(live_post=post, comments=comments).new
    return new


def notify(post_ids, order):
    """One worker that is told of the same comments, replies first, of all posts at once."""
    posts = list(LivePost.objects.filter(pk__in=post_ids).order_by("pk"))
    new = 0
    for page in pages(order):
        told = {
            post: [
                *(RemoteComment(id=f"{post.pk}{reply}", parent_id=f"{post.pk}{top}") for top, reply in page),
                *(RemoteComment(id=f"{post.pk}{top}") for top, _ in page),
            ]
            for post in posts[::order]
        }
        new += arriving.take_notifications(comments=told).new
    return new


def both(post_ids, order, kind):
    return {"read": read, "notify": notify}[kind](post_ids, order)


def take():
    return turns.take(turns.READING) is not None


def work_off(delivery_id):
    working_off.run(delivery_id)


def test_nothing_is_doubled_or_lost_and_nobody_waits_for_ever():
    ids = [live_post().pk for _ in range(3)]
    new = race(f"{HERE}:both", (ids, 1, "read"), (ids, -1, "notify"), (ids, -1, "read"), (ids, 1, "notify"))
    assert sum(new) == Comment.objects.count() == 3 * 2 * THREADS
    answers = Comment.objects.exclude(parent_remote_id="")
    assert answers.count() == 3 * THREADS
    assert all(row.parent.remote_id == row.parent_remote_id for row in answers.select_related("parent"))


def test_of_many_workers_one_gets_the_turn():
    assert sorted(race(f"{HERE}:take", *itertools.repeat((), 4))) == [False, False, False, True]
    assert ReadingTurn.objects.count() == 1


def test_a_delivery_is_worked_off_once():
    connect_account()
    value = '{"id": "1", "text": "a", "media": {"id": "5"}}'
    body = f'{{"entry": [{{"id": "17841400000000001", "field": "comments", "value": {value}}}]}}'
    delivery = WebhookDelivery.objects.create(digest="d", body=body.encode())
    race(f"{HERE}:work_off", *itertools.repeat((delivery.pk,), 4))
    delivery.refresh_from_db()
    assert delivery.state == "done"
    assert Comment.objects.count() == LivePost.objects.count() == 1
