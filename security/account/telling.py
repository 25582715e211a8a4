"""Telling of the official account's password and check. Each runs in a transaction; what is told under a key is told once."""

from collections.abc import Sequence

from django.db.models import Model
from django.urls import reverse

from security.account.models import PasswordChange, PasswordTask
from security.account.notices import PASSWORD_CHANGED, PASSWORD_DUE, PASSWORD_TASK
from security.account.querysets import Standing, able_to_confirm, last_change, responsible_for_password
from security.notices import telling
from security.office.days import with_weekday
from security.people.models import Organization, User

NEVER_WRITTEN = "パスワードそのものは、このシステムにもメールにも書かないでください。"


def of_tasks(tasks: Sequence[PasswordTask], *, key: str, by: User | None = None) -> None:
    """All that are open, to those who can do something about them."""
    lines = "\n".join(_line(task, last_change()) for task in tasks)
    telling.tell(
        PASSWORD_TASK,
        to=responsible_for_password(also_chief=False),
        about=tasks[0],
        title="公式アカウントのパスワードを変更してください",
        sentence=f"次のことがあったため、公式アカウントのパスワードの変更が必要です(第５第１項)。\n{lines}\n{NEVER_WRITTEN}",
        url=reverse("security:account_password"),
        by=by,
        key=key,
    )


def _line(task: PasswordTask, change: PasswordChange | None) -> str:
    line = f"・{task.about}({task.get_reason_display()})"
    if change is None or change.changed_at < task.opened_at:
        return line
    left = [] if change.confirmed_at else ["ほかの方による確認"]
    left += [] if change.connected_at else ["Instagramとの接続の確認"]
    return f"{line}変更は記録されました。{'と'.join(left)}が残っています。"


def of_due_day(standing: Standing, *, key: str) -> None:
    """Before the last day, and once it is over."""
    about = due_day_of(last_change())
    if about is None:
        return
    telling.tell(
        PASSWORD_DUE,
        to=responsible_for_password(also_chief=standing.is_overdue),
        about=about,
        title=f"公式アカウントのパスワードの変更{_when(standing)}",
        sentence=f"{_since(standing)}{_now(standing)}{NEVER_WRITTEN}",
        url=reverse("security:account_password"),
        by=None,
        key=key,
    )


def due_day_of(change: PasswordChange | None) -> Model | None:
    """What a reminder of the due day is about: the change since which the days are counted, or the register without any."""
    return change or Organization.objects.filter(kind=Organization.Kind.PREFECTURE).first()


def _when(standing: Standing) -> str:
    if standing.changed_at is None:
        return "が、まだ記録されていません"
    if standing.is_overdue:
        return f"の期限が{-standing.days_left}日過ぎています"
    return f"の期限まであと{standing.days_left}日です" if standing.days_left else "は本日が期限です"


def _since(standing: Standing) -> str:
    if standing.changed_at is None:
        return "定期的に変更することになっていますが(第５第１項)、パスワードの変更が、まだ一度も記録されていません。"
    return f"定期的に変更することになっており(第５第１項)、次の期限は{with_weekday(standing.due_on)}です。"


def _now(standing: Standing) -> str:
    if standing.changed_at is None:
        return "変更して、記録してください。"
    if not standing.is_overdue:
        return "期限までに変更して、記録してください。"
    until = standing.postponed_until
    postponed = (
        f"(画面の上の表示は{with_weekday(until)}まで延期されています。)"
        if standing.is_postponed and until
        else ""
    )
    return f"期限を過ぎています。変更して、記録してください。{postponed}"


def of_change(change: PasswordChange) -> None:
    """It needs a second person's eye."""
    telling.tell(
        PASSWORD_CHANGED,
        to=able_to_confirm(),
        about=change,
        title="公式アカウントのパスワードの変更を確認してください",
        sentence=f"{change.changed_by.name}さんが、公式アカウントのパスワードを変更しました。"
        "変更した方とは別の方が、変更されたことを確かめて確認してください(第５第１項)。",
        url=reverse("security:password_confirm", args=[change.pk]),
        by=change.changed_by,
    )
