"""リンク集: the approved links of live posts, and nothing that may no longer be shown (第４第１項(3), 第６第１項)."""

import datetime

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from comments.links.querysets import PER_PAGE, Cursor
from comments.models import LivePost
from comments.policy import public
from posts.drafting import actions as post_actions
from posts.drafting.content import sealed
from posts.models import Link, Post, PublishJob, SiteAgreement
from posts.publishing import actions as publishing
from tests import factories
from tests.comments.links.making import URL, live, many

pytestmark = [pytest.mark.clause("第４第１項(3)"), pytest.mark.django_db]
PAGE = "/links/"


def shown(client, path=PAGE):
    return [link["url"] for entry in listing(client, path) for link in entry["links"]]


def listing(client, path=PAGE):
    """What the page was made from; it is rendered anew."""
    caches["pages"].clear()
    return client.get(path).context["entries"]


def picture_of(post):
    return reverse("links:picture", args=[post.pk, sealed(post.submission).photos[0].digest])


def test_a_live_posts_link_stands_with_its_picture_first_line_and_words(client, staff, chief):
    post = live(staff, chief, caption="\n 雪の朝です。 \n二行目\n#北海道")
    html = client.get(PAGE).content.decode()
    assert f'href="{URL}"' in html
    assert "雪まつり" in html
    assert "雪の朝です。" in html
    assert "二行目" not in html
    assert 'alt="雪の朝の並木道"' in html
    assert picture_of(post) in html
    answer = client.get(picture_of(post))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content.startswith(b"\xff\xd8")
    assert not answer.cookies


def test_only_live_posts_are_shown(client, staff, chief):
    """Each of the others has a link that could leak."""
    factories.draft(staff, links=[factories.link("https://draft.example.jp/")])
    factories.submitted(staff, links=[factories.link("https://pending.example.jp/")])
    ready = factories.approved(staff, chief, links=[factories.link("https://approved.example.jp/")])
    live(staff, chief, links=[], title="リンクなし")
    live(staff, chief)
    assert shown(client) == [URL]
    assert "example.jp" in client.get(PAGE).content.decode()
    assert client.get(picture_of(ready)).status_code == 404


def test_a_take_down_shows_with_the_next_request(client, staff, chief):
    post = live(staff, chief)
    assert URL in client.get(PAGE).content.decode()
    publishing.record_removal(by=staff, post=post, reason="誤り")
    assert URL not in client.get(PAGE).content.decode()
    assert client.get(picture_of(post)).status_code == 404


@pytest.mark.clause("第４第１項(2)")
def test_a_withdrawn_permission_takes_post_and_picture_away(client, staff, chief):
    post = live(staff, chief)
    client.get(PAGE)
    post_actions.withdraw_permission(by=staff, photo=post.photos.get(), reason="申し出があった")
    assert URL not in client.get(PAGE).content.decode()
    assert client.get(picture_of(post)).status_code == 404


@pytest.mark.clause("第４第１項(2)")
def test_an_expired_permission_takes_the_post_away_that_day(client, staff, chief):
    post = live(staff, chief)
    today = timezone.localdate()
    post.photos.update(permission_until=today)
    assert shown(client) == [URL]
    post.photos.update(permission_until=today - datetime.timedelta(days=1))
    assert shown(client) == []
    assert client.get(picture_of(post)).status_code == 404


@pytest.mark.clause("第４第１項(3)ウ")
def test_an_agreement_that_has_ended_takes_its_link_away_and_leaves_the_others(client, staff, chief):
    day = timezone.localdate()
    site = factories.agreement(
        host="www.example.jp", agreed_with="町", agreed_on=day, agreed_how="電話", valid_until=day
    )
    other = factories.link("https://town.example.jp/", label="町")
    live(staff, chief, links=[factories.link(agreement=site), other])
    assert sorted(shown(client)) == sorted([URL, "https://town.example.jp/"])
    SiteAgreement.objects.update(
        valid_until=day - datetime.timedelta(days=1), agreed_on=day - datetime.timedelta(days=9)
    )
    assert shown(client) == ["https://town.example.jp/"]


def test_a_post_that_went_away_on_instagram_is_gone(client, staff, chief):
    post = live(staff, chief)
    LivePost.objects.create(media_id="1", post=post)
    assert shown(client) == [URL]
    LivePost.objects.update(gone_at=timezone.now())
    assert shown(client) == []


def test_what_is_shown_is_what_was_sealed(client, staff, chief):
    post = live(staff, chief)
    Post.objects.filter(pk=post.pk).update(caption="すり替え")
    Link.objects.filter(post=post).update(label="すり替え")
    assert "すり替え" not in client.get(PAGE).content.decode()
    Link.objects.filter(post=post).update(url="https://evil.example.jp/")
    assert shown(client) == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript://a.example.jp/%0aalert(1)", "data:text/html,x", "//evil.example.jp/",
        "https://www.pref.example.jp@evil.example.jp/", "https:\\\\evil.example.jp", "https://a.example.jp/\nx", "/policy/",
    ],
)  # fmt: skip
def test_nobody_is_led_where_no_web_address_is(url):
    assert public.safe_address(url) == ""


def test_web_addresses_are_led_to():
    for url in ("https://a.example.jp/x?y=1#z", "http://a.example.jp", "https://日本語.example.jp/"):
        assert public.safe_address(url) == url


def test_markup_in_a_text_is_only_text(client, staff, chief):
    live(staff, chief, caption='<img src=x onerror="alert(1)">', label="<b>太字</b>")
    html = client.get(PAGE).content.decode()
    assert "<img src=x" not in html
    assert "<b>太字" not in html


def test_another_posts_picture_is_not_to_be_had(client, staff, chief):
    post, other = live(staff, chief), factories.approved(staff, chief, title="まだ")
    digest = sealed(other.submission).photos[0].digest
    unlike = post.photos.get().original
    assert client.get(reverse("links:picture", args=[post.pk, unlike])).status_code == 404
    assert client.get(reverse("links:picture", args=[other.pk, digest])).status_code == 404


def test_pages_go_back_newest_first_without_gap_or_double(client, staff, chief):
    many(live(staff, chief), PER_PAGE + 4)
    same = timezone.now()
    PublishJob.objects.filter(pk__gt=3).update(finished_at=same)  # many at the same moment
    seen, path = [], PAGE
    while path:
        caches["pages"].clear()
        answer = client.get(path)
        seen += [entry["picture"] for entry in answer.context["entries"]]
        following = answer.context["following"]
        path = f"{PAGE}?before={following}" if following else ""
    assert len(seen) == len(set(seen)) == PER_PAGE + 5
    latest = [job.post_id for job in PublishJob.objects.order_by("-finished_at", "-pk")]
    assert [int(address.split("/")[2]) for address in seen] == latest


@pytest.mark.parametrize("before", ["x", "1", "_1", "1_x", "９_9", "9" * 30 + "_1", "1_" + "9" * 30, "1__1"])
def test_a_made_up_cursor_finds_nothing(before, client):
    assert client.get(PAGE, {"before": before}).status_code == 404


def test_a_cursor_says_exactly_what_it_was_made_from():
    cursor = Cursor(timezone.now(), 12)
    assert Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_four_queries_and_once_kept_one(rows, client, staff, chief, django_assert_num_queries):
    many(live(staff, chief), rows - 1)
    with django_assert_num_queries(4):
        client.get(PAGE)
    with django_assert_num_queries(1):
        client.get(PAGE)


def test_a_thousand_posts_cost_no_more(client, staff, chief, django_assert_max_num_queries, figure):
    many(live(staff, chief), 999)
    with django_assert_max_num_queries(8) as asked:
        assert client.get(PAGE).status_code == 200
    figure("links page, 1,000 live posts", f"{len(asked)} queries")


def test_without_any_link_the_page_says_so(client):
    assert "いまご案内しているリンクはありません" in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_whatever_else_stands_in_the_query_makes_no_other_page(client, django_assert_num_queries):
    client.get("/links/")
    for query in ("x=1", "x=2&utm_source=ig", "before="):
        with django_assert_num_queries(1):
            assert client.get(f"/links/?{query}").status_code == 200
