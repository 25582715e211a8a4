"""A doubt about the connection wakes a check as soon as it is committed."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from security.models import AccessToken
from security.signals import connection_doubted

logger = logging.getLogger(__name__)


@receiver(connection_doubted, sender=AccessToken)
def on_doubt(**kwargs: Any) -> None:
    transaction.on_commit(wake)


def wake() -> None:
    """A hint to the workers; without it the sweep asks some minutes later."""
    try:
        current_app.send_task("posts.tasks.keep_connection")
    except (OperationalError, OSError):
        logger.warning("no broker to wake a worker for the connection; the sweep will check it")
