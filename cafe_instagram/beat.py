"""The clock: a program of its own that says when it is time to look. `python -m cafe_instagram.beat`

It knows intervals only, so it loads the settings but neither Django's models nor the product: half the memory. It keeps
no schedule, in a file or elsewhere, and no time of day: a power cut can damage nothing, and a corrected clock neither
silences it nor makes it hurry. What is due once a day is decided by the database.
"""

import logging.config
import os
import signal
import sys
import time
from types import FrameType

from celery import Celery
from celery.app.amqp import AMQP
from django.conf import settings

from cafe_instagram import broker
from cafe_instagram.rounds import Rounds
from outbox.wake_ups import CALL_EXPIRES_S, wake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")

broker.use()
# Celery's fixup for Django would load all the models. AMQP is loaded here and not when it is first used: whoever stops
# the clock in that moment would be answered by a traceback.
app = Celery("cafe_instagram", fixups=set(), amqp=AMQP)
app.config_from_object("django.conf:settings", namespace="CELERY")


def main() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    logging.config.dictConfig(settings.LOGGING)  # Django itself is not set up here
    rounds = Rounds(settings.LOOKS_EVERY_S)
    while True:
        for every_s in rounds.over():
            wake("cafe_instagram.tasks.look", every_s, expires=max(every_s, CALL_EXPIRES_S))
        time.sleep(rounds.pause_s())


def end(number: int, frame: FrameType | None) -> None:
    sys.exit()


if __name__ == "__main__":
    main()
