"""Verbs of the ground floor."""

from .appointments import appoint
from .own_account import note_failed_sign_in, note_password_change, note_sign_in, note_sign_out
from .people import add_person, change_person, save_organization, save_reference
from .trail import mail_head, note_export

__all__ = [
    "add_person",
    "appoint",
    "change_person",
    "mail_head",
    "note_export",
    "note_failed_sign_in",
    "note_password_change",
    "note_sign_in",
    "note_sign_out",
    "save_organization",
    "save_reference",
]
