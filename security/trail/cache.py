"""What is the same until the audit trail moves on, kept by each process.

Whatever an action changes is recorded in its own transaction, so what was read under one head of the trail holds for
as long as that head stands: one short query answers whether it does, in place of all that would be asked anew. Only
what no event tells of, such as a comment coming in, has no place here. The day belongs to the key, since much is
derived from it; the cache's own time-out bounds what a change behind the program's back could leave behind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from security.trail import recording as audit

Value = TypeVar("Value")
MISSING = object()


@dataclass(frozen=True)
class TrailCache:
    """A view of the cache under one head of the trail, on one day: that on which the head was read, before all else."""

    head: str
    day: date

    @classmethod
    def at_head(cls) -> "TrailCache":
        """As the trail stands now: one query."""
        return cls(day=timezone.localdate(), head=audit.head().digest)

    def get(self, name: str, read: Callable[[], Value]) -> Value:
        """What was kept under the name, or what `read` gives now. The value must survive pickling."""
        key = f"{name}:{self.day}:{self.head}"
        found = caches["trail"].get(key, MISSING)
        if found is MISSING:
            found = read()
            caches["trail"].set(key, found)
        return found


def trail_cache_of(request: HttpRequest) -> TrailCache:
    """The request's own: the head is read when it is first asked for, once."""
    cache: TrailCache | None = getattr(request, "trail_cache", None)
    if cache is None:
        cache = request.trail_cache = TrailCache.at_head()  # type: ignore[attr-defined]  # known here alone
    return cache
