"""How long a job waits before its next attempt, whatever it asks for."""

from datetime import datetime, timedelta
from typing import Protocol

from outbox.jobs import Job

# Whether the connection is back is asked of the database, never of Instagram.
CONNECTION_PAUSE = timedelta(seconds=15)
SHORTEST, LONGEST = timedelta(seconds=2), timedelta(minutes=2)


class Interruption(Protocol):
    """An error that may know when to come back: as the other side says, or as is usual for its kind."""

    retry_after_s: int | None
    usual_pause_s: int


# Where the other side does not say how long a restriction lasts.
BLOCK = timedelta(days=1)
# Nobody is believed who wants more.
WISH_MAX_S = 7 * 24 * 60 * 60


def of_block(error: Interruption) -> timedelta:
    """How long nothing is asked of a restricted account."""
    return max(BLOCK, timedelta(seconds=min(error.retry_after_s or 0, WISH_MAX_S)))


def after(error: Interruption, job: Job, now: datetime, *, longest: timedelta = LONGEST) -> timedelta:
    """The other side's own wish, or else as `growing`."""
    if wish_s := error.retry_after_s or error.usual_pause_s:
        return timedelta(seconds=min(wish_s, WISH_MAX_S))
    return growing(job, now, longest=longest)


def growing(
    job: Job, now: datetime, *, shortest: timedelta = SHORTEST, longest: timedelta = LONGEST
) -> timedelta:
    """Half of the time since the job was asked for, within its bounds."""
    return min(max((now - job.asked_for) / 2, shortest), longest)
