"""What messages lost and what time has brought, for the jobs of any kind of approved item."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from approvals import lateness
from approvals.models import SendingJob
from approvals.sending import actions
from outbox import claims, engine
from outbox.jobs import JobState
from outbox.wake_ups import wake


def is_due(model: type[SendingJob]) -> bool:
    """Whether there is anything for `run`."""
    now = timezone.now()
    return any(rows.exists() for rows in (_too_late(model, now), claims.uncalled(model, now)))


def run(model: type[SendingJob]) -> None:
    now = timezone.now()
    for job_id in list(_too_late(model, now).values_list("pk", flat=True)):
        engine.end(model, job_id, actions.run_out)
    for job_id in claims.call_for_workers(model, timezone.now()):
        wake(model.TASK, job_id)


def _too_late(model: type[SendingJob], now: datetime) -> QuerySet[SendingJob]:
    return model._default_manager.filter(lateness.too_late(now), state=JobState.QUEUED)
