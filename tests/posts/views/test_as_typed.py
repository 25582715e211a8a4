"""However it is typed: found, recognised, and told where nobody sees it. Stored is what was typed."""

import pytest
from django.utils import timezone

from posts.drafting import actions, querysets, rules
from posts.models import Post, SiteAgreement
from security.office.answers import Refused
from tests import factories, misses

pytestmark = pytest.mark.django_db
PAGE = "https://www.town.example.jp/観光/カフェ.html"
HIDDEN = "幅のない空白(U+200B)"


def points(post):
    return rules.missing_points(querysets.with_details(Post.objects.filter(pk=post.pk)).get())


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("メロンか\u3099美味しい", "メロンが"),
        ("ﾒﾛﾝと美味しいｶﾌｪ", "カフェ"),
        ("10～12時", "10〜12時"),
        ("神\ufe00社まつり", "\ufa19社"),
        ("ＨＯＫＫＡＩＤＯ", "hokkaido"),
        ("カフェー", "カフェ−"),
    ],
)
def test_post_is_found_however_it_was_typed(client, staff, caption, words):
    post = factories.draft(staff, caption=caption)
    factories.draft(staff, caption="ほかの投稿")
    client.force_login(staff)
    assert [one.pk for one in client.get("/posts/", {"q": words}).context["page"].rows] == [post.pk]
    assert Post.objects.get(pk=post.pk).caption == caption


def test_post_is_found_by_what_was_saved_last(client, staff):
    post = factories.draft(staff, title="雪の朝")
    client.force_login(staff)
    actions.save_draft(
        by=staff, post=post, version=post.version, draft=actions.Draft(fields={"title": "ﾕｷの夜"})
    )
    found = {
        words: len(client.get("/posts/", {"q": words}).context["page"].rows)
        for words in ("ユキの夜", "雪の朝", "\0\u200b")
    }
    assert found == {"ユキの夜": 1, "雪の朝": 0, "\0\u200b": 1}


@pytest.mark.clause("第４第１項(3)")
def test_registered_link_with_a_japanese_path_is_known_in_the_caption(staff):
    caption = f"会場の案内は {PAGE}にあります。地図は https：//www.town.example.jp/地図 です。"
    declared = factories.draft(
        staff,
        caption=caption,
        links=[factories.link(PAGE), factories.link("https://www.town.example.jp/%E5%9C%B0%E5%9B%B3")],
    )
    assert points(declared) == []
    only_one = factories.draft(staff, links=[factories.link(PAGE)])
    Post.objects.filter(pk=only_one.pk).update(caption=caption)
    assert [point.clause for point in points(only_one)] == ["第４第１項(3)"]


@pytest.mark.clause("第４第１項(3)ウ")
def test_agreement_of_a_site_counts_in_both_spellings_and_is_registered_once(staff):
    agreement = factories.agreement(
        host="xn--wgv71a119e.jp", agreed_with="〇〇町", agreed_on=timezone.localdate(), agreed_how="文書"
    )
    link = factories.link("https://日本語.jp/", agreement=agreement, agreed=False)
    assert points(factories.draft(staff, links=[link])) == []
    twice = SiteAgreement(
        host="日本語．ｊｐ", agreed_with="〇〇町", agreed_on=timezone.localdate(), agreed_how="文書"
    )
    with pytest.raises(Refused, match="すでに登録"):
        actions.save_site_agreement(by=staff, agreement=twice)


def test_caption_without_end_is_kept_and_opened(client, staff, page_of):
    """One such draft, opened twice, had stopped every process of the site."""
    client.force_login(staff)
    post = factories.draft(staff)
    for caption in ("a" * 30_000, "@a " * 30_000, "https://" + ")" * 90_000):
        Post.objects.filter(pk=post.pk).update(caption=caption)
        shown = client.get(page_of("edit", post))
        assert "字までです" in shown.context["points"][0].sentence
        assert client.get(page_of("detail", post)).status_code == 200


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("一行目\n二行\0目", "本文の2行目に、使えない文字があります: 制御文字(U+0000)。"),
        ("一行目\x07\x1b", "ほかに1か所"),
        ("あ" * 100_001, "保存できるのは100,000字までです"),
    ],
)
def test_what_no_text_can_hold_is_refused_by_name_and_costs_nothing_else(
    client, staff, page_of, as_browser, caption, said
):
    client.force_login(staff)
    post = factories.draft(staff, caption="前の本文")
    form = as_browser(page_of("edit", post), caption=caption, title="新しい件名")
    answer = client.post(page_of("edit", post), form)
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors["caption"])
    assert (answer.context["form"]["title"].value(), answer.context["form"]["caption"].value()) == (
        "新しい件名",
        caption,
    )
    assert Post.objects.get(pk=post.pk).caption == "前の本文"


def test_what_nobody_sees_is_told_to_author_and_approver(client, staff, chief, page_of):
    post = factories.submitted(staff, caption="雪の朝\n#札\u200b幌カフェ ❤️👨‍👩‍👧")
    told = {}
    for person, pages in ((staff, ("edit",)), (chief, ("decide",))):
        client.force_login(person)
        told |= {name: client.get(page_of(name, post)).content.decode() for name in pages}
    draft = factories.draft(staff, caption=post.caption)
    client.force_login(staff)
    told["submit"] = client.get(page_of("submit", draft)).content.decode()
    misses.none(
        [
            name
            for name, page in told.items()
            if HIDDEN not in page or "2行目「#札▼幌カフェ" not in page or page.count("▼のところ") != 1
        ]
    )
