"""Verbs of the ground floor."""

from .appointments import Ending, appoint, designate, end_appointment, transfer
from .official_password import open_task
from .own_account import note_failed_sign_in, note_password_change, note_sign_in, note_sign_out
from .people import add_person, change_person, save_organization, save_reference

__all__ = [
    "Ending",
    "add_person",
    "appoint",
    "change_person",
    "designate",
    "end_appointment",
    "note_failed_sign_in",
    "note_password_change",
    "note_sign_in",
    "note_sign_out",
    "open_task",
    "save_organization",
    "save_reference",
    "transfer",
]
