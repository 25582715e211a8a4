"""The office's year: from 4月1日 to 3月31日, in four quarters; and its working days."""

from datetime import date, datetime, timedelta

import jpholiday
from django.utils.timezone import localtime, make_aware


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def reiwa(year: int) -> str:
    """The fiscal year as documents are numbered by it: 令和8."""
    return f"令和{year - 2018}"


def quarter(day: date) -> int:
    """1 for April to June, 4 for January to March."""
    return (day.month - 4) % 12 // 3 + 1


def is_working_day(day: date) -> bool:
    """Whether the office works: no Saturday, Sunday or holiday, and not from 12月29日 to 1月3日 (閉庁日)."""
    new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not new_year and not jpholiday.is_holiday(day)


def a_working_day_later(moment: datetime) -> datetime:
    """The same time of day in Japan on the next working day."""
    local = localtime(moment)
    day = local.date() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return make_aware(datetime.combine(day, local.time()))
