"""Comments and cases are found however their words were typed."""

import pytest

from comments.inbox.actions import arriving
from comments.models import Comment
from tests.comments import factories

pytestmark = pytest.mark.clause("第６第２項")


def found(client, words):
    return [one.comment.text for one in client.get("/comments/", {"q": words}).context["rows"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("メロンか\u3099美味しい", "メロンが"),
        ("ﾒﾛﾝと美味しいｶﾌｪ", "カフェ"),
        ("10～12時ですか", "10〜12時"),
        ("ＣＡＦＥ", "cafe"),
        ("カフェ", "ｶﾌｪ\u200b"),
    ],
)
def test_comment_is_found_however_it_was_typed(client, staff, live_post, text, words):
    arriving.take_in(
        live_post=live_post, comments=[factories.remote("1", text), factories.remote("2", "ほかの話")]
    )
    client.force_login(staff)
    assert found(client, words) == [text]
    assert Comment.objects.get(remote_id="1").text == text


def test_comment_is_found_by_its_author_and_by_its_words_as_they_are_now(client, staff, live_post):
    arriving.take_in(live_post=live_post, comments=[factories.remote("1", "はじめの文", username="")])
    arriving.take_in(live_post=live_post, comments=[factories.remote("1", "ﾂｷﾞの文", username="yuki_01")])
    client.force_login(staff)
    asked = ("＠ＹＵＫＩ", "yuki_01", "ツギ", "はじめ")
    assert [len(found(client, words)) for words in asked] == [1, 1, 1, 0]
