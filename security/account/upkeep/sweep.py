"""What is due about the connection: run by beat every few minutes. Each part decides for itself whether it is time."""

from security.account.actions import token as token_actions
from security.account.upkeep import checking, notices, refreshing


def run() -> None:
    """Prolonged first, so that the check is made with the token that stays."""
    token_actions.adopt()
    refreshing.refresh_if_due()
    checking.check_if_due()
    notices.write()
