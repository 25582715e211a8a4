"""From the bytes of a notification to comments, in every shape that Meta sends (第６第２項)."""

import json

import pytest
from django.utils import timezone

from comments import tasks
from comments.inbox.webhooks import working_off
from comments.models import Comment, LivePost, Source, WebhookDelivery
from tests.comments.factories import comment, live_post
from tests.sandbox.running import USER_ID

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項"), pytest.mark.usefixtures("connected")]

MEDIA = "17920238422030506"


def value(number="1", **fields):
    basis = {
        "from": {"id": "1234567890", "username": "someone", "self_ig_scoped_id": "2105722729836161"},
        "media": {"id": MEDIA, "media_product_type": "FEED"},
        "id": number,
        "text": "こんにちは",
    }
    return {name: told for name, told in {**basis, **fields}.items() if told is not None}


def change(*args, **fields):
    return {"field": "comments", "value": value(*args, **fields)}


def entry(*changes, account=USER_ID, **more):
    return {"id": account, "time": 1755779280, "changes": list(changes), **more}


def document(*entries):
    return {"object": "instagram", "entry": list(entries)}


def work_off(document):
    """As bytes, in Meta's way of writing them."""
    body = document if isinstance(document, bytes) else json.dumps(document).replace("/", "\\/").encode()
    delivery = WebhookDelivery.objects.create(digest=str(WebhookDelivery.objects.count()), body=body)
    tasks.work_off(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def ids():
    return set(Comment.objects.values_list("remote_id", flat=True))


def test_a_comment_becomes_a_row_and_the_bytes_are_not_kept():
    post = live_post(media_id=MEDIA)
    delivery = work_off(document(entry(change(parent_id="9"))))
    row = Comment.objects.get()
    assert (row.live_post, row.remote_id, row.text, row.source) == (post, "1", "こんにちは", Source.WEBHOOK)
    assert (row.username, row.author_remote_id, row.parent_remote_id) == ("someone", "1234567890", "9")
    assert row.commented_at.timestamp() == 1755779280
    assert (delivery.state, bytes(delivery.body), delivery.problem) == ("done", b"", "")
    assert delivery.worked_off_at is not None


@pytest.mark.parametrize(
    "told",
    [
        document(entry(change())),
        [document(entry(change()))],
        document({"id": USER_ID, "time": 1, "field": "comments", "value": value()}),
        [document({"id": USER_ID, "time": 1, "field": "comments", "value": value()})],
        document(entry({"field": "comments", "value": value(None, comment_id="1")})),
        document(entry({"field": "comments", "value": value(1), "unknown": [1]}, new_field={})),
        document({**entry(change()), "id": int(USER_ID)}),
        document(entry(change(media={"id": int(MEDIA)}))),
        document(entry(change(media={"id": "777", "ad_id": "5", "original_media_id": MEDIA}))),
    ],
)
def test_every_shape_is_understood(told):
    work_off(told)
    row = Comment.objects.get()
    assert (row.remote_id, row.text, row.username, row.live_post.media_id) == (
        "1",
        "こんにちは",
        "someone",
        MEDIA,
    )


def test_a_thousand_in_one_delivery_with_doubles_and_in_any_order(django_assert_max_num_queries):
    changes = [change(str(n), parent_id=str(n + 1) if n % 2 else None) for n in range(1000)]
    with django_assert_max_num_queries(600):
        work_off(document(entry(*changes[:500]), entry(*reversed(changes))))
    assert Comment.objects.count() == 1000
    assert (
        not Comment.objects.filter(parent=None).exclude(parent_remote_id="").exclude(parent_remote_id="1000")
    )


def test_the_accounts_own_comment_comes_back_as_its_own():
    work_off(document(entry(change(**{"from": {"id": USER_ID, "username": "hokkaido_cafe"}}))))
    assert Comment.objects.get().is_own


@pytest.mark.parametrize("account", ["17841400000000002", "", None, "me"])
def test_what_is_told_of_another_account_is_not_taken_in(account):
    live_post(media_id=MEDIA)
    delivery = work_off(document(entry(change(), account=account), entry(change("2"))))
    assert ids() == {"2"}
    assert delivery.state == "done"


@pytest.mark.parametrize(
    "odd",
    [
        {"field": "mentions", "value": {"media_id": MEDIA, "comment_id": "5"}},
        {"field": "live_comments", "value": value("5")},
        {"field": "comments", "value": value(None)},
        {"field": "comments", "value": value("5", media=None)},
        {"field": "comments", "value": value("5", media="x")},
        {"field": "comments", "value": value("x'; DROP TABLE")},
        {"field": "comments", "value": value("5" * 41)},
        {"field": "comments", "value": value(True)},
        {"field": "comments", "value": ["5"]},
        {"field": "comments"},
        "comments",
        None,
    ],
)
def test_what_is_no_comment_is_passed_over_and_the_rest_is_taken(odd):
    assert work_off(document(entry(odd, change()))).state == "done"
    assert ids() == {"1"}


def test_missing_and_odd_parts_do_not_lose_a_comment():
    work_off(
        document(
            {**entry(change("1", **{"from": None})), "time": "yesterday"},
            {**entry(change("2", **{"from": "someone"})), "time": 10**30},
            entry(change("3", text=None), change("4", text=5, parent_id={})),
        )
    )
    assert ids() == {"1", "2", "3", "4"}
    assert Comment.objects.get(remote_id="1").username == ""
    now = timezone.now()
    assert all((now - Comment.objects.get(remote_id=one).commented_at).days == 0 for one in "12")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe\x00garbage",
        b"null",
        b"5",
        b'"entry"',
        b'{"object":"instagram"}',
        b'{"entry":{"id":1}}',
        b"[[]]",
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_put_aside_with_a_sentence(body):
    delivery = work_off(body)
    assert (delivery.state, bytes(delivery.body)) == ("unreadable", b"")
    assert delivery.problem.startswith("通知の内容が")
    assert not Comment.objects.exists()


def test_odd_text_arrives_as_it_was_written():
    text = "神\ufa19 🍁 \u202eשלום <b>太字</b> & '"
    work_off(document(entry(change(text=text), change("2", text="\ud83c\0半分"))))
    assert Comment.objects.get(remote_id="1").text == text
    assert Comment.objects.get(remote_id="2").text == "\N{REPLACEMENT CHARACTER}半分"


def test_a_post_that_is_not_known_gets_its_row_and_is_read_later():
    work_off(document(entry(change())))
    post = LivePost.objects.get()
    assert (post.media_id, post.posted_at) == (MEDIA, None)
    assert post.due_at <= timezone.now()


def test_a_known_post_is_not_disturbed():
    post = live_post(media_id=MEDIA)
    comment(post, "1")
    work_off(document(entry(change("1"), change("2"))))
    post.refresh_from_db()
    assert post.due_at is None


def test_it_waits_while_the_own_accounts_number_is_not_known(connected):
    connected.user_id = "me"
    connected.save()
    delivery = work_off(document(entry(change(), account="me")))
    assert (delivery.state, delivery.worked_off_at) == ("waiting", None)
    connected.user_id = USER_ID
    connected.save()
    assert not Comment.objects.exists()


def test_what_messages_lost_is_found_by_the_sweep(time_machine):
    body = json.dumps(document(entry(change()))).encode()
    WebhookDelivery.objects.create(digest="a", body=body)
    assert not working_off.is_due()
    working_off.run_waiting()
    assert not Comment.objects.exists()
    time_machine.move_to(timezone.now() + 2 * working_off.OVERDUE)
    assert working_off.is_due()
    working_off.run_waiting()
    assert ids() == {"1"}
    assert not working_off.is_due()
    assert WebhookDelivery.objects.get().state == "done"


def test_those_that_wait_together_are_worked_off_together(django_assert_max_num_queries):
    def waiting(count):
        for _ in range(count):
            number = str(WebhookDelivery.objects.count() + 100)
            body = json.dumps(document(entry(change(number)))).encode()
            last = WebhookDelivery.objects.create(digest=number, body=body)
        return last

    live_post(media_id=MEDIA)
    for count in (1, working_off.AT_ONCE):
        last = waiting(count)
        with django_assert_max_num_queries(17):  # one of them counts what is told of
            tasks.work_off(last.pk)
    assert not WebhookDelivery.objects.exclude(state="done").exists()
    assert Comment.objects.count() == 1 + working_off.AT_ONCE


def test_one_that_cannot_be_read_does_not_hold_up_the_others():
    WebhookDelivery.objects.create(digest="bad", body=b"{")
    assert work_off(document(entry(change()))).state == "done"
    assert WebhookDelivery.objects.get(digest="bad").state == "unreadable"
    assert ids() == {"1"}


def test_working_off_twice_is_the_same_as_once():
    delivery = work_off(document(entry(change())))
    done_at = delivery.worked_off_at
    tasks.work_off(delivery.pk)
    tasks.work_off(delivery.pk + 1)
    delivery.refresh_from_db()
    assert delivery.worked_off_at == done_at
    assert Comment.objects.count() == 1
