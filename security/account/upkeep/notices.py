"""Telling the administrators and the section chief that the connection ends soon, or has ended (第５第１項)."""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from security.account import connection
from security.account.models import AccessToken
from security.account.notices import BLOCKED, CONNECTION
from security.notices.telling import tell
from security.office.reminding import SOON, stage_of
from security.people.models import POSTERS, Role
from security.people.querysets import working_as

TOLD = (Role.ADMINISTRATOR, Role.SECTION_CHIEF)
RECONNECT = "「Instagramとの接続」を開き、接続を確かめるか、書かれている手順に沿って接続をやり直してください。アクセストークンは、メールなどに書かないでください。"


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


@transaction.atomic
def write() -> None:
    """Tell what is due now, each once whatever restarts: a notice's key says what it is about."""
    token, now = AccessToken.current(), timezone.now()
    if token is None:
        return
    pause, today = connection.outage_of(token), timezone.localdate(now)
    if pause and token.state != AccessToken.State.TO_CHECK:
        sentence = f"{pause.title}{pause.reason}接続が戻るまで、承認された投稿も出ません。待っている間に時刻から30分を過ぎた投稿は、期限切れになります(第５第１項)。"
        _tell(token, f"stopped:{today}", "Instagramとの接続が切れています", f"{sentence}{RECONNECT}")
    elif stage := _stage(token, now):
        key = f"ends:{timezone.localdate(token.expires_at)}:{stage}"
        failed = (
            f"自動での延長が、次の理由でできていません。{token.refresh_problem}"
            if token.refresh_problem
            else ""
        )
        sentence = (
            f"{end_of(token)}過ぎると、接続をやり直すまで、承認された投稿も出ません(第５第１項)。{failed}"
        )
        _tell(token, key, end_of(token).removesuffix("。"), f"{sentence}{RECONNECT}", until=token.expires_at)


def tell_of_block(token: AccessToken) -> None:
    """To everybody who writes, approves or connects. Runs in the transaction that noted it."""
    pause = connection.pause_of(token)
    assert pause is not None  # noqa: S101 - as just noted
    tell(
        BLOCKED,
        to=working_as(*TOLD, *POSTERS, Role.MANAGER, also_deputies=True),
        about=token,
        title="Instagramが操作を制限しました",
        sentence=f"{pause.title}{pause.reason}待っている間に時刻から30分を過ぎた投稿と返信は、取りやめになります。"
        "公式アプリでお知らせを確かめてください。急ぐときは、システム管理者か担当課長が「Instagramとの接続」から待機を終えられます(第５第１項)。",
        url=reverse("security:connection"),
        by=None,
        until=pause.until,
        key=f"blocked:{token.blocked_until:%Y%m%d%H%M}",
    )


def _stage(token: AccessToken, now: datetime) -> str:
    """What there is to report now, as part of a notice's key; empty for nothing. Daily once the end is past."""
    left = token.time_left(now)
    if left is None:
        return ""
    if left <= timedelta(0):
        return str(timezone.localdate(now))
    return stage_of(_days(left))


def _tell(token: AccessToken, key: str, title: str, sentence: str, *, until: datetime | None = None) -> None:
    tell(
        CONNECTION,
        to=working_as(*TOLD, also_deputies=False),
        about=token,
        title=title,
        sentence=sentence,
        url=reverse("security:connection"),
        by=None,
        until=until,
        key=f"token:{token.pk}:{key}",
    )
