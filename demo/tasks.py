"""Celery's entrance to the demo."""

from celery import shared_task

from demo import citizens
from outbox.wake_ups import swept


@shared_task
@swept(every_s=10)
def let_citizens_write() -> None:
    """The demo's comments, once its posts are live."""
    citizens.write()
