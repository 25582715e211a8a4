"""What messages about measures lost: asked for every second, run when something is due."""

from django.utils import timezone

from comments.models import MeasureJob
from posts.publishing import jobs
from security.wake_ups import wake


def is_due() -> bool:
    """Whether there is anything for `run`."""
    return jobs.uncalled(MeasureJob, timezone.now()).exists()


def run() -> None:
    for job_id in jobs.call_for_workers(MeasureJob, timezone.now()):
        wake(MeasureJob.TASK, job_id)
