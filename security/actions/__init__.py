"""Verbs of the ground floor."""

from .appointments import Ending, appoint, designate, end_appointment, transfer
from .letters import resend_letter, settle_letter
from .official_password import (
    add_holder,
    confirm_change,
    dismiss_task,
    note_connected,
    open_task,
    postpone_change,
    record_change,
)
from .own_account import note_failed_sign_in, note_password_change, note_sign_in, note_sign_out
from .people import add_person, change_person, save_organization, save_reference

__all__ = [
    "Ending",
    "add_holder",
    "add_person",
    "appoint",
    "change_person",
    "confirm_change",
    "designate",
    "dismiss_task",
    "end_appointment",
    "note_connected",
    "note_failed_sign_in",
    "note_password_change",
    "note_sign_in",
    "note_sign_out",
    "open_task",
    "postpone_change",
    "record_change",
    "resend_letter",
    "save_organization",
    "save_reference",
    "settle_letter",
    "transfer",
]
