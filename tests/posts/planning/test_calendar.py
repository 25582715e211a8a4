"""The calendar: what goes out when, as far as its reader may read of it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Post
from posts.planning.calendar import Span
from posts.planning.usual import UsualTimes
from tests import factories, misses

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TOKYO = datetime.timezone(datetime.timedelta(hours=9))
CALENDAR_QUERIES = 8


@pytest.fixture
def shown(client):
    def look(person, asked=""):
        client.force_login(person)
        return client.get(reverse("posts:calendar") + asked)

    return look


def days(response):
    return {day.day: day for day in response.context["plan"].days}


def test_month_is_whole_weeks_and_leads_on_and_back():
    december = Span.of_month(datetime.date(2026, 12, 15))
    assert (december.begin, december.weeks, december.end) == (
        datetime.date(2026, 11, 30),
        5,
        datetime.date(2027, 1, 4),
    )
    assert (december.previous.address, december.next.address) == ("?month=2026-11", "?month=2027-01")
    week = Span.of_week(datetime.date(2026, 12, 3))
    assert (week.previous.address, week.address, week.next.address) == ("?week=2026-11-23", "?week=2026-11-30", "?week=2026-12-07")  # fmt: skip


def test_address_that_names_no_month_is_this_one():
    today = datetime.date(2026, 11, 30)
    odd = [
        ("", ""),
        ("x", ""),
        ("2026-13", ""),
        ("0001-01", ""),
        ("9999-12", ""),
        ("", "2026-02-30"),
        ("\0", "\0"),
    ]
    misses.none([one for one in odd if Span.asked(*one, today) != Span.of_month(today)])
    assert Span.asked("2026-12", "2026-12-09", today) == Span.of_week(datetime.date(2026, 12, 9))


def test_everything_stands_on_its_day_with_its_state_in_words(
    shown, staff, chief, poster, manager, at, went_out
):
    live = went_out(factories.approved(poster, manager, title="出たもの", publish_at=at(1, 9)), at(-2, 18))
    factories.draft(staff, title="下書きの予定", publish_at=at(2))
    factories.submitted(staff, title="待つもの", publish_at=at(2, 15))
    gone = factories.draft(staff, title="取り下げたもの", publish_at=at(2))
    Post.objects.filter(pk=gone.pk).update(state="withdrawn")
    found = {}
    for month in {f"{at(-2):%Y-%m}", f"{at(2):%Y-%m}"}:
        found |= days(shown(staff, f"?month={month}"))
    assert [str(one.post) for one in found[at(2).date()].entries] == ["下書きの予定", "待つもの"]
    assert [(one.post, one.at) for one in found[at(-2).date()].entries] == [(live, at(-2, 18))]
    assert not found[at(1).date()].entries, "where it went out, not where it was meant to"
    text = shown(staff, f"?week={at(2):%Y-%m-%d}").content.decode()
    assert "承認待ち" in text
    assert "取り下げたもの" not in text
    assert "2件" in text


@pytest.mark.clause("第２")
def test_contractor_sees_that_something_goes_out_and_nothing_more(shown, staff, chief, poster, at, went_out):
    secret = factories.draft(staff, title="部外秘", caption="内緒の話", publish_at=at(1, 15))
    factories.draft(poster, title="こちらの", publish_at=at(1, 12))
    factories.draft(staff, title="部外秘のアイデア")
    went_out(factories.approved(staff, chief, title="出た部外秘"), at(-1, 18))
    response = shown(poster, f"?week={at(1):%Y-%m-%d}")
    day = days(response)[at(1).date()]
    text = response.content.decode()
    assert (len(day.entries), [one.hour for one in day.others], day.count) == (1, [15], 2)
    assert "予定あり(ほかの組織)" in text
    misses.none([word for word in ("部外秘", "内緒", f"/posts/{secret.pk}/") if word in text])
    before = shown(poster, f"?week={at(-1):%Y-%m-%d}")
    assert len(days(before)[at(-1).date()].others) == 1
    assert "出た部外秘" not in before.content.decode()
    assert days(shown(staff, f"?week={at(1):%Y-%m-%d}"))[at(1).date()].count == 2, (
        "both sides see the two on one day"
    )


def test_holidays_closed_days_and_gaps_are_said(shown, staff):
    found = days(shown(staff, "?month=2026-12")) | days(shown(staff, "?month=2027-01"))
    assert found[datetime.date(2027, 1, 1)].holiday == "元日"
    assert found[datetime.date(2026, 12, 30)].is_closed
    assert not found[datetime.date(2026, 12, 30)].is_gap
    assert found[datetime.date(2026, 12, 2)].is_gap
    assert not found[datetime.date(2027, 1, 25)].is_gap, "beyond the coming weeks"
    text = shown(staff, "?month=2026-12").content.decode()
    assert "閉庁日" in text
    assert "予定のない開庁日" in text


def test_plus_begins_a_draft_at_the_usual_time_and_never_in_the_past(shown, staff, auditor, at):
    found = days(shown(staff))
    today = timezone.localdate()
    assert found[today].begin_at > timezone.now(), "noon is over: the next half hour with time to approve"
    later = days(shown(staff, f"?week={at(7):%Y-%m-%d}"))[at(7).date()]
    assert later.begin_at == at(7, 12)
    assert (
        f'name="publish_at" value="{at(7):%Y-%m-%d}T12:00"'
        in shown(staff, f"?week={at(7):%Y-%m-%d}").content.decode()
    )
    past = days(shown(staff, f"?week={at(-7):%Y-%m-%d}"))
    assert not any(day.begin_at for day in past.values())
    assert not any(day.begin_at for day in days(shown(auditor, f"?week={at(7):%Y-%m-%d}")).values())


def test_usual_times_are_those_of_the_account_and_of_the_weekday():
    def on(day, hour, minute=0):
        return datetime.datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)

    monday, tuesday, wednesday = (datetime.date(2026, 11, day) for day in (2, 3, 4))
    usual = UsualTimes.of([on(2, 18, 1), on(9, 18, 14), on(16, 12), on(3, 7), on(10, 12, 40), on(5, 18)])
    assert usual.on(monday) == datetime.time(18)
    assert usual.on(tuesday) == usual.on(wednesday) == datetime.time(18), "once is no custom of a weekday"
    assert UsualTimes.of([]).on(monday) == datetime.time(12)


def test_ideas_are_drafts_without_a_day(shown, staff, poster, at):
    factories.draft(staff, title="日のある下書き", publish_at=at(3))
    factories.submitted(staff, title="待つもの")
    factories.draft(staff, title="アイデア")
    assert [str(post) for post, _ in shown(staff).context["ideas"]] == ["アイデア"]
    assert shown(poster).context["ideas"] == []


def test_crowded_day_shows_some_and_counts_the_others(shown, staff, at, monkeypatch):
    monkeypatch.setattr("posts.planning.querysets.DAY_MAX", 2)
    for hour in (9, 10, 11):
        factories.draft(staff, title=f"{hour}時の", publish_at=at(1, hour))
    day = days(shown(staff, f"?week={at(1):%Y-%m-%d}"))[at(1).date()]
    assert ([str(one.post) for one in day.entries], day.hidden, day.count) == (["9時の", "10時の"], 1, 3)


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_costs_the_same_whatever_it_shows(
    client, staff, chief, poster, rows, at, went_out, django_assert_max_num_queries
):
    for number in range(rows):
        factories.draft(staff, title=f"雪の朝{number}", publish_at=at(0, 15, number))
        factories.draft(staff, title=f"アイデア{number}")
        went_out(factories.approved(staff, chief, title=f"出た{number}"), at(0, 1, number))
    for person in (staff, poster):
        client.force_login(person)
        client.get(reverse("posts:calendar"))
        with django_assert_max_num_queries(CALENDAR_QUERIES):
            client.get(reverse("posts:calendar"))
