"""What a person has to do beside posts: the account's password, the connection, acknowledgements, checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from security import checking, rules
from security.actors import Actor


@dataclass(frozen=True)
class Duty:
    """One line of the first page. Derived from what is stored, like the posts that wait."""

    title: str
    why: str
    url: str
    is_pressing: bool = False


def for_person(actor: Actor) -> Iterator[Duty]:
    """The most pressing first."""
    yield from _account_check(actor)


def _account_check(actor: Actor) -> Iterator[Duty]:
    if rules.may_check_account(actor) and checking.is_due():
        _, quarter = checking.this_quarter()
        yield Duty(
            title=f"公式アカウントを点検してください(第{quarter}四半期)",
            why="四半期に一度、Instagramの設定を確かめて記録します(第５第１項)。",
            url=reverse("security:account_checks"),
            is_pressing=checking.is_last_month(),
        )
