"""Reminders of the official account's password and of its check (第５第１項), each told once.

What is to be told today follows from the rows, and a notice's key makes it one: however often this runs, and whatever
was down before. A stage that was missed is made up once, by the latest only.
"""

from datetime import date, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from security.account import checking, telling
from security.account.models import PasswordTask
from security.account.notices import CHECK_DUE
from security.account.querysets import Standing, password_standing
from security.notices.telling import tell
from security.office.calendar import is_working_day
from security.office.reminding import stage_of
from security.people.models import Organization, Role
from security.people.querysets import working_as

OPENING = time(8, 30)  # what need not be told at once waits for the office's hours


@transaction.atomic
def remind() -> None:
    """Tell what is due now."""
    tell_new_tasks()
    today, is_open = timezone.localdate(), timezone.localtime().time() >= OPENING
    if is_open and is_working_day(today):
        remind_of_tasks(today)
        remind_of_check()
    if is_open and (is_working_day(today) or _falls_due_on(today)):
        remind_of_due_day()


def _falls_due_on(today: date) -> bool:
    """Without any change on record there is no day on which the next is due."""
    standing = password_standing()
    return standing.changed_at is not None and standing.due_on == today


def tell_new_tasks() -> None:
    """At once, in one notice for all that came up together: a contract's end is one of many people."""
    new = list(PasswordTask.objects.open().select_for_update(no_key=True).filter(told_at__isnull=True))
    if new:
        telling.of_tasks(new, key=f"password-task:{new[0].pk}")
        PasswordTask.objects.filter(pk__in=[task.pk for task in new]).update(told_at=timezone.now())


def remind_of_tasks(today: date) -> None:
    """Daily, from the day after they were told."""
    tasks = list(PasswordTask.objects.open())
    if any(task.told_at and timezone.localdate(task.told_at) < today for task in tasks):
        telling.of_tasks(tasks, key=f"password-tasks:{today}")


def remind_of_due_day() -> None:
    """At 14, 7, 3 and 1 days, and daily once overdue, then to the chief too. Weekly while no change is on record."""
    standing = password_standing()
    if standing.changed_at is None and standing.open_tasks:
        return  # they ask for the same, every working day
    if standing.changed_at is None:
        year, week, _ = standing.today.isocalendar()
        telling.of_due_day(standing, key=f"password-due:never:{year}:{week}")
    elif stage := _stage(standing):
        telling.of_due_day(standing, key=f"password-due:{standing.due_on}:{stage}")


def remind_of_check() -> None:
    """When the quarter begins, and once more in its last month."""
    register = Organization.objects.filter(kind=Organization.Kind.PREFECTURE).first()
    if register is None or not checking.is_due():
        return
    year, quarter = checking.this_quarter()
    tell(
        CHECK_DUE,
        to=working_as(Role.SECTION_CHIEF, Role.ADMINISTRATOR, also_deputies=False),
        about=register,
        title=f"公式アカウントを点検してください(第{quarter}四半期)",
        sentence="四半期に一度、公式アカウントのInstagramの設定を確かめて、記録します(第５第１項)。"
        + (
            "この四半期の点検は、まだ記録されていません。今月中に行ってください。"
            if checking.is_last_month()
            else ""
        ),
        url=reverse("security:account_checks"),
        by=None,
        key=f"account-check:{year}:{quarter}:{'last' if checking.is_last_month() else 'first'}",
    )


def _stage(standing: Standing) -> str:
    """What is to be told today, as part of a notice's key; empty for nothing."""
    if standing.is_overdue:
        return f"overdue:{standing.today}"
    return stage_of(standing.days_left)
