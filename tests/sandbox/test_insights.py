"""Figures of a post, its documented fields, several nodes at once, its end, and its page elsewhere."""

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.running import TOKEN, publish, refusal

HOUR = 3600
EVERYWHERE = "reach,views,likes,comments,saved,shares,total_interactions,follows,profile_visits,profile_activity,reposts"


@pytest.fixture
def facebook(sandbox):
    return sandbox.give_token(kind="user")


def figures(sandbox, media_id, token=TOKEN, **params):
    return sandbox.graph("GET", f"{media_id}/insights", params=params, token=token)


def test_the_figures_of_a_post(sandbox, post):
    media_id = post()
    sandbox.comments(media_id, 3)
    data = figures(sandbox, media_id, metric=EVERYWHERE).json()["data"]
    assert [one["name"] for one in data] == EVERYWHERE.split(",")
    assert {one["period"] for one in data} == {"lifetime"}
    (comments,) = [one for one in data if one["name"] == "comments"]
    assert comments["values"] == [{"value": 3}]
    assert comments["id"] == f"{media_id}/insights/comments/lifetime"


@pytest.mark.parametrize(
    "metric", ["impressions", "reach,plays", "video_views", "engagement", "facebook_views"]
)
def test_one_bad_metric_fails_the_whole_call(sandbox, post, metric):
    assert refusal(figures(sandbox, post(), metric=metric)) == (400, 100, None)


def test_a_metric_must_be_named(sandbox, post):
    assert refusal(figures(sandbox, post())) == (400, 100, None)


def test_totals_are_for_facebook_login_only(sandbox, post, facebook):
    media_id = post()
    assert refusal(figures(sandbox, media_id, metric="total_likes")) == (400, 100, None)
    assert figures(sandbox, media_id, token=facebook, metric="total_likes").status_code == 200


def test_a_breakdown_comes_as_a_total(sandbox, post):
    data = figures(sandbox, post(), metric="profile_activity,reach", breakdown="action_type").json()["data"]
    assert data[0]["total_value"]["breakdowns"][0]["dimension_keys"] == ["action_type"]
    assert data[1]["values"] == [{"value": 0}]


def test_figures_come_late_if_switched_on(sandbox, post):
    sandbox.set(insights_delay_seconds=48 * HOUR)
    media_id = post()
    assert figures(sandbox, media_id, metric="reach").json() == {"data": []}
    sandbox.advance(48 * HOUR)
    assert len(figures(sandbox, media_id, metric="reach").json()["data"]) == 1


def test_the_pictures_of_a_carousel_have_no_figures(sandbox, carousel):
    parent, _ = carousel()
    media_id = publish(sandbox, parent).json()["id"]
    child = sandbox.graph("GET", f"{media_id}/children").json()["data"][0]["id"]
    assert figures(sandbox, child, metric="reach").json() == {"data": []}


def test_figures_need_their_permission(sandbox, post):
    token = sandbox.give_token(permissions=["instagram_business_basic"])
    assert refusal(figures(sandbox, post(), token=token, metric="reach")) == (403, 10, None)


def test_figures_come_as_a_field_too(sandbox, post):
    media_id = post("本文")
    fields = "caption,insights.metric(reach, comments),comments_count"
    shown = sandbox.graph("GET", "me/media", params={"fields": fields}).json()["data"][0]
    assert [one["name"] for one in shown["insights"]["data"]] == ["reach", "comments"]
    assert (shown["id"], shown["caption"], shown["comments_count"]) == (media_id, "本文", 0)


def test_documented_fields_are_left_out_and_not_refused(sandbox, post, facebook):
    media_id = post()
    fields = (
        "thumbnail_url,legacy_instagram_media_id,is_shared_to_feed,view_count,reposts_count,is_ai_generated"
    )
    shown = sandbox.graph("GET", media_id, params={"fields": fields}).json()
    assert shown.keys() == {"id", "legacy_instagram_media_id", "is_ai_generated"}
    shown = sandbox.graph("GET", media_id, params={"fields": fields}, token=facebook).json()
    assert (shown["view_count"], shown["reposts_count"]) == (0, 0)
    account = sandbox.graph("GET", "me", params={"fields": "website,follows_count"}).json()
    assert (account["website"], account["follows_count"]) == (f"{sandbox.base_url}/", 0)


def test_several_nodes_are_read_at_once(sandbox, post, container):
    first, second = post("一"), post("二")
    asked = {"ids": f"{first},{second}", "fields": "caption"}
    assert sandbox.graph("GET", "", params=asked).json() == {
        first: {"caption": "一", "id": first},
        second: {"caption": "二", "id": second},
    }
    assert refusal(sandbox.graph("GET", "", params={"ids": f"{first},17900000000000000"})) == (400, 100, 33)
    assert refusal(sandbox.graph("GET", "")) == (400, 100, None)
    sandbox.set(multi_id_requests=False)
    assert refusal(sandbox.graph("GET", "", params=asked)) == (400, 100, None)


def test_a_post_is_deleted_with_facebook_login(sandbox, carousel, facebook):
    parent, _ = carousel()
    media_id = publish(sandbox, parent).json()["id"]
    comment_id = sandbox.comment(media_id)
    child = sandbox.graph("GET", f"{media_id}/children").json()["data"][0]["id"]
    assert refusal(sandbox.graph("DELETE", media_id)) == (400, 100, 33)
    narrow = sandbox.give_token(kind="user", permissions=["instagram_basic"])
    assert refusal(sandbox.graph("DELETE", media_id, token=narrow)) == (403, 10, None)
    assert refusal(sandbox.graph("DELETE", child, token=facebook)) == (400, -1, 2207073)
    assert sandbox.state()["counts"]["media"] == 1
    answer = sandbox.graph("DELETE", media_id, token=facebook)
    assert answer.json() == {"success": True, "deleted_id": media_id}
    for gone in (media_id, child, comment_id):
        assert refusal(sandbox.graph("GET", gone)) == (400, 100, 33)


def test_f19_deletes_nothing(sandbox, post, facebook):
    media_id = post()
    sandbox.arm("F19")
    assert refusal(sandbox.graph("DELETE", media_id, token=facebook)) == (400, -1, 2207085)
    assert sandbox.state()["counts"]["media"] == 1
    assert sandbox.graph("DELETE", media_id, token=facebook).status_code == 200


def test_a_post_is_embedded_without_a_token(sandbox, post):
    post()
    (made,) = sandbox.state()["media"]
    address = f"{sandbox.base_url}/v26.0/instagram_oembed"
    answer = requests.get(address, params={"url": made["permalink"]}, timeout=PATIENCE_S)
    assert made["permalink"] in answer.json()["html"]
    assert requests.get(address, params={"url": "no"}, timeout=PATIENCE_S).status_code == 400
