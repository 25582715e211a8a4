"""The nouns of the ground floor."""

from .audit import AuditEvent, AuditHead, Tag
from .people import POSTERS, ROLES_OF, Appointment, Organization, Role, User

__all__ = [
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
