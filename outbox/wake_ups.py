"""Messages to the workers: hints that there is something to do. The database is the truth.

What messages lose is found by sweeps. A floor says with `swept` how its own sweep asks whether anything is due; one
message for all of them asks it, so that a system with nothing to do has next to nothing to do. Where no message gets
through, a worker looks by itself and does what it finds with its own hands.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Event as Flag
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# Seconds. A sweep that no worker has begun by then is not worth beginning: a later look has called for it anew.
CALL_EXPIRES_S = 30


@dataclass(frozen=True)
class Sweep:
    """`in_doubt`: it runs whatever the clock says."""

    is_due: Callable[[], bool]
    every_s: int
    in_doubt: bool


Doer = Callable[[str, tuple[object, ...]], None]

sweeps: dict[str, Sweep] = {}
_broker_is_away = Flag()
_hands: ContextVar[Doer | None] = ContextVar("hands", default=None)


@contextmanager
def by_hand(do: Doer) -> Iterator[None]:
    """In here, whoever would be woken is not: `do` is asked for the work instead."""
    before = _hands.set(do)
    try:
        yield
    finally:
        _hands.reset(before)


def wake(task: str, *args: object, **options: Any) -> None:
    """Without it a sweep finds the work a little later, so a broker that is away or refuses is no error."""
    if do := _hands.get():
        do(task, args)
        return
    try:
        current_app.send_task(task, args=list(args), **options)
    except (OperationalError, OSError) as error:
        if not _broker_is_away.is_set():  # else there would be a line every second
            logger.warning("no worker can be woken for %s%s, the sweep will find it: %s", task, args, error)
        _broker_is_away.set()
    else:
        _broker_is_away.clear()


def always() -> bool:
    return True


def swept(
    *, every_s: int, is_due: Callable[[], bool] = always, in_doubt: bool = False
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Marks a task, under `shared_task`, as one that `look` wakes when something is due.

    is_due: reads only, and little: it is asked every `every_s` seconds. in_doubt: hangs on no time of day, so it goes on
    while the clock is in doubt.
    """

    def register(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__name__}"  # as Celery names it
        sweeps[name] = Sweep(is_due, every_s, in_doubt)
        return function

    return register


def look(every_s: int, *, in_doubt: bool = False) -> None:
    """Wake the sweeps of this interval that have something to do. One that cannot tell keeps no other from being asked;
    its error is raised when all have been.
    """
    with ExitStack() as asked:
        for task, sweep in sweeps.items():
            if sweep.every_s == every_s and (sweep.in_doubt or not in_doubt):
                asked.callback(_wake_if_due, task, sweep)


def _wake_if_due(task: str, sweep: Sweep) -> None:
    if sweep.is_due():
        wake(task, expires=CALL_EXPIRES_S)
