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
from outbox.jobs import OPEN, Job, JobState, continued

# Longer than the longest single call to Instagram (TIMEOUTS_S of the client) and than a mail server's answer is waited
# for; every saved step renews it.
LEASE = timedelta(seconds=120)
# A post that could not be sent this long after its time does not go out any more: it would surprise everybody.
GRACE = timedelta(minutes=30)
# A worker that was woken and has not come is called again.
CALL_AGAIN = timedelta(seconds=30)

SomeJob = TypeVar("SomeJob", bound=Job)


class TooLate(Exception):
    """The job's time is over with nothing sent: it does not go out any more."""


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must stop without another word."""


@dataclass(frozen=True)
class Claim(Generic[SomeJob]):
    """The right to work on one job until the lease runs out. `job` is the row as the one who writes to it knows it."""

    job: SomeJob
    token: uuid.UUID

    def save(self, **values: Any) -> None:
        """Write to the job and renew the lease. Raises LeaseLost when it is no longer ours."""
        self._write(lease_until=timezone.now() + LEASE, **values)

    def tell(self, sentence: str, *, is_problem: bool = False, **values: Any) -> None:
        """As `save`, with one line for the item's page, if there is a sentence."""
        self.save(**self._line(sentence, is_problem=is_problem), **values)

    def note_request(self, sentence: str = "") -> None:
        """Committed before what cannot be repeated is asked for."""
        now = timezone.now()
        first, requests = self.job.first_asked_at or now, self.job.requests + 1
        self.tell(sentence, sent_at=now, first_asked_at=first, requests=requests)

    def release(self, sentence: str = "", *, is_problem: bool = False, **values: Any) -> None:
        """Write to the job and give it out of hand; with a line for the item's page, if there is a sentence."""
        line = self._line(sentence, is_problem=is_problem)
        self._write(lease_until=None, token=None, woken_at=None, **line, **values)

    def _line(self, sentence: str, *, is_problem: bool) -> dict[str, Any]:
        if not sentence:
            return {}
        return {"course": continued(self.job.course, sentence, timezone.now(), is_problem=is_problem)}

    def _write(self, **values: Any) -> None:
        mine = type(self.job)._default_manager.filter(
            pk=self.job.pk, token=self.token, state=JobState.RUNNING
        )
        if not mine.update(**values):
            raise LeaseLost
        for name, value in values.items():
            setattr(self.job, name, value)


def claim(model: type[SomeJob], job_id: int) -> Claim[SomeJob] | None:
    """Take the job if it is due and nobody has it; None if somebody was faster or there is nothing to do.

    While the clock is in doubt, by which it would be judged whether the job is due or too late, only what has been asked
    for is taken, to be looked for; but all of those that no time makes wrong (IN_DOUBT).
    """
    now = timezone.now()
    return _taken(model, job_id, _claimable(now), now)


def claim_to_end(model: type[SomeJob], job_id: int) -> Claim[SomeJob] | None:
    """Take a job that nobody has and that has not been asked for, due or not: its time is over."""
    return _taken(model, job_id, Q(state=JobState.QUEUED, sent_at=None), timezone.now())


def _taken(model: type[SomeJob], job_id: int, free: Q, now: datetime) -> Claim[SomeJob] | None:
    if not model.IN_DOUBT and clock_is_in_doubt():
        free &= Q(sent_at__isnull=False)  # looking for what has been asked for hangs on no time
    token, rows = uuid.uuid4(), model._default_manager.filter(pk=job_id)
    if not rows.filter(free).update(
        state=JobState.RUNNING, token=token, lease_until=now + LEASE, attempts=F("attempts") + 1
    ):
        return None
    return Claim(rows.select_related(*model.CLAIMED_WITH).get(), token)


def call_off(waiting: QuerySet[SomeJob]) -> None:
    """The approval is gone: of these jobs, what has sent nothing is taken out of the queue."""
    waiting.filter(state__in=OPEN, sent_at=None).update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=timezone.now()
    )


def postpone(claim: Claim[SomeJob], *, delay: timedelta, sentence: str = "", **values: object) -> None:
    """Nothing is lost: the job is due again after the delay. A sentence, if given, is shown on the item's page."""
    if sentence:
        values["problem"] = sentence
    due_at = timezone.now() + delay
    claim.release(sentence, is_problem=True, state=JobState.QUEUED, due_at=due_at, **values)


@transaction.atomic
def call_for_workers(model: type[Job], now: datetime, limit: int = 100) -> list[int]:
    """The jobs that a worker should be woken for now, the longest due first; each is called once in a while.

    Sweeps at once share the jobs out: what one of them holds, or a worker, the others pass by.
    """
    free = uncalled(model, now).order_by("due_at").select_for_update(skip_locked=True, no_key=True)
    ids = list(free.values_list("pk", flat=True)[:limit])
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
