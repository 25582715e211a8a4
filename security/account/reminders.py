"""Reminders of the official account's password (第５第１項), each written once.

What is to be told today follows from the rows, and a letter's key makes it one: however often this runs, and whatever
was down before. A stage that was missed is made up once, by the latest only.
"""

from datetime import date, time

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from security.account.actions.official_password import ABOUT_DUE, ABOUT_TASKS
from security.account.models import PasswordTask
from security.account.querysets import Standing, last_change, password_standing, responsible_for_password
from security.letters import writing as letters
from security.office.reminding import stage_of
from security.people.models import User

OPENING = time(8, 30)  # what need not be told at once waits for the office's hours


@transaction.atomic
def remind() -> None:
    """Write the letters that are due now."""
    tell_new_tasks()
    if timezone.localtime().time() >= OPENING:
        remind_of_tasks(timezone.localdate())
        remind_of_due_day()


def tell_new_tasks() -> None:
    """At once, in one letter for all that came up together: a contract's end is one of many people."""
    new = list(PasswordTask.objects.open().select_for_update(no_key=True).filter(told_at__isnull=True))
    if new:
        _tell(new, key=f"password-task:{new[0].pk}")
        PasswordTask.objects.filter(pk__in=[task.pk for task in new]).update(told_at=timezone.now())


def remind_of_tasks(today: date) -> None:
    """Daily, from the day after they were told."""
    tasks = list(PasswordTask.objects.open())
    if any(task.told_at and timezone.localdate(task.told_at) < today for task in tasks):
        _tell(tasks, key=f"password-tasks:{today}")


def _tell(tasks: list[PasswordTask], *, key: str) -> None:
    subject, change = "公式アカウントのパスワードを変更してください", last_change()
    for person in letters.not_yet_written(key, responsible_for_password(also_chief=False)):
        text = _text("password_tasks", person, tasks=tasks, change=change)
        letters.write(key=key, to=person, subject=subject, body=text, about=ABOUT_TASKS)


def remind_of_due_day() -> None:
    """At 14, 7, 3 and 1 days, and daily once overdue, then to the chief too."""
    standing = password_standing()
    stage = _stage(standing)
    if not stage:
        return
    key, subject = (
        f"password-due:{standing.due_on}:{stage}",
        f"公式アカウントのパスワードの変更{_when(standing)}",
    )
    people = responsible_for_password(also_chief=standing.is_overdue)
    for person in letters.not_yet_written(key, people):
        text = _text("password_due", person, standing=standing)
        letters.write(key=key, to=person, subject=subject, body=text, about=ABOUT_DUE)


def _stage(standing: Standing) -> str:
    """What is to be told today, as part of a letter's key; empty for nothing."""
    if standing.is_overdue:
        return f"overdue:{standing.today}"
    return stage_of(standing.days_left)


def _when(standing: Standing) -> str:
    if standing.is_overdue:
        return f"の期限が{-standing.days_left}日過ぎています"
    return f"の期限まであと{standing.days_left}日です" if standing.days_left else "は本日が期限です"


def _text(name: str, person: User, **more: object) -> str:
    url = settings.PUBLIC_URL + reverse("security:account_password")
    return render_to_string(f"security/letters/{name}.txt", {"person": person, "url": url, **more})
