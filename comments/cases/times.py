"""How long the division took to take note (第６第３項「すみやかに」)."""

from datetime import datetime, timedelta

from comments.cases.models import Case


def minutes_until_noted(case: Case, now: datetime) -> int:
    """Whole minutes from the report to the note, or to now while nobody has taken note."""
    return int(((case.noted_at or now) - case.opened_at) / timedelta(minutes=1))


def spoken(minutes: int) -> str:
    """12分, 2時間5分, 3日4時間; 1分未満 for none."""
    if minutes < 1:
        return "1分未満"
    hours, rest = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if days:
        return f"{days}日{hours_left}時間"
    return f"{hours}時間{rest}分" if hours else f"{rest}分"
