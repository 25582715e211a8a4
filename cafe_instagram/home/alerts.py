"""What stands above every page until it is dealt with, beside an emergency stop."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from security.actors import Actor
from security.models import Role
from security.querysets import standing_for
from security.rules import REGISTER_KEEPERS


@dataclass(frozen=True)
class Alert:
    """`url` leads to where it can be dealt with; `kind` is error or warning."""

    title: str
    text: str
    url: str
    link: str
    kind: str = "error"


def for_person(actor: Actor) -> Iterator[Alert]:
    """The gravest first."""
    yield from _official_password(actor)


def _official_password(actor: Actor) -> Iterator[Alert]:
    """For its keepers and those who know it: what is overdue, or was brought about by somebody's leaving (第５第１項)."""
    if not actor.appointments or all(one.role == Role.AUDITOR for one in actor.appointments):
        return
    standing = standing_for(actor.user)
    if not (standing.knows or actor.is_any(*REGISTER_KEEPERS)):
        return
    register = reverse("security:account_password")
    if standing.open_tasks:
        yield Alert(
            "公式アカウントのパスワードの変更が必要です",
            f"異動などによる用務が{standing.open_tasks}件あります(第５第１項)。"
            "変更、ほかの方による確認、接続の確認が済むと消えます。",
            register,
            "パスワードの管理簿を開く",
        )
    if standing.is_overdue and not standing.is_postponed:
        yield Alert(
            "公式アカウントのパスワードの変更の期限が過ぎています",
            f"期限から{-standing.days_left}日たちました。変更して記録してください(第５第１項)。",
            register,
            "パスワードの管理簿を開く",
        )
