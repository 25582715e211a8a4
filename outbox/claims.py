"""Claiming a job, and writing to it only while the claim holds; what is the same for every kind of job.

A claim is one UPDATE: whoever changes the row has it, on PostgreSQL and SQLite alike, and no lock is held while the
network is spoken to. Every later write names the claim's token, so that a worker that was thought dead and comes
back can change nothing (fencing).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from outbox.heartbeat import clock_is_in_doubt
from outbox.jobs import Job, JobState

# Longer than the longest single call to Instagram (TIMEOUTS_S of the client); every saved step renews it.
LEASE = timedelta(seconds=120)
# A post that could not be sent this long after its time does not go out any more: it would surprise everybody.
GRACE = timedelta(minutes=30)
# A worker that was woken and has not come is called again.
CALL_AGAIN = timedelta(seconds=30)

WAITING = (JobState.QUEUED, JobState.RUNNING)

SomeJob = TypeVar("SomeJob", bound=Job)


class TooLate(Exception):
    """The job's time is over with nothing sent: it does not go out any more."""


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must stop without another word."""


@dataclass(frozen=True)
class Claim(Generic[SomeJob]):
    """The right to work on one job until the lease runs out."""

    model: type[SomeJob]
    job_id: int
    token: uuid.UUID

    def job(self) -> SomeJob:
        """The job as it stands. Raises LeaseLost when it is no longer ours."""
        found = self._mine().select_related(*self.model.CLAIMED_WITH).first()
        if found is None:
            raise LeaseLost
        return found

    def save(self, **values: Any) -> None:
        """Write to the job and renew the lease. Raises LeaseLost when it is no longer ours."""
        if not self._mine().update(lease_until=timezone.now() + LEASE, **values):
            raise LeaseLost

    def release(self, **values: Any) -> None:
        """Write to the job and give it out of hand."""
        if not self._mine().update(lease_until=None, token=None, woken_at=None, **values):
            raise LeaseLost

    def _mine(self) -> Any:
        return self.model._default_manager.filter(pk=self.job_id, token=self.token, state=JobState.RUNNING)


def claim(model: type[SomeJob], job_id: int) -> Claim[SomeJob] | None:
    """Take the job if it is due and nobody has it; None if somebody was faster or there is nothing to do.

    None as well while the clock is in doubt, by which it would be judged whether the job is due or too late.
    """
    if clock_is_in_doubt():
        return None
    token, now = uuid.uuid4(), timezone.now()
    taken = model._default_manager.filter(_claimable(now), pk=job_id).update(
        state=JobState.RUNNING, token=token, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Claim(model, job_id, token) if taken else None


def call_off(waiting: QuerySet[SomeJob]) -> None:
    """The approval is gone: of these jobs, what has sent nothing is taken out of the queue."""
    waiting.filter(state__in=WAITING, sent_at=None).update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=timezone.now()
    )


@transaction.atomic
def postpone(claim: Claim[SomeJob], *, delay: timedelta, sentence: str = "", **values: object) -> None:
    """Nothing is lost: the job is due again after the delay. A sentence, if given, is shown on the item's page."""
    if sentence:
        tell(claim, sentence, is_problem=True)
        values["problem"] = sentence
    claim.release(state=JobState.QUEUED, due_at=timezone.now() + delay, **values)


def tell(claim: Claim[SomeJob], sentence: str, *, is_problem: bool = False) -> None:
    """One line for the item's page. The same problem twice in a row is told once."""
    steps = claim.model(pk=claim.job_id).steps
    last = steps.last()
    if last is None or last.sentence != sentence:
        steps.create(sentence=sentence, is_problem=is_problem)


def call_for_workers(model: type[Job], now: datetime, limit: int = 100) -> list[int]:
    """The jobs that a worker should be woken for now, the longest due first; each is called once in a while."""
    ids = list(uncalled(model, now).order_by("due_at").values_list("pk", flat=True)[:limit])
    model._default_manager.filter(pk__in=ids).update(woken_at=now)
    return ids


def uncalled(model: type[SomeJob], now: datetime) -> QuerySet[SomeJob]:
    """What a worker can claim now, and none has been woken for lately."""
    not_lately = Q(woken_at=None) | Q(woken_at__lt=now - CALL_AGAIN)
    return model._default_manager.filter(_claimable(now), not_lately)


def oldest_due(model: type[SomeJob], now: datetime) -> datetime | None:
    """Since when the job that has waited longest could have been begun."""
    waiting = model._default_manager.filter(state=JobState.QUEUED, due_at__lte=now)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def _claimable(now: datetime) -> Q:
    waiting = Q(state=JobState.QUEUED, due_at__lte=now)
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    return waiting | abandoned
