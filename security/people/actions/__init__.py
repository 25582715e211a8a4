"""Verbs about people and their appointments."""

from security.people.actions.appointments import Ending, appoint, designate, end_appointment, transfer
from security.people.actions.people import add_person, change_person, save_organization, save_reference

__all__ = [
    "Ending",
    "add_person",
    "appoint",
    "change_person",
    "designate",
    "end_appointment",
    "save_organization",
    "save_reference",
    "transfer",
]
