"""One container is one post, whatever happens."""

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.running import TOKEN, publish, refusal

NOT_READY = (400, 9007, 2207027)
GONE = (400, 24, 2207008)
HOUR = 3600


def publish_at_once(sandbox, container_id, callers):
    """Call from many connections, all but the last byte sent before; gives the status codes."""
    host, port = sandbox.base_url.removeprefix("http://").split(":")
    body = f"creation_id={container_id}".encode()
    head = (
        f"POST /me/media_publish HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    start = Barrier(callers)

    def call(_):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(head + body[:-1])
            start.wait()
            connection.sendall(body[-1:])
            return int(connection.makefile("rb").readline().split()[1])

    with ThreadPoolExecutor(callers) as pool:
        return sorted(pool.map(call, range(callers)))


def test_many_at_once_publish_one_container_once(sandbox, container):
    callers, rounds = 12, 15
    for _ in range(rounds):
        assert publish_at_once(sandbox, container(), callers) == [200] + [400] * (callers - 1)
    counts = sandbox.state()["counts"]
    assert (counts["media"], counts["publish_calls"]) == (rounds, rounds * callers)


def test_a_second_publish_is_refused(sandbox, container):
    container_id = container()
    assert publish(sandbox, container_id).status_code == 200
    assert refusal(publish(sandbox, container_id)) == (400, 100, None)
    assert sandbox.state()["counts"]["media"] == 1


def test_the_path_of_the_sdk_publishes_too(sandbox, container):
    answer = sandbox.graph("POST", "me/mediapublish", data={"creation_id": container()})
    assert answer.status_code == 200
    assert sandbox.state()["counts"]["publish_calls"] == 1


def test_what_is_not_ready_or_gone_is_refused(sandbox, container):
    sandbox.set(processing_seconds=100)
    container_id = container()
    assert refusal(publish(sandbox, container_id)) == NOT_READY
    sandbox.advance(25 * HOUR)
    assert refusal(publish(sandbox, container_id)) == GONE
    assert refusal(publish(sandbox, "17800000000000000")) == GONE
    assert refusal(publish(sandbox, "")) == (400, 100, None)


def test_a_carousel_item_is_not_published_alone(sandbox, container):
    assert refusal(publish(sandbox, container(is_carousel_item="true"))) == (400, 100, None)


def test_a_published_carousel_publishes_its_children(sandbox, carousel):
    parent, children = carousel()
    media_id = publish(sandbox, parent).json()["id"]
    state = sandbox.state()
    assert {made["status_code"] for made in state["containers"]} == {"PUBLISHED"}
    (post,) = state["media"]
    assert post["id"] == media_id
    assert [child["container_id"] for child in post["children"]] == children


def test_the_quota_counts_posts_of_24_hours(sandbox, container, post):
    sandbox.set(quota_total=2)
    post()
    post()
    third = container()
    limit = sandbox.graph(
        "GET", "me/content_publishing_limit", params={"fields": "config,quota_usage"}
    ).json()
    assert limit == {
        "data": [{"config": {"quota_total": 2, "quota_duration": 86400}, "quota_usage": 2}],
    }
    assert refusal(publish(sandbox, third)) == (400, 9, 2207042)
    sandbox.advance(24 * HOUR - 60)
    assert refusal(publish(sandbox, third)) == (400, 9, 2207042)
    sandbox.advance(90)
    assert sandbox.graph("GET", "me/content_publishing_limit").json() == {"data": [{"quota_usage": 0}]}
    assert publish(sandbox, container()).status_code == 200


def test_f1_publishes_but_answers_403(sandbox, container):
    sandbox.arm("F1")
    container_id = container()
    assert refusal(publish(sandbox, container_id)) == (403, 4, 2207051)
    state = sandbox.state()
    assert state["counts"]["media"] == 1
    assert state["publish_calls"][0]["fault"] == "F1"
    assert state["faults"] == []


def test_f2_publishes_but_cuts_the_connection(sandbox, container):
    sandbox.arm("F2")
    container_id = container()
    with pytest.raises(requests.ConnectionError):
        publish(sandbox, container_id)
    state = sandbox.state()
    assert state["counts"]["media"] == 1
    assert (state["publish_calls"][0]["status"], state["publish_calls"][0]["fault"]) == (None, "F2")


def test_f3_publishes_but_answers_nothing(sandbox, container):
    sandbox.arm("F3")
    answer = publish(sandbox, container())
    assert (answer.status_code, answer.json()) == (200, {})
    assert sandbox.state()["counts"]["media"] == 1


def test_f4_says_not_ready_although_finished(sandbox, container):
    sandbox.arm("F4", times=2)
    container_id = container()
    assert [refusal(publish(sandbox, container_id)) for _ in range(2)] == [NOT_READY, NOT_READY]
    assert sandbox.state()["counts"]["media"] == 0
    assert publish(sandbox, container_id).status_code == 200


@pytest.mark.parametrize("fault", ["F1", "F4"])
def test_a_fault_waits_for_a_container_that_could_be_published(sandbox, container, fault):
    sandbox.arm(fault)
    assert refusal(publish(sandbox, "17800000000000000")) == GONE
    assert sandbox.state()["faults"][0]["times"] == 1


def test_f7_cannot_fetch_once(sandbox, host):
    sandbox.arm("F7")
    body = {"image_url": host.put_picture()}
    assert refusal(sandbox.graph("POST", "me/media", data=body)) == (400, 9004, 2207052)
    assert sandbox.state()["counts"]["containers"] == 0
    assert sandbox.graph("POST", "me/media", data=body).status_code == 200


def test_f17_answers_a_page_and_applies_nothing(sandbox, container, host):
    for call in ("create", "status", "publish"):
        sandbox.arm("F17", call=call)
    body = {"image_url": host.put_picture()}
    answers = [sandbox.graph("POST", "me/media", data=body)]
    container_id = container()
    answers += [sandbox.graph("GET", container_id), publish(sandbox, container_id)]
    for answer in answers:
        assert answer.status_code == 500
        assert answer.headers["Content-Type"].startswith("text/html")
    counts = sandbox.state()["counts"]
    assert (counts["containers"], counts["media"]) == (1, 0)
    assert publish(sandbox, container_id).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"fault": "F99"},
        {"fault": "F17"},
        {"fault": "F17", "call": "publish:applied"},
        {"fault": "F1", "times": 0},
        {"fault": "F1", "times": "many"},
    ],
)
def test_a_fault_that_cannot_be_is_not_armed(sandbox, body):
    answer = requests.post(f"{sandbox.base_url}/_sandbox/faults", json=body, timeout=PATIENCE_S)
    assert answer.status_code == 400
    assert sandbox.state()["faults"] == []
