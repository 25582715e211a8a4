"""What a person has to do beside posts: the account's password, the connection, acknowledgements, checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from posts.instagram import connection
from posts.upkeep import notices
from security import checking, rules
from security.actors import Actor
from security.models import AccessToken


@dataclass(frozen=True)
class Duty:
    """One line of the first page. Derived from what is stored, like the posts that wait."""

    title: str
    why: str
    url: str
    is_pressing: bool = False


def for_person(actor: Actor) -> Iterator[Duty]:
    """The most pressing first."""
    yield from _connection(actor)
    yield from _account_check(actor)


def _connection(actor: Actor) -> Iterator[Duty]:
    if not rules.may_connect(actor):
        return
    token = AccessToken.current()
    pause = connection.pause_of(token)
    url = reverse("posts:connection")
    if pause:
        why = f"{pause.reason}{pause.remedy_for(actor)}"
        yield Duty("Instagramとの接続を元に戻してください", why, url, is_pressing=True)
    elif token and notices.ends_soon(token, timezone.now()):
        why = f"{notices.end_of(token)}期限の前に、接続をやり直してください(第５第１項)。"
        yield Duty("Instagramとの接続をやり直してください", why, url)


def _account_check(actor: Actor) -> Iterator[Duty]:
    if rules.may_check_account(actor) and checking.is_due():
        _, quarter = checking.this_quarter()
        yield Duty(
            title=f"公式アカウントを点検してください(第{quarter}四半期)",
            why="四半期に一度、Instagramの設定を確かめて記録します(第５第１項)。",
            url=reverse("security:account_checks"),
            is_pressing=checking.is_last_month(),
        )
