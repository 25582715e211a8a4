"""接続し直す: a person has pasted a token. Instagram is asked first; only what has answered is kept."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from instagram import sentences as say
from instagram.client import Client, Flavour
from instagram.errors import AccessLost, InstagramError, TokenRefused, TryAgain
from instagram.results import Page
from instagram.verdicts import PERMISSION_CODES
from security.account import connection, rules
from security.account.actions import token as token_actions
from security.account.models import AccessToken
from security.account.upkeep.checking import look
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.people.models import User

NO_APP = (
    "この方式では、アプリのID(INSTAGRAM_APP_ID)とシークレット(INSTAGRAM_APP_SECRET)の設定が先に必要です。"
)
NO_PAGE = "このトークンの利用者が管理するFacebookページに、Instagramのプロアカウントが結び付いていません。"
WHICH_PAGE = (
    "Instagramのアカウントが結び付いたFacebookページが複数あり、公式アカウントのものを決められません。"
)


@dataclass(frozen=True)
class _Usable:
    """A token to work with, and what is known of its end."""

    secret: str
    user_id: str
    expires_at: datetime | None = None


def connect(*, by: User, secret: str, another_account: bool = False) -> AccessToken:
    """Try the pasted token and keep it. Raises Refused (which keeps the former one) with what to do now."""
    require(rules.may_connect(Actor.of(by)))
    flavour = Flavour(settings.INSTAGRAM_FLAVOUR)
    asked_at = timezone.now()
    try:
        usable = _of_page(secret) if flavour is Flavour.FACEBOOK else _of_instagram(secret)
        findings = look(connection.client_for(usable.secret, usable.user_id), flavour)
    except InstagramError as error:
        raise Refused(no("接続できませんでした。", remedy=_why(error))) from None
    found = replace(findings, expires_at=findings.expires_at or usable.expires_at)
    return token_actions.connect(
        by=by,
        secret=usable.secret,
        flavour=flavour,
        findings=found,
        asked_at=asked_at,
        another_account=another_account,
    )


def _of_instagram(secret: str) -> _Usable:
    """The console gives tokens of 60 days; one of an hour is exchanged, if the app's secret is known."""
    client = connection.client_for(secret, "me")
    if settings.INSTAGRAM_APP_SECRET:
        try:
            grant = client.exchange()
        except InstagramError:
            return _Usable(
                secret, "me"
            )  # long-lived already; a dead one will not answer the next question either
        return _Usable(grant.token, "me", _end(grant.expires_in_s))
    return _Usable(secret, "me")


def _of_page(secret: str) -> _Usable:
    """A user's token is exchanged for a long-lived one, and that for the page's, which has no end of its own."""
    if not (settings.INSTAGRAM_APP_ID and settings.INSTAGRAM_APP_SECRET):
        raise Refused(no(NO_APP, remedy="システム管理者に設定を依頼してください。"))
    long_lived = connection.client_for(secret, "me").exchange()
    page = _official(connection.client_for(long_lived.token, "me"))
    return _Usable(page.token, page.instagram_user_id)


def _official(client: Client) -> Page:
    """The page of the account known so far; of another only if there is no choice (it is then asked about)."""
    linked = [page for page in client.pages() if page.instagram_user_id and page.token]
    if not linked:
        raise Refused(
            no(NO_PAGE, remedy="ページの設定で公式アカウントを結び付けてから、もう一度お試しください。")
        )
    token = AccessToken.current()
    known = token.user_id if token else settings.INSTAGRAM_USER_ID
    official = [page for page in linked if page.instagram_user_id == known] or linked
    if len(official) > 1:
        raise Refused(
            no(
                WHICH_PAGE,
                remedy="トークンを発行するときに、公式アカウントのページだけを選んで、もう一度お試しください。",
            )
        )
    return official[0]


def _end(seconds: int | None) -> datetime | None:
    return timezone.now() + timedelta(seconds=seconds) if seconds else None


def _why(error: InstagramError) -> str:
    """To the one who is connecting, at whose press nothing goes on by itself."""
    if isinstance(error, TokenRefused):
        refusals = say.PASTED_REFUSED
        return refusals.get(error.subcode) or refusals[None]
    if isinstance(error, AccessLost) and error.code in PERMISSION_CODES:
        return say.PASTED_NOT_PERMITTED
    if isinstance(error, TryAgain) and error.http_status is None:
        return say.UNREACHABLE
    return error.final_sentence
