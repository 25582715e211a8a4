"""What a worker does when nobody calls it: it looks by itself, and does with its own hands what it finds.

So a clock program that is dead, a Redis that is gone or takes no message, and a queue in which the calls grow too old
keep nothing from going out. Two workers that look at once do no harm: jobs are claimed in the database.
"""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any

from celery import Celery, bootsteps
from django.conf import settings
from django.db import close_old_connections

from cafe_instagram import held_open, tasks
from cafe_instagram.rounds import Rounds
from outbox import heartbeat
from outbox.wake_ups import by_hand

logger = logging.getLogger(__name__)

EVERY_S = 5.0
# Without a call for so long, a worker begins; as long as this it waits for the first one.
PATIENCE_S = 15.0
HANDS = 4


class Hands:
    """Does the work of messages in this process. What it has in hand already is not begun a second time."""

    def __init__(self, app: Celery) -> None:
        self._app, self._busy, self._lock = app, set[tuple[object, ...]](), Lock()
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="hand")

    def do(self, task: str, arguments: tuple[object, ...]) -> None:
        with self._lock:
            if (task, *arguments) in self._busy:
                return
            self._busy.add((task, *arguments))
        # In the caller's context: what a sweep wakes is done by hand too.
        self._pool.submit(copy_context().run, self._do, task, arguments).add_done_callback(tell)

    def close(self) -> None:
        """Done is what has been begun; the rest is found again."""
        self._pool.shutdown(cancel_futures=True)

    def _do(self, task: str, arguments: tuple[object, ...]) -> None:
        try:
            self._app.tasks[task](*arguments)
        finally:
            close_old_connections()
            with self._lock:
                self._busy.discard((task, *arguments))


class Watch:
    """Looks whether somebody calls, and looks for what is due if nobody does."""

    def __init__(self, app: Celery) -> None:
        self._app, self._hands = app, Hands(app)
        self._rounds = Rounds(settings.LOOKS_EVERY_S)
        self._born, self._is_alone = time.monotonic(), False

    def look(self) -> None:
        is_alone = self._nobody_calls()
        if is_alone != self._is_alone:
            self._is_alone = is_alone
            logger.warning(
                "no call for %s s: this worker looks by itself" if is_alone else "called again after %s s",
                PATIENCE_S,
            )
        if not is_alone:
            return
        with by_hand(self._hands.do):
            for every_s in self._rounds.over():
                tasks.look(every_s, called=False)

    def close(self) -> None:
        self._hands.close()

    def _nobody_calls(self) -> bool:
        if time.monotonic() - self._born < PATIENCE_S:
            return False
        pulse = heartbeat.read()
        return pulse is None or pulse.age_of_call.total_seconds() > PATIENCE_S


class Pulse(bootsteps.StartStopStep):
    """The watch as a part of Celery's worker, in its main process; begun after the processes that it would be copied into."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._over = Flag()
        self._thread: Thread | None = None

    def start(self, worker: Any) -> None:
        held_open.hold()
        self._thread = Thread(target=self._run, args=(worker.app,), name="pulse", daemon=True)
        self._thread.start()

    def stop(self, worker: Any) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    terminate = stop

    def _run(self, app: Celery) -> None:
        watch = Watch(app)
        with ThreadPoolExecutor(1) as eye:  # what goes wrong in one look keeps no other from being made
            while not self._over.wait(EVERY_S):
                tell(eye.submit(self._look, watch))
        watch.close()

    def _look(self, watch: Watch) -> None:
        try:
            watch.look()
        finally:
            close_old_connections()


def tell(work: Future[None]) -> None:
    """Waits for its end. Whatever it failed by stands in the log; the database decides when it is due again."""
    if not work.cancelled() and (error := work.exception()):
        logger.error("what was done by hand has failed", exc_info=error)
