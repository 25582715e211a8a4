"""Messages to the workers: hints that there is something to do. The database is the truth.

What messages lose is found by sweeps. A floor says with `swept` how its own sweep asks whether anything is due; one
message for all of them asks it, so that a system with nothing to do has next to nothing to do.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# Seconds. A sweep that no worker has begun by then is not worth beginning: a later look has called for it anew.
SWEEP_EXPIRES_S = 30


@dataclass(frozen=True)
class Sweep:
    is_due: Callable[[], bool]
    every_s: int


sweeps: dict[str, Sweep] = {}


def wake(task: str, *args: object, **options: Any) -> None:
    """Without it a sweep finds the work a little later, so a broker's absence is no error."""
    try:
        current_app.send_task(task, args=list(args), **options)
    except (OperationalError, OSError):
        logger.warning("no broker to wake a worker for %s%s; the sweep will find it", task, args)


def swept(*, every_s: int, is_due: Callable[[], bool]) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Marks a task, under `shared_task`, as one that `look` wakes when something is due.

    is_due: reads only, and little: it is asked every `every_s` seconds.
    """

    def register(function: Callable[[], None]) -> Callable[[], None]:
        sweeps[f"{function.__module__}.{function.__name__}"] = Sweep(is_due, every_s)  # as Celery names it
        return function

    return register


def look(every_s: int) -> None:
    """Wake the sweeps of this interval that have something to do. One that cannot tell keeps no other from being asked;
    its error is raised when all have been.
    """
    with ExitStack() as asked:
        for task, sweep in sweeps.items():
            if sweep.every_s == every_s:
                asked.callback(_wake_if_due, task, sweep)


def _wake_if_due(task: str, sweep: Sweep) -> None:
    if sweep.is_due():
        wake(task, expires=SWEEP_EXPIRES_S)
