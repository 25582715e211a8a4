"""Days and moments as people type them, read in one place: in either calendar, in any width of digits.

How they are written for people stands in cafe_instagram/home/templatetags/office.py.
"""

import re
import unicodedata
from datetime import date, datetime, time

from django.utils.dateparse import parse_datetime

ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"))
# The year before the first one, also as 昭和 and the letters on forms.
YEAR_ZERO = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
# Nothing in this office is older or lasts longer; far outside of these, no database or calendar agrees on what a day is.
FIRST_YEAR, LAST_YEAR = 1950, 2199
LENGTH_MAX = 50  # characters; what is longer is no date
EXAMPLE = "例: 令和8年11月20日、2026/11/20"
EXAMPLE_OF_A_MOMENT = "例: 令和8年11月20日 10時00分、2026/11/20 10:00"
WEEKDAYS = "月火水木金土日"

_ERA = r"(?P<era>令和|平成|昭和|[RHS])\.?\s*(?:(?P<first>元)|(?P<of_era>\d{1,2}))"
# 令和8年(2026年)11月20日(金), as the screens write it; either year may stand in the brackets, or neither.
_DAY = re.compile(
    rf"(?:{_ERA}|(?P<year>\d{{1,4}}))\s*(?:年\s*(?:\([^()]{{1,10}}\)\s*)?|[-./])"
    r"\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?"
    r"\s*(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:午前|(?P<afternoon>午後))?\s*(?P<hour>\d{1,2})\s*(?:[:時]\s*(?P<minute>\d{1,2})?\s*分?(?::\d{2}(?:\.\d+)?)?)"
)


class NotADay(ValueError):
    """What was typed is no day or moment; the words are for the person, and say what was typed."""


def day_of(typed: str) -> date:
    """The day that was typed. Raises NotADay."""
    text = _readable(typed, EXAMPLE)
    if not (found := _DAY.fullmatch(text)):
        raise NotADay(f"「{_short(typed)}」は、日付として読み取れません({EXAMPLE})。")
    return _day(found, typed)


def moment_of(typed: str) -> datetime:
    """The moment that was typed: naive for the wall clock, aware where an offset stood with it. Raises NotADay."""
    text = _readable(typed, EXAMPLE_OF_A_MOMENT)
    if not (found := _DAY.match(text)):
        raise NotADay(f"「{_short(typed)}」は、日時として読み取れません({EXAMPLE_OF_A_MOMENT})。")
    day, rest = _day(found, typed), text[found.end() :].lstrip(" Tt")
    if not rest:
        raise NotADay(
            f"「{_short(typed)}」には時刻がありません。時刻も入力してください({EXAMPLE_OF_A_MOMENT})。"
        )
    if at := _TIME.fullmatch(rest):
        return datetime.combine(day, _time(at, typed))
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise NotADay(f"「{_short(typed)}」は、時刻を読み取れません({EXAMPLE_OF_A_MOMENT})。")
    return moment


def _readable(typed: str, example: str) -> str:
    if len(typed) > LENGTH_MAX:
        raise NotADay(f"「{_short(typed)}」は長すぎて、日付として読み取れません({example})。")
    return unicodedata.normalize("NFKC", typed).strip()


def _day(found: re.Match[str], typed: str) -> date:
    year = _year(found)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADay(_out_of_range(found, typed, year))
    try:
        day = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise NotADay(f"「{_short(typed)}」という日はありません。日付をお確かめください。") from None
    weekday = WEEKDAYS[day.weekday()]
    if found["weekday"] not in (None, weekday):
        raise NotADay(
            f"「{_short(typed)}」は、日付と曜日が合いません({day.month}月{day.day}日は{weekday}曜日です)。"
        )
    return day


def _year(found: re.Match[str]) -> int:
    if found["era"]:
        of_era = 1 if found["first"] else int(found["of_era"])
        return YEAR_ZERO[found["era"].upper()] + of_era
    return int(found["year"])


def _out_of_range(found: re.Match[str], typed: str, year: int) -> str:
    """A small year is most likely one of 令和, typed where the calendar of the browser asks for a western one."""
    if found["era"] is None and 0 < year < 100:
        meant = f"{YEAR_ZERO['令和'] + year}年(令和{year}年)"
        return (
            f"「{_short(typed)}」は西暦{year}年の日付です。"
            f"令和{year}年のつもりでしたら、年を{meant}と入力し直してください。"
        )
    return (
        f"「{_short(typed)}」の年は使えません。{FIRST_YEAR}年から{LAST_YEAR}年までの日付を入力してください。"
    )


def _time(found: re.Match[str], typed: str) -> time:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["afternoon"] and hour < 12:
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        raise NotADay(f"「{_short(typed)}」という時刻はありません。時刻をお確かめください。") from None


def _short(typed: str) -> str:
    """What was typed, as a sentence can name it."""
    shown = "".join(sign if sign.isprintable() else " " for sign in typed.strip())
    return shown if len(shown) <= LENGTH_MAX else f"{shown[:LENGTH_MAX]}…"
