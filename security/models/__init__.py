"""The nouns of the ground floor."""

from .audit import AuditEvent, AuditHead, Tag
from .people import APPROVERS, POSTERS, ROLES_OF, Appointment, Organization, Role, User

__all__ = [
    "APPROVERS",
    "POSTERS",
    "ROLES_OF",
    "Appointment",
    "AuditEvent",
    "AuditHead",
    "Organization",
    "Role",
    "Tag",
    "User",
]
