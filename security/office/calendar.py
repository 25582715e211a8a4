"""The office's year: from 4月1日 to 3月31日, in four quarters."""

from datetime import date


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def reiwa(year: int) -> str:
    """The fiscal year as documents are numbered by it: 令和8."""
    return f"令和{year - 2018}"


def quarter(day: date) -> int:
    """1 for April to June, 4 for January to March."""
    return (day.month - 4) % 12 // 3 + 1
