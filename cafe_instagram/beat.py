"""The clock: a program of its own that says when it is time to look. `python -m cafe_instagram.beat`

It knows task names and seconds only, so it loads the settings but neither Django's models nor the product: half the
memory. Its schedule is kept in memory: a file could be damaged by a power cut, and there is nothing in it to lose.
"""

import os

from celery import Celery
from celery.app.amqp import AMQP
from celery.beat import Scheduler

from cafe_instagram import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")

broker.use()
# Celery's fixup for Django would load all the models. AMQP is loaded here and not when it is first used: whoever stops
# the clock in that moment would be answered by a traceback.
app = Celery("cafe_instagram", fixups=set(), amqp=AMQP)
app.config_from_object("django.conf:settings", namespace="CELERY")


class Clock(Scheduler):
    """Celery's in-memory schedule, without the ten milliseconds before each message in which it asks without a pause."""

    def adjust(self, n: float | None, drift: float = 0.0) -> float | None:
        """Seconds to the next run, as they are."""
        return n


def main() -> None:
    app.Beat(scheduler_cls=Clock, quiet=True, loglevel="WARNING").run()


if __name__ == "__main__":
    main()
