"""Telling the administrators and the section chief that the connection ends soon, or has ended (第５第１項)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from posts.instagram import connection
from security import letters
from security.actions.token import letters_about
from security.models import AccessToken, Appointment, Role, User

WARN_DAYS = (1, 3, 7, 14)  # before the end, the nearest first
TOLD = (Role.ADMINISTRATOR, Role.SECTION_CHIEF)


def days_left(token: AccessToken, now: datetime) -> int | None:
    """Whole days until the token ends; negative once it has, None without a known end."""
    left = token.time_left(now)
    return None if left is None else left // timedelta(days=1)


def ends_soon(token: AccessToken, now: datetime) -> bool:
    left = days_left(token, now)
    return left is not None and left < max(WARN_DAYS)


def write() -> None:
    """Each letter once, whatever restarts: its key says what it is about."""
    token, now = AccessToken.current(), timezone.now()
    if token is None:
        return
    pause = connection.pause()
    if pause and token.state != AccessToken.State.TO_CHECK:
        _write(
            token, key=f"stopped:{_day(now)}", subject="Instagramとの接続が切れています", body=_stopped(pause)
        )
    elif (left := _warning(token, now)) is not None:
        ends = timezone.localtime(token.expires_at)
        _write(
            token,
            key=f"ends:{ends:%Y-%m-%d}:{left if left > 0 else _day(now)}",
            subject=_ends_in(left),
            body=_ending(token, left),
        )


def _warning(token: AccessToken, now: datetime) -> int | None:
    """The step of the warnings that has been reached; 0 once the end is past."""
    left = token.time_left(now)
    if left is None:
        return None
    if left <= timedelta(0):
        return 0
    return next((days for days in WARN_DAYS if left <= timedelta(days=days)), None)


@transaction.atomic
def _write(token: AccessToken, *, key: str, subject: str, body: str) -> None:
    about = letters_about(token)
    for person in _responsible():
        letters.write(
            key=f"{about}:{key}",
            to=person,
            subject=f"【要対応】{subject}",
            body=f"{body}\n\n{_where()}",
            about=about,
        )


def _responsible() -> list[User]:
    appointed = Appointment.objects.in_force().filter(role__in=TOLD, deputizes=None)
    return list(User.objects.filter(pk__in=appointed.values("user"), is_active=True))


def _ends_in(left: int) -> str:
    return f"Instagramとの接続の期限まであと{left}日です" if left else "Instagramとの接続の期限が過ぎました"


def _ending(token: AccessToken, left: int) -> str:
    failed = (
        f"自動での延長は、次の理由でできていません。\n{token.refresh_problem}\n"
        if token.refresh_problem
        else ""
    )
    return (
        f"公式アカウント({token.username or token.user_id})との{_ends_in(left).removeprefix('Instagramとの')}。\n"
        f"{failed}"
        "期限を過ぎると投稿できなくなります。下のページの手順に沿って、接続をやり直してください(第５第１項)。"
    )


def _stopped(pause: connection.Pause) -> str:
    return (
        f"{pause.title}\n{pause.reason}\n"
        "接続が戻るまで、承認された投稿も出ません。下のページを開いて、接続をやり直すか確かめてください(第５第１項)。"
    )


def _where() -> str:
    return f"Instagramとの接続: {settings.PUBLIC_URL}{reverse('posts:connection')}"


def _day(now: datetime) -> str:
    return f"{timezone.localtime(now):%Y-%m-%d}"
