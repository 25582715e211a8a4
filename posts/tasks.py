"""Celery's entrances. A message is a wake-up; the database is the truth."""

from celery import shared_task

from outbox.wake_ups import swept
from posts.drafting import files
from posts.links import nightly, titles
from posts.live import picturing
from posts.publishing import comparing, errand, reminding
from posts.publishing import sweep as sweeping
from posts.publishing.by_hand import waiting
from security.account.upkeep import sweep as upkeep


@shared_task
def publish(job_id: int) -> None:
    errand.run(job_id)


@shared_task
@swept(every_s=1, is_due=sweeping.is_due)
def sweep() -> None:
    sweeping.run()


@shared_task
@swept(every_s=5, is_due=comparing.is_due)
def compare_live() -> None:
    comparing.run()


@shared_task
@swept(every_s=5, is_due=picturing.is_due)
def keep_pictures() -> None:
    picturing.run()


@shared_task
@swept(every_s=60)
def keep_connection() -> None:
    upkeep.run()


@shared_task
@swept(every_s=60)
def look_at_damaged_files() -> None:
    files.look_again()


@shared_task
@swept(every_s=60)
def keep_links() -> None:
    nightly.run()


@shared_task
@swept(every_s=60)
def remind_of_pressing() -> None:
    reminding.remind()


@shared_task
@swept(every_s=5, is_due=titles.is_due)
def look_up_titles() -> None:
    titles.run()


@shared_task
@swept(every_s=60, is_due=waiting.is_due)
def keep_hands() -> None:
    waiting.run()
