"""Asking Instagram whether the present token holds, for whom, and what for. Three or four reads, nothing written there."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from instagram import sentences as say
from instagram.asked import COMMENTS_FIELD
from instagram.client import Client, Flavour
from instagram.errors import AccessLost, InstagramError, NotConnected, NotPermitted
from instagram.permissions import COMMENTS, NEEDED
from instagram.results import Account, Quota
from security.account import connection, rules
from security.account.actions import token as token_actions
from security.account.actions.token import Findings, is_another
from security.account.models import AccessToken
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.people.models import User

State = AccessToken.State
logger = logging.getLogger(__name__)

# How long an answer is good for, by what is known. Meta must not be asked over and over.
DUE_AFTER = {
    State.CONNECTED: timedelta(days=1),
    State.TO_CHECK: timedelta(minutes=5),
    State.LOST: timedelta(hours=1),
}
# Between two presses of the button.
PRESS_PAUSE = timedelta(seconds=10)

OTHER_ACCOUNT = (
    "アクセストークンが、登録されているのとは別のアカウントのものです。"
    "「Instagramとの接続」を開いて、公式アカウントのトークンで接続をやり直してください。"
)
STALE = "確かめている間に接続の状態が変わりました。もう一度、確かめてください。"


@dataclass(frozen=True)
class Outcome:
    """What a check came to. `problem` is empty when the connection holds."""

    problem: str = ""
    findings: Findings | None = None


def check_by_hand(*, by: User) -> Outcome:
    """接続を確かめる. Raises Refused for whoever may not, and within a few seconds of the last check."""
    require(rules.may_check_connection(Actor.of(by)))
    outcome = _check(by=by, pause=PRESS_PAUSE)
    if outcome is None:
        raise Refused(no("いま確かめたばかりです。", remedy="少し待ってから、もう一度押してください。"))
    return outcome


def check_if_due() -> Outcome | None:
    """What beat asks for; None if it is too early, or there is nothing to check."""
    token = AccessToken.current()
    return _check(by=None, pause=DUE_AFTER[State(token.state)]) if token else None


def _check(*, by: User | None, pause: timedelta) -> Outcome | None:
    try:
        through = connection.current()
    except NotConnected as error:
        return Outcome(problem=error.sentence)
    token = token_actions.take_check_turn(through.token, pause=pause)
    if token is None:
        return None
    try:
        findings = look(through.client, Flavour(token.flavour), known=tuple(token.permissions))
    except AccessLost as error:
        token_actions.note_lost(token=token, problem=error.sentence)
        return Outcome(problem=error.sentence)
    except InstagramError as error:
        logger.warning("the connection could not be checked: %s", error)
        return Outcome(problem=why(error))
    if is_another(token.user_id, findings):
        token_actions.note_lost(token=token, problem=OTHER_ACCOUNT)
        return Outcome(problem=OTHER_ACCOUNT)
    if not token_actions.note_checked(token=token, findings=findings, by=by):
        return Outcome(problem=STALE)
    return Outcome(findings=findings)


def why(error: InstagramError) -> str:
    """What to tell of an error that ended a check, at which nothing goes on by itself."""
    if isinstance(error, AccessLost):
        return error.sentence
    return say.UNREACHABLE if error.http_status is None else say.NOT_NOW


def look(client: Client, flavour: Flavour, *, known: tuple[str, ...] = ()) -> Findings:
    """Ask for the account, the quota and, where Meta tells them, permissions and term.

    Instagram Login tells no permissions; but who reads the account has the first, who is told the quota has the one to
    publish, and who may ask for the subscriptions the one for comments. Without the last, posts go out all the same.
    Raises AccessLost where one of the others is refused, another InstagramError where nothing can be learnt.
    """
    account = client.account()
    quota = client.publishing_limit(account.user_id)
    comments = _comments(client)
    if flavour is Flavour.FACEBOOK:
        return replace(_of_facebook(client, account, quota, known), notified=comments.notified)
    permissions = dict.fromkeys([*known, *NEEDED[flavour]])
    if comments.may is False or (comments.may is None and COMMENTS[flavour] not in known):
        del permissions[COMMENTS[flavour]]
    return replace(_findings(account, quota, tuple(permissions)), notified=comments.notified)


@dataclass(frozen=True)
class _Comments:
    """What the token may do about comments, and whether we are notified of them; None: not learnt."""

    may: bool | None = None
    notified: bool | None = None


def _comments(client: Client) -> _Comments:
    """Raises AccessLost only: nothing else about comments is held against the connection."""
    try:
        fields = client.subscriptions()
    except AccessLost:
        raise
    except NotPermitted:
        return _Comments(may=False)
    except InstagramError as error:
        logger.warning("the subscriptions could not be asked for: %s", error)
        return _Comments()
    return _Comments(may=True, notified=COMMENTS_FIELD in fields)


def _of_facebook(client: Client, account: Account, quota: Quota, known: tuple[str, ...]) -> Findings:
    """What the debugger does not tell is not held against the token: the account and the quota have answered."""
    try:
        told = client.token_state()
    except InstagramError as error:
        logger.warning("the debugger does not tell of the token: %s", error)
        return _findings(account, quota, known)
    return _findings(account, quota, told.permissions or known, told.expires_at)


def _findings(
    account: Account, quota: Quota, permissions: tuple[str, ...], expires_at: datetime | None = None
) -> Findings:
    return Findings(
        user_id=account.user_id,
        username=account.username,
        app_scoped_id=account.id,
        permissions=permissions,
        expires_at=expires_at,
        quota_used=quota.used,
        quota_total=quota.total,
    )
