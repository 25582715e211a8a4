"""Creating containers and the states they pass."""

import json

import pytest

from tests.sandbox.running import publish, refusal

HOUR = 3600


def status(sandbox, container_id):
    return sandbox.graph("GET", container_id, params={"fields": "status_code"}).json()["status_code"]


def test_a_container_is_in_progress_then_finished_then_published(sandbox, container):
    sandbox.set(processing_seconds=1000)
    container_id = container()
    assert status(sandbox, container_id) == "IN_PROGRESS"
    sandbox.advance(1000)
    assert status(sandbox, container_id) == "FINISHED"
    assert publish(sandbox, container_id).status_code == 200
    assert status(sandbox, container_id) == "PUBLISHED"


def test_a_container_expires_after_24_hours(sandbox, container):
    container_id = container()
    sandbox.advance(24 * HOUR - 60)
    assert status(sandbox, container_id) == "FINISHED"
    sandbox.advance(120)
    assert status(sandbox, container_id) == "EXPIRED"


def test_a_published_container_stays_published(sandbox, container):
    container_id = container()
    publish(sandbox, container_id)
    sandbox.advance(48 * HOUR)
    assert status(sandbox, container_id) == "PUBLISHED"


def test_the_status_text_goes_with_the_code(sandbox, container):
    answer = sandbox.graph("GET", container(), params={"fields": "status_code,status"}).json()
    assert answer["status"] == "Finished: Media has been uploaded and it is ready to be published."
    assert answer["id"].isdigit()


def test_ids_are_digit_strings(sandbox, container, post):
    for made in (container(), post()):
        assert isinstance(made, str)
        assert made.isdigit()


@pytest.mark.parametrize("shape", [",".join, json.dumps], ids=["commas", "array in text"])
def test_children_come_in_any_shape(sandbox, container, shape):
    children = [container(is_carousel_item="true") for _ in range(2)]
    answer = sandbox.graph("POST", "me/media", data={"media_type": "CAROUSEL", "children": shape(children)})
    assert answer.status_code == 200
    assert sandbox.state()["containers"][-1]["children"] == children


def test_children_come_as_a_json_array(sandbox, container):
    children = [container(is_carousel_item="true") for _ in range(2)]
    answer = sandbox.graph("POST", "me/media", json={"media_type": "CAROUSEL", "children": children})
    assert answer.status_code == 200
    assert sandbox.state()["containers"][-1]["children"] == children


def test_a_carousel_is_not_ready_before_its_children(sandbox, container):
    early = container(is_carousel_item="true")
    sandbox.set(processing_seconds=500)
    late = container(is_carousel_item="true")
    sandbox.set(processing_seconds=0)
    answer = sandbox.graph("POST", "me/media", data={"media_type": "CAROUSEL", "children": f"{early},{late}"})
    parent = answer.json()["id"]
    assert (status(sandbox, early), status(sandbox, parent)) == ("FINISHED", "IN_PROGRESS")
    assert refusal(publish(sandbox, parent)) == (400, 9007, 2207027)
    sandbox.advance(500)
    assert status(sandbox, parent) == "FINISHED"


@pytest.mark.parametrize(("count", "accepted"), [(1, False), (2, True), (10, True), (11, False)])
def test_a_carousel_has_2_to_10_children(sandbox, container, count, accepted):
    children = ",".join(container(is_carousel_item="true") for _ in range(count))
    answer = sandbox.graph("POST", "me/media", data={"media_type": "CAROUSEL", "children": children})
    assert (answer.status_code == 200) if accepted else (refusal(answer) == (400, 100, 2207028))


def test_unknown_and_expired_children_are_refused(sandbox, container):
    old = container(is_carousel_item="true")
    sandbox.advance(25 * HOUR)
    young = container(is_carousel_item="true")
    for gone in (old, "17800000000000000"):
        body = {"media_type": "CAROUSEL", "children": f"{young},{gone}"}
        assert refusal(sandbox.graph("POST", "me/media", data=body)) == (400, 24, 2207008)


def test_a_child_must_have_been_made_for_a_carousel(sandbox, container):
    body = {"media_type": "CAROUSEL", "children": f"{container()},{container()}"}
    assert refusal(sandbox.graph("POST", "me/media", data=body)) == (400, 100, None)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"caption": "あ" * 2200}, 200),
        ({"caption": "あ" * 2201}, (400, 36004, 2207010)),
        ({"caption": "🦊" * 1101}, (400, 36004, 2207010)),
        ({"caption": " ".join(f"@user{n}" for n in range(20))}, 200),
        ({"caption": " ".join(f"@user{n}" for n in range(21))}, (400, 100, 2207040)),
        ({"alt_text": "雪" * 1000}, 200),
        ({"alt_text": "雪" * 1001}, (400, 100, None)),
        ({"media_type": "REELS"}, (400, 100, 2207023)),
        ({"media_type": "CAROUSEL"}, (400, 100, 2207028)),
        ({"is_carousel_item": "maybe"}, (400, 100, None)),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value),
)
def test_the_limits_of_a_container(sandbox, host, params, expected):
    answer = sandbox.graph("POST", "me/media", data={"image_url": host.put_picture(), **params})
    assert (answer.status_code if expected == 200 else refusal(answer)) == expected


def test_a_refused_call_makes_no_container(sandbox, host):
    sandbox.graph("POST", "me/media", data={"image_url": host.put_picture(), "caption": "x" * 2201})
    assert sandbox.state()["counts"]["containers"] == 0


@pytest.mark.long
def test_400_containers_a_day_are_the_most(sandbox, host):
    body = {"image_url": host.put_picture("/a.jpg", 320, 320)}
    assert {sandbox.graph("POST", "me/media", data=body).status_code for _ in range(400)} == {200}
    assert refusal(sandbox.graph("POST", "me/media", data=body)) == (403, 4, None)
    sandbox.advance(24 * HOUR + 60)
    assert sandbox.graph("POST", "me/media", data=body).status_code == 200


def test_ai_label_is_taken_on_a_post_and_shown_with_it(sandbox, container):
    labelled, plain = container(is_ai_generated="true"), container()
    for creation, is_labelled in ((labelled, True), (plain, False)):
        made = sandbox.graph("POST", "me/media_publish", data={"creation_id": creation}).json()["id"]
        shown = sandbox.graph("GET", made, params={"fields": "is_ai_generated"}).json()
        assert shown["is_ai_generated"] is is_labelled


def test_ai_label_belongs_to_the_carousel_and_not_to_its_items(sandbox, container):
    children = [container(is_carousel_item="true") for _ in range(2)]
    parent = {"media_type": "CAROUSEL", "children": ",".join(children), "is_ai_generated": "true"}
    assert sandbox.graph("POST", "me/media", data=parent).status_code == 200
    assert sandbox.state()["containers"][-1]["is_ai_generated"] is True
    item = {"image_url": "http://127.0.0.1:1/a.jpg", "is_carousel_item": "true", "is_ai_generated": "true"}
    answer = sandbox.graph("POST", "me/media", data=item)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
