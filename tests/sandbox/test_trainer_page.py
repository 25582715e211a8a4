"""Comments as people see and write them, and the page of whoever leads a practice."""

import html
import re

import pytest
import requests

from sandbox.faults import FAULTS
from sandbox.troubles import BY_NAME
from tests.patience import PATIENCE_S
from tests.sandbox.running import publish

ODD = "<b>太字</b> & \U0001f341 שלום 神居\n二行目"


@pytest.fixture
def page(sandbox):
    def get(path="/trainer/"):
        answer = requests.get(sandbox.base_url + path, timeout=PATIENCE_S)
        assert answer.status_code == 200
        return answer.text

    return get


@pytest.fixture
def send(sandbox):
    """A form as the browser sends it from a page of the sandbox."""

    def send(path, *, origin=None, site="same-origin", **form):
        headers = {"Origin": origin or sandbox.base_url} | ({"Sec-Fetch-Site": site} if site else {})
        return requests.post(
            sandbox.base_url + path, data=form, headers=headers, timeout=PATIENCE_S, allow_redirects=False
        )

    return send


@pytest.fixture
def path_of(sandbox):
    def path(media_id):
        (found,) = [one for one in sandbox.state()["media"] if one["id"] == media_id]
        return found["permalink"].removeprefix(sandbox.base_url)

    return path


def texts(sandbox):
    return [one["text"] for one in sandbox.state()["comments"]]


# What anybody sees and does


def test_comments_and_replies_are_shown_as_typed(sandbox, post, page, path_of):
    media_id = post()
    top = sandbox.comment(media_id, ODD, "tanaka")
    sandbox.comment(parent=top, text="返信です")
    sandbox.comment(post(), "ほかの投稿へ")
    shown = page(path_of(media_id))
    assert html.escape(ODD) in shown
    assert "<b>太字</b>" not in shown
    assert "返信です" in shown
    assert "ほかの投稿へ" not in shown


def test_hidden_comments_are_seen_by_the_trainer_alone(sandbox, post, page, path_of):
    media_id = post()
    top, other = sandbox.comment(media_id, "隠す"), sandbox.comment(media_id, "見せる")
    sandbox.comment(parent=top, text="隠した下")
    below = sandbox.comment(parent=other, text="隠す返信")
    for one in (top, below):
        sandbox.graph("POST", one, params={"hide": "true"})
    shown, trainers = page(path_of(media_id)), page()
    assert [word in shown for word in ("見せる", "隠す", "隠した下")] == [True, False, False]
    assert [word in trainers for word in ("見せる", "隠す", "隠した下")] == [True, True, True]
    assert trainers.count(">非表示<") == 2


def test_older_comments_are_a_link_away(sandbox, post, page, path_of):
    media_id = post()
    sandbox.comments(media_id, 21, "番目は")
    path = path_of(media_id)
    first = page(path)
    assert ("番目は 21<" in first, "番目は 1<" in first) == (True, False)
    older = first.partition('<a href="?after=')[2].partition("#")[0]
    assert "番目は 1<" in page(f"{path}?after={older}")


def test_anybody_comments_under_a_post(sandbox, post, send, path_of):
    media_id = post()
    answer = send(f"{path_of(media_id)}comments", username="@tanaka", text="一行目\r\n二行目 神")
    assert answer.status_code == 303
    (made,) = sandbox.state()["comments"]
    assert (made["username"], made["text"], made["media_id"]) == ("tanaka", "一行目\n二行目 神", media_id)


@pytest.mark.parametrize(
    ("username", "text", "said"),
    [
        ("hokkaido_cafe", "なりすまし", "公式アカウントの名前では書き込めません。"),
        ("田中", "名前", "半角の英数字"),
        ("tanaka", " ", "コメントを入力してください。"),
        ("tanaka", "あ" * 2201, "2,200字まで"),
    ],
)
def test_what_cannot_be_written_is_said_and_kept(sandbox, post, send, path_of, username, text, said):
    answer = send(f"{path_of(post())}comments", username=username, text=text)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{username}"' in answer.text
    assert f">{text}</textarea>" in answer.text
    assert texts(sandbox) == []


def test_closed_comments_offer_no_box_and_take_nothing(sandbox, post, page, send, path_of):
    media_id = post()
    sandbox.comment(media_id, "前のコメント")
    sandbox.graph("POST", media_id, params={"comment_enabled": "false"})
    path = path_of(media_id)
    assert "<textarea" not in page(path)
    assert send(f"{path}comments", username="tanaka", text="後のコメント").status_code == 400
    assert texts(sandbox) == ["前のコメント"]


def test_a_comment_under_no_post_is_not_found(sandbox, send):
    assert send("/p/unknown/comments", username="tanaka", text="a").status_code == 404


# Who may send forms


@pytest.mark.parametrize(
    "sender",
    [
        {"origin": "https://evil.example", "site": "cross-site"},
        {"origin": "https://evil.example", "site": None},
        {"origin": "http://127.0.0.1:1", "site": "same-site"},
        {"origin": "null", "site": "cross-site"},
        {"site": "same-site"},
        {"site": "none"},
    ],
)
def test_forms_of_other_sites_are_refused(sandbox, post, send, path_of, sender):
    media_id = post()
    comment_id = sandbox.comment(media_id, "残る")
    paths = [
        f"{path_of(media_id)}comments",
        "/trainer/comments",
        f"/trainer/comments/{comment_id}/edit",
        f"/trainer/comments/{comment_id}/delete",
        "/trainer/faults",
        "/trainer/faults/clear",
        "/trainer/switches",
        "/trainer/clock",
    ]
    form = {
        "username": "a",
        "text": "外から",
        "media_id": media_id,
        "trouble": "F8 reply:applied",
        "seconds": "600",
        "quota_total": "1",
        "stale_status_seconds": "0",
    }
    sandbox.arm("F9")
    for path in paths:
        assert send(path, **sender, **form).status_code == 403, path
    assert texts(sandbox) == ["残る"]
    state = sandbox.state()
    assert [one["fault"] for one in state["faults"]] == ["F9"]
    assert (state["clock_offset_seconds"], state["settings"]["quota_total"]) == (0, 50)


def test_a_form_that_does_not_say_where_it_comes_from_is_refused(sandbox, post):
    answer = requests.post(
        f"{sandbox.base_url}/trainer/comments",
        data={"username": "a", "text": "a", "media_id": post()},
        timeout=PATIENCE_S,
    )
    assert answer.status_code == 403
    assert texts(sandbox) == []


def test_a_browser_without_fetch_metadata_is_served(sandbox, post, send):
    assert send("/trainer/comments", site=None, username="a", text="a", media_id=post()).status_code == 303


def test_no_other_site_may_frame_the_pages(sandbox):
    answer = requests.get(f"{sandbox.base_url}/trainer/", timeout=PATIENCE_S)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


# What the trainer does


def test_the_profile_leads_to_the_trainer(page):
    assert 'href="/trainer/"' in page("/")


def test_without_posts_nothing_can_be_written(page):
    shown = page()
    assert "まだ投稿がありません" in shown
    assert 'name="media_id"' not in shown


def test_the_trainer_writes_under_any_name_and_many_at_once(sandbox, post, send):
    media_id = post()
    send("/trainer/comments", username="busy", text="連投", media_id=media_id, count="3")
    send("/trainer/comments", username="hokkaido_cafe", text="アプリから", media_id=media_id)
    made = sandbox.state()["comments"]
    assert [one["text"] for one in made] == ["連投 1", "連投 2", "連投 3", "アプリから"]
    assert made[-1]["author_id"] == sandbox.state()["account"]["user_id"]


def test_the_trainer_answers_a_comment(sandbox, post, page, send):
    top = sandbox.comment(post(), "元のコメント")
    assert f'name="parent_id" value="{top}"' in page(f"/trainer/?answer={top}")
    send("/trainer/comments", username="a", text="答え", parent_id=top)
    assert sandbox.state()["comments"][1]["parent_id"] == top


def test_the_trainer_rewrites_and_deletes(sandbox, post, send):
    media_id = post()
    first, second = sandbox.comment(media_id, "一"), sandbox.comment(media_id, "二")
    assert send(f"/trainer/comments/{first}/edit", text="書き直し\r\n神").status_code == 303
    assert send(f"/trainer/comments/{second}/delete").status_code == 303
    assert texts(sandbox) == ["書き直し\n神"]


def test_refused_input_stays_in_the_trainers_forms(sandbox, post, send):
    media_id = post()
    comment_id = sandbox.comment(media_id, "前")
    wrong = send("/trainer/comments", username="a b", text="消えない", media_id=media_id, count="7")
    assert wrong.status_code == 400
    for kept in ('value="a b"', ">消えない</textarea>", 'value="7"'):
        assert kept in wrong.text
    edited = send(f"/trainer/comments/{comment_id}/edit", text="あ" * 2201)
    assert (edited.status_code, "2,200字まで" in edited.text) == (400, True)
    assert f">{'あ' * 2201}</textarea>" in edited.text
    for count in ("0", "-1", "many", "99999"):
        assert (
            send("/trainer/comments", username="a", text="a", media_id=media_id, count=count).status_code
            == 400
        )
    for act in ("edit", "delete"):
        assert send(f"/trainer/comments/1/{act}", text="a").status_code == 400
    assert texts(sandbox) == ["前"]


def test_the_trainer_arms_faults_sees_them_and_disarms(sandbox, page, send):
    assert "いまは何も仕掛けていません。" in page()
    send("/trainer/faults", trouble="F8 reply:applied", times="2")
    assert sandbox.state()["faults"] == [{"fault": "F8", "call": "reply:applied", "times": 2}]
    sandbox.arm("F1")
    shown = page()
    assert "<li>返信は載るが、エラーが返る(返信を書く呼び出し)<span>あと2回 " in shown
    assert "<li>投稿は載るが、「操作を制限しました」と断られる(公開を頼む呼び出し)<span>あと1回 " in shown
    send("/trainer/faults/clear")
    assert sandbox.state()["faults"] == []


def test_one_fault_is_disarmed_and_the_others_wait(sandbox, page, send):
    for call in ("publish", "status"):
        sandbox.arm("F17", call=call)
    sandbox.arm("F17", call="publish", times=3)
    assert 'name="armed" value="F17 publish"' in page()
    assert "あと4回" in page()
    send("/trainer/faults/clear", armed="F17 publish")
    assert sandbox.state()["faults"] == [{"fault": "F17", "call": "status", "times": 1}]


def test_what_is_armed_counts_down_on_the_page(sandbox, page, send, container):
    send("/trainer/faults", trouble="F1-refused publish:ready", times="2")
    container_id = container()
    assert publish(sandbox, container_id).status_code == 403
    assert "断られる(公開を頼む呼び出し)<span>あと1回 " in page()
    assert publish(sandbox, container_id).status_code == 403
    assert "いまは何も仕掛けていません。" in page()
    assert sandbox.state()["counts"]["media"] == 0


def test_the_trainer_turns_what_instagram_allows(sandbox, page, send, post):
    post()
    assert "この24時間に1件公開されています。" in page()
    wanted = {"quota_total": "3", "stale_status_seconds": "60"}
    assert send("/trainer/switches", **wanted, second_publish_accepted="on", only_4_5="on").status_code == 303
    settings = sandbox.state()["settings"]
    names = ("quota_total", "stale_status_seconds", "second_publish_accepted", "min_ratio")
    assert [settings[name] for name in names] == [3, 60, True, 0.8]
    assert page().count(" checked") == 2
    send("/trainer/switches", **wanted)
    assert [sandbox.state()["settings"][name] for name in names] == [3, 60, False, 0.75]
    assert send("/trainer/switches", quota_total="-1", stale_status_seconds="x").status_code == 400


def test_the_trainer_lets_time_pass(sandbox, page, send):
    assert "進んでいます" not in page()
    assert send("/trainer/clock", seconds="86400").status_code == 303
    assert sandbox.state()["clock_offset_seconds"] == 86400
    assert "進んでいます" in page()
    assert send("/trainer/clock", seconds="1").status_code == 400


def test_every_trouble_offered_can_be_armed(sandbox, page, send):
    offered = re.findall(r'name="trouble" value="([^"]+)"', page())
    assert len(offered) > 40
    for name in offered:
        assert send("/trainer/faults", trouble=name, times="1").status_code == 303
    assert len(sandbox.state()["faults"]) == len(offered)
    assert ")<span>あと1回" in page()


def test_every_trouble_says_at_which_call_it_happens():
    for trouble in BY_NAME.values():
        assert trouble.call, trouble.name


def test_every_fault_is_offered():
    assert set(FAULTS) - {trouble.fault for trouble in BY_NAME.values()} == set()


@pytest.mark.parametrize(
    ("trouble", "times"), [("F99 x", "1"), ("F8 reply:applied", "0"), ("F8 reply:applied", "x")]
)
def test_no_other_fault_can_be_armed(sandbox, send, trouble, times):
    assert send("/trainer/faults", trouble=trouble, times=times).status_code == 400
    assert sandbox.state()["faults"] == []


# What somebody does at the account itself


def test_the_account_posts_beside_every_program(sandbox, send, page):
    answer = send("/trainer/posts", caption="一行目\r\n二行目", pictures="3")
    assert answer.status_code == 303
    (made,) = sandbox.state()["media"]
    assert (made["caption"], len(made["children"]), made["media_type"]) == (
        "一行目\n二行目",
        3,
        "CAROUSEL_ALBUM",
    )
    listed = sandbox.graph("GET", "me/media", params={"fields": "caption,media_url"}).json()["data"]
    assert requests.get(listed[0]["media_url"], timeout=PATIENCE_S).content.startswith(b"\xff\xd8\xff")
    assert "アカウントから直接投稿する" in page()
    for pictures in ("0", "11", "x"):
        assert send("/trainer/posts", caption="だめ", pictures=pictures).status_code == 400
    assert len(sandbox.state()["media"]) == 1


def test_the_profile_is_changed_beside_every_program(sandbox, send):
    fields = {"fields": "username,name,biography,website"}
    before = sandbox.graph("GET", "me", params=fields).json()
    new = {"username": "other.cafe", "name": "別の名前", "biography": "", "website": "https://a.example/"}
    assert send("/trainer/profile", **new).status_code == 303
    after = sandbox.graph("GET", "me", params=fields).json()
    assert "biography" in before
    assert {part: after.get(part, "") for part in new} == new
    assert send("/trainer/profile", **{**new, "username": "だめ"}).status_code == 400
