"""When people are reminded of a last day: 14, 7, 3 and 1 days before."""

STAGES = (1, 3, 7, 14)
SOON = max(STAGES)  # days before, from which on pages say so too


def stage_of(days_left: int) -> str:
    """The stage that has been reached, as part of a letter's key, so that each is told once; empty before the first."""
    return next((str(days) for days in STAGES if days_left <= days), "")
