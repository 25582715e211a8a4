"""What those look at who have no papers of their own: how the records stand to the auditor, the system to the administrator."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from approvals.models import Decision
from cafe_instagram.home.facts import Facts
from outbox import heartbeat
from security.account import checking
from security.confirming import querysets as confirming
from security.models import Role
from security.office.days import with_weekday
from security.people.numbers import counted
from security.trail import recording as audit
from security.workplaces.querysets import awaiting_code

DECISIONS = 5


@dataclass(frozen=True)
class Line:
    """One thing and how it stands; `url` leads to its page. Nothing here asks for anything: what does is a duty."""

    label: str
    texts: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True)
class Overview:
    title: str
    lines: list[Line]


def for_person(facts: Facts) -> list[Overview]:
    """By the offices that the person holds himself."""
    own = facts.actor.own
    found = []
    if own.is_any(Role.AUDITOR):
        found.append(Overview("記録のようす", list(_records(facts))))
    if own.is_any(Role.ADMINISTRATOR):
        found.append(Overview("システムのようす", list(_system(facts))))
    return found


def _records(facts: Facts) -> Iterator[Line]:
    decisions = facts.cache.get("overview:decisions", _decisions)
    yield Line("最近の決定", decisions or ("まだありません。",), reverse("security:trail"))
    checked = facts.office.checked
    if checked is None:
        night = "まだ照合していません。夜の間に照合します。"
    elif checked.differences:
        night = f"{with_weekday(checked.day)}の照合で、合わない記録が{checked.differences}件ありました(第５第２項)。"
    else:
        night = f"{with_weekday(checked.day)}の照合で、すべて合っていました。"
    yield Line("記録と証跡の照合", (night,), reverse("security:trail"))
    head = facts.cache.get("overview:head", audit.head)
    yield Line(
        "証跡の先頭",
        (f"{head.number}番 {head.digest[:16]}…", "毎日メールで届く控えと、番号とハッシュを比べられます。"),
        reverse("security:trail"),
    )
    yield Line("公式アカウントの点検", (_quarter(facts),), reverse("security:account_checks"))


def _decisions() -> tuple[str, ...]:
    latest = Decision.objects.select_related("submission__dossier", "by").order_by("-decided_at", "-pk")
    return tuple(
        f"{_time(one.decided_at)} {one.submission} {one.get_step_display()}: {one.get_verdict_display()}({one.by.name})"
        for one in latest[:DECISIONS]
    )


def _quarter(facts: Facts) -> str:
    _, number = checking.this_quarter()
    if facts.cache.get("overview:check-due", checking.is_due):
        return f"第{number}四半期の点検は、まだ記録されていません(第５第１項)。"
    return f"第{number}四半期の点検は済んでいます。次は第{number % 4 + 1}四半期です(第５第１項)。"


def _system(facts: Facts) -> Iterator[Line]:
    yield Line("自動の処理", (_pulse(),))
    token, pause = facts.office.token, facts.pause
    ends = f"期限は{_time(token.expires_at)}です。" if token and token.expires_at else ""
    yield Line(
        "Instagramとの接続",
        (pause.title if pause else f"つながっています。{ends}",),
        reverse("security:connection"),
    )
    troubled = facts.letters_troubled
    mail = (
        f"送れていないか、送れたか分からないメールが{troubled}通あります。"
        if troubled
        else "送れていないメールはありません。"
    )
    waiting = facts.cache.get(f"overview:waiting:{facts.actor.user.pk}", lambda: _waiting(facts))
    accounts, devices = waiting["accounts"], waiting["devices"]
    changes = (
        f"確認を待っている変更が{accounts}件あります。" if accounts else "確認を待っている変更はありません。"
    )
    yield Line("利用者のアカウント", (changes,), reverse("security:account_changes"))
    codes = (
        f"登録コードを入力していない端末が{devices}台あります。"
        if devices
        else "登録の途中の端末はありません。"
    )
    yield Line("職場の端末", (codes,), reverse("security:devices"))
    yield Line(
        "通知メール",
        (mail,),
        reverse("security:letters"),
    )


def _waiting(facts: Facts) -> dict[str, int]:
    return counted(facts.actor.user, accounts=confirming.all_waiting(), devices=awaiting_code(facts.actor))


def _pulse() -> str:
    pulse = heartbeat.known()
    if pulse is None:
        return "まだ動いていません。"
    if pulse.is_stale:
        return f"止まっています。最後の動きは{_time(pulse.row.at)}です。"
    return "動いています。"


def _time(moment: datetime) -> str:
    here = timezone.localtime(moment)
    return f"{with_weekday(here.date())} {here:%H:%M}"
