"""One attempt at one job, whatever it is: taken, worked on, and given up in silence when another worker has it."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic

from django.utils import timezone

from outbox import claims, delays
from outbox.claims import Claim, LeaseLost, SomeJob

logger = logging.getLogger(__name__)

# After a fault of our own.
SHORTEST = timedelta(seconds=30)
FAULT = (
    "システムの不具合で処理が止まりました。自動でやり直します。続くときは、システム管理者に知らせてください。"
)
FAULT_ENDING = "システムの不具合で処理できませんでした。システム管理者に知らせてください。"

Attempt = Callable[[Claim[SomeJob]], None]


def run(model: type[SomeJob], job_id: int, attempt: Attempt[SomeJob]) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    _work(claims.claim(model, job_id), attempt)


def end(model: type[SomeJob], job_id: int, attempt: Attempt[SomeJob]) -> None:
    """As `run`, for a job whose time is over, due or not."""
    _work(claims.claim_to_end(model, job_id), attempt)


def _work(claim: Claim[SomeJob] | None, attempt: Attempt[SomeJob]) -> None:
    if claim is None:
        return
    try:
        with _FaultsTold(claim):
            attempt(claim)
    except LeaseLost:
        logger.warning("%s %s has been taken over, or called off", type(claim.job).__name__, claim.job.pk)


@dataclass
class _FaultsTold(Generic[SomeJob]):
    """A fault of our own stands on the item's page and is tried again, instead of ending in silence. It goes on up."""

    claim: Claim[SomeJob]

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, LeaseLost):
            with suppress(LeaseLost):  # the attempt itself has given it back
                self._postpone()

    def _postpone(self) -> None:
        job, now = self.claim.job, timezone.now()
        claims.postpone(
            self.claim,
            delay=delays.growing(job, now, shortest=SHORTEST),
            sentence=FAULT,
            ending=FAULT_ENDING,
            is_technical=True,
            is_tried=True,
            looked_at=now if job.sent_at else None,
        )
