"""Celery's entrances. A message is a wake-up; the database is the truth."""

from functools import partial

from celery import shared_task

from approvals.sending import sweep
from comments.cases import carrying_out, telling
from comments.cases import sweep as cases_sweep
from comments.inbox import telling as inbox_telling
from comments.inbox.actions import marking
from comments.inbox.reading import turns
from comments.inbox.webhooks import working_off
from comments.own_answers import noticing
from comments.policy import telling as policy_telling
from comments.replies.models import ReplyJob
from comments.replies.sending import comparing, echoes, errand
from outbox.wake_ups import swept


@shared_task
def send_reply(job_id: int) -> None:
    errand.run(job_id)


@shared_task
def carry_out(job_id: int) -> None:
    carrying_out.run(job_id)


@shared_task
def work_off(delivery_id: int) -> None:
    working_off.run(delivery_id)


@shared_task
@swept(every_s=60)
def remind_of_cases() -> None:
    telling.remind()


@shared_task
@swept(every_s=60)
def remind_of_policy() -> None:
    policy_telling.remind()


@shared_task
@swept(every_s=15)
def read_comments() -> None:
    turns.run()


@shared_task
@swept(every_s=5, is_due=noticing.is_due)
def look_at_own_answers() -> None:
    noticing.run()


@shared_task
@swept(every_s=1, is_due=partial(sweep.is_due, ReplyJob))
def sweep_replies() -> None:
    sweep.run(ReplyJob)


@shared_task
@swept(every_s=5, is_due=echoes.awaits_echoes)
def bind_echoes() -> None:
    echoes.bind_echoes()


@shared_task
@swept(every_s=5, is_due=comparing.is_due)
def compare_live_replies() -> None:
    comparing.run()


@shared_task
@swept(every_s=1, is_due=cases_sweep.is_due)
def sweep_measures() -> None:
    cases_sweep.run()


@shared_task
@swept(every_s=1, is_due=working_off.is_due)
def sweep_notifications() -> None:
    working_off.run_waiting()


@shared_task
@swept(every_s=5, is_due=inbox_telling.is_due)
def tell_of_comments() -> None:
    inbox_telling.run()


@shared_task
@swept(every_s=5, is_due=marking.is_due)
def mark_anew() -> None:
    marking.run()
