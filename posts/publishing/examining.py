"""The points of `manage.py instagram_check`: what holds, what does not, and what to do about it. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from instagram import permissions, reach
from instagram.client import Flavour
from instagram.errors import InstagramError
from posts.publishing.addresses import probe_address
from security.account import connection
from security.account.actions.token import Findings
from security.account.upkeep import checking, notices
from security.models import AccessToken

JPEG_BEGINS = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Point:
    """`remedy` says what to do now; empty where nothing is."""

    name: str
    finding: str
    remedy: str = ""

    @property
    def is_fine(self) -> bool:
        return not self.remedy


def points() -> Iterator[Point]:
    """One after another, since each asks the network."""
    yield from of_connection()
    yield from of_address()


def of_address() -> Iterator[Point]:
    """Whether Instagram would reach this site. Needs no database here."""
    yield _robots()
    yield _photo()


def of_connection() -> Iterator[Point]:
    """Token, account, permissions, quota and term, as Instagram itself tells them."""
    try:
        through = connection.current()
    except InstagramError as error:
        yield Point("トークン", "使えるアクセストークンがありません。", error.sentence)
        return
    flavour = Flavour(through.token.flavour)
    try:
        found = checking.look(through.client, flavour, known=tuple(through.token.permissions))
    except InstagramError as error:
        yield Point(
            "トークン", f"{settings.INSTAGRAM_GRAPH_URL} で確かめられませんでした。", checking.why(error)
        )
        return
    yield Point("トークン", f"有効です({settings.INSTAGRAM_GRAPH_URL})。")
    yield _account(through.token, found)
    yield _permissions(flavour, found)
    yield Point("投稿数", f"24時間で{found.quota_used}件(上限{found.quota_total}件)です。")
    yield _end(through.token)


def _account(token: AccessToken, found: Findings) -> Point:
    name = f"{found.username}(番号 {found.user_id})です。"
    if checking.is_another(token.user_id, found):
        return Point("アカウント", name, checking.OTHER_ACCOUNT)
    return Point("アカウント", name)


def _permissions(flavour: Flavour, found: Findings) -> Point:
    missing = permissions.missing(flavour, found.permissions)
    if missing:
        remedy = "「Instagramとの接続」の手順で、許可をすべて選んで発行し直してください。"
        return Point("許可", f"足りません: {'、'.join(missing)}", remedy)
    return Point("許可", f"そろっています: {'、'.join(found.permissions)}")


def _end(token: AccessToken) -> Point:
    if token.expires_at is None:
        return Point("期限", "まだ分かりません(自動で延長するか確かめたときに分かります)。")
    day = timezone.localtime(token.expires_at)
    finding = f"{day:%Y年%-m月%-d日 %-H時%M分}までです。{token.refresh_problem}"
    if notices.ends_soon(token, timezone.now()):
        return Point("期限", finding, "「Instagramとの接続」を開いて、接続をやり直してください。")
    return Point("期限", finding)


def _robots() -> Point:
    address = f"{settings.PUBLIC_URL}/robots.txt"
    robots = reach.fetch(address)
    if robots.status is None:
        return Point("robots.txt", f"{address} につながりません。", _PUBLIC)
    if not reach.is_allowed(robots, probe_address()):
        return Point(
            "robots.txt",
            f"{address} が、写真の取得を許していません(HTTP {robots.status})。",
            "前段のサーバーが robots.txt を置き換えていないか確かめてください。",
        )
    return Point("robots.txt", "写真の取得を許しています。")


def _photo() -> Point:
    photo = reach.fetch(probe_address())
    where = f"{settings.PUBLIC_URL}/media/instagram/"
    if photo.status is None:
        return Point("写真の取得", f"{where} につながりません。", _PUBLIC)
    if photo.status != 200 or not photo.body.startswith(JPEG_BEGINS):
        return Point(
            "写真の取得",
            f"{where} から写真が返りません(HTTP {photo.status}、{photo.content_type or '種類なし'})。",
            "前段のサーバーが、このアドレスをログインや転送なしでそのまま通すようにしてください。",
        )
    return Point("写真の取得", "このコンピューターからは取得できます。庁外からも届くことを確かめてください。")


_PUBLIC = "PUBLIC_URL が庁外から届くアドレスか、TLSの証明書と前段のサーバーが正しいかを確かめてください。"
