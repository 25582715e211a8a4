"""Prolonging the token by schedule. Reference "Refresh Access Token": 24 hours old at least, and not expired."""

from datetime import datetime, timedelta

from django.utils import timezone

from instagram.client import Flavour
from instagram.errors import InstagramError, NotConnected
from security.account import connection
from security.account.actions import token as token_actions
from security.account.models import AccessToken

OLD_ENOUGH = timedelta(hours=24)
# Half of the 60 days that a token lives: a month remains to notice that it does not work.
LEFT_BEFORE = timedelta(days=30)
ONCE_IN = timedelta(hours=1)


def is_due(token: AccessToken, now: datetime) -> bool:
    """Only Instagram Login's tokens can be prolonged without a person; only while they are known to hold."""
    if token.flavour != Flavour.INSTAGRAM or token.state != AccessToken.State.CONNECTED:
        return False
    if now - token.issued_at < OLD_ENOUGH:
        return False
    left = token.time_left(now)
    return left is None or timedelta(0) < left < LEFT_BEFORE


def refresh_if_due() -> None:
    """One attempt an hour, by one worker. The result is recorded either way."""
    token, now = AccessToken.current(), timezone.now()
    if token is None or not is_due(token, now):
        return
    try:
        through = connection.current()
    except NotConnected:
        return  # the banner says why
    if not token_actions.take_refresh_turn(through.token, pause=ONCE_IN):
        return
    try:
        grant = through.client.refresh()
    except InstagramError as error:
        token_actions.note_refresh_failed(token=through.token, problem=error.final_sentence)
        return
    ends = timezone.now() + timedelta(seconds=grant.expires_in_s) if grant.expires_in_s else None
    token_actions.note_refreshed(
        token=through.token, secret=grant.token, expires_at=ends, permissions=grant.permissions
    )
