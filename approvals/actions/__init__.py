"""Verbs of the approval core."""

from approvals.actions.items import (
    Stale,
    approve,
    expire,
    lapse,
    locked,
    mark_read,
    note_contributor,
    open_dossier,
    pull_back,
    reject,
    reopen,
    revoke,
    see_after,
    send_back,
    submit,
    take_approval_away,
    withdraw,
)
from approvals.actions.reference import save_guideline
from approvals.actions.stop import locked_gate, resume, stop

__all__ = [
    "Stale",
    "approve",
    "expire",
    "lapse",
    "locked",
    "locked_gate",
    "mark_read",
    "note_contributor",
    "open_dossier",
    "pull_back",
    "reject",
    "reopen",
    "resume",
    "revoke",
    "save_guideline",
    "see_after",
    "send_back",
    "stop",
    "submit",
    "take_approval_away",
    "withdraw",
]
