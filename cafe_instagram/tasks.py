"""The look at what is due, and upkeep of what only the embedded system has."""

import time
from pathlib import Path

from celery import shared_task
from django.conf import settings

from outbox import wake_ups

KEPT_S = 600


@shared_task
def look(every_s: int) -> None:
    """One message asks for all the floors' sweeps of this interval."""
    wake_ups.look(every_s)


@shared_task
def tidy_broker() -> None:
    """Delete the messages that the filesystem broker has put aside as done."""
    folder: str | None = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("processed_folder")
    if folder is None:
        return  # Redis keeps nothing
    limit = time.time() - KEPT_S
    for message in Path(folder).iterdir():
        if message.stat().st_mtime < limit:
            message.unlink(missing_ok=True)
