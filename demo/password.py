"""The demo's first change of the official account's password (第５第１項), some weeks ago: confirmed, and connected again."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from instagram.client import Flavour
from instagram.permissions import NEEDED
from security.account import actions
from security.account.actions import token as token_actions
from security.models import AccessToken, PasswordChange, User

DAYS_AGO = 24
HOLDERS = ("chief", "staff", "manager", "poster")


def acts(people: dict[str, User]) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """What is done, and when."""
    changed_at = timezone.now() - timedelta(days=DAYS_AGO)
    change = PasswordChange(
        reason=PasswordChange.Reason.REGULAR,
        note="管理簿での管理を始めるため",
        changed_at=changed_at,
        sessions_ended=True,
        second_factor_checked=True,
    )
    holders = [people[name] for name in HOLDERS]
    yield changed_at, lambda: actions.record_change(by=people["chief"], change=change, holders=holders)
    yield (
        changed_at + timedelta(minutes=15),
        lambda: actions.confirm_change(by=people["manager"], change=change),
    )
    yield changed_at + timedelta(minutes=20), connect


def connect() -> None:
    """As the sandbox answers a check; the worker asks it anew as soon as it is up."""
    token = AccessToken.current()
    turn = token_actions.take_check_turn(token, pause=timedelta(0)) if token else None
    if turn is None:
        actions.note_connected(at=timezone.now())
        return
    findings = token_actions.Findings(
        user_id=turn.user_id,
        username=turn.username,
        permissions=tuple(NEEDED[Flavour(turn.flavour)]),
    )
    token_actions.note_checked(token=turn, findings=findings)
