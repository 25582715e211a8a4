"""Celery's entrances to the ground floor. A message is a wake-up; the database is the truth."""

from celery import shared_task

from . import post_office, reminders
from .actions import leaving


@shared_task
def deliver() -> None:
    post_office.deliver()


@shared_task
def settle_ended() -> None:
    leaving.settle_ended()


@shared_task
def remind() -> None:
    reminders.remind()
