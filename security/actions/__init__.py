"""Verbs of the ground floor."""

from security.actions.account_checks import record_account_check
from security.actions.acknowledgements import acknowledge, save_policy_text
from security.actions.appointments import Ending, appoint, designate, end_appointment, transfer
from security.actions.devices import (
    add_network,
    cut_off_device,
    end_network,
    enrol_device,
    make_code,
    note_device_seen,
    refuse_session,
    register_device,
)
from security.actions.invitations import invite, use_invitation
from security.actions.letters import resend_letter, settle_letter
from security.actions.official_password import (
    add_holder,
    confirm_change,
    dismiss_task,
    note_connected,
    open_task,
    postpone_change,
    record_change,
)
from security.actions.own_account import (
    note_failed_code,
    note_failed_sign_in,
    note_lock_out,
    note_password_change,
    note_recovery_codes,
    note_second_factor,
    note_sign_in,
    note_sign_in_elsewhere,
    note_sign_out,
    send_password_reset,
)
from security.actions.people import add_person, change_person, save_organization, save_reference
from security.actions.safeguards import change_safeguards
from security.actions.second_factor import take_second_factor
from security.actions.sessions import (
    begin_session,
    end_overdue_session,
    end_own_sessions,
    end_sessions,
    forget_session,
    sign_out_person,
    stay,
)
from security.actions.trail import mail_head, note_export

__all__ = [
    "Ending",
    "acknowledge",
    "add_holder",
    "add_network",
    "add_person",
    "appoint",
    "begin_session",
    "change_person",
    "change_safeguards",
    "confirm_change",
    "cut_off_device",
    "designate",
    "dismiss_task",
    "end_appointment",
    "end_network",
    "end_overdue_session",
    "end_own_sessions",
    "end_sessions",
    "enrol_device",
    "forget_session",
    "invite",
    "mail_head",
    "make_code",
    "note_connected",
    "note_device_seen",
    "note_export",
    "note_failed_code",
    "note_failed_sign_in",
    "note_lock_out",
    "note_password_change",
    "note_recovery_codes",
    "note_second_factor",
    "note_sign_in",
    "note_sign_in_elsewhere",
    "note_sign_out",
    "open_task",
    "postpone_change",
    "record_account_check",
    "record_change",
    "refuse_session",
    "register_device",
    "resend_letter",
    "send_password_reset",
    "save_organization",
    "save_policy_text",
    "save_reference",
    "settle_letter",
    "stay",
    "sign_out_person",
    "take_second_factor",
    "transfer",
    "use_invitation",
]
