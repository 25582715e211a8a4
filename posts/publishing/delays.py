"""How long a job waits before its next attempt, whatever it asks Instagram for."""

from datetime import datetime, timedelta

from posts.instagram.errors import InstagramError, QuotaReached
from posts.models import Job

QUOTA_PAUSE = timedelta(minutes=10)
# Whether the connection is back is asked of the database, never of Instagram.
CONNECTION_PAUSE = timedelta(seconds=15)
SHORTEST, LONGEST = timedelta(seconds=2), timedelta(minutes=2)


def after(error: InstagramError, job: Job, now: datetime, *, longest: timedelta = LONGEST) -> timedelta:
    """Instagram's own wish, or half of the time since the job was asked for, between two seconds and the longest."""
    if error.retry_after_s:
        return timedelta(seconds=error.retry_after_s)
    if isinstance(error, QuotaReached):
        return QUOTA_PAUSE
    return min(max((now - job.asked_for) / 2, SHORTEST), longest)
