"""Comments as Graph shows, takes, hides and deletes them; what citizens do; and what goes wrong."""

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.running import TOKEN, USER_ID, refusal

FIELDS = (
    "id,text,timestamp,username,from{id,username},hidden,parent_id,like_count,media{id,media_product_type}"
)


def listed(sandbox, node, edge="comments", **params):
    return sandbox.graph("GET", f"{node}/{edge}", params=params).json()


def shown(sandbox, comment_id, fields=FIELDS):
    return sandbox.graph("GET", comment_id, params={"fields": fields}).json()


def reply(sandbox, node, message="ありがとうございます", **options):
    return sandbox.graph("POST", f"{node}/replies", data={"message": message}, **options)


def remembered(sandbox):
    return {comment["id"]: comment for comment in sandbox.state()["comments"]}


def test_a_comment_shows_its_fields(sandbox, post):
    media_id = post()
    text = "<b>すごい</b> 🍁\u200f שלום 神\n二行目"
    comment_id = sandbox.comment(media_id, text, "tanaka.3")
    answer = shown(sandbox, comment_id)
    assert answer.pop("timestamp").endswith("+0000")
    author = answer.pop("from")
    assert author["username"] == "tanaka.3"
    assert author["id"].isdecimal()
    assert answer == {
        "id": comment_id,
        "text": text,
        "username": "tanaka.3",
        "hidden": False,
        "like_count": 0,
        "media": {"id": media_id, "media_product_type": "FEED"},
    }
    assert comment_id.isdecimal()


def test_an_author_keeps_their_id_and_others_have_another(sandbox, post):
    media_id = post()
    ids = [shown(sandbox, sandbox.comment(media_id, username=name))["from"]["id"] for name in "aab"]
    assert ids[0] == ids[1] != ids[2]


def test_the_list_has_three_fields_and_holds_the_top_only_newest_first(sandbox, post):
    media_id = post()
    first, second = sandbox.comment(media_id, "一"), sandbox.comment(media_id, "二")
    sandbox.comment(text="返信", parent=first)
    answer = listed(sandbox, media_id)
    assert [item["id"] for item in answer["data"]] == [second, first]
    assert set(answer["data"][0]) == {"id", "text", "timestamp"}
    assert listed(sandbox, post()) == {"data": []}


def test_no_page_has_more_than_50_and_cursors_lead_to_the_end(sandbox, post):
    media_id = post()
    made = sandbox.comments(media_id, 120)[::-1]
    pages, after = [], ""
    while True:
        page = listed(sandbox, media_id, limit=100, **({"after": after} if after else {}))
        pages.append([item["id"] for item in page["data"]])
        after = page["paging"]["cursors"]["after"]
        if "next" not in page["paging"]:
            break
    assert pages == [made[:50], made[50:100], made[100:]]


def test_replies_come_inside_a_comment_and_go_on_in_their_own_list(sandbox, post):
    media_id = post()
    top = sandbox.comment(media_id)
    made = sandbox.comments("", 60, parent=top)[::-1]
    fields = "id,replies.limit(50){id,parent_id,from{username}}"
    (item,) = listed(sandbox, media_id, fields=fields)["data"]
    inside = item["replies"]
    assert [one["id"] for one in inside["data"]] == made[:50]
    assert inside["data"][0] == {
        "id": made[0],
        "parent_id": top,
        "from": {"id": inside["data"][0]["from"]["id"], "username": "citizen"},
    }
    after = inside["paging"]["cursors"]["after"]
    assert [one["id"] for one in listed(sandbox, top, "replies", after=after)["data"]] == made[50:]
    followed = requests.get(
        inside["paging"]["next"], params={"access_token": TOKEN}, timeout=PATIENCE_S
    ).json()
    assert [set(one) for one in followed["data"]] == [{"id", "parent_id", "from"}] * 10
    (short,) = listed(sandbox, media_id, fields="replies.limit(3)")["data"]
    assert [one["id"] for one in short["replies"]["data"]] == made[:3]
    assert "replies" not in shown(sandbox, made[0], "id,replies{id}")


def test_a_post_counts_its_comments_with_the_replies(sandbox, post):
    media_id, other = post(), post()
    top = sandbox.comment(media_id)
    sandbox.comment(parent=top)
    sandbox.comment(other)
    counts = {
        item["id"]: item["comments_count"]
        for item in sandbox.graph("GET", "me/media", params={"fields": "comments_count"}).json()["data"]
    }
    assert counts == {media_id: 2, other: 1}


def test_a_reply_is_the_accounts_own(sandbox, post):
    top = sandbox.comment(post())
    comment_id = reply(sandbox, top, "ありがとう\nございます").json()["id"]
    answer = shown(sandbox, comment_id, f"{FIELDS},user")
    assert answer["from"] == {"id": USER_ID, "username": "hokkaido_cafe"}
    assert (answer["text"], answer["parent_id"]) == ("ありがとう\nございます", top)
    assert answer["user"] == {"id": "24100000000000001"}
    assert "user" not in shown(sandbox, top, "id,user")


def test_a_reply_to_a_reply_stands_beside_it(sandbox, post):
    top = sandbox.comment(post())
    below = sandbox.comment(parent=top)
    made = [reply(sandbox, below).json()["id"], sandbox.comment(parent=below)]
    assert {remembered(sandbox)[one]["parent_id"] for one in made} == {top}


def test_the_account_comments_on_its_own_post(sandbox, post):
    media_id = post()
    made = sandbox.graph("POST", f"{media_id}/comments", data={"message": "補足です"}).json()["id"]
    assert [item["id"] for item in listed(sandbox, media_id)["data"]] == [made]


@pytest.mark.parametrize("where", ["params", "data", "json"])
def test_a_comment_is_hidden_and_shown_again(sandbox, post, where):
    comment_id = sandbox.comment(post())
    for wanted in (True, False):
        answer = sandbox.graph("POST", comment_id, **{where: {"hide": str(wanted).lower()}})
        assert answer.json() == {"success": True}
        assert shown(sandbox, comment_id)["hidden"] is wanted
    assert refusal(sandbox.graph("POST", comment_id)) == (400, 100, None)


def test_hidden_comments_are_listed_but_cannot_be_replied_to(sandbox, post):
    media_id = post()
    top = sandbox.comment(media_id)
    below = sandbox.comment(parent=top)
    sandbox.graph("POST", top, params={"hide": "true"})
    assert [item["id"] for item in listed(sandbox, media_id)["data"]] == [top]
    for node in (top, below):
        assert refusal(reply(sandbox, node)) == (400, 100, None)
    assert len(remembered(sandbox)) == 2


def test_own_comments_stay_visible(sandbox, post):
    own = reply(sandbox, sandbox.comment(post())).json()["id"]
    assert sandbox.graph("POST", own, params={"hide": "true"}).json() == {"success": True}
    assert shown(sandbox, own)["hidden"] is False


def test_a_deleted_comment_is_gone_with_its_replies(sandbox, post):
    media_id = post()
    top, kept = sandbox.comment(media_id), sandbox.comment(media_id)
    below = sandbox.comment(parent=top)
    assert sandbox.graph("DELETE", top).json() == {"success": True}
    assert list(remembered(sandbox)) == [kept]
    for node in (top, below):
        assert refusal(sandbox.graph("GET", node)) == (400, 100, 33)
        assert refusal(sandbox.graph("DELETE", node)) == (400, 100, 33)
        assert refusal(sandbox.graph("POST", node, params={"hide": "true"})) == (400, 100, 33)
        assert refusal(reply(sandbox, node)) == (400, 100, 33)


@pytest.mark.parametrize("kind", ["instagram", "page"])
def test_without_the_permission_nothing_about_comments_is_allowed(sandbox, post, kind):
    media_id = post()
    top = sandbox.comment(media_id)
    token = sandbox.give_token(kind=kind, permissions=["instagram_business_basic", "instagram_basic"])
    calls = [
        ("GET", f"{media_id}/comments"),
        ("POST", f"{media_id}/comments"),
        ("GET", f"{top}/replies"),
        ("POST", f"{top}/replies"),
        ("GET", top),
        ("POST", top),
        ("DELETE", top),
    ]
    for method, path in calls:
        answer = sandbox.graph(method, path, token=token, data={"message": "a", "hide": "true"})
        assert refusal(answer) == (403, 10, None), (method, path)
    assert [comment["hidden"] for comment in remembered(sandbox).values()] == [False]


def test_comments_of_another_account_do_not_exist(sandbox, post):
    media_id = post()
    top = sandbox.comment(media_id)
    token = sandbox.give_token(username="stranger")
    for method, path in [
        ("GET", top),
        ("GET", f"{media_id}/comments"),
        ("DELETE", top),
        ("POST", f"{top}/replies"),
    ]:
        assert refusal(sandbox.graph(method, path, token=token, data={"message": "a"})) == (400, 100, 33)
    assert list(remembered(sandbox)) == [top]


def test_closed_comments_take_nothing(sandbox, post):
    media_id = post()
    top = sandbox.comment(media_id)
    sandbox.graph("POST", media_id, params={"comment_enabled": "false"})
    assert refusal(reply(sandbox, top)) == (400, 100, None)
    assert refusal(sandbox.graph("POST", f"{media_id}/comments", data={"message": "a"})) == (400, 100, None)
    with pytest.raises(requests.HTTPError):
        sandbox.comment(media_id)
    assert len(remembered(sandbox)) == 1


@pytest.mark.parametrize("message", ["", "あ" * 2201])
def test_what_cannot_be_a_comment_is_refused(sandbox, post, message):
    assert refusal(reply(sandbox, sandbox.comment(post()), message)) == (400, 100, None)


def test_pictures_inside_a_carousel_have_no_comments(sandbox, carousel):
    parent, _ = carousel(count=2)
    media_id = sandbox.graph("POST", "me/media_publish", data={"creation_id": parent}).json()["id"]
    child = sandbox.graph("GET", f"{media_id}/children").json()["data"][0]["id"]
    assert refusal(sandbox.graph("GET", f"{child}/comments")) == (400, 100, 33)


def test_an_unknown_field_of_a_comment_fails_the_whole_call(sandbox, post):
    media_id = post()
    sandbox.comment(media_id)
    answer = sandbox.graph("GET", f"{media_id}/comments", params={"fields": "id,shoe_size"})
    assert refusal(answer) == (400, 100, None)


def test_citizens_edit_and_take_back(sandbox, post):
    media_id = post()
    first, second = sandbox.comment(media_id), sandbox.comment(media_id)
    sandbox.comment(parent=second)
    sandbox.edit_comment(first, "書き直し")
    sandbox.delete_comment(second)
    assert [(one["id"], one["text"]) for one in sandbox.state()["comments"]] == [(first, "書き直し")]


def test_thousands_of_comments_are_one_call(sandbox, post):
    media_id = post()
    ids = sandbox.comments(media_id, 5000, "連投", "busy")
    assert len(set(ids)) == 5000
    assert (
        sandbox.graph("GET", media_id, params={"fields": "comments_count"}).json()["comments_count"] == 5000
    )
    assert shown(sandbox, ids[-1])["text"] == "連投 5000"


def test_old_comments_have_old_times(sandbox, post):
    media_id = post()
    old, new = sandbox.comment(media_id, age_seconds=3600), sandbox.comment(media_id)
    times = remembered(sandbox)
    assert 3599 < times[new]["at"] - times[old]["at"] < 3700


def test_the_account_may_write_in_the_app(sandbox, post):
    comment_id = sandbox.comment(post(), username="hokkaido_cafe")
    assert shown(sandbox, comment_id)["from"]["id"] == USER_ID


@pytest.mark.parametrize(
    "body",
    [
        {"text": "a"},
        {"text": "a", "username": "田中"},
        {"text": " ", "username": "a"},
        {"text": "a", "username": "a", "count": 0},
        {"text": "a", "username": "a", "count": "many"},
        {"text": "a", "username": "a", "media_id": "1"},
        {"text": "a", "username": "a", "parent_id": "1"},
    ],
)
def test_what_no_citizen_can_do_is_refused(sandbox, post, body):
    url = f"{sandbox.base_url}/_sandbox/comments"
    answer = requests.post(url, json={"media_id": post(), **body}, timeout=PATIENCE_S)
    assert answer.status_code == 400
    assert "error" in answer.json()
    assert sandbox.state()["counts"]["comments"] == 0


def test_a_post_taken_down_is_gone_with_its_comments(sandbox, post):
    media_id, kept = post(), post()
    comment_id = sandbox.comment(media_id)
    sandbox.delete_post(media_id)
    for node in (media_id, comment_id, f"{media_id}/comments"):
        assert refusal(sandbox.graph("GET", node)) == (400, 100, 33)
    assert [item["id"] for item in sandbox.state()["media"]] == [kept]


# What goes wrong


def test_f8_a_reply_is_written_but_refused(sandbox, post):
    top = sandbox.comment(post())
    sandbox.arm("F8")
    assert refusal(reply(sandbox, top)) == (400, 20, 1772107)
    assert [one["parent_id"] for one in remembered(sandbox).values()] == [None, top]


def test_fields_on_a_new_comment_are_refused_after_it_is_written(sandbox, post):
    top = sandbox.comment(post())
    assert refusal(reply(sandbox, top, params={"fields": "id,text"})) == (400, 20, 1772107)
    assert len(remembered(sandbox)) == 2


def test_f9_a_reply_is_written_but_nobody_answers(sandbox, post):
    top = sandbox.comment(post())
    sandbox.arm("F9")
    with pytest.raises(requests.ConnectionError):
        reply(sandbox, top)
    assert len(remembered(sandbox)) == 2
    assert sandbox.calls()[-1]["status"] is None


def test_f10_comments_are_counted_but_not_listed(sandbox, post):
    media_id = post()
    sandbox.comment(media_id)
    sandbox.arm("F10")
    answer = listed(sandbox, media_id)
    assert answer["data"] == []
    assert answer["paging"]["cursors"]["after"]
    assert sandbox.graph("GET", media_id, params={"fields": "comments_count"}).json()["comments_count"] == 1
    assert len(listed(sandbox, media_id)["data"]) == 1


def test_f11_authors_are_left_out(sandbox, post):
    media_id = post()
    top = sandbox.comment(media_id)
    sandbox.comment(parent=top)
    sandbox.arm("F11", call="comments")
    fields = "username,from,replies{username,from}"
    (item,) = listed(sandbox, media_id, fields=fields)["data"]
    assert set(item) == {"id", "username", "replies"}
    assert set(item["replies"]["data"][0]) == {"id", "username"}
    assert "from" in listed(sandbox, media_id, fields=fields)["data"][0]


@pytest.mark.parametrize("fields", ["id,from", "id,replies{id,from{id}}"])
def test_asking_for_authors_fails_the_call_where_they_are_not_permitted(sandbox, post, fields):
    media_id = post()
    sandbox.set(refuse_authors=True)
    answer = sandbox.graph("GET", f"{media_id}/comments", params={"fields": fields})
    assert refusal(answer) == (400, 100, None)
    assert listed(sandbox, media_id, fields="id,username,replies{id}") == {"data": []}


@pytest.fixture
def comment_calls(sandbox, post):
    media_id = post()
    top = sandbox.comment(media_id)
    return {
        "media": lambda: sandbox.graph("GET", "me/media"),
        "comments": lambda: sandbox.graph("GET", f"{media_id}/comments"),
        "replies": lambda: sandbox.graph("GET", f"{top}/replies"),
        "comment": lambda: sandbox.graph("GET", top),
        "reply": lambda: reply(sandbox, top),
        "hide": lambda: sandbox.graph("POST", top, params={"hide": "true"}),
        "delete": lambda: sandbox.graph("DELETE", top),
    }


POINTS = ["media", "comments", "replies", "comment", "reply", "hide", "delete"]


@pytest.mark.parametrize("point", POINTS)
def test_f12_too_many_calls_name_the_minutes_to_wait(sandbox, comment_calls, point):
    before = remembered(sandbox)
    sandbox.arm("F12", call=point)
    answer = comment_calls[point]()
    assert refusal(answer) == (400, 80002, None)
    assert '"estimated_time_to_regain_access": 5' in answer.headers["x-business-use-case-usage"]
    assert remembered(sandbox) == before
    assert comment_calls[point]().status_code == 200


@pytest.mark.parametrize("point", POINTS)
def test_f17_nothing_is_done_and_a_page_is_answered(sandbox, comment_calls, point):
    before = remembered(sandbox)
    sandbox.arm("F17", call=point)
    answer = comment_calls[point]()
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert remembered(sandbox) == before


@pytest.mark.parametrize("point", POINTS)
def test_f13_the_token_ends(sandbox, comment_calls, point):
    before = remembered(sandbox)
    sandbox.arm("F13", call=point)
    for _ in range(2):
        assert refusal(comment_calls[point]()) == (400, 190, 460)
    assert remembered(sandbox) == before


@pytest.mark.parametrize("point", ["reply", "hide", "delete"])
def test_f17_applied_does_it_and_answers_a_page(sandbox, comment_calls, point):
    before = remembered(sandbox)
    sandbox.arm("F17-applied", call=f"{point}:applied")
    assert comment_calls[point]().status_code == 500
    assert remembered(sandbox) != before


def test_f6_a_comment_is_there_but_cannot_be_read(sandbox, comment_calls):
    sandbox.arm("F6", call="comment")
    assert refusal(comment_calls["comment"]()) == (400, 100, 33)
    assert comment_calls["comment"]().status_code == 200
