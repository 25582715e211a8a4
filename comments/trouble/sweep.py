"""What messages lost, and what time has brought to cases: run every second by beat."""

from django.utils import timezone

from comments.models import MeasureJob
from posts.publishing import jobs
from security.wake_ups import wake

from . import telling


def run() -> None:
    for job_id in jobs.call_for_workers(MeasureJob, timezone.now()):
        wake(MeasureJob.TASK, job_id)
    telling.remind_of_answers()
    telling.remind_of_deadlines()
