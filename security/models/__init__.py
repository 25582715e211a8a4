"""The nouns of the ground floor."""

from security.models.account import (
    AccessToken,
    AccountCheck,
    PasswordChange,
    PasswordHolder,
    PasswordPostponement,
    PasswordTask,
)
from security.models.acknowledgements import Acknowledgement, PolicyText
from security.models.audit import AuditEvent, AuditHead, Tag
from security.models.devices import Device, Network
from security.models.invitations import Invitation
from security.models.letters import Letter
from security.models.people import (
    APPROVERS,
    POSTERS,
    ROLES_OF,
    Appointment,
    Organization,
    Role,
    User,
    in_force,
)
from security.models.safeguards import Safeguards, SecondFactor, Workplace

__all__ = [
    "APPROVERS",
    "POSTERS",
    "ROLES_OF",
    "AccessToken",
    "AccountCheck",
    "Acknowledgement",
    "Appointment",
    "AuditEvent",
    "AuditHead",
    "Device",
    "Invitation",
    "Letter",
    "Network",
    "Organization",
    "PasswordChange",
    "PasswordHolder",
    "PasswordPostponement",
    "PasswordTask",
    "PolicyText",
    "Role",
    "Safeguards",
    "SecondFactor",
    "Tag",
    "User",
    "Workplace",
    "in_force",
]
