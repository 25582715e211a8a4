"""Celery's entrances to the ground floor. A message is a wake-up; the database is the truth."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from outbox.wake_ups import swept
from security.account import reminders
from security.appointing.actions import appointment_ended
from security.letters import post_office, records_check, trail_head


@shared_task
@swept(every_s=5, is_due=post_office.is_due)
def deliver() -> None:
    post_office.deliver()


@shared_task
def settle_ended() -> None:
    appointment_ended.settle_ended()


@shared_task
def mail_head() -> None:
    """Yesterday's, as soon as it is over: asked for often, written once, and late rather than never."""
    trail_head.mail_head(day=timezone.localdate() - timedelta(days=1))


@shared_task
def check_records() -> None:
    """Once a night: asked for often, like every other duty of the clock."""
    records_check.run()


@shared_task
def remind() -> None:
    reminders.remind()
