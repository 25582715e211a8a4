"""The nouns of the ground floor."""

from security.account.models import (
    AccessToken,
    AccountCheck,
    PasswordChange,
    PasswordHolder,
    PasswordPostponement,
    PasswordTask,
)
from security.letters.models import Letter
from security.notices.models import Notice, NoticeChoice
from security.people.account_changes import GUARDED, AccountChange, ChangeKind, ChangeState
from security.people.models import (
    APPROVERS,
    POSTERS,
    ROLES_OF,
    Appointment,
    Organization,
    Role,
    User,
    in_force,
)
from security.people.safeguards import Safeguards, SecondFactor, Workplace
from security.signing_in.models.acknowledgements import Acknowledgement, PolicyText
from security.signing_in.models.invitations import Invitation
from security.trail.models import AuditEvent, AuditHead, RecordsCheck
from security.workplaces.models import Device, Network

__all__ = [
    "APPROVERS",
    "GUARDED",
    "POSTERS",
    "ROLES_OF",
    "AccessToken",
    "AccountChange",
    "AccountCheck",
    "Acknowledgement",
    "Appointment",
    "AuditEvent",
    "AuditHead",
    "ChangeKind",
    "ChangeState",
    "Device",
    "Invitation",
    "Letter",
    "Network",
    "Notice",
    "NoticeChoice",
    "Organization",
    "PasswordChange",
    "PasswordHolder",
    "PasswordPostponement",
    "PasswordTask",
    "PolicyText",
    "RecordsCheck",
    "Role",
    "Safeguards",
    "SecondFactor",
    "User",
    "Workplace",
    "in_force",
]
