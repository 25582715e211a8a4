"""Media as Graph shows them: fields, lists, children, and the comment switch."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.running import TOKEN, publish, refusal

FIELDS = (
    "id,caption,media_type,media_product_type,media_url,permalink,shortcode,timestamp,username,alt_text,"
    "comments_count,like_count,is_comment_enabled,owner{id},children{id,media_url,alt_text}"
)


def listed(sandbox, **params):
    return sandbox.graph("GET", "me/media", params=params).json()


def test_a_post_shows_its_fields(sandbox, post):
    media_id = post("一行目\n二行目 #北海道", alt_text="雪の町")
    shown = sandbox.graph("GET", media_id, params={"fields": FIELDS}).json()
    assert shown["caption"] == "一行目\n二行目 #北海道"
    assert shown["alt_text"] == "雪の町"
    assert (shown["media_type"], shown["media_product_type"]) == ("IMAGE", "FEED")
    assert (shown["comments_count"], shown["like_count"], shown["is_comment_enabled"]) == (0, 0, True)
    assert shown["permalink"] == f"{sandbox.base_url}/p/{shown['shortcode']}/"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", shown["timestamp"])
    assert "children" not in shown


def test_without_fields_only_the_id_is_shown(sandbox, post):
    media_id = post()
    assert sandbox.graph("GET", media_id).json() == {"id": media_id}
    assert listed(sandbox)["data"] == [{"id": media_id}]


def test_a_carousel_shows_its_children_in_order(sandbox, carousel):
    parent, _ = carousel(count=3, caption="三枚")
    media_id = publish(sandbox, parent).json()["id"]
    fields = "media_type,caption,children{id,alt_text,media_type}"
    (shown,) = listed(sandbox, fields=fields)["data"]
    assert (shown["media_type"], shown["caption"]) == ("CAROUSEL_ALBUM", "三枚")
    children = shown["children"]["data"]
    assert [child["alt_text"] for child in children] == ["写真1", "写真2", "写真3"]
    edge = sandbox.graph("GET", f"{media_id}/children", params={"fields": "id,alt_text,media_type"}).json()
    assert edge == {"data": children}
    child = sandbox.graph("GET", children[0]["id"], params={"fields": "caption,permalink,media_type"}).json()
    assert child == {"media_type": "IMAGE", "id": children[0]["id"]}


def test_the_list_is_newest_first_and_turns_by_cursor(sandbox, post):
    made = [post() for _ in range(5)][::-1]
    first = listed(sandbox, limit=2)
    second = listed(sandbox, limit=2, after=first["paging"]["cursors"]["after"])
    third = listed(sandbox, limit=2, after=second["paging"]["cursors"]["after"])
    pages = [[item["id"] for item in page["data"]] for page in (first, second, third)]
    assert pages == [made[:2], made[2:4], made[4:]]
    assert "next" in second["paging"]
    assert "next" not in third["paging"]


def test_the_next_link_holds_the_token_only_if_the_query_did(sandbox, post):
    made = [post(), post()]
    assert TOKEN not in listed(sandbox, limit=1)["paging"]["next"]
    following = listed(sandbox, limit=1, access_token=TOKEN)["paging"]["next"]
    assert requests.get(following, timeout=PATIENCE_S).json()["data"] == [{"id": made[0]}]


def test_since_and_until_are_about_the_time_of_publication(sandbox, post):
    early = post()
    sandbox.advance(3600)
    late = post()
    between = int(sandbox.state()["now"]) - 1800
    assert [item["id"] for item in listed(sandbox, since=between)["data"]] == [late]
    assert [item["id"] for item in listed(sandbox, until=between)["data"]] == [early]
    tomorrow = datetime.fromtimestamp(between, UTC) + timedelta(days=2)
    assert listed(sandbox, since=tomorrow.date().isoformat()) == {"data": []}


@pytest.mark.parametrize("params", [{"limit": "many"}, {"after": "nonsense"}, {"since": "yesterday"}])
def test_what_cannot_be_read_is_refused(sandbox, params):
    assert refusal(sandbox.graph("GET", "me/media", params=params)) == (400, 100, None)


def test_comments_of_a_post_are_closed_and_opened(sandbox, post):
    media_id = post()
    for wanted in (False, True):
        answer = sandbox.graph("POST", media_id, params={"comment_enabled": str(wanted).lower()})
        assert answer.json() == {"success": True}
        shown = sandbox.graph("GET", media_id, params={"fields": "is_comment_enabled"}).json()
        assert shown["is_comment_enabled"] is wanted
    assert refusal(sandbox.graph("POST", media_id)) == (400, 100, None)
