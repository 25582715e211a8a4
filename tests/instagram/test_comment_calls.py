"""The calls about comments, against the real sandbox."""

import pytest

from instagram.errors import AccessLost, Gone, NotPermitted, OutcomeUnknown, QuotaReached, TryAgain
from tests.instagram.conftest import make_client
from tests.sandbox.image_host import running_image_host
from tests.sandbox.running import TOKEN, USER_ID, publish, running_sandbox


@pytest.fixture(scope="module")
def sandbox_process(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process):
    sandbox_process.reset()
    sandbox_process.set(processing_seconds=0, obey_robots=False)
    return sandbox_process


@pytest.fixture
def client(sandbox):
    return make_client(base_url=sandbox.base_url, token=TOKEN)


@pytest.fixture
def post(sandbox):
    """Publishes an image and gives the id of the post."""
    with running_image_host() as host:
        yield lambda caption="": publish(
            sandbox,
            sandbox.graph(
                "POST", "me/media", data={"image_url": host.put_picture(), "caption": caption}
            ).json()["id"],
        ).json()["id"]


def everything(ask):
    items, after = [], ""
    while True:
        page = ask(after)
        items += page.items
        after = page.after
        if not after:
            return items


def test_posts_come_with_their_counts_to_the_end(sandbox, client, post):
    made = [post(f"{number}枚目") for number in range(3)][::-1]
    top = sandbox.comment(made[1])
    sandbox.comment(parent=top)

    found = everything(lambda after: client.media_page(after=after, limit=2))

    assert [(one.id, one.comments_count, one.caption) for one in found] == [
        (made[0], 0, "2枚目"),
        (made[1], 2, "1枚目"),
        (made[2], 0, "0枚目"),
    ]
    assert all(one.timestamp and one.permalink for one in found)


def test_comments_are_read_to_the_end_newest_first(sandbox, client, post):
    media_id = post()
    made = sandbox.comments(media_id, 101)[::-1]
    sandbox.comment(post(), "ほかの投稿へ")

    found = everything(lambda after: client.comments(media_id, after=after))

    assert [one.id for one in found] == made


def test_a_comment_is_read_with_its_replies_and_authors(sandbox, client, post):
    media_id = post()
    top = sandbox.comment(media_id, "神居古潭 \U0001f341\n二行目", "tanaka")
    own = client.reply(top, "ありがとうございます\n#北海道")

    (comment,) = client.comments(media_id).items

    assert (comment.id, comment.text, comment.username) == (top, "神居古潭 \U0001f341\n二行目", "tanaka")
    assert (comment.hidden, comment.parent_id, comment.replies_after) == (False, "", "")
    assert comment.author_id
    (answer,) = comment.replies
    assert (answer.id, answer.text, answer.parent_id) == (own, "ありがとうございます\n#北海道", top)
    assert (answer.author_id, answer.username) == (USER_ID, "hokkaido_cafe")
    assert client.comment(own).parent_id == top


def test_replies_beyond_fifty_are_read_where_the_comment_left_off(sandbox, client, post):
    media_id = post()
    top = sandbox.comment(media_id)
    made = sandbox.comments("", 120, parent=top)[::-1]

    (comment,) = client.comments(media_id).items
    rest = everything(lambda after: client.replies(top, after=after or comment.replies_after))

    assert [one.id for one in [*comment.replies, *rest]] == made


def test_authors_left_out_leave_the_name(sandbox, client, post):
    media_id = post()
    sandbox.comment(media_id, username="tanaka")
    sandbox.arm("F11", call="comments")

    (comment,) = client.comments(media_id).items

    assert (comment.author_id, comment.username) == ("", "tanaka")


def test_a_refused_field_costs_only_itself(sandbox, client, post):
    media_id = post()
    top = sandbox.comment(media_id, "読めます", "tanaka")
    below = sandbox.comment(parent=top)
    sandbox.graph("POST", below, params={"hide": "true"})
    sandbox.set(refuse_authors=True)

    (comment,) = client.comments(media_id).items
    (answer,) = client.replies(top).items

    assert (comment.text, comment.username, comment.author_id) == ("読めます", "tanaka", "")
    assert [(one.id, one.hidden, one.parent_id) for one in comment.replies] == [(below, True, top)]
    assert (answer.id, answer.parent_id) == (below, top)


def test_counted_but_unreadable_comments_are_an_empty_page(sandbox, client, post):
    media_id = post()
    sandbox.comment(media_id)
    sandbox.arm("F10")

    page = client.comments(media_id)

    assert (page.items, page.after) == ((), "")
    assert client.media_page().items[0].comments_count == 1


def test_hide_show_and_delete(sandbox, client, post):
    comment_id = sandbox.comment(post())

    client.hide_comment(comment_id, hidden=True)
    assert client.comment(comment_id).hidden is True
    client.hide_comment(comment_id, hidden=False)
    assert client.comment(comment_id).hidden is False
    client.delete_comment(comment_id)
    assert sandbox.state()["comments"] == []


def test_what_is_gone_is_known_to_be(sandbox, client, post):
    media_id = post()
    comment_id = sandbox.comment(media_id)
    sandbox.delete_comment(comment_id)
    sandbox.delete_post(media_id)

    for ask in (
        lambda: client.comment(comment_id),
        lambda: client.comments(media_id),
        lambda: client.replies(comment_id),
        lambda: client.hide_comment(comment_id, hidden=True),
        lambda: client.delete_comment(comment_id),
    ):
        with pytest.raises(Gone):
            ask()


@pytest.mark.parametrize("fault", ["F8", "F9", "F17-applied"])
def test_a_reply_that_stands_in_spite_of_the_answer_is_unknown(sandbox, client, post, fault):
    top = sandbox.comment(post())
    sandbox.arm(fault, call="reply:applied")

    with pytest.raises(OutcomeUnknown) as caught:
        client.reply(top, "ありがとうございます")

    assert "返信" in caught.value.sentence
    assert len(sandbox.state()["comments"]) == 2


@pytest.mark.parametrize(
    ("fault", "kind"), [("F12", OutcomeUnknown), ("F17", OutcomeUnknown), ("F13", AccessLost)]
)
def test_a_refused_reply(sandbox, client, post, fault, kind):
    top = sandbox.comment(post())
    sandbox.arm(fault, call="reply")

    with pytest.raises(kind):
        client.reply(top, "ありがとうございます")


@pytest.mark.parametrize(("fault", "kind"), [("F12", QuotaReached), ("F17", TryAgain), ("F13", AccessLost)])
@pytest.mark.parametrize("point", ["comments", "comment", "hide", "delete"])
def test_a_refused_look_or_measure(sandbox, client, post, fault, kind, point):
    media_id = post()
    comment_id = sandbox.comment(media_id)
    sandbox.arm(fault, call=point)
    ask = {
        "comments": lambda: client.comments(media_id),
        "comment": lambda: client.comment(comment_id),
        "hide": lambda: client.hide_comment(comment_id, hidden=True),
        "delete": lambda: client.delete_comment(comment_id),
    }[point]

    with pytest.raises(kind) as caught:
        ask()

    assert caught.value.retry_after_s == (300 if fault == "F12" else None)


def test_without_the_permission_it_is_named(sandbox, post):
    top = sandbox.comment(post())
    token = sandbox.give_token(permissions=["instagram_business_basic"])
    client = make_client(base_url=sandbox.base_url, token=token)

    for ask in (lambda: client.comment(top), lambda: client.delete_comment(top)):
        with pytest.raises(NotPermitted, match="code 10"):
            ask()
    with pytest.raises(OutcomeUnknown):
        client.reply(top, "ありがとうございます")
