"""What messages about measures lost: asked for every second, run when something is due."""

from django.utils import timezone

from comments.cases.models import MeasureJob
from outbox import claims
from outbox.wake_ups import wake


def is_due() -> bool:
    """Whether there is anything for `run`."""
    return claims.uncalled(MeasureJob, timezone.now()).exists()


def run() -> None:
    for job_id in claims.call_for_workers(MeasureJob, timezone.now()):
        wake(MeasureJob.TASK, job_id)
