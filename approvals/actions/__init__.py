"""Verbs of the approval core."""

from approvals.actions.common import locked, locked_row
from approvals.actions.deciding import approve, mark_read, reject, revoke, see_after, send_back, take_note
from approvals.actions.drafting import Stale
from approvals.actions.guidelines import save_guideline
from approvals.actions.stop import locked_gate, resume, stop
from approvals.actions.taking_back import expire, lapse, pull_back, reopen, withdraw

__all__ = [
    "Stale",
    "approve",
    "expire",
    "lapse",
    "locked",
    "locked_gate",
    "locked_row",
    "mark_read",
    "pull_back",
    "reject",
    "reopen",
    "resume",
    "revoke",
    "save_guideline",
    "see_after",
    "send_back",
    "stop",
    "take_note",
    "withdraw",
]
