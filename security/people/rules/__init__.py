"""Who may do what with people and appointments, and who may be here at all."""

from security.people.rules.general import (
    RECORD_READERS,
    may_administer,
    may_enter_admin_site,
    may_read_records,
    may_work_here,
)
from security.people.rules.people import (
    PEOPLE_READERS,
    designator,
    may_appoint,
    may_change_policy_text,
    may_deputize,
    may_designate,
    may_end,
    may_see_people,
)

__all__ = [
    "PEOPLE_READERS",
    "RECORD_READERS",
    "designator",
    "may_administer",
    "may_appoint",
    "may_change_policy_text",
    "may_deputize",
    "may_designate",
    "may_end",
    "may_enter_admin_site",
    "may_read_records",
    "may_see_people",
    "may_work_here",
]
