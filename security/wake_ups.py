"""Messages to the workers: hints that there is something to do. The database is the truth."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: str, *args: object) -> None:
    """Without it a sweep finds the work a little later, so a broker's absence is no error."""
    try:
        current_app.send_task(task, args=list(args))
    except (OperationalError, OSError):
        logger.warning("no broker to wake a worker for %s%s; the sweep will find it", task, args)
