"""Claiming a job, and writing to it only while the claim holds.

A claim is one UPDATE: whoever changes the row has it, on PostgreSQL and SQLite alike, and no lock is held while the
network is spoken to. Every later write names the claim's token, so that a worker that was thought dead and comes
back can change nothing (fencing).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from posts.models import JobState, PublishJob

# Longer than the longest single call to Instagram (65 s); every saved step renews it.
LEASE = timedelta(seconds=120)


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must stop without another word."""


@dataclass(frozen=True)
class Claim:
    """The right to work on one job until the lease runs out."""

    job_id: int
    token: uuid.UUID

    def job(self) -> PublishJob:
        """The job as it stands. Raises LeaseLost when it is no longer ours."""
        found = self._mine().select_related("submission", "post__organization").first()
        if found is None:
            raise LeaseLost
        return found

    def save(self, **values: Any) -> None:
        """Write to the job and renew the lease. Raises LeaseLost when it is no longer ours."""
        if not self._mine().update(lease_until=timezone.now() + LEASE, **values):
            raise LeaseLost

    def release(self, **values: Any) -> None:
        """Write to the job and give it out of hand."""
        if not self._mine().update(lease_until=None, token=None, **values):
            raise LeaseLost

    def _mine(self) -> Any:
        return PublishJob.objects.filter(pk=self.job_id, token=self.token, state=JobState.RUNNING)


def claim(job_id: int) -> Claim | None:
    """Take the job if it is due and nobody has it; None if somebody was faster or there is nothing to do."""
    token, now = uuid.uuid4(), timezone.now()
    taken = PublishJob.objects.filter(_claimable(now), pk=job_id).update(
        state=JobState.RUNNING, token=token, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Claim(job_id, token) if taken else None


def claimable_ids(limit: int = 100) -> Iterable[int]:
    """Jobs that a worker should be woken for, the longest due first."""
    return (
        PublishJob.objects.filter(_claimable(timezone.now())).order_by("due_at").values_list("pk", flat=True)[:limit]
    )


def _claimable(now: datetime) -> Q:
    waiting = Q(state=JobState.QUEUED, due_at__lte=now)
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    return waiting | abandoned
