"""Telling the administrators and the section chief that the connection ends soon, or has ended (第５第１項)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from security.account import connection
from security.account.actions.token import ABOUT_BLOCK, letters_about
from security.account.models import AccessToken
from security.letters import writing as letters
from security.office.reminding import SOON, stage_of
from security.people.models import POSTERS, Role, User
from security.people.querysets import working_as

TOLD = (Role.ADMINISTRATOR, Role.SECTION_CHIEF)


def ends_soon(token: AccessToken, now: datetime) -> bool:
    left = token.time_left(now)
    return left is not None and left <= timedelta(days=SOON)


def end_of(token: AccessToken) -> str:
    """A sentence; of a token whose end is known."""
    left = _days(token.time_left(timezone.now()) or timedelta(0))
    if left <= 0:
        return "Instagramとの接続の期限が過ぎました。"
    return f"Instagramとの接続の期限まで、あと{left}日です。"


def _days(left: timedelta) -> int:
    """Begun ones count."""
    return ceil(left / timedelta(days=1))


def write() -> None:
    """The letters that are due now, each once whatever restarts: a letter's key says what it is about."""
    token, now = AccessToken.current(), timezone.now()
    if token is None:
        return
    pause, today = connection.outage_of(token), timezone.localdate(now)
    if pause and token.state != AccessToken.State.TO_CHECK:
        _write(token, f"stopped:{today}", "Instagramとの接続が切れています", "stopped", pause=pause)
    elif stage := _stage(token, now):
        key = f"ends:{timezone.localdate(token.expires_at)}:{stage}"
        _write(token, key, end_of(token).removesuffix("。"), "ending", sentence=end_of(token))


def tell_of_block(token: AccessToken) -> None:
    """To everybody who writes, approves or connects. Runs in the transaction that noted it."""
    key = f"blocked:{token.blocked_until:%Y%m%d%H%M}"
    people = working_as(*TOLD, *POSTERS, Role.MANAGER, also_deputies=True)
    pause = connection.pause_of(token)
    _write(token, key, "Instagramが操作を制限しました", "blocked", people, about=ABOUT_BLOCK, pause=pause)


def _stage(token: AccessToken, now: datetime) -> str:
    """What there is to report now, as part of a letter's key; empty for nothing. Daily once the end is past."""
    left = token.time_left(now)
    if left is None:
        return ""
    if left <= timedelta(0):
        return str(timezone.localdate(now))
    return stage_of(_days(left))


@transaction.atomic
def _write(
    token: AccessToken,
    key: str,
    subject: str,
    template: str,
    people: Iterable[User] | None = None,
    about: str = "",
    **more: object,
) -> None:
    about = about or letters_about(token)
    url = f"{settings.PUBLIC_URL}{reverse('security:connection')}"
    for person in people or working_as(*TOLD, also_deputies=False):
        context = {"person": person, "token": token, "url": url, **more}
        body = render_to_string(f"posts/letters/connection_{template}.txt", context)
        letters.write(key=f"{about}:{key}", to=person, subject=subject, body=body, about=about)
