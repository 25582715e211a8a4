"""That no link can be looked at, told to those who can mend it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from posts.links.findings import Trouble
from posts.links.models import Outage
from security.letters import writing as letters
from security.models import Role
from security.people.querysets import working_as

# What to do, by what was seen of it.
REMEDIES = {
    Trouble.NAMES: "サーバーのDNSの設定を確かめてください。外の名前を調べられないネットワークでは、プロキシを設定してください。",
    Trouble.ROUTE: "サーバーから外への80番と443番の通信が、経路とファイアウォールで許されているかを確かめてください。"
    "プロキシを通すネットワークでは、プロキシを設定してください。",
    Trouble.ISSUER: "通信を検査する装置があるときは、その認証局の証明書をサーバーに登録してください。"
    "ないときは、サーバーの認証局の一覧と時計を確かめてください。",
    Trouble.PROXY: "プロキシの設定(アドレス、認証)を確かめ、リンク先への通信が許されているかを、ネットワークの担当の方に確かめてください。",
    Trouble.FILTER: "途中の装置がサイトの代わりに答えているおそれがあります。フィルタリングの設定を、ネットワークの担当の方に確かめてください。",
}
WHERE = "設定のしかたは、docs/running.md の「The way out」にあります。"


def remedy(outage: Outage) -> str:
    """What the administrator does about it."""
    return REMEDIES[Trouble(outage.trouble)]


def of_outage(outage: Outage) -> None:
    """Once an outage, in the transaction that noted it."""
    _tell(
        outage,
        key="outage",
        subject="リンクを確かめられません: サーバーから外のサイトに出られません",
        template="posts/letters/outage.txt",
    )


def of_outage_ended(outage: Outage) -> None:
    letters.take_back(about=_about(outage))
    _tell(
        outage,
        key="outage-ended",
        subject="リンクをまた確かめられるようになりました",
        template="posts/letters/outage_ended.txt",
    )


def _tell(outage: Outage, *, key: str, subject: str, template: str) -> None:
    url = f"{settings.PUBLIC_URL}{reverse('posts:links')}"
    for person in working_as(Role.ADMINISTRATOR):
        context = {
            "person": person,
            "outage": outage,
            "remedy": remedy(outage),
            "where": WHERE,
            "url": url,
        }
        body = render_to_string(template, context)
        letters.write(key=f"{key}:{outage.pk}", to=person, subject=subject, body=body, about=_about(outage))


def _about(outage: Outage) -> str:
    return f"outage:{outage.pk}"
