"""Notifications about comments: who wants them, how they are signed and shaped, and what goes wrong."""

import hashlib
import hmac
import json

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.listener import VERIFY_TOKEN, running_listener
from tests.sandbox.running import USER_ID, refusal, running_sandbox

SECRET = b"sandbox-app-secret"


@pytest.fixture
def listener():
    with running_listener() as running:
        yield running


@pytest.fixture
def notified(sandbox, listener):
    sandbox.notify(listener.url)
    yield listener
    sandbox.notify(None)


def values(body):
    return [change["value"] for entry in json.loads(body)["entry"] for change in entry["changes"]]


def heard_ids(listener):
    return [value["id"] for _, body in listener.heard for value in values(body)]


def is_signed(headers, body, secret=SECRET):
    return headers["X-Hub-Signature-256"] == f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


# Who is notified


def test_the_account_is_subscribed_looked_at_and_unsubscribed(sandbox):
    assert sandbox.graph("GET", "me/subscribed_apps").json() == {"data": []}
    answer = sandbox.graph(
        "POST", f"{USER_ID}/subscribed_apps", params={"subscribed_fields": "comments,mentions"}
    )
    assert answer.json() == {"success": True}
    ((app,),) = sandbox.graph("GET", "me/subscribed_apps").json().values()
    assert app["subscribed_fields"] == ["comments", "mentions"]
    assert sandbox.graph("DELETE", "me/subscribed_apps").json() == {"success": True}
    assert sandbox.graph("GET", "me/subscribed_apps").json() == {"data": []}


@pytest.mark.parametrize("fields", [None, "", "comments,shoe_sizes"])
def test_unknown_fields_cannot_be_subscribed_to(sandbox, fields):
    answer = sandbox.graph("POST", "me/subscribed_apps", params={"subscribed_fields": fields})
    assert refusal(answer) == (400, 100, None)
    assert sandbox.graph("GET", "me/subscribed_apps").json() == {"data": []}


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_subscribing_needs_the_comments_permission(sandbox, method):
    token = sandbox.give_token(permissions=["instagram_business_basic"])
    answer = sandbox.graph(
        method, "me/subscribed_apps", token=token, params={"subscribed_fields": "comments"}
    )
    assert refusal(answer) == (403, 10, None)


def test_the_callback_is_asked_to_prove_itself(sandbox, listener):
    sandbox.notify(listener.url)
    (asked,) = listener.asked
    assert (asked["hub.mode"], asked["hub.verify_token"]) == ("subscribe", VERIFY_TOKEN)
    assert asked["hub.challenge"].isdecimal()


@pytest.mark.parametrize(
    "wrong", [{"verify_token": "other"}, {"url": "http://192.0.2.1/"}, {"url": "nonsense"}]
)
def test_a_callback_that_does_not_prove_itself_is_not_used(sandbox, listener, wrong):
    with pytest.raises(requests.HTTPError):
        sandbox.notify(**{"url": listener.url, **wrong})
    assert (
        requests.get(f"{sandbox.base_url}/_sandbox/webhooks", timeout=PATIENCE_S).json()["callback"] is None
    )


def test_a_callback_that_answers_with_an_error_is_not_used(sandbox, listener):
    listener.challenge_status = 500
    with pytest.raises(requests.HTTPError):
        sandbox.notify(listener.url)


@pytest.mark.parametrize("reason", ["unsubscribed", "other field", "switched off", "no callback"])
def test_nobody_is_notified_who_did_not_ask(sandbox, post, notified, reason):
    media_id = post()
    if reason == "unsubscribed":
        sandbox.graph("DELETE", "me/subscribed_apps")
    if reason == "other field":
        sandbox.graph("POST", "me/subscribed_apps", params={"subscribed_fields": "mentions"})
    if reason == "switched off":
        sandbox.set(webhooks=False)
    if reason == "no callback":
        sandbox.notify(None)
    sandbox.comment(media_id)
    assert sandbox.deliver() == []
    assert notified.heard == []


# What is said


def test_a_comment_is_announced_signed_over_the_very_bytes(sandbox, post, notified):
    media_id = post()
    comment_id = sandbox.comment(media_id, "雪/山 \U0001f341", "tanaka")
    sandbox.deliver()
    ((headers, body),) = notified.heard
    assert is_signed(headers, body)
    assert headers["X-Hub-Signature"] == f"sha1={hmac.new(SECRET, body, hashlib.sha1).hexdigest()}"
    assert headers["Content-Type"] == "application/json"
    assert b'"text":"\\u96ea\\/\\u5c71 \\ud83c\\udf41"' in body
    whole = json.loads(body)
    (entry,) = whole["entry"]
    assert (whole["object"], entry["id"]) == ("instagram", USER_ID)
    assert abs(entry["time"] - sandbox.state()["now"]) < 60
    ((change,),) = (entry["changes"],)
    assert change["field"] == "comments"
    author = change["value"].pop("from")
    assert author["username"] == "tanaka"
    assert change["value"] == {
        "id": comment_id,
        "text": "雪/山 \U0001f341",
        "media": {"id": media_id, "media_product_type": "FEED"},
    }


def test_the_accounts_own_reply_is_echoed_with_its_parent(sandbox, post, notified):
    top = sandbox.comment(post())
    made = sandbox.graph("POST", f"{top}/replies", data={"message": "どうも"}).json()["id"]
    sandbox.deliver()
    value = [value for _, body in notified.heard for value in values(body)][-1]
    assert (value["id"], value["parent_id"], value["from"]["id"]) == (made, top, USER_ID)


def test_changes_and_deletions_are_announced_to_nobody(sandbox, post, notified):
    comment_id = sandbox.comment(post())
    sandbox.deliver()
    sandbox.edit_comment(comment_id, "書き直し")
    sandbox.graph("POST", comment_id, params={"hide": "true"})
    sandbox.delete_comment(comment_id)
    sandbox.deliver()
    assert heard_ids(notified) == [comment_id]


def test_many_at_once_come_in_bodies_of_at_most_a_thousand(sandbox, post, notified):
    made = sandbox.comments(post(), 2500)
    sandbox.deliver()
    assert max(len(values(body)) for _, body in notified.heard) == 1000
    assert heard_ids(notified) == made


def test_one_by_one_where_so_wanted(sandbox, post, notified):
    sandbox.set(webhook_batch=1)
    made = sandbox.comments(post(), 5)
    sandbox.deliver()
    assert [[value["id"] for value in values(body)] for _, body in notified.heard] == [[one] for one in made]


def test_the_flat_shape_has_the_field_in_the_entry(sandbox, post, notified):
    sandbox.set(webhook_flat=True)
    made = sandbox.comments(post(), 2)
    sandbox.deliver()
    entries = json.loads(notified.heard[0][1])["entry"]
    assert [(entry["field"], entry["value"]["id"]) for entry in entries] == [
        ("comments", one) for one in made
    ]
    assert "changes" not in entries[0]


def test_the_whole_may_be_in_a_list(sandbox, post, notified):
    sandbox.set(webhook_in_list=True)
    sandbox.comment(post())
    sandbox.deliver()
    headers, body = notified.heard[0]
    assert [whole["object"] for whole in json.loads(body)] == ["instagram"]
    assert is_signed(headers, body)


def test_the_thread_delivers_by_itself(sandbox, post, notified):
    comment_id = sandbox.comment(post())
    assert notified.bell.wait(10)
    assert heard_ids(notified) == [comment_id]


# What goes wrong


def test_what_did_not_arrive_is_repeated_at_once_and_then_ever_later(sandbox, post, notified):
    notified.answers = [500, 403, 500]
    sandbox.comment(post())
    (waiting,) = sandbox.deliver()
    assert (waiting["attempts"], waiting["status"], len(notified.heard)) == (2, 403, 2)
    sandbox.advance(5)
    (waiting,) = sandbox.deliver()
    assert (waiting["attempts"], waiting["status"]) == (3, 500)
    sandbox.advance(15)
    (arrived,) = sandbox.deliver()
    assert (arrived["attempts"], arrived["status"], arrived["due_at"]) == (4, 200, None)
    assert len({body for _, body in notified.heard}) == 1


def test_what_never_arrives_is_dropped(sandbox, post, notified):
    notified.answers = [500] * 20
    sandbox.comment(post())
    for _ in range(8):
        (dropped,) = sandbox.deliver()
        sandbox.advance(900)
    assert (dropped["attempts"], dropped["due_at"]) == (7, None)
    assert len(notified.heard) == 7


def test_f14_twice(sandbox, post, notified):
    sandbox.arm("F14-twice")
    comment_id = sandbox.comment(post())
    sandbox.deliver()
    assert heard_ids(notified) == [comment_id] * 2
    assert notified.heard[0][1] == notified.heard[1][1]


def test_f14_order(sandbox, post, notified):
    sandbox.arm("F14-order")
    media_id = post()
    first = sandbox.comment(media_id)
    sandbox.deliver()
    assert notified.heard == []
    second, third = sandbox.comment(media_id), None
    sandbox.deliver()
    third = sandbox.comment(media_id)
    sandbox.deliver()
    assert heard_ids(notified) == [second, first, third]


def test_f14_signature_is_wrong_once(sandbox, post, notified):
    sandbox.arm("F14-signature")
    notified.answers = [403]
    sandbox.comment(post())
    sandbox.deliver()
    assert [is_signed(*one) for one in notified.heard] == [False, True]


def test_f14_replay_brings_the_oldest_again(sandbox, post, notified):
    media_id = post()
    first = sandbox.comment(media_id)
    sandbox.deliver()
    sandbox.arm("F14-replay")
    second = sandbox.comment(media_id)
    sandbox.deliver()
    assert heard_ids(notified) == [first, second, first]
    assert notified.heard[2][1] == notified.heard[0][1]
    assert is_signed(*notified.heard[2])


def test_the_environment_names_the_callback_from_the_first_start_on(tmp_path, listener, host):
    with running_sandbox(tmp_path, SANDBOX_WEBHOOK_URL=listener.url, SANDBOX_APP_SECRET="other") as sandbox:
        sandbox.set(processing_seconds=0)
        made = sandbox.graph("POST", "me/media", data={"image_url": host.put_picture()}).json()["id"]
        media_id = sandbox.graph("POST", "me/media_publish", data={"creation_id": made}).json()["id"]
        comment_id = sandbox.comment(media_id)
        sandbox.deliver()
        assert heard_ids(listener) == [comment_id]
        assert is_signed(*listener.heard[0], b"other")
        sandbox.reset()
        assert sandbox.graph("GET", "me/subscribed_apps").json()["data"]
