"""Celery's entrances. A message is a wake-up; the database is the truth."""

from celery import shared_task

from approvals import reminding
from outbox.wake_ups import swept


@shared_task
@swept(every_s=60)
def remind_of_approvals() -> None:
    reminding.remind()
