"""The list: undecided first, each page where the last one ended, narrowed and searched (第６第２項)."""

import datetime
import re
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from comments.handling.querysets import listing
from comments.handling.querysets.listing import Place, Wanted, page_of
from comments.inbox import events
from comments.inbox.actions.settling import mark_of
from comments.models import Comment
from security.models import AuditEvent, Role
from tests import factories as people
from tests.comments import factories

pytestmark = pytest.mark.clause("第６第２項")
EVERYBODY = ["staff", "chief", "poster", "manager", "administrator", "auditor"]


def texts(page):
    return [row.comment.text for row in page.context["rows"]]


def walk(wanted, per_page, monkeypatch):
    """Every page of the list to its end."""
    monkeypatch.setattr(listing, "PER_PAGE", per_page)
    place, found = None, []
    while True:
        page = page_of(wanted, place)
        found.append([comment.text for comment in page.comments])
        if page.next is None:
            return found
        place = Place.parse(str(page.next))


# --- Order and paging ----------------------------------------------------------------------------------------------


def test_undecided_comes_first_and_each_part_newest_first(client, staff, write, decided):
    decided("新しいが決まったもの", minutes=1)
    write("古い未確認", minutes=50)
    write("新しい未確認", minutes=5)
    decided("古く決まったもの", minutes=90)
    write("公式の返信", minutes=0, is_own=True)
    client.force_login(staff)
    assert texts(client.get("/comments/")) == [
        "新しい未確認",
        "古い未確認",
        "新しいが決まったもの",
        "古く決まったもの",
    ]


@pytest.mark.parametrize("per_page", [1, 2, 3, 7, 20])
def test_pages_hold_each_comment_once_also_those_of_one_moment(write, decided, monkeypatch, per_page):
    moment = timezone.now() - datetime.timedelta(hours=1)
    for number in range(5):
        write(f"未確認{number}", commented_at=moment)
        decided(f"決定{number}", commented_at=moment)
    pages = walk(Wanted(), per_page, monkeypatch)
    found = [text for page in pages for text in page]
    assert sorted(found) == sorted(set(found))
    assert len(found) == 10
    assert [text[:2] for text in found] == ["未確"] * 5 + ["決定"] * 5
    assert all(len(page) == per_page for page in pages[:-1])


def test_comment_decided_between_two_pages_does_not_hide_another(staff, write, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    for number in range(4):
        write(f"未確認{number}", minutes=number)
    first = page_of(Wanted(), None)
    Comment.objects.filter(pk=first.comments[0].pk).update(
        handling="no_reply", handled_at=timezone.now(), handled_by=staff
    )
    assert [one.text for one in page_of(Wanted(), first.next).comments] == ["未確認2", "未確認3"]


def test_next_page_by_its_link(client, staff, write, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    for number in range(3):
        write(f"其の{number}", minutes=number, hints="question")
    client.force_login(staff)
    page = client.get("/comments/?hint=question")
    link = page.context["next_query"]
    assert parse_qs(link.partition("?")[2])["hint"] == ["question"]
    second = client.get(link)
    assert texts(second) == ["其の2"]
    assert "最初のページ" in second.content.decode()


@pytest.mark.parametrize(
    "after",
    ["x", "open_x_1", "open_2026-01-01_1", "open_2026-01-01T00:00:00_1", "rest_0001-01-01T00:00:00+00:00_1",
     "all_9999-12-31T23:59:59+00:00_1", "wrong_2026-01-01T00:00:00+00:00_1", "open_2026-01-01T00:00:00+00:00_" + "9" * 5000,
     "\0", "_" * 200],
)  # fmt: skip
def test_places_that_never_were_are_the_beginning(client, staff, write, after):
    write("ひとつ")
    client.force_login(staff)
    page = client.get("/comments/", {"after": after})
    assert page.status_code == 200
    assert texts(page) == ["ひとつ"]


@pytest.mark.parametrize(
    "query",
    [{"since": "0001-01-01"}, {"until": "9999-12-31"}, {"since": "あ"}, {"hint": "x"}, {"handling": "x"}, {"post": "9" * 40},
     {"post": "-1"}, {"thread": "x"}, {"q": "\0"}, {"q": "あ" * 500}, {"q": "%_\\'\""}, {"handling": ["open", "reply"]}],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_error(client, staff, write, query):
    write("ひとつ")
    client.force_login(staff)
    assert client.get("/comments/", query).status_code == 200


# --- Narrowing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def many(write, decided, staff):
    other = factories.live_post(first_line="夏の海")
    top = write("未確認の質問", minutes=1, hints="abuse question")
    write("その返信", minutes=2, parent=top)
    write("担当あり", minutes=3, assigned_to=staff)
    decided("返信するもの", "reply", minutes=4)
    decided("返信しないもの", "no_reply", minutes=60 * 24 * 10)
    decided("措置のもの", "measure", minutes=6, live_post=other, username="Ｗｉｄｅ_Name")
    return top, other


NARROWED = [
    ({"handling": "open"}, ["未確認の質問", "その返信", "担当あり"]),
    ({"handling": "reply"}, ["返信するもの"]),
    ({"handling": "no_reply"}, ["返信しないもの"]),
    ({"handling": "measure"}, ["措置のもの"]),
    ({"mine": "on"}, ["担当あり"]),
    ({"hint": "question"}, ["未確認の質問"]),
    ({"hint": "abuse", "handling": "measure"}, []),
    ({"hint": "personal"}, []),
    ({"q": "もの"}, ["返信するもの", "措置のもの", "返信しないもの"]),
    ({"q": "Ｗｉｄｅ_"}, ["措置のもの"]),
    ({"q": "@Ｗｉｄｅ"}, ["措置のもの"]),
    ({"q": "もの", "handling": "reply"}, ["返信するもの"]),
    ({"q": "%"}, []),
]


@pytest.mark.parametrize(("query", "expected"), NARROWED)
def test_list_is_narrowed(client, staff, many, query, expected):
    client.force_login(staff)
    assert texts(client.get("/comments/", query)) == expected


def test_list_of_one_post_and_of_one_thread(client, staff, many):
    top, other = many
    client.force_login(staff)
    page = client.get("/comments/", {"post": other.pk})
    assert texts(page) == ["措置のもの"]
    assert "夏の海" in page.content.decode()
    assert texts(client.get("/comments/", {"thread": top.pk})) == ["その返信"]


def test_period_takes_whole_days_of_japan(client, staff, write):
    japan = datetime.timezone(datetime.timedelta(hours=9))
    for day, hour, minute in ((9, 23, 59), (10, 0, 0), (10, 23, 59), (11, 0, 0)):
        write(f"{day}日{hour}時", commented_at=datetime.datetime(2026, 11, day, hour, minute, tzinfo=japan))
    client.force_login(staff)
    assert texts(client.get("/comments/?since=2026-11-10&until=2026-11-10")) == ["10日23時", "10日0時"]


def test_search_goes_on_where_it_stopped(client, staff, write, monkeypatch):
    monkeypatch.setattr(listing, "SEARCHED_AT_ONCE", 3)
    for number in range(5):
        write("ふつう", minutes=number)
    write("めずらしい", minutes=9)
    client.force_login(staff)
    page = client.get("/comments/?q=めずらしい")
    assert texts(page) == []
    assert "さらに前を探す" in page.content.decode()
    assert texts(client.get(page.context["next_query"])) == ["めずらしい"]


@pytest.mark.parametrize("at_once", [1, 2, 3, 4, 10])
def test_search_finds_each_once_whatever_it_looks_at_together(write, monkeypatch, at_once):
    monkeypatch.setattr(listing, "SEARCHED_AT_ONCE", at_once)
    moment = timezone.now()
    for number in range(6):
        write(f"雪{number}", commented_at=moment)
        write(f"雨{number}", commented_at=moment)
    found = [text for page in walk(Wanted(words="雪"), 2, monkeypatch) for text in page]
    assert sorted(found) == [f"雪{number}" for number in range(6)]


# --- What a row shows ----------------------------------------------------------------------------------------------

MARKUP = "<script>alert(1)</script><b>太字</b>\"'"


def test_markup_in_names_and_texts_is_shown_as_typed(client, staff, write):
    top = write(MARKUP, username=MARKUP, hints="spam")
    answer = write(MARKUP, username=MARKUP, parent=top)
    client.force_login(staff)
    for address in ("/comments/", f"/comments/posts/{top.live_post_id}/", answer.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>太字" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_direction_of_names_and_texts_stays_their_own(client, staff, write):
    write("مرحبا بالعالم", username="\u202eevil")
    client.force_login(staff)
    page = client.get("/comments/").content.decode()
    assert "<bdi>@\u202eevil</bdi>" in page
    assert re.search(r'<p class="comment__text[^"]*" dir="auto">مرحبا', page)


def test_row_says_what_happened_to_the_comment(client, staff, write):
    now = timezone.now()
    write(
        "本文",
        is_hidden=True,
        gone_at=now,
        edited_at=now,
        source="hand",
        hints="abuse personal",
        assigned_to=staff,
    )
    client.force_login(staff)
    page = client.get("/comments/").content.decode()
    for words in (
        "非表示",
        "削除済",
        "書き換えあり",
        "手入力",
        "誹謗中傷のおそれ",
        "個人情報のおそれ",
        "担当 佐藤 花子",
    ):
        assert words in page
    assert "非表示や削除になることはありません" in page


def test_row_shows_what_it_answers_and_what_was_answered(client, staff, write):
    top = write("冬の服装は?", minutes=9)
    write("わたしも知りたい", minutes=8, parent=top)
    write("暖かくしてお越しください", minutes=7, parent=top, is_own=True)
    write("消した返信", minutes=6, parent=top, is_own=True, gone_at=timezone.now())
    client.force_login(staff)
    page = client.get("/comments/").content.decode()
    assert "返信先" in page
    assert "暖かくしてお越しください" in page
    assert "消した返信" not in page


def test_contractor_sees_the_public_words_of_the_divisions_post_and_not_its_title(
    client, staff, poster, chief
):
    post = people.approved(staff, chief, title="庁内だけの件名")
    live_post = factories.live_post(post=post, first_line="公開の一行目")
    comment = factories.comment(live_post, "1")
    for address in (
        "/comments/",
        comment.get_absolute_url(),
        f"/comments/posts/{live_post.pk}/",
        f"/comments/?post={live_post.pk}",
    ):
        client.force_login(poster)
        page = client.get(address).content.decode()
        assert "公開の一行目" in page
        assert "庁内だけの件名" not in page
        assert "/images/" not in page
        client.force_login(staff)
        assert "庁内だけの件名" in client.get(address).content.decode()


def test_address_of_a_post_is_a_link_only_if_it_leads_to_the_net(client, staff, write, live_post):
    live_post.permalink = "javascript:alert(1)"
    live_post.save()
    write("本文")
    client.force_login(staff)
    assert "javascript:" not in client.get("/comments/").content.decode()


def test_nothing_nags(client, staff, write):
    """第６第２項: no answer to all is owed, so nothing is counted beside the navigation."""
    for _ in range(3):
        write()
    client.force_login(staff)
    nav = {item.label: item.badge for item in client.get("/comments/").context["office"]["nav"]}
    assert nav["コメント"] == 0


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_with_an_appointment_reads(client, request, write, person):
    comment = write("みんなのもの")
    client.force_login(request.getfixturevalue(person))
    for address in ("/comments/", f"/comments/posts/{comment.live_post_id}/", comment.get_absolute_url()):
        page = client.get(address)
        assert page.status_code == 200
        assert "みんなのもの" in page.content.decode()


@pytest.mark.parametrize("person", ["administrator", "auditor"])
def test_readers_are_shown_no_means_to_decide(client, request, write, person):
    comment = write()
    client.force_login(request.getfixturevalue(person))
    assert 'name="chosen"' not in client.get("/comments/").content.decode()
    page = client.get(comment.get_absolute_url()).content.decode()
    assert 'name="handling"' not in page
    assert "決められるのは" in page


def test_empty_list_says_so(client, staff):
    client.force_login(staff)
    assert "まだコメントがありません" in client.get("/comments/").content.decode()
    assert "未確認のコメントはありません" in client.get("/comments/?handling=open").content.decode()


# --- Deciding about many -------------------------------------------------------------------------------------------


def chosen(*comments):
    return [f"{one.pk}|{mark_of(one)}" for one in comments]


def test_ticked_rows_are_left_unanswered_and_the_page_comes_back(client, staff, write, said):
    comments = [write(), write()]
    client.force_login(staff)
    back = "/comments/?handling=open"
    body = {"chosen": chosen(*comments), "usual": "fan", "back": back}
    response = client.post("/comments/no-reply/", body, follow=True)
    assert response.redirect_chain[-1][0] == back
    assert said(response) == ["2件を「返信しない」にしました。"]
    assert set(Comment.objects.values_list("handling", flat=True)) == {"no_reply"}


def test_without_a_reason_the_page_comes_back_filled(client, staff, write):
    first, _second = write("選んだもの"), write("選ばないもの", minutes=1)
    client.force_login(staff)
    body = {"chosen": chosen(first), "usual": "", "words": "", "back": "/comments/?handling=open"}
    response = client.post("/comments/no-reply/", body)
    assert response.status_code == 422
    assert response.content.decode().count(" checked") == 1
    assert Comment.objects.filter(handling="open").count() == 2


def test_refused_rows_are_named_with_their_reason(client, staff, chief, write, said):
    taken, free = write("先に決まったもの"), write()
    marks = chosen(taken, free)
    Comment.objects.filter(pk=taken.pk).update(
        handling="measure", reason="中傷", handled_by=chief, handled_at=timezone.now()
    )
    client.force_login(staff)
    response = client.post("/comments/no-reply/", {"chosen": marks, "words": "感想"}, follow=True)
    told = said(response)
    assert told[0] == "1件を「返信しない」にしました。"
    assert "先に決まったもの" in told[1]
    assert "神田 太郎さんが" in told[1]


@pytest.mark.parametrize(
    "junk", [[], ["x"], ["1"], ["|"], ["9" * 40 + "|open.."], ["-1|open.."], ["１|open.."]]
)
def test_nonsense_that_is_ticked_decides_nothing(client, staff, write, junk):
    write()
    client.force_login(staff)
    assert client.post("/comments/no-reply/", {"chosen": junk, "words": "感想"}).status_code == 302
    assert Comment.objects.get().handling == "open"


def test_no_more_than_a_page_at_once(client, staff, write, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    comments = [write() for _ in range(3)]
    client.force_login(staff)
    client.post("/comments/no-reply/", {"chosen": chosen(*comments), "words": "感想"})
    assert AuditEvent.objects.get(tag=events.COMMENTS_HANDLED.tag).data["count"] == 2


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/comments/../x", "javascript:x", "/comments/\n//x"]
)
def test_way_back_never_leads_elsewhere(client, staff, write, back):
    client.force_login(staff)
    response = client.post("/comments/no-reply/", {"chosen": chosen(write()), "words": "感想", "back": back})
    assert response["Location"].startswith("/comments/")
    assert "evil" not in response["Location"]


# --- Cost ----------------------------------------------------------------------------------------------------------

# Literal: four are every page's own frame.
QUERIES = {
    "/comments/": 9,
    "/comments/?handling=open": 8,
    "/comments/?q=すてき": 9,
    "/comments/?mine=on": 9,
}


@pytest.mark.parametrize("address", QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_row_and_for_three(
    client, staff, write, decided, address, rows, django_assert_num_queries
):
    for number in range(rows):
        top = write("すてきですか", minutes=number, assigned_to=staff)
        write("すてきです", minutes=number, is_own=True, parent=top)
        write("すてきだ", minutes=number, parent=top, assigned_to=staff)
        decided("すてきだった", assigned_to=staff, live_post=factories.live_post())
    client.force_login(staff)
    client.get(address)
    with django_assert_num_queries(QUERIES[address]):
        page = client.get(address)
    assert len(page.context["rows"]) == (2 if address.endswith("open") else 3) * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_threads_and_page_cost_the_same_for_one_row_and_for_three(
    client, staff, write, live_post, rows, django_assert_num_queries
):
    for number in range(rows):
        top = write("すてき", minutes=number, assigned_to=staff)
        for _ in range(rows):
            top.edits.create(text="まえの本文")
            answer = write("わたしも", minutes=number, parent=top, handled_by=staff)
            answer.edits.create(text="まえの返信")
    client.force_login(staff)
    client.get(f"/comments/posts/{live_post.pk}/")
    with django_assert_num_queries(12):
        client.get(f"/comments/posts/{live_post.pk}/")
    with django_assert_num_queries(16):
        client.get(top.get_absolute_url())


def test_signed_in_without_an_appointment_sees_no_comment(client, db, write):
    write("みせないもの")
    client.force_login(people.UserFactory())
    assert "みせないもの" not in client.get("/comments/", follow=True).content.decode()


def test_former_poster_sees_no_comment(client, write, contractor):
    write("みせないもの")
    person = people.person(Role.CONTRACTOR_POSTER, contractor)
    person.appointments.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    client.force_login(person)
    assert "みせないもの" not in client.get("/comments/", follow=True).content.decode()
