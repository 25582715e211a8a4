"""Celery's entrances to the ground floor. A message is a wake-up; the database is the truth."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from outbox.wake_ups import swept
from security.account import reminders
from security.appointing import running_out
from security.appointing.actions import appointment_ended
from security.confirming import actions as confirming
from security.letters import doubted_clock, post_office, records_check, trail_head
from security.notices import composing, pruning
from security.system import full_disk, standstill, stuck_mail


@shared_task
@swept(every_s=5, is_due=post_office.is_due, in_doubt=True)
def deliver() -> None:
    post_office.deliver()


@shared_task
@swept(every_s=5, is_due=composing.is_due)
def compose_letters() -> None:
    composing.run()


@shared_task
@swept(every_s=5, is_due=doubted_clock.is_due, in_doubt=True)
def tell_of_the_clock() -> None:
    doubted_clock.tell()


@shared_task
@swept(every_s=5, is_due=standstill.is_due, in_doubt=True)
def tell_of_standstill() -> None:
    standstill.run()


@shared_task
@swept(every_s=60, is_due=full_disk.is_due, in_doubt=True)
def tell_of_disk() -> None:
    full_disk.run()


@shared_task
@swept(every_s=60, is_due=stuck_mail.is_due, in_doubt=True)
def tell_of_stuck_mail() -> None:
    stuck_mail.run()


@shared_task
@swept(every_s=60, is_due=pruning.is_due)
def prune_notices() -> None:
    pruning.run()


@shared_task
@swept(every_s=30)
def settle_ended() -> None:
    appointment_ended.settle_ended()


@shared_task
@swept(every_s=30, is_due=confirming.is_any_due)
def let_changes_pass() -> None:
    confirming.let_pass()


@shared_task
@swept(every_s=60)
def mail_head() -> None:
    """Yesterday's, as soon as it is over: asked for often, written once, and late rather than never."""
    trail_head.mail_head(day=timezone.localdate() - timedelta(days=1))


@shared_task
@swept(every_s=60)
def check_records() -> None:
    """Once a night: asked for often, like every other duty of the clock."""
    records_check.run()


@shared_task
@swept(every_s=60)
def remind() -> None:
    reminders.remind()


@shared_task
@swept(every_s=60)
def remind_of_endings() -> None:
    running_out.remind()
