"""Pages by place: each row once, in order, forth and back, whatever stands in the address and happens meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from posts.models import SiteAgreement
from security.models import Letter
from security.office import paging
from tests import factories

pytestmark = pytest.mark.django_db

LATEST_FIRST = ("-created_at", "-pk")
SIZE, ROWS_MAX = 3, 20


def letters(*ages):
    """Written so many minutes ago."""
    to, now = factories.UserFactory(), timezone.now()
    first = Letter.objects.count()
    rows = [
        Letter(key=f"k{first + n}", subject=f"{age}", recipient=to, created_at=now - timedelta(minutes=age))
        for n, age in enumerate(ages)
    ]
    return Letter.objects.bulk_create(rows)


def page(rows=None, *, size=SIZE, **asked):
    query = QueryDict(mutable=True)
    query.update(asked)
    return paging.page(Letter.objects.all() if rows is None else rows, LATEST_FIRST, query, size)


def forth(**given):
    found = [page(**given)]
    while found[-1].next:
        assert len(found) < ROWS_MAX  # else it would go round for ever
        found.append(page(after=found[-1].next, **given))
    return found


def back(last, **given):
    found = [last]
    while found[-1].previous:
        assert len(found) < ROWS_MAX
        found.append(page(before=found[-1].previous, **given))
    return found[::-1]


def subjects(*pages):
    return [letter.pk for one in pages for letter in one]


@pytest.mark.parametrize("number", [0, 1, SIZE, SIZE + 1, 3 * SIZE, 3 * SIZE + 2])
def test_each_row_stands_on_one_page_forth_and_back(number):
    letters(*(n // 4 for n in range(number)))  # four of each moment: more than a page of equals
    pages = forth()
    assert subjects(*pages) == list(Letter.objects.order_by(*LATEST_FIRST).values_list("pk", flat=True))
    assert [list(one) for one in back(pages[-1])] == [list(one) for one in pages]
    assert (not pages[0].previous, not pages[-1].next) == (True, True)
    assert all(len(one) == SIZE for one in pages[:-1])


def test_rows_that_come_go_and_move_shift_no_page():
    letters(*range(1, 10))
    expected = list(Letter.objects.order_by(*LATEST_FIRST).values_list("pk", flat=True))
    first = page()
    letters(0)  # new above
    Letter.objects.filter(pk=expected[2]).delete()  # where the page ended
    Letter.objects.filter(pk=expected[7]).update(created_at=timezone.now() + timedelta(minutes=1))  # moved up
    second = page(after=first.next)
    assert subjects(second) == expected[3:6]
    assert subjects(page(after=second.next)) == [expected[6], expected[8]]


def test_list_begins_with_a_whole_page():
    """Where less than a page precedes any more, half a page would hide that the list goes on."""
    rows = letters(*range(9))
    second = page(after=page().next)
    Letter.objects.filter(pk=rows[0].pk).delete()
    assert subjects(page(before=second.previous)) == [one.pk for one in rows[1:4]]


def test_place_behind_everything_leads_to_the_beginning():
    rows = letters(*range(4))
    place = page().next
    Letter.objects.filter(pk=rows[3].pk).delete()
    assert subjects(page(after=place)) == [one.pk for one in rows[:3]]


def test_made_up_places_are_the_beginning():
    letters(*range(8))
    beginning = list(page())
    made_up = [
        "", "_", "x", "1", "1_", "_1", "1_x", "1_-1", "-1_1", "1_1_1", "１_１", "²_²", "1_1\0", "\0", "1.5_1", "nan_1",
        "9" * 18 + "_1", "1_" + "9" * 19, "9" * 5000 + "_1", "2026-11-30_1", "\udc80_1", "1 _1", "1_1 ", "1e3_1", "+1_1",
    ]  # fmt: skip
    missed = [
        text for text in made_up for way in ("after", "before") if list(page(**{way: text})) != beginning
    ]
    assert not missed
    for text in ("9" * 17 + "_" + "9" * 18, "0_0", "1_" + "9" * 18):  # no row's, and within the bounds
        assert list(page(after=text)) == beginning
        assert len(page(before=text)) == SIZE


def test_place_narrows_what_the_reader_has_and_widens_nothing():
    rows = letters(*range(9))
    mine = Letter.objects.filter(pk__in=[row.pk for row in rows[::2]])
    place = paging.write((rows[3].created_at, rows[3].pk))  # of a row that is not among them
    assert subjects(page(mine, after=place)) == [rows[n].pk for n in (4, 6, 8)]
    assert subjects(page(mine, before=place, size=2)) == [rows[n].pk for n in (0, 2)]


def test_total_is_counted_no_further_than_it_is_told(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(paging, "COUNTED_MAX", 5)
    letters(*range(3))
    whole = page()
    with django_assert_num_queries(0):
        assert whole.total == "3件"
    letters(3, 4)
    assert page().total == "5件"
    letters(*range(5, 20))
    with django_assert_num_queries(1) as asked:
        first = Letter.objects.all()
        assert paging.Page([], "x", "", first).total == "5件以上"
    assert "LIMIT 6" in asked[0]["sql"]


def test_order_may_ascend_and_hold_words():
    hosts = ["a_b.example", "a.example", "c.example", "b-c.example"]
    for host in hosts:
        factories.agreement(host=host, agreed_with="町", agreed_on="2026-10-01", agreed_how="電話")
    found, asked = [], ""
    while True:
        shown = paging.page(SiteAgreement.objects.all(), ("host",), QueryDict(asked), 1)
        found += [one.host for one in shown]
        if not shown.next:
            break
        asked = f"after={shown.next}"
    assert found == list(SiteAgreement.objects.order_by("host").values_list("host", flat=True))
    assert found != hosts


def test_place_is_exact_to_the_microsecond():
    moment = datetime(2026, 11, 30, 1, 2, 3, 456789, tzinfo=UTC)
    assert paging.read(paging.write((moment, 7)), Letter, LATEST_FIRST) == [moment, 7]
