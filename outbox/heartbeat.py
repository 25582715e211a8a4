"""Whether the system still looks for what is due, and whether its clock can be believed.

Times of the row are the database's, and are compared with the database's: whoever asks may have another clock. The
clock is in doubt when the host's and the database's are apart, or when it has leapt: it stands before the last beat that
was believed, or far behind it. After a leap it is believed again once it is back, or has gone steadily for a while: a
machine that was switched off for days has leapt as well, and nobody shall have to come and say so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Now
from django.utils import timezone

from outbox.models import Heartbeat

STALE = timedelta(seconds=60)
# Two clocks of machines that ask the time of the network differ by less than a second.
APART = timedelta(minutes=1)
# Longer than any restart and any night.
LONGEST_GAP = timedelta(days=1)
# So long a clock has to go on steadily after a leap. Until then a time server has set it, and somebody has read the letter.
STEADY = timedelta(minutes=10)
# Written no more often: on SQLite each write waits for the disk.
EVERY = timedelta(seconds=4)

BORN = time.monotonic()


@dataclass(frozen=True)
class Pulse:
    """The row, and both clocks as it was read."""

    row: Heartbeat
    database: datetime
    host: datetime

    @property
    def age(self) -> timedelta:
        """Since anybody has looked. A clock that was set back makes it no younger."""
        return abs(self.database - self.row.at)

    @property
    def age_of_call(self) -> timedelta:
        """Since a look was made by order of the clock program."""
        return abs(self.database - self.row.called_at) if self.row.called_at else timedelta.max

    @property
    def is_stale(self) -> bool:
        return self.age > STALE

    @property
    def clocks_differ(self) -> bool:
        return abs(self.host - self.database) > APART

    @property
    def is_in_doubt(self) -> bool:
        """As far as it shows at any moment; a smaller leap is seen by the beat that follows it."""
        is_noted = self.row.doubted_since is not None
        return self.clocks_differ or is_noted or has_leapt(self.row.trusted_at, self.database)


def has_leapt(before: datetime, now: datetime) -> bool:
    return not -APART <= now - before <= LONGEST_GAP


def database_clock() -> models.Expression:
    """SQLite runs in this process and has no clock but the host's."""
    return Now() if connection.vendor == "postgresql" else Value(timezone.now(), models.DateTimeField())


def read() -> Pulse | None:
    """One query. None before the first beat."""
    row = Heartbeat.objects.annotate(now=database_clock()).first()
    return Pulse(row, row.now, timezone.now()) if row else None


def clock_is_in_doubt() -> bool:
    """Then nothing is begun that hangs on the time."""
    pulse = read()
    return pulse is not None and pulse.is_in_doubt


def beat(*, called: bool) -> Pulse:
    """Somebody looks: by order of the clock program, or by itself."""
    pulse = read() or _first()
    if not _is_fresh(pulse, called=called):
        changed: dict[str, datetime | None] = {"at": pulse.database}
        if called:
            changed["called_at"] = pulse.database
        changed |= _standstill(pulse) | _trust(pulse)
        # Of two that look at once, one writes.
        Heartbeat.objects.filter(pk=pulse.row.pk, at=pulse.row.at).update(**changed)
    return pulse


def _first() -> Pulse:
    now = database_clock()
    Heartbeat.objects.bulk_create([Heartbeat(pk=1, at=now, trusted_at=now)], ignore_conflicts=True)
    pulse = read()
    assert pulse is not None  # noqa: S101 - as just written
    return pulse


def _is_fresh(pulse: Pulse, *, called: bool) -> bool:
    return not pulse.is_in_doubt and pulse.age < EVERY and (not called or pulse.age_of_call < EVERY)


def _standstill(pulse: Pulse) -> dict[str, datetime | None]:
    """Whoever looks again after a while notes since when nobody did. A clock that leapt while this process ran is none."""
    now = pulse.database
    if now - pulse.row.at <= STALE or _ran.is_off(now):
        return {}
    return {"stopped_from": pulse.row.stopped_from or pulse.row.at, "stopped_until": now}


def _trust(pulse: Pulse) -> dict[str, datetime | None]:
    now, since = pulse.database, pulse.row.doubted_since
    is_off = has_leapt(pulse.row.trusted_at, now) or _ran.is_off(now)
    if is_off and (since is None or has_leapt(pulse.row.at, now)):
        return {"doubted_since": now}
    if is_off and since is not None and now - since < STEADY:
        return {}
    if pulse.clocks_differ:
        return {"doubted_since": since or now}
    _ran.trust(now)
    return {"trusted_at": now, "doubted_since": None}


class Ran:
    """The clock against this process's own, which nobody sets, since it was last believed here."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._trusted: tuple[datetime, float] | None = None

    def trust(self, now: datetime) -> None:
        self._trusted = now, self._now_s()

    def is_off(self, now: datetime) -> bool:
        """Whether the clock has moved otherwise than time has."""
        if self._trusted is None:
            return False
        at, at_s = self._trusted
        return abs((now - at).total_seconds() - (self._now_s() - at_s)) > APART.total_seconds()


_ran = Ran()


# --- For pages, which ask again and again -------------------------------------------------------------------------

KEPT_S = 10.0


@dataclass
class Kept:
    """The last answer, each process its own: a page costs no query for it."""

    pulse: Pulse | None = None
    until: float = 0.0


_kept, _lock = Kept(), Lock()


def known(now_s: Callable[[], float] = time.monotonic) -> Pulse | None:
    """As it was some seconds ago at most."""
    with _lock:
        if now_s() >= _kept.until:
            _kept.pulse, _kept.until = read(), now_s() + KEPT_S
        return _kept.pulse


def is_young() -> bool:
    """A process that has just begun blames nobody: the others begin with it."""
    return time.monotonic() - BORN < STALE.total_seconds()
