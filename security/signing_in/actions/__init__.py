"""Verbs of signing in."""

from security.signing_in.actions.acknowledgements import acknowledge, save_policy_text
from security.signing_in.actions.invitations import invite, use_invitation
from security.signing_in.actions.own_account import (
    note_failed_code,
    note_failed_sign_in,
    note_lock_out,
    note_new_browser,
    note_password_change,
    note_recovery_codes,
    note_second_factor,
    note_sign_in,
    note_sign_in_elsewhere,
    note_sign_out,
    send_password_reset,
)
from security.signing_in.actions.safeguards import change_safeguards
from security.signing_in.actions.second_factor import take_second_factor
from security.signing_in.actions.sessions import (
    begin_session,
    end_overdue_session,
    end_own_sessions,
    end_sessions,
    forget_session,
    sign_out_person,
    stay,
)

__all__ = [
    "acknowledge",
    "begin_session",
    "change_safeguards",
    "end_overdue_session",
    "end_own_sessions",
    "end_sessions",
    "forget_session",
    "invite",
    "note_failed_code",
    "note_failed_sign_in",
    "note_new_browser",
    "note_lock_out",
    "note_password_change",
    "note_recovery_codes",
    "note_second_factor",
    "note_sign_in",
    "note_sign_in_elsewhere",
    "note_sign_out",
    "save_policy_text",
    "send_password_reset",
    "sign_out_person",
    "stay",
    "take_second_factor",
    "use_invitation",
]
