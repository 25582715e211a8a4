"""Celery's entrance to the demo."""

from celery import shared_task

from demo import citizens


@shared_task
def let_citizens_write() -> None:
    """The demo's comments, once its posts are live."""
    citizens.write()
