"""Which account we speak for, with what, and whether we may: the one place that opens the stored token."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from instagram.client import Client, Flavour, MalformedToken
from instagram.errors import NotConnected
from instagram.sentences import MALFORMED
from security.account import rules
from security.account.actions import token as token_actions
from security.account.models import AccessToken
from security.office import vault
from security.office.answers import Answer, no
from security.office.days import with_weekday_time
from security.people.actors import Actor
from security.people.models import Role
from security.trail.cache import TrailCache

CLAUSE = "第５第１項"


@dataclass(frozen=True)
class Connection:
    """The token in use and a client that speaks with it."""

    token: AccessToken
    client: Client


@dataclass(frozen=True)
class Pause:
    """Why nothing is sent now. The remedies end with ください: one for whoever may connect, one for the others.

    word: the state in a word. administrators: what only they can do about it, if there is such a thing.
    """

    word: str
    title: str
    reason: str
    remedy: str
    ask: str = "システム管理者か担当課長に知らせてください。"
    administrators: str = ""
    # What is waited for.
    waits: str = "Instagramとの接続が戻るまで待っています。"
    # When it ends by itself, if it does.
    until: datetime | None = None
    waited: str = "Instagramとの接続が戻らないまま時間が過ぎたため、送りませんでした。"

    def remedy_for(self, actor: Actor) -> str:
        if self.administrators and actor.own.is_any(Role.ADMINISTRATOR):
            return self.administrators
        return self.remedy if rules.may_connect(actor) else self.ask

    def answer(self, actor: Actor) -> Answer:
        return no(f"{self.title}{self.reason}", clause=CLAUSE, remedy=self.remedy_for(actor))

    @property
    def sentence(self) -> str:
        """For the course of a post that waits."""
        return f"{self.title}{self.waits}{self.ask}"

    @property
    def ending(self) -> str:
        """For what waited until its time was over."""
        return f"{self.title}{self.waited}"


_RECONNECT = "「Instagramとの接続」を開いて、接続をやり直してください。"
MISSING = Pause(
    word="未接続",
    title="Instagramのアカウントがまだ接続されていません。",
    reason="投稿は止まっています。",
    remedy="「Instagramとの接続」を開いて、接続してください。",
)
UNREADABLE = Pause(
    word="読取不可",
    title="保存されているアクセストークンを読めません。",
    reason="暗号化に使った鍵が、いまのシステムにありません。投稿は止まっています。",
    remedy="システム管理者に連絡するか、「Instagramとの接続」を開いて、接続をやり直してください。",
    ask="システム管理者に知らせてください。",
    administrators=(
        "環境変数 FIELD_KEYS に、前に使っていた鍵を加えて起動し直してください。"
        "鍵が残っていないときは、「Instagramとの接続」を開いて、接続をやり直してください。"
    ),
)
OTHER_FLAVOUR = Pause(
    word="方式違い",
    title="Instagramとの接続の方式が変わりました。",
    reason="保存されているアクセストークンは、いまの設定(INSTAGRAM_FLAVOUR)の方式のものではありません。投稿は止まっています。",
    remedy=_RECONNECT,
)


def pause() -> Pause | None:
    """What stands in the way of sending, as far as it is known here; None if nothing does. No network, one query."""
    return pause_of(AccessToken.current())


def outage() -> Pause | None:
    """What stands in the way of speaking to Instagram at all: a restricted account can still be read and protected."""
    return outage_of(AccessToken.current())


def known_pause(cache: TrailCache) -> Pause | None:
    """The same for pages, which ask again and again."""
    found = cache.get("posts.pause", pause)
    return pause() if found and found.until and found.until <= timezone.now() else found


def pause_of(token: AccessToken | None) -> Pause | None:
    """As `pause`, of the token in hand; no query."""
    return outage_of(token) or _block_of(token)


def _block_of(token: AccessToken | None) -> Pause | None:
    if token is None or token.blocked_until is None or not token.is_blocked:
        return None
    until = with_weekday_time(token.blocked_until)
    return Pause(
        word="操作の制限",
        title="Instagramがこのアカウントの操作を一時的に制限しました。",
        reason=f"続けて送ると制限が延びるおそれがあるため、{until}まで、投稿と返信を送りません。",
        remedy="公式アプリでお知らせを確かめ、急ぐときは「Instagramとの接続」の「待機を終える」を押してください。",
        ask="急ぐときは、システム管理者か担当課長に相談してください。",
        until=token.blocked_until,
        waits=f"{until}まで待っています。",
        waited=f"{until}まで送らないことにしている間に時間が過ぎたため、送りませんでした。",
    )


def outage_of(token: AccessToken | None) -> Pause | None:
    """As `outage`, of the token in hand; no query."""
    if token is None:
        return None if settings.INSTAGRAM_ACCESS_TOKEN and settings.INSTAGRAM_USER_ID else MISSING
    trouble = _unusable(token)
    if trouble:
        return trouble
    if token.state == AccessToken.State.LOST:
        # The sentence of the refusal itself ends with what to do.
        return Pause(
            word=token.get_state_display(),
            title="投稿は止まっています。",
            reason=token.problem,
            remedy="",
            ask="",
        )
    if token.state == AccessToken.State.TO_CHECK:
        return Pause(
            word=token.get_state_display(),
            title="Instagramとの接続の確認を待っています。",
            reason=token.problem,
            remedy="「Instagramとの接続」を開いて、接続を確かめてください。",
        )
    return None


def current() -> Connection:
    """The connection to speak through, whatever is known of its state; the first time, the environment's token.

    Raises NotConnected if there is no token, or none that can be used here.
    """
    token = AccessToken.current() or _adopted()
    trouble = _unusable(token) if token else MISSING
    if token is None or trouble:
        raise NotConnected("no token that can be used", sentence=trouble.sentence if trouble else None)
    try:
        return Connection(token, client_for(vault.unseal(token.sealed_secret), token.user_id))
    except NotConnected as error:
        token_actions.note_lost(token=token, problem=error.sentence)
        raise


def _adopted() -> AccessToken | None:
    token_actions.adopt()
    return AccessToken.current()


def current_client() -> Client:
    """As `current`, for those who only ask."""
    return current().client


def client_for(secret: str, user_id: str) -> Client:
    """A client with this token. Raises NotConnected for one that no header can carry."""
    try:
        return Client(
            base_url=settings.INSTAGRAM_GRAPH_URL,
            version=settings.INSTAGRAM_GRAPH_VERSION,
            user_id=user_id,
            token=secret,
            flavour=Flavour(settings.INSTAGRAM_FLAVOUR),
            app_id=settings.INSTAGRAM_APP_ID,
            app_secret=settings.INSTAGRAM_APP_SECRET,
        )
    except MalformedToken as error:
        raise NotConnected(str(error), sentence=MALFORMED) from None


def _unusable(token: AccessToken) -> Pause | None:
    if token.flavour != settings.INSTAGRAM_FLAVOUR:
        return OTHER_FLAVOUR
    try:
        vault.unseal(token.sealed_secret)
    except vault.Unreadable:
        return UNREADABLE
    return None
