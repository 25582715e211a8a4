"""The days on which the office works."""

from datetime import date

from security.office.calendar import is_working_day


def test_working_days_know_week_ends_holidays_and_the_turn_of_the_year():
    works = {
        date(2026, 11, 2): True,
        date(2026, 11, 3): False,  # 文化の日
        date(2026, 11, 23): False,  # 勤労感謝の日
        date(2026, 11, 28): False,  # a Saturday
        date(2026, 12, 28): True,
        date(2026, 12, 29): False,
        date(2027, 1, 1): False,
        date(2027, 1, 4): True,
        date(2027, 3, 22): False,  # for 春分の日, which is a Sunday
        date(2026, 9, 22): False,  # between two holidays
    }
    assert {day: is_working_day(day) for day in works} == works
