"""Verbs of the ground floor."""

from .appointments import appoint
from .invitations import invite, use_invitation
from .own_account import (
    note_failed_code,
    note_failed_sign_in,
    note_lock_out,
    note_password_change,
    note_recovery_codes,
    note_second_factor,
    note_sign_in,
    note_sign_out,
)
from .people import add_person, change_person, save_organization, save_reference
from .second_factor import take_second_factor
from .sessions import (
    begin_session,
    end_overdue_session,
    end_own_sessions,
    end_sessions,
    forget_session,
    stay,
)

__all__ = [
    "add_person",
    "appoint",
    "begin_session",
    "change_person",
    "end_overdue_session",
    "end_own_sessions",
    "end_sessions",
    "forget_session",
    "invite",
    "note_failed_code",
    "note_failed_sign_in",
    "note_lock_out",
    "note_password_change",
    "note_recovery_codes",
    "note_second_factor",
    "note_sign_in",
    "note_sign_out",
    "save_organization",
    "save_reference",
    "stay",
    "take_second_factor",
    "use_invitation",
]
