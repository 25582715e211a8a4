"""Days and moments as people type them, read in one place: in either calendar, in any width of digits; and as notices tell them.

How they are written on pages stands in cafe_instagram/home/templatetags/office.py.
"""

import re
from datetime import date, datetime, time

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from security.office import words

ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"))
FIRST_DAYS = dict.fromkeys(("令和", "R"), ERAS[0][0]) | dict.fromkeys(("平成", "H"), ERAS[1][0])
# The year before the first one, also as 昭和 and the letters on forms.
YEAR_ZERO = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
# Nothing in this office is older or lasts longer; far outside of these, no database or calendar agrees on what a day is.
FIRST_YEAR, LAST_YEAR = 1950, 2199
LENGTH_MAX = 50  # characters; what is longer is no date
EXAMPLE = "例: 令和8年11月20日、2026/11/20"
EXAMPLE_OF_A_MOMENT = "例: 令和8年11月20日 10時00分、2026/11/20 10:00"
WEEKDAYS = "月火水木金土日"

_ERA = r"(?P<era>令和|平成|昭和|[RHS])\.?\s*(?:(?P<first>元)|(?P<of_era>\d{1,2}))"
_YEAR = rf"(?:{_ERA}|(?P<year>\d{{1,4}}))"
# 令和8年(2026年)11月20日(金), as the screens write it; either year may stand in the brackets, or neither.
_DAY = re.compile(
    rf"{_YEAR}\s*(?:年\s*(?:\((?P<also>[^()]{{1,10}})\)\s*)?|[-./])"
    r"\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?"
    r"\s*(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?(?:・祝日?)?\)|(?P<unbracketed>[月火水木金土日])曜日?)?",
    re.IGNORECASE,
)
_ALSO = re.compile(rf"{_YEAR}\s*年?", re.IGNORECASE)
_IN_ONE = re.compile(r"\A(\d{4})(\d\d)(\d\d)(?!\d)")
_WITHOUT_YEAR = re.compile(r"\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?![-./\d])")
_TIME = re.compile(
    r"(?:(?:(?P<morning>午前|AM)|(?P<afternoon>午後|PM))\s*)?(?P<hour>\d{1,2})\s*[:時]\s*(?:(?P<minute>\d{1,2})\s*分?|(?P<thirty>半))?"
    r"(?::[0-5]\d(?:\.\d+)?)?\s*(?:(?P<am>AM)|(?P<pm>PM))?"
)


def with_weekday(day: date) -> str:
    """As letters and notices write a day: 令和8年5月14日(木)."""
    return f"{era_year(day)}{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"


def era_year(day: date) -> str:
    """令和8年; the western year before 平成."""
    for first_day, era in ERAS:
        if day >= first_day:
            year = day.year - first_day.year + 1
            return f"{era}{'元' if year == 1 else year}年"
    return f"{day.year}年"


class NotADay(ValueError):
    """What was typed is no day or moment; the words are for the person, and say what was typed."""


def with_weekday_time(moment: datetime) -> str:
    """In Japan time, as letters and notices give it: 令和8年5月14日(木) 12:00."""
    moment = localtime(moment)
    return f"{with_weekday(moment.date())} {moment:%H:%M}"


def day_of(typed: str) -> date:
    """The day that was typed. Raises NotADay."""
    text = _readable(typed, EXAMPLE)
    if not (found := _DAY.fullmatch(text)):
        raise _unread(text, typed, "日付", EXAMPLE)
    return _day(found, typed)


def moment_of(typed: str) -> datetime:
    """The moment that was typed: naive for the wall clock, aware where an offset stood with it. Raises NotADay."""
    text = _readable(typed, EXAMPLE_OF_A_MOMENT)
    if not (found := _DAY.match(text)):
        raise _unread(text, typed, "日時", EXAMPLE_OF_A_MOMENT)
    day, rest = _day(found, typed), text[found.end() :].lstrip(" T、")
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
    return _IN_ONE.sub(r"\1-\2-\3", words.key(typed).upper())


def _unread(text: str, typed: str, what: str, example: str) -> NotADay:
    if _WITHOUT_YEAR.match(text):
        return NotADay(f"「{_short(typed)}」には年がありません。年も入力してください({example})。")
    return NotADay(f"「{_short(typed)}」は、{what}として読み取れません({example})。")


def _day(found: re.Match[str], typed: str) -> date:
    year = _year(found)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADay(_out_of_range(found, typed, year))
    try:
        day = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise NotADay(f"「{_short(typed)}」という日はありません。日付をお確かめください。") from None
    if found["era"] and day < FIRST_DAYS.get(found["era"], day):
        raise NotADay(f"「{_short(typed)}」は、その元号になる前の日付です。元号と年をお確かめください。")
    also = _ALSO.fullmatch(found["also"] or "")
    if also and _year(also) != year:
        raise NotADay(f"「{_short(typed)}」は、西暦と元号の年が合いません。年をお確かめください。")
    weekday = WEEKDAYS[day.weekday()]
    if (found["weekday"] or found["unbracketed"]) not in (None, weekday):
        raise NotADay(
            f"「{_short(typed)}」は、日付と曜日が合いません({day.month}月{day.day}日は{weekday}曜日です)。"
        )
    return day


def _year(found: re.Match[str]) -> int:
    if found["era"]:
        of_era = 1 if found["first"] else int(found["of_era"])
        return YEAR_ZERO[found["era"]] + of_era
    return int(found["year"])


def _out_of_range(found: re.Match[str], typed: str, year: int) -> str:
    """A small year is one of 令和, or the end of a western one: a calendar of the browser asks for all four digits."""
    if found["era"] is None and 0 < year < 100:
        is_short = len(found["year"]) < 4
        what = "の年は、令和か西暦かが分かりません。" if is_short else f"は西暦{year}年の日付です。"
        return (
            f"「{_short(typed)}」{what}"
            f"令和{year}年のつもりでしたら、年を{YEAR_ZERO['令和'] + year}年(令和{year}年)と、"
            f"{2000 + year}年のつもりでしたら、年を{2000 + year}年と入力し直してください。"
        )
    return (
        f"「{_short(typed)}」の年は使えません。{FIRST_YEAR}年から{LAST_YEAR}年までの日付を入力してください。"
    )


def _time(found: re.Match[str], typed: str) -> time:
    hour, minute = int(found["hour"]), 30 if found["thirty"] else int(found["minute"] or 0)
    morning, afternoon = found["morning"] or found["am"], found["afternoon"] or found["pm"]
    if hour == 12 and (morning or afternoon):  # noon by one custom, midnight by the other
        raise NotADay(
            f"「{_short(typed)}」は、昼と夜のどちらの12時かが分かりません。昼は12:00、夜は0:00と入力してください。"
        )
    if afternoon and hour < 12:
        hour += 12
    elif morning and hour > 12:
        hour = 24  # there is none
    try:
        return time(hour, minute)
    except ValueError:
        raise NotADay(f"「{_short(typed)}」という時刻はありません。時刻をお確かめください。") from None


def _short(typed: str) -> str:
    """What was typed, as a sentence can name it."""
    shown = "".join(sign if sign.isprintable() else " " for sign in typed.strip())
    return shown if len(shown) <= LENGTH_MAX else f"{shown[:LENGTH_MAX]}…"
