"""Verbs about the official account."""

from security.account.actions.account_checks import record_account_check
from security.account.actions.official_password import (
    add_holder,
    confirm_change,
    dismiss_task,
    note_connected,
    open_task,
    postpone_change,
    record_change,
)

__all__ = [
    "add_holder",
    "confirm_change",
    "dismiss_task",
    "note_connected",
    "open_task",
    "postpone_change",
    "record_account_check",
    "record_change",
]
