"""The calendar as weeks of days: what goes out when, where nothing does, and when the office does not work."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import jpholiday
from django.utils.timezone import localtime, make_aware

from posts.drafting.models import Post
from security.office.calendar import is_working_day
from security.office.days import FIRST_YEAR, LAST_YEAR, WEEKDAYS, era_year, with_weekday

DAYS, WEEKS_LOOKED_AHEAD = 7, 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """What the calendar shows: whole weeks from a Monday on. `month`: the one that it is of, None for a single week."""

    begin: date
    weeks: int
    month: date | None

    @classmethod
    def of_week(cls, day: date) -> "Span":
        return cls(day - timedelta(days=day.weekday()), 1, None)

    @classmethod
    def of_month(cls, day: date) -> "Span":
        first = day.replace(day=1)
        begin = first - timedelta(days=first.weekday())
        last = _next_month(first) - ONE_DAY
        return cls(begin, (last - begin).days // DAYS + 1, first)

    @classmethod
    def asked(cls, month: str, week: str, today: date) -> "Span":
        """As an address asks for it (2026-12, 2026-12-07); what is none, and what is not asked, is this month."""
        if day := _day(week):
            return cls.of_week(day)
        return cls.of_month(_day(f"{month}-01") or today)

    @property
    def end(self) -> date:
        """The day after its last."""
        return self.begin + timedelta(days=DAYS * self.weeks)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return _midnight(self.begin), _midnight(self.end)

    @property
    def address(self) -> str:
        return f"?month={self.month:%Y-%m}" if self.month else f"?week={self.begin}"

    @property
    def title(self) -> str:
        if self.month:
            return f"{era_year(self.month)}{self.month.month}月"
        last = self.end - ONE_DAY
        return f"{with_weekday(self.begin)}から{last.month}月{last.day}日({WEEKDAYS[last.weekday()]})まで"

    @property
    def previous(self) -> "Span":
        return Span.of_month(self.month - ONE_DAY) if self.month else Span.of_week(self.begin - ONE_DAY)

    @property
    def next(self) -> "Span":
        return Span.of_month(_next_month(self.month)) if self.month else Span.of_week(self.end)


@dataclass(frozen=True)
class Entry:
    """One post on its day. `may_move`: whether this reader may change its time."""

    post: Post
    at: datetime
    may_move: bool

    @property
    def is_returned(self) -> bool:
        return self.post.is_returned


@dataclass
class Day:
    """`others`: when something goes out of which the reader may know no more. `hidden`: how many more there are."""

    day: date
    now: datetime
    is_within: bool
    entries: list[Entry] = field(default_factory=list)
    others: list[datetime] = field(default_factory=list)
    hidden: int = 0
    begin_at: datetime | None = None

    @property
    def today(self) -> date:
        return localtime(self.now).date()

    @property
    def holiday(self) -> str:
        return jpholiday.is_holiday_name(self.day) or ""

    @property
    def is_closed(self) -> bool:
        """The office does not work (土曜日、日曜日、祝日、閉庁日)."""
        return not is_working_day(self.day)

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def count(self) -> int:
        return len(self.entries) + len(self.others) + self.hidden

    @property
    def is_gap(self) -> bool:
        """A working day of the coming weeks on which nothing goes out."""
        ahead = self.today < self.day <= self.today + timedelta(weeks=WEEKS_LOOKED_AHEAD)
        return ahead and not self.count and not self.is_closed

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]

    @property
    def name(self) -> str:
        return f"{self.day.month}月{self.day.day}日({self.weekday})"


@dataclass(frozen=True)
class Calendar:
    span: Span
    weeks: Sequence[Sequence[Day]]

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week]

    @property
    def summary(self) -> str:
        """What is seen at a glance, in words."""
        shown = [day for day in self.days if day.is_within]
        crowded = [day.name for day in shown if day.count > 1]
        gaps = sum(day.is_gap for day in shown)
        found = [f"投稿 {sum(day.count for day in shown)}件"]
        if crowded:
            found.append(f"同じ日に2件以上: {'、'.join(crowded[:5])}{'ほか' if len(crowded) > 5 else ''}")
        if gaps:
            found.append(f"これから4週間のうち、予定のない開庁日 {gaps}日")
        return "　".join(found)


def calendar(
    span: Span,
    posts: Iterable[Any],
    others: Iterable[datetime],
    *,
    now: datetime,
    may_move: Callable[[Post], object],
    begins_at: Callable[[date], datetime | None],
) -> Calendar:
    """`posts`: of `querysets.shown`. `begins_at`: the time with which a new draft begins on that day."""
    entries, hidden = defaultdict(list), defaultdict(int)
    for post in posts:
        at = localtime(post.at)
        entries[at.date()].append(Entry(post, at, bool(may_move(post))))
        hidden[at.date(), post.state in ("published", "removed")] = post.on_day
    elsewhere = defaultdict(list)
    for moment in others:
        elsewhere[localtime(moment).date()].append(localtime(moment))
    days = []
    for number in range(DAYS * span.weeks):
        day = span.begin + number * ONE_DAY
        found = sorted(entries[day], key=lambda one: (one.at, one.post.pk))
        days.append(
            Day(
                day=day,
                now=now,
                is_within=span.month is None or day.month == span.month.month,
                entries=found,
                others=elsewhere[day],
                hidden=hidden[day, True] + hidden[day, False] - len(found),
                begin_at=begins_at(day),
            )
        )
    return Calendar(span, [days[at : at + DAYS] for at in range(0, len(days), DAYS)])


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _day(text: str) -> date | None:
    """Only days from which weeks and months can be counted on and back."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
