"""The list narrowed by everything that somebody remembers of a post; what nobody may read is found by nobody."""

import unicodedata

import pytest
from django.db import connection
from django.urls import reverse

from posts.models import Link, Photo, Post, Topic
from security.office.words import pieces
from tests import factories, misses

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def found(client):
    """The titles that an address shows."""

    def titles(person, **asked):
        client.force_login(person)
        return sorted(str(post) for post in client.get(reverse("posts:list"), asked).context["page"])

    return titles


def test_words_are_found_however_they_are_typed_and_all_must_be_there(staff, found):
    factories.draft(staff, title="カフェめぐり", caption="ガレットと珈琲　STAFF 10〜12時")
    factories.draft(staff, title="雪の朝", caption="札幌の並木道")
    same = ("カフェ", "ｶﾌｪ", "かふぇ", "カフェ ガレット", "ガレット　カフェ", "がれっと", "staff", "ＳＴＡＦＦ", "10~12時", "珈",
            unicodedata.normalize("NFD", "ガレット"))  # fmt: skip
    misses.none([word for word in same if found(staff, q=word) != ["カフェめぐり"]])
    other = ("カフェ 並木道", "カフエ", "カフェカフェ", "%", "_", "ガレットカフェ")
    misses.none([word for word in other if found(staff, q=word)])
    assert found(staff, q="\0") == found(staff), (
        "what no text holds narrows nothing, and is told beside the field"
    )


def test_document_is_found_by_its_number_however_it_is_written(staff, found):
    twelfth = [factories.draft(staff, title=f"その{n}") for n in range(1, 13)][-1]
    number = twelfth.dossier
    year, serial = number.fiscal_year - 2018, number.serial
    ways = (f"R{year}-{serial}", f"r{year}－{serial}", f"令和{year}-{serial}", number.number, f"道カフェ 令和{year}-{serial}",
            f"Ｒ{year}-{serial} その", f"令和{year}年度-第{serial}号")  # fmt: skip
    misses.none([way for way in ways if found(staff, q=way) != [str(twelfth)]])
    assert found(staff, q=f"R{year}-1{serial}") == []
    assert found(staff, q=f"R{year}-{serial} R{year}-1") == []


def test_every_other_filter_narrows(staff, chief, poster, manager, found, at, went_out):
    other = factories.person("prefecture_poster", name="北野 花")
    topic = Topic.objects.last()
    own = factories.draft(
        staff, title="花子の", publish_at=at(5), links=[factories.link("https://www.Kita.example.jp/a")]
    )
    own.topics.set([topic])
    Photo.objects.filter(post=own).get().delete()
    with_holder = factories.draft(other, title="花の")
    photo = with_holder.photos.get()
    photo.right_holder = "ﾊﾞﾀｰ工房"
    photo.save(update_fields=["right_holder"])
    live = went_out(factories.approved(poster, manager, title="運営者の"), at(-3))
    everything = ["花の", "花子の", "運営者の"]
    assert found(staff) == everything
    asked = {
        "花子の": [
            {"author": staff.pk}, {"topic": topic.pk}, {"host": "kita.example.jp"}, {"host": "https://www.kita.example.jp/b"},
            {"when": "planned", "since": f"{at(5):%Y-%m-%d}", "until": f"{at(5):%Y-%m-%d}"},
        ],
        "花の": [{"author": other.pk}, {"holder": "バター"}, {"holder": "ばたー工房"}],
        "運営者の": [
            {"organization": live.organization_id}, {"state": "published"},
            {"when": "published", "since": f"{at(-3):%Y-%m-%d}"}, {"until": f"{at(-1):%Y-%m-%d}"},
        ],
    }  # fmt: skip
    misses.none(
        [(title, one) for title, many in asked.items() for one in many if found(staff, **one) != [title]]
    )
    assert found(staff, when="edited", until=f"{at(-1):%Y-%m-%d}") == []
    misses.none(
        [one for one in ({"author": "x"}, {"host": "..."}, {"since": "32日"}, {"state": "?"}) if found(staff, **one) != everything]
    )  # fmt: skip


def test_person_in_charge_is_found_like_the_author(staff, found):
    other = factories.person("prefecture_poster", name="北野 花")
    post = factories.draft(staff, title="引き継いだもの")
    Post.objects.filter(pk=post.pk).update(in_charge=other)
    assert found(staff, author=other.pk) == found(staff, author=staff.pk) == ["引き継いだもの"]


@pytest.mark.clause("第２")
def test_contractor_finds_and_is_offered_nothing_of_the_division(client, staff, poster, found):
    theirs = factories.draft(staff, title="部外秘", links=[factories.link("https://secret.example.jp/")])
    factories.draft(poster, title="こちらの")
    number = f"R{theirs.dossier.fiscal_year - 2018}-{theirs.dossier.serial}"
    asked = ({"q": "部外秘"}, {"q": number}, {"host": "secret.example.jp"}, {"author": staff.pk}, {"organization": theirs.organization_id})  # fmt: skip
    misses.none([one for one in asked if "部外秘" in found(poster, **one)])
    page = client.get(reverse("posts:list")).content.decode()
    assert staff.name not in page
    assert f">{theirs.organization.name}</option>" not in page


def test_what_is_asked_for_stands_in_chips_that_take_it_away(client, staff):
    factories.draft(staff, title="雪の朝")
    client.force_login(staff)
    page = client.get("/posts/?q=雪&state=draft&since=2026-01-01&when=edited&author=&after=1_2")
    chips = {chip.label: chip for chip in page.context["chips"]}
    assert set(chips) == {"言葉・文書番号", "状態", "最後に変更した日"}
    assert chips["状態"].text == "下書き"
    assert chips["状態"].without == "?q=%E9%9B%AA&since=2026-01-01&when=edited"
    assert chips["最後に変更した日"].without == "?q=%E9%9B%AA&state=draft"
    nothing = client.get("/posts/?q=ありえない").content.decode()
    assert "上の条件を1つずつ外す" in nothing


def test_what_follows_from_the_words_is_written_with_them(staff):
    post = factories.draft(staff, links=[factories.link("https://www.example.jp/yuki")])
    link = post.links.get()
    assert link.host == "www.example.jp"
    link.url = "https://雪.example.jp/"
    link.save(update_fields=["url"])
    assert Link.objects.get().host == "xn--9x4a.example.jp" or Link.objects.get().host.endswith(".example.jp")
    assert Link.objects.get().host != "www.example.jp"


def test_pieces_of_a_word_are_its_pairs():
    assert pieces("流氷") == ["流氷"]
    assert pieces("雪") == ["雪"]
    assert pieces("北海道") == ["北海", "海道"]


@pytest.mark.postgres
def test_words_and_right_holders_are_looked_up_in_their_indexes(staff):
    """The planner is told that reading every row is dear: what it can look up, it then does."""
    factories.draft(staff, title="流氷")
    from posts.planning.searching import narrowed  # noqa: PLC0415 - beside what it is asked

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plans = [narrowed(Post.objects.all(), asked).explain() for asked in ({"q": "流氷"}, {"holder": "地域"})]
    assert "post_by_pieces" in plans[0]
    assert "photo_by_pieces" in plans[1]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_whatever_it_shows(client, staff, rows, django_assert_num_queries):
    for number in range(rows):
        factories.draft(staff, title=f"雪の朝{number}")
    client.force_login(staff)
    client.get("/posts/?q=雪")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/posts/?q=雪&holder=地域")


LIST_QUERIES = 6
