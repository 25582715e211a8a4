"""The look at what is due, and upkeep of what only the embedded system has."""

import time
from pathlib import Path

from celery import shared_task
from django.conf import settings

from outbox import heartbeat, wake_ups
from outbox.wake_ups import swept

KEPT_S = 600


@shared_task
def look(every_s: int, *, called: bool = True) -> None:
    """One message asks for all the floors' sweeps of this interval."""
    wake_ups.look(every_s, in_doubt=heartbeat.beat(called=called).is_in_doubt)


@shared_task
@swept(every_s=60, in_doubt=True)
def tidy_broker() -> None:
    """Delete the messages that the filesystem broker has put aside as done."""
    folder: str | None = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("processed_folder")
    if folder is None:
        return  # Redis keeps nothing
    limit = time.time() - KEPT_S
    for message in Path(folder).iterdir():
        if message.stat().st_mtime < limit:
            message.unlink(missing_ok=True)
