"""What a person has to do beside posts: the account's password, the connection, acknowledgements, checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from posts.upkeep import notices
from security import checking, rules
from security.actors import Actor
from security.models import Letter
from security.querysets import last_change

from .facts import Facts

SOON = 14  # days before the last day


@dataclass(frozen=True)
class Duty:
    """One line of the first page. Derived from what is stored, like the posts that wait."""

    title: str
    why: str
    url: str
    is_pressing: bool = False


def for_person(facts: Facts) -> Iterator[Duty]:
    """The most pressing first."""
    yield from _connection(facts)
    yield from _official_password(facts)
    yield from _account_check(facts.actor)
    yield from _letters(facts.actor)


def _official_password(facts: Facts) -> Iterator[Duty]:
    """What the account's password asks of those who can do it (第５第１項)."""
    actor, standing = facts.actor, facts.standing
    if not rules.may_record_password_change(actor, knows=standing.knows):
        return
    register = reverse("security:account_password")
    if standing.days_left <= SOON:
        why = f"あと{standing.days_left}日です。" if standing.days_left > 0 else "本日が期限です。"
        if standing.changed_at is None:
            why = "まだ一度も記録されていません。"
        if standing.is_overdue:
            why = f"期限を{-standing.days_left}日過ぎています。"
        title = "公式アカウントのパスワードを変更する"
        yield Duty(title, f"{why}(第５第１項)", register, is_pressing=standing.days_left <= 0)
    change = last_change() if standing.awaits_confirmation else None
    if change and rules.may_confirm_password_change(actor, change, knows=standing.knows):
        why = f"{change.changed_by.name}さんが変更しました。別の方の確認が必要です。"
        yield Duty("パスワードの変更を確認する", why, reverse("security:password_confirm", args=[change.pk]))
    if standing.awaits_connection and not rules.may_connect(actor):  # who may is told so already
        why = "パスワードを変更した後、投稿のための接続がまだ確かめられていません。"
        yield Duty("Instagramとの接続を確かめる", why, register)


def _letters(actor: Actor) -> Iterator[Duty]:
    if not rules.may_administer(actor):
        return
    troubled = Letter.objects.in_trouble().count()
    if troubled:
        why = "送れないメールや、送れたか分からないメールがあります。"
        yield Duty(f"通知メールを確かめる({troubled}通)", why, reverse("security:letters"))


def _connection(facts: Facts) -> Iterator[Duty]:
    actor, token, pause = facts.actor, facts.token, facts.pause
    if not rules.may_connect(actor):
        return
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
