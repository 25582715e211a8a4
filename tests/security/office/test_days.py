"""A day is read as people write it, and what is none is refused with what was typed."""

from datetime import date

import pytest
from django import forms
from django.utils.timezone import localtime

from security.office.days import EXAMPLE, EXAMPLE_OF_A_MOMENT, NotADay, day_of, moment_of
from security.office.fields import DayField, MomentField
from tests import misses

DAY = date(2026, 11, 20)
WRITTEN = (
    "2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", "2026年11月20日(金)", "２０２６年１１月２０日",
    "２０２６／１１／２０", "令和8年11月20日", "令和８年１１月２０日（金）", "令和8年11月20日(金曜日)", "R8.11.20",
    "r8/11/20", "Ｒ８．１１．２０", "R08-11-20", "㋿8年11月20日", "令和8年(2026年)11月20日", " 令和 8 年 11 月 20 日 ",
    "2026年(令和8年)11月20日(金)", "平成38年11月20日", "R.8.11.20",
    "20261120", "２０２６１１２０", "2026−11−20", "2026‐11‐20", "2026–11–20", "２０２６ー１１ー２０", "2026-11-20\u200e", "\u200b2026/11/20",
    "令和8年11月20日金曜日", "2026年11月20日 (金・祝)", "R8年11月20日金曜",
)  # fmt: skip
REFUSED = {
    "0008-11-20": "令和8年のつもりでしたら、年を2026年(令和8年)と",
    "8年11月20日": "令和8年のつもりでしたら",
    "0001-01-01": "令和1年のつもりでしたら",
    "26/11/20": "2026年のつもりでしたら",
    "11/20": "年がありません",
    "11月20日": "年がありません",
    "令和元年4月30日": "その元号になる前",
    "令和0年11月20日": "その元号になる前",
    "平成元年1月7日": "その元号になる前",
    "H1.1.7": "その元号になる前",
    "令和8年(2025年)11月20日": "年が合いません",
    "2026年(R7)11月20日": "年が合いません",
    "20260231": "という日はありません",
    "202611201": "日付として読み取れません",
    "令和8年11月20日木曜日": "11月20日は金曜日です",
    "1949-12-31": "1950年から2199年までの日付",
    "2200-01-01": "1950年から2199年までの日付",
    "9999-12-31": "1950年から2199年までの日付",
    "0000-01-01": "1950年から2199年までの日付",
    "令和8年2月30日": "という日はありません",
    "2026-13-01": "という日はありません",
    "令和8年11月20日(木)": "11月20日は金曜日です",
    "あした": "日付として読み取れません",
    "\0": "日付として読み取れません",
    "２０２６": "日付として読み取れません",
    "R" * 100_000: "長すぎて",
    "2026-11-20T10:00": "日付として読み取れません",
    "²⁰²⁶-11-20 x": "日付として読み取れません",
}


class Sample(forms.Form):
    day = DayField()
    at = MomentField(required=False)


def test_day_is_read_however_it_is_written():
    misses.none([typed for typed in WRITTEN if Sample({"day": typed})["day"].field.clean(typed) != DAY])


def test_first_year_of_an_era_is_read():
    assert day_of("令和元年5月1日") == date(2019, 5, 1)
    assert day_of("平成元年1月8日") == date(1989, 1, 8)
    assert day_of("昭和64年1月7日") == date(1989, 1, 7)


def test_what_the_sentence_gives_as_examples_is_read():
    for one in EXAMPLE.removeprefix("例: ").split("、"):
        assert day_of(one) == DAY
    for one in EXAMPLE_OF_A_MOMENT.removeprefix("例: ").split("、"):
        assert moment_of(one).isoformat() == "2026-11-20T10:00:00"


def test_what_is_no_day_is_refused_with_what_was_typed():
    missed = []
    for typed, words in REFUSED.items():
        form = Sample({"day": typed})
        said = "".join(form.errors.get("day", []))
        if words not in said or (typed.isprintable() and typed[:50] not in said):
            missed.append(f"{typed[:60]}: {said}")
    misses.none(missed)


def test_moment_is_read_however_it_is_written():
    written = (
        "2026-11-20T10:05", "2026-11-20 10:05:00", "令和8年11月20日 10時05分", "令和8年(2026年)11月20日(金) 10時5分",
        "R8.11.20 10:05", "２０２６／１１／２０　１０：０５", "2026年11月20日 午前10時5分", "2026-11-20T10:05:00+09:00",
        "2026-11-20T01:05:00Z", "2026-11-20T10:05:59.123456",
        "2026/11/20 AM10:05", "20261120 10:05 am", "2026/11/20、10:05",
    )  # fmt: skip
    wrong = []
    for typed in written:
        moment = localtime(MomentField().clean(typed)).isoformat()
        if moment != "2026-11-20T10:05:00+09:00":
            wrong.append(f"{typed}: {moment}")
    assert moment_of("2026年11月20日 午後2時").hour == 14
    assert moment_of("2026年11月20日 午後0時").hour == 12
    assert moment_of("2026年11月20日 午前10時半").minute == 30
    misses.none(wrong)


def test_what_is_no_moment_is_refused_with_a_reason():
    refused = {
        "0001-01-01T00:00": "令和1年のつもりでしたら",
        "0008-11-20T10:00": "令和8年のつもりでしたら",
        "9999-12-31T23:59": "2199年まで",
        "2026-11-20": "時刻も入力してください",
        "2026-11-20T25:00": "という時刻はありません",
        "2026-11-20T10:61": "という時刻はありません",
        "2026-11-20 午後25時": "という時刻はありません",
        "2026-11-20 午前13時": "という時刻はありません",
        "2026-11-20 午後12時": "どちらの12時かが分かりません",
        "2026-11-20 午前12時": "どちらの12時かが分かりません",
        "2026-11-20T10:05:99": "時刻を読み取れません",
        "11/20 10:00": "年がありません",
        "2026-11-20T10:00+99:99": "時刻を読み取れません",
        "きのう": "日時として読み取れません",
    }
    wrong = []
    for typed, words in refused.items():
        said = "".join(Sample({"day": "2026-11-20", "at": typed}).errors.get("at", []))
        if words not in said or typed not in said:
            wrong.append(f"{typed}: {said}")
    misses.none(wrong)


def test_nothing_typed_is_no_day():
    assert DayField(required=False).clean(" ") is None
    assert MomentField(required=False).clean("") is None


def test_what_was_typed_is_shown_again_in_the_browsers_own_way():
    form = Sample({"day": "令和8年11月20日", "at": "R8.11.20 10:05"})
    assert 'value="2026-11-20"' in str(form["day"])
    assert 'value="2026-11-20T10:05"' in str(form["at"])


def test_reading_says_why_also_outside_of_forms():
    with pytest.raises(NotADay, match="読み取れません"):
        day_of("")
