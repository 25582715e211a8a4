"""The usual times: when this account mostly posts, as a new plan begins with."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.timezone import localtime

NOON = time(12)  # for an account that has no custom yet
LEAST = 2  # as often as this, or it is no custom
QUARTER = 15  # minutes


@dataclass(frozen=True)
class UsualTimes:
    """`by_weekday`: of those on which there is a custom, Monday being 0; `otherwise`: on the others."""

    by_weekday: dict[int, time] = field(default_factory=dict)
    otherwise: time = NOON

    @classmethod
    def of(cls, moments: Iterable[datetime]) -> "UsualTimes":
        """By the quarters of an hour in which these lie; of equals, the earliest in the day."""
        quarters = [_quarter(localtime(moment)) for moment in moments]
        by_weekday = {}
        for weekday in range(7):
            if found := _most(at for day, at in quarters if day == weekday):
                by_weekday[weekday] = found
        return cls(by_weekday, _most(at for _, at in quarters) or NOON)

    def on(self, day: date) -> time:
        return self.by_weekday.get(day.weekday(), self.otherwise)


def _quarter(moment: datetime) -> tuple[int, time]:
    return moment.weekday(), time(moment.hour, moment.minute // QUARTER * QUARTER)


def _most(times: Iterable[time]) -> time | None:
    counted = Counter(times)
    if not counted:
        return None
    found, count = min(counted.items(), key=lambda one: (-one[1], one[0]))
    return found if count >= LEAST else None
