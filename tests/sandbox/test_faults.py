"""Every fault at every call that it can strike: what the caller gets, and what has happened."""

import json
import sqlite3
from contextlib import suppress

import pytest
import requests

from sandbox.faults import FAULTS
from sandbox.store import Store
from tests.misses import none
from tests.sandbox.running import publish, refusal

BLOCKED, FATAL = (403, 4, 2207051), (400, -1, 2207001)


def status(sandbox, container_id):
    return sandbox.graph("GET", container_id, params={"fields": "status_code,status"})


def live(sandbox):
    return sandbox.state()["counts"]["media"]


POINTS = [
    (name, point)
    for name, fault in FAULTS.items()
    for point in fault.points
    if not point.startswith("webhook")
]


class Caller:
    """Reaches any point with a call that would succeed."""

    def __init__(self, sandbox, host, container, post):
        self.sandbox, self.container, self.post = sandbox, container, post
        self.url = host.put_picture()
        self.media_id = post()

    def call(self, moment):
        comment_id = self.sandbox.comment(self.media_id)
        made = {
            "create": lambda: ("POST", "me/media", {"image_url": self.url}),
            "status": lambda: ("GET", self.container(), {}),
            "publish": lambda: ("POST", "me/media_publish", {"creation_id": self.container()}),
            "account": lambda: ("GET", "me", {}),
            "limit": lambda: ("GET", "me/content_publishing_limit", {}),
            "media": lambda: ("GET", "me/media", {"fields": "caption"}),
            "post": lambda: ("GET", self.media_id, {"fields": "caption"}),
            "insights": lambda: ("GET", f"{self.media_id}/insights", {"metric": "reach"}),
            "comments": lambda: ("GET", f"{self.media_id}/comments", {"fields": "id,from"}),
            "replies": lambda: ("GET", f"{comment_id}/replies", {}),
            "comment": lambda: ("GET", comment_id, {"fields": "id,from"}),
            "reply": lambda: ("POST", f"{comment_id}/replies", {"message": "返信"}),
            "hide": lambda: ("POST", comment_id, {"hide": "true"}),
            "delete": lambda: ("DELETE", comment_id, {}),
            "take_down": lambda: ("DELETE", self.post(), {}),
        }
        return made[moment]()


def test_every_fault_strikes_once_where_it_is_armed(sandbox, host, container, post):
    caller, misses = Caller(sandbox, host, container, post), []
    for fault, point in POINTS:
        method, path, params = caller.call(point.partition(":")[0])
        token = sandbox.give_token(kind="user")
        sandbox.arm(fault, call=point)
        with suppress(requests.ConnectionError):  # F2 and F9
            sandbox.graph(method, path, params=params, token=token)
        if sandbox.disarm() or sandbox.calls()[-1]["fault"] != fault:
            misses.append((fault, point))
    none(misses)


@pytest.mark.parametrize(
    ("fault", "point", "expected", "posts"),
    [
        ("F1", None, BLOCKED, 1),
        ("F1-permission", None, (403, 10, None), 1),
        ("F1-refused", None, BLOCKED, 0),
        ("F5", None, (400, 24, 2207006), 0),
        ("fatal", "publish:applied", FATAL, 1),
        ("fatal", "publish:ready", FATAL, 0),
        ("restricted", "publish:ready", (400, 25, 2207050), 0),
        ("F18", "publish", (500, 2, None), 0),
    ],
)
def test_what_is_answered_and_what_is_live(sandbox, container, fault, point, expected, posts):
    sandbox.arm(fault, call=point)
    container_id = container()
    assert refusal(publish(sandbox, container_id)) == expected
    assert live(sandbox) == posts
    if not posts:
        assert publish(sandbox, container_id).status_code == 200


def test_f17_applied_publishes_behind_a_page(sandbox, container):
    sandbox.arm("F17-applied", call="publish:applied")
    answer = publish(sandbox, container())
    assert (answer.status_code, answer.headers["Content-Type"].startswith("text/html")) == (500, True)
    assert live(sandbox) == 1


@pytest.mark.parametrize(
    ("fault", "state", "expected"),
    [
        ("F15", "EXPIRED", (400, 24, 2207008)),
        ("F16", "IN_PROGRESS", (400, 9007, 2207027)),
        ("F16-error", "ERROR", (400, 9007, 2207027)),
    ],
)
def test_a_container_gets_stuck_for_good(sandbox, container, fault, state, expected):
    asked, published = container(), container()
    sandbox.arm(fault, call="status")
    assert status(sandbox, asked).json()["status_code"] == state
    assert status(sandbox, asked).json()["status_code"] == state
    assert refusal(publish(sandbox, asked)) == expected
    sandbox.arm(fault, call="publish")
    assert refusal(publish(sandbox, published)) == expected
    assert live(sandbox) == 0


def test_the_status_of_a_failed_container_carries_the_subcode(sandbox, container):
    sandbox.arm("F16-error", call="status")
    assert "2207053" in status(sandbox, container()).json()["status"]


def test_a_published_container_stays_published_whatever_is_forced(sandbox, container):
    container_id = container()
    publish(sandbox, container_id)
    sandbox.arm("F15", call="status")
    assert status(sandbox, container_id).json()["status_code"] == "PUBLISHED"


def test_a_child_that_fails_takes_its_carousel_along(sandbox, container, carousel):
    parent, (first, *_) = carousel()
    assert sandbox.force(first, "ERROR") == {"success": True}
    assert status(sandbox, parent).json()["status_code"] == "ERROR"
    late = container(is_carousel_item="true")
    body = {"media_type": "CAROUSEL", "children": f"{first},{late}"}
    made = sandbox.graph("POST", "me/media", data=body).json()["id"]
    assert status(sandbox, made).json()["status_code"] == "ERROR"


def test_a_container_is_forced_only_into_what_there_is(sandbox, container):
    with pytest.raises(requests.HTTPError):
        sandbox.force(container(), "PUBLISHED")


def test_f18_is_japanese_and_has_the_same_numbers(sandbox):
    sandbox.arm("F18", call="media")
    error = sandbox.graph("GET", "me/media").json()["error"]
    assert error["code"] == 2
    assert "もう一度お試しください" in error["error_user_msg"]
    assert sandbox.graph("GET", "me/media").status_code == 200


def test_f20_takes_the_at_out_of_captions(sandbox, post):
    media_id = post("@hokkaido さんと")
    sandbox.arm("F20", call="media")
    sandbox.arm("F20", call="post")
    asked = {"params": {"fields": "caption"}}
    assert sandbox.graph("GET", "me/media", **asked).json()["data"][0]["caption"] == "hokkaido さんと"
    assert sandbox.graph("GET", media_id, **asked).json()["caption"] == "hokkaido さんと"
    assert sandbox.graph("GET", media_id, **asked).json()["caption"] == "@hokkaido さんと"


def test_f6_hides_a_post_that_is_there(sandbox, post):
    media_id = post()
    sandbox.arm("F6", call="post")
    assert refusal(sandbox.graph("GET", media_id)) == (400, 100, 33)
    assert sandbox.graph("GET", media_id).status_code == 200


def test_a_fault_is_disarmed_by_its_name(sandbox):
    sandbox.arm("F1")
    sandbox.arm("F17", call="publish")
    sandbox.arm("F17", call="status")
    assert [one["call"] for one in sandbox.disarm("F17", "publish")] == ["publish:applied", "status"]
    assert [one["fault"] for one in sandbox.disarm("F17")] == ["F1"]
    assert sandbox.disarm() == []


# What is disputed


def test_the_status_lags_behind_the_publication_if_switched_on(sandbox, container):
    sandbox.set(stale_status_seconds=600)
    container_id = container()
    assert publish(sandbox, container_id).status_code == 200
    assert status(sandbox, container_id).json()["status_code"] == "FINISHED"
    assert refusal(publish(sandbox, container_id)) == (400, 100, None)
    sandbox.advance(600)
    assert status(sandbox, container_id).json()["status_code"] == "PUBLISHED"


def test_a_second_publication_is_a_second_post_if_switched_on(sandbox, carousel):
    sandbox.set(second_publish_accepted=True)
    parent, _ = carousel()
    first, second = (publish(sandbox, parent).json()["id"] for _ in range(2))
    assert first != second
    assert live(sandbox) == 2
    assert {len(one["children"]) for one in sandbox.state()["media"]} == {3}


def test_the_headers_tell_how_much_is_used(sandbox):
    sandbox.set(usage_percent=95)
    answer = sandbox.graph("GET", "me")
    assert json.loads(answer.headers["x-app-usage"])["call_count"] == 95
    ((usage,),) = json.loads(answer.headers["x-business-use-case-usage"]).values()
    assert usage["total_time"] == 95


@pytest.mark.parametrize("body", ["json", "files", "data", "params"])
def test_a_post_comes_about_by_bodies_of_every_kind(sandbox, host, body):
    def send(path, **values):
        parts = {name: (None, value) for name, value in values.items()} if body == "files" else values
        return sandbox.graph("POST", path, **{body: parts}).json()["id"]

    url = host.put_picture()
    children = [send("me/media", image_url=url, is_carousel_item="true") for _ in range(2)]
    parent = send("me/media", media_type="CAROUSEL", children=",".join(children), caption="二枚")
    send("me/media_publish", creation_id=parent)
    (made,) = sandbox.state()["media"]
    assert (made["caption"], len(made["children"])) == ("二枚", 2)


def test_a_file_of_an_earlier_sandbox_is_opened(tmp_path):
    old = sqlite3.connect(tmp_path / "sandbox.sqlite3")
    columns = "id TEXT PRIMARY KEY, account_id TEXT, published_at REAL"
    old.execute(f"CREATE TABLE containers ({columns})")
    old.close()
    rows = Store(tmp_path).connect().execute("PRAGMA table_info(containers)").fetchall()
    assert {"forced_status", "is_ai_generated"} <= {row["name"] for row in rows}
