"""What the ground floor's pages, rules and reminders read."""

from security.querysets.password import (
    Standing,
    able_to_know,
    holders,
    knows_password,
    last_change,
    password_standing,
    responsible_for_password,
)
from security.querysets.people import (
    acknowledged_in,
    appointable,
    appointed_in,
    appointments_of_year,
    could_deputise,
    deputisable,
    designable,
    standing,
    successors,
    visible_organizations,
    working_today,
)
from security.querysets.sign_ins import alive_sessions, people_with_access
from security.querysets.workplaces import (
    awaiting_code,
    devices,
    has_workplace,
    networks,
    refusal_since_sign_in,
)

__all__ = [
    "could_deputise",
    "appointable",
    "alive_sessions",
    "people_with_access",
    "Standing",
    "able_to_know",
    "acknowledged_in",
    "appointed_in",
    "appointments_of_year",
    "awaiting_code",
    "deputisable",
    "devices",
    "has_workplace",
    "holders",
    "knows_password",
    "last_change",
    "networks",
    "designable",
    "refusal_since_sign_in",
    "password_standing",
    "responsible_for_password",
    "standing",
    "successors",
    "visible_organizations",
    "working_today",
]
