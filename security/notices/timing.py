"""When a notice becomes a letter."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from security.notices.models import How
from security.office.calendar import is_working_day

# What happens within this time of the first comes in one letter.
GATHERED_FOR = timedelta(seconds=20)
# The same for what comes in numbers: a flood of comments takes a minute to come in.
NUMBERS_GATHERED_FOR = timedelta(seconds=90)
# From one such letter to the next, as long as nobody looks: a flood that lasts for hours is one an hour.
NUMBERS_APART = timedelta(hours=1)
# From one letter to the next of the same person, if nothing is urgent: a flood is two letters, not hundreds.
PAUSE = timedelta(minutes=5)
DIGESTS = (time(8, 30), time(13, 0))  # on working days, in Japan


def due_at(how: str, now: datetime, *, gathered_for: timedelta = GATHERED_FOR) -> datetime | None:
    """None: no letter."""
    if how == How.AT_ONCE:
        return now + gathered_for
    return next_digest(now) if how == How.DIGEST else None


def next_digest(now: datetime) -> datetime:
    """The first that comes after `now`."""
    day = timezone.localdate(now)
    while True:
        if is_working_day(day):
            for hour in DIGESTS:
                moment = timezone.make_aware(datetime.combine(day, hour))
                if moment > now:
                    return moment
        day += timedelta(days=1)
