"""When the operating policy is to be looked at again: a year after its last approval or review (第６第１項)."""

from datetime import date, timedelta

from django.utils import timezone

from comments.policy.querysets import last_looked_at

YEAR = timedelta(days=365)


def due_on(looked_at: date) -> date:
    return looked_at + YEAR


def is_due() -> bool:
    """Nothing is due of a policy that has never been approved: that one is to be made first."""
    looked_at = last_looked_at()
    return looked_at is not None and due_on(looked_at) <= timezone.localdate()
