"""What a post lacks before approval can be asked for: each point with its clause and its place in the form."""

import datetime

import pytest
from django.utils import timezone

from approvals.completeness import Incomplete
from posts.drafting import querysets, rules
from posts.drafting.rules.links import SHORTENERS
from posts.models import Photo, Post, Sponsorship
from security.office import addresses
from security.office.addresses import host_of, is_web_address, site_host
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(days=1)


def points(post, now=None):
    return rules.missing_points(querysets.with_parts(Post.objects.filter(pk=post.pk)).get(), now=now)


def only_point(post, now=None):
    (point,) = points(post, now)
    return point


def undeclared(post, caption):
    """With a text of which no save has made links."""
    Post.objects.filter(pk=post.pk).update(caption=caption)
    return post


@pytest.fixture(params=["staff", "poster"])
def author(request):
    """Either side: the guideline says the same twice, and each is told in its own words."""
    return request.getfixturevalue(request.param)


def paragraph(author):
    return "第４第１項" if author.appointments.get().role == "prefecture_poster" else "第４第３項"


def test_complete_draft_lacks_nothing(author):
    assert points(factories.draft(author, photos=2, links=[factories.link()])) == []


CAPTIONS = {
    "empty": ("", "id_caption", "本文を入力"),
    "spaces alone": (" \n\u3000\n", "id_caption", "本文を入力"),
    "too long": ("あ" * 2201, "id_caption", "2,201字"),
    "too long in emoji": ("😀" * 1101, "id_caption", "2,202字"),
    "too many hashtags": (" ".join(f"#タグ{n}" for n in range(31)), "id_caption", "ハッシュタグが31個"),
    "too many mentions": (" ".join(f"@name{n}" for n in range(21)), "id_caption", "メンションが21個"),
}


@pytest.mark.parametrize("case", CAPTIONS)
def test_caption_that_instagram_would_refuse(staff, case):
    caption, anchor, said = CAPTIONS[case]
    point = only_point(factories.draft(staff, caption=caption))
    assert point.anchor == anchor
    assert said in point.sentence


@pytest.mark.parametrize(
    "caption",
    [
        "あ" * 2200,
        "😀" * 1100,
        " ".join(f"#タグ{n}" for n in range(30)),
        " ".join(f"@name{n}" for n in range(20)),
    ],
)
def test_caption_at_the_limit_is_complete(staff, caption):
    assert points(factories.draft(staff, caption=caption)) == []


def test_many_hashtags_are_advised_against_but_not_refused(staff):
    post = factories.draft(staff, caption="#一 #二 #三 #四 #五 #六")
    assert points(post) == []
    assert "6個" in rules.hints(post)[0]


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.clause("第４第１項(3)")
@pytest.mark.clause("第４第３項(3)")
@pytest.mark.parametrize("url", ["https://www.example.jp/yuki", "www.example.jp/yuki", "example.jp/yuki"])
def test_address_in_the_caption_must_be_declared(author, url):
    point = only_point(undeclared(factories.draft(author), f"くわしくは {url} へ。"))
    assert (point.anchor, point.clause) == ("links", f"{paragraph(author)}(3)")
    assert url in point.sentence


@pytest.mark.parametrize(
    "url", ["https://www.example.jp/yuki", "http://WWW.example.jp/yuki/", "www.example.jp/yuki"]
)
def test_declared_address_may_stand_in_the_caption(staff, url):
    assert points(factories.draft(staff, caption=f"くわしくは {url} へ。", links=[factories.link()])) == []


@pytest.mark.parametrize(
    "url", ["https://www.example.jp/other", "https://example.jp/yuki", "https://www.example.jp/yuki?x=1"]
)
def test_another_page_is_not_the_declared_one(staff, url):
    post = undeclared(factories.draft(staff, links=[factories.link()]), f"くわしくは {url} へ。")
    assert only_point(post).anchor == "links"


@pytest.mark.parametrize(
    "url", ["https://bit.ly/abc", "BIT.LY/abc", "https://youtu.be/abc", "https://www.t.co/x"]
)
def test_shortened_address_in_the_caption_is_refused_even_when_declared(author, url):
    found = points(factories.draft(author, caption=f"こちら {url}", links=[factories.link(url)]))
    assert [point.anchor for point in found if "短縮" in point.sentence][0] == "id_caption"
    assert all(point.clause == f"{paragraph(author)}(3)" for point in found if "短縮" in point.sentence)


@pytest.mark.parametrize("shortener", sorted(SHORTENERS))
def test_each_known_shortener_is_refused_as_a_link(shortener):
    assert rules.links.is_shortened(f"https://{shortener}/abc")
    assert rules.links.is_shortened(f"https://www.{shortener}/abc")
    assert not rules.links.is_shortened(f"https://not-{shortener}/abc")
    assert not rules.links.is_shortened(f"https://{shortener}.example.jp/abc")


@pytest.mark.parametrize(
    ("url", "shortened"),
    [
        ("https://maps.app.goo.gl/abc", True),
        ("https://snow.page.link/abc", True),
        ("forms.gle/abc", True),
        ("https://lin.ee/abc", True),
        ("https://qr.quel.jp/abc", True),
        ("https://bit.do/abc", True),
        ("https://g.co/abc", True),
        ("https://onelink.to/abc", True),
        ("https://linktr.ee/abc", False),
        ("https://maps.google.co.jp/abc", False),
        ("https://", False),
    ],
)
def test_shortener_is_known_by_its_host_or_one_above(url, shortened):
    assert rules.links.is_shortened(url) is shortened


@pytest.mark.parametrize(
    ("pasted", "host"),
    [
        ("https://Odd.example.jp/", "odd.example.jp"),
        (" odd.example.jp ", "odd.example.jp"),
        ("http://odd.example.jp:8080/a?b#c", "odd.example.jp"),
        ("odd.example.jp.", "odd.example.jp"),
        ("https://日本語.jp", "日本語.jp"),
        ("xn--wgv71a119e.xn--q9jyb4c", "xn--wgv71a119e.xn--q9jyb4c"),
        ("〇〇町のホームページ", ""),
        ("localhost", ""),
        ("192.0.2.1", ""),
        ("odd example.jp", ""),
        ("odd..jp", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_site_is_known_by_its_host_however_it_is_pasted(pasted, host):
    assert site_host(pasted) == host


FIELDS = {
    "title": ({"title": "  "}, "id_title", "", "件名"),
    "sponsor not named": (
        {"sponsorship": Sponsorship.REQUESTED},
        "id_sponsorship_note",
        "第３第１項(1)ただし書",
        "依頼元",
    ),
    "paid and not named": (
        {"sponsorship": Sponsorship.PAID, "sponsorship_note": " "},
        "id_sponsorship_note",
        "第３第１項(1)ただし書",
        "依頼元",
    ),
}


@pytest.mark.clause("第３第１項(1)ただし書")
@pytest.mark.parametrize("case", FIELDS)
def test_post_that_lacks_a_field(staff, case):
    fields, anchor, clause, said = FIELDS[case]
    point = only_point(factories.draft(staff, **fields))
    assert (point.anchor, point.clause) == (anchor, clause)
    assert said in point.sentence


def test_sponsor_named_is_enough(staff):
    post = factories.draft(staff, sponsorship=Sponsorship.PAID, sponsorship_note="〇〇町から旅費の提供")
    assert points(post) == []


@pytest.mark.clause("第３第１項")
def test_post_without_a_topic(staff):
    post = factories.draft(staff)
    post.topics.clear()
    assert (only_point(post).anchor, only_point(post).clause) == ("id_topics", "第３第１項(1)")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-60, "過ぎています"), (0, "過ぎています"), (4, "5分もありません"), (5, None), (60, None)],
)
def test_time_leaves_the_approver_room(staff, minutes, said):
    now = timezone.now()
    found = points(factories.draft(staff, publish_at=now + datetime.timedelta(minutes=minutes)), now)
    assert [point.anchor for point in found] == (["id_publish_at"] if said else [])
    assert said is None or said in found[0].sentence


def test_post_without_a_photo(staff):
    post = factories.draft(staff)
    post.photos.all().delete()
    assert only_point(post).anchor == "id_uploads"


def test_eleven_photos_are_one_too_many(staff):
    post = factories.draft(staff)
    first = post.photos.get()
    for position in range(2, 12):
        first.pk, first.position = None, position
        first.save()
    point = only_point(post)
    assert (point.anchor, "11枚" in point.sentence, "10枚" in point.sentence) == ("photos", True, True)
    post.photos.filter(position=11).delete()
    assert points(post) == []


PHOTOS = {
    "relation": ("relation_confirmed", {"relation_confirmed": False}, "記事に関連"),
    "source": ("source", {"source": ""}, "出どころ"),
    "right holder": ("right_holder", {"right_holder": " "}, "権利者"),
    "evidence": ("evidence_note", {"evidence_note": " ", "evidence_file": ""}, "権利をどう確認"),
    "people": ("people", {"people": ""}, "人物"),
    "consent without its story": ("consent_note", {"people": "consented", "consent_note": " "}, "同意をいつ"),
    "minors without their guardians": ("guardian_consent", {"has_minors": True}, "保護者"),
    "permission run out": ("permission_until", {"permission_until": datetime.date(2020, 1, 1)}, "期限が過ぎ"),
}
WITHDRAWN = {"permission_withdrawn_on": datetime.date(2020, 1, 1)}


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
@pytest.mark.parametrize("case", PHOTOS)
def test_photo_that_lacks_one_thing(author, case):
    field, fields, said = PHOTOS[case]
    post = factories.draft(author, photos=2)
    second = post.photos.last()
    Photo.objects.filter(pk=second.pk).update(**fields)
    point = only_point(post)
    assert (point.anchor, point.clause) == (f"id_photo-{second.pk}-{field}", f"{paragraph(author)}(2)")
    assert point.sentence.startswith("2枚目の写真: ")
    assert said in point.sentence


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
@pytest.mark.parametrize("case", [case for case in PHOTOS if case != "relation"])
def test_what_all_photos_lack_is_said_once(author, case):
    field, fields, said = PHOTOS[case]
    post = factories.draft(author, photos=3)
    post.photos.update(**fields)
    point = only_point(post)
    assert (point.anchor, point.clause) == (f"id_rights-{field}", f"{paragraph(author)}(2)")
    assert point.sentence.startswith("写真に共通: ")
    assert said in point.sentence


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
def test_withdrawn_permission_is_told_of_each_photo_that_it_was_for(author):
    post = factories.draft(author, photos=2)
    post.photos.filter(position=2).update(**WITHDRAWN)
    point = only_point(post)
    assert (point.anchor, point.clause) == (f"photo-{post.photos.last().pk}", f"{paragraph(author)}(2)")
    assert point.sentence.startswith("2枚目の写真: 使用の許可が取り消され")


@pytest.mark.parametrize(
    "fields",
    [
        {"evidence_note": "", "evidence_file": "0" * 64},
        {"people": "consented", "consent_note": "10月2日に口頭で全員から"},
        {"people": "unidentifiable"},
        {"has_minors": True, "guardian_consent": True},
    ],
)
def test_photo_with_another_kind_of_proof_is_complete(staff, fields):
    post = factories.draft(staff)
    post.photos.update(**fields)
    assert points(post) == []


@pytest.mark.parametrize(("offset", "complete"), [(0, True), (-1, False), (1, True)])
def test_permission_holds_to_the_end_of_its_last_day(staff, offset, complete):
    post = factories.draft(staff)
    post.photos.update(permission_until=timezone.localdate() + offset * DAY)
    assert (points(post) == []) is complete


@pytest.mark.parametrize("alt_text", ["", "  ", "あ" * 1001])
def test_photo_without_a_usable_description(staff, alt_text):
    post = factories.draft(staff)
    post.photos.update(alt_text=alt_text)
    assert "代替テキスト" in only_point(post).sentence


LINKS = {
    "related": ("related", {"related": False}, "ア", "関係する"),
    "decent": ("decent", {"decent": False}, "イ", "公序良俗"),
    "agreed": ("agreed", {"agreed": False}, "ウ", "了解を得て"),
    "with whom": ("agreed_with", {"agreed_with": " "}, "ウ", "誰から"),
    "when": ("agreed_on", {"agreed_on": None}, "ウ", "いつ"),
    "how": ("agreed_how", {"agreed_how": ""}, "ウ", "どのように"),
    "in advance": ("agreed_on", {"agreed_on": timezone.localdate() + 2 * DAY}, "ウ", "先の日付"),
}


@pytest.mark.clause("第４第１項(3)ア")
@pytest.mark.clause("第４第１項(3)イ")
@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.clause("第４第３項(3)ア")
@pytest.mark.clause("第４第３項(3)イ")
@pytest.mark.clause("第４第３項(3)ウ")
@pytest.mark.parametrize("case", LINKS)
def test_link_that_lacks_one_condition(author, case):
    field, fields, condition, said = LINKS[case]
    post = factories.draft(author, links=[factories.link(**fields)])
    point = only_point(post)
    assert (point.anchor, point.clause) == (
        f"id_link-{post.links.get().pk}-{field}",
        f"{paragraph(author)}(3){condition}",
    )
    assert said in point.sentence


@pytest.mark.parametrize(
    "url",
    [
        "www.example.jp",
        "ftp://example.jp/",
        "javascript:alert(1)",
        "https://localhost/",
        "https://",
        "https://[",
        "https://a b.jp/",
    ],
)
def test_link_that_is_no_web_address(staff, url):
    assert "https://" in only_point(factories.draft(staff, links=[factories.link(url)])).sentence
    assert not is_web_address(url)


def agreement(**fields):
    values = {
        "host": "www.example.jp",
        "agreed_with": "〇〇町",
        "agreed_on": timezone.localdate(),
        "agreed_how": "文書",
    }
    return factories.agreement(**{**values, **fields})


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, None),
        ({"valid_until": 0}, None),
        ({"valid_until": -1, "agreed_on": -9}, "了解を得て"),
        ({"agreed_on": 1}, "了解を得て"),
        ({"host": "other.example.jp"}, "other.example.jp"),
        ({"host": "example.jp"}, "example.jp"),
    ],
)
def test_standing_agreement_counts_for_its_own_host_and_time(author, fields, said):
    """Days are counted from today."""
    given = {
        name: timezone.localdate() + value * DAY if isinstance(value, int) else value
        for name, value in fields.items()
    }
    link = factories.link(agreement=agreement(**given), agreed=False)
    found = points(factories.draft(author, links=[link]))
    assert [point.clause for point in found] == ([f"{paragraph(author)}(3)ウ"] if said else [])
    assert said is None or said in found[0].sentence


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.clause("第４第３項(2)")
@pytest.mark.parametrize(("ends", "lacks"), [(3, True), (4, False)])
def test_permission_must_last_until_the_day_of_publication(author, ends, lacks):
    now = timezone.now()
    post = factories.draft(author, publish_at=now + 4 * DAY)
    post.photos.update(permission_until=timezone.localdate(now) + ends * DAY)
    found = [(point.anchor.split("-")[-1], point.clause) for point in points(post)]
    assert found == ([("permission_until", f"{paragraph(author)}(2)")] if lacks else [])


@pytest.mark.clause("第４第１項(3)ウ")
@pytest.mark.clause("第４第３項(3)ウ")
@pytest.mark.parametrize(("ends", "lacks"), [(3, True), (4, False)])
def test_standing_agreement_must_last_until_the_day_of_publication(author, ends, lacks):
    given = agreement(valid_until=timezone.localdate() + ends * DAY)
    link = factories.link(agreement=given)
    post = factories.draft(author, links=[link], publish_at=timezone.now() + 4 * DAY)
    found = [(point.anchor.split("-")[-1], point.clause) for point in points(post)]
    assert found == ([("agreement", f"{paragraph(author)}(3)ウ")] if lacks else [])


def test_points_come_in_the_order_of_the_form(staff):
    post = factories.draft(staff, title="", caption="", links=[factories.link(related=False)])
    post.photos.update(source="", alt_text="")
    found = [point.anchor.split("-")[0] for point in points(post)]
    assert found == ["id_caption", "id_title", "id_photo", "id_rights", "id_link"]


def test_points_are_told_without_a_query_per_row(staff, django_assert_num_queries):
    post = factories.draft(
        staff, photos=3, links=[factories.link(), factories.link("https://www.example.jp/b")]
    )
    whole = querysets.with_details(Post.objects.filter(pk=post.pk)).get()
    with django_assert_num_queries(0):
        rules.missing_points(whole)


@pytest.mark.clause("第４第１項(2)")
def test_incomplete_post_cannot_be_submitted(staff):
    post = factories.draft(staff)
    post.photos.update(right_holder="")
    with pytest.raises(Incomplete) as refusal:
        factories.submit(staff, post)
    assert [point.clause for point in refusal.value.points] == ["第４第１項(2)"]
    assert Post.objects.get().submission is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://Example.jp/a/", "http://example.jp/a", True),
        ("example.jp./a", "example.jp/a", True),
        ("https://example.jp/A", "https://example.jp/a", False),
        ("https://user@example.jp/a", "https://example.jp/a", True),
        ("https://example.jp.evil.example/a", "https://example.jp/a", False),
        ("https://example.jp/a?x=1", "https://example.jp/a?x=2", False),
        ("https://example.jp:8443/a", "https://example.jp/a", False),
    ],
)
def test_same_address(one, other, same):
    assert addresses.same(one, other) is same


def test_host_of_what_is_no_address_is_empty():
    assert host_of("https://[") == ""


def test_whether_ai_has_made_any_of_it_is_asked_by_itself(author):
    """No answer is made out of the photos' source: a drawing need not be AI's."""
    post = factories.draft(author, generated="")
    post.photos.update(source="generated")
    point = only_point(post)
    assert (point.anchor, "生成AI" in point.sentence) == ("id_generated", True)
    for answer in ("yes", "no"):
        Post.objects.update(generated=answer)
        assert points(post) == []


def test_answer_of_no_ai_is_doubted_beside_a_generated_picture(author):
    post = factories.draft(author, generated="no")

    def hinted():
        return rules.ai_hints(querysets.with_parts(Post.objects.filter(pk=post.pk)).get())

    assert hinted() == []
    post.photos.update(source="generated")
    assert "「生成AIの利用」を選び直して" in hinted()[0]
    Post.objects.update(generated="yes")
    assert hinted() == []
