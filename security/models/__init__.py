"""The nouns of the ground floor."""

from .account import (
    AccessToken,
    AccountCheck,
    PasswordChange,
    PasswordHolder,
    PasswordPostponement,
    PasswordTask,
)
from .acknowledgements import Acknowledgement, PolicyText
from .audit import AuditEvent, AuditHead, Tag
from .devices import Device, Network
from .invitations import Invitation
from .letters import Letter
from .people import APPROVERS, POSTERS, ROLES_OF, Appointment, Organization, Role, User, in_force
from .safeguards import Safeguards, SecondFactor, Workplace

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
