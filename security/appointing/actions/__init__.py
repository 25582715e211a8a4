"""Verbs about people and their appointments."""

from security.appointing.actions.appointments import Ending, appoint, designate, end_appointment, transfer
from security.appointing.actions.people import add_person, change_person, enter_own_address, save_organization

__all__ = [
    "Ending",
    "add_person",
    "appoint",
    "change_person",
    "designate",
    "end_appointment",
    "enter_own_address",
    "save_organization",
    "transfer",
]
