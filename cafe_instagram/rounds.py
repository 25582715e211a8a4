"""What comes round every so many seconds, counted by a clock that no correction of the time moves. Nothing is loaded
for it: the clock program uses it too.
"""

import time
from collections.abc import Callable, Iterable


class Rounds:
    def __init__(self, seconds: Iterable[int], now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._next = dict.fromkeys(seconds, now())

    def over(self) -> list[int]:
        """Those whose time has come, once each: what was slept through is not made up for."""
        now = self._now()
        over = [seconds for seconds, at in self._next.items() if at <= now]
        for seconds in over:
            following = self._next[seconds] + seconds
            self._next[seconds] = following if following > now else now + seconds
        return over

    def pause_s(self) -> float:
        return max(min(self._next.values()) - self._now(), 0.0)
