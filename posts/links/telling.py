"""That no link can be looked at, told to those who can mend it."""

from django.urls import reverse

from posts.links import notices
from posts.links.findings import Trouble
from posts.links.models import Outage
from security.models import Role
from security.notices import telling
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
    telling.tell(
        notices.OUTAGE,
        to=working_as(Role.ADMINISTRATOR),
        about=outage,
        title="リンクを確かめられません: サーバーから外のサイトに出られません",
        sentence="システムのサーバーから外のサイトに出られないため、投稿に載せたリンクを確かめられていません(第４第１項(3)、第３項(3))。\n"
        f"様子: {outage}\n{remedy(outage)}\n{WHERE}\n"
        "その間、リンクの状態は変わりません。公開のリンク集からリンクが外れることはありません。"
        "投稿の前の確認もできないため、そのときは承認のときに人が確かめたものとして投稿し、起案した方にお知らせします。\n"
        "30分ごとに試しています。直ると、お知らせします。",
        url=reverse("posts:links"),
        by=None,
        key=f"outage:{outage.pk}",
    )


def of_outage_ended(outage: Outage) -> None:
    """Once, to those who have heard of it: what has come back before its letter was written is told to nobody."""
    telling.take_back(notices.OUTAGE, about=outage)
    telling.tell(
        notices.OUTAGE_ENDED,
        to=telling.who_heard(notices.OUTAGE, about=outage),
        about=outage,
        title="リンクをまた確かめられるようになりました",
        sentence="サーバーから外のサイトに出られずリンクを確かめられませんでしたが、また出られるようになりました。\n"
        "リンクの確認を再開しています。何もする必要はありません(第４第１項(3)、第３項(3))。",
        url=reverse("posts:links"),
        by=None,
        key=f"outage-ended:{outage.pk}",
    )
