"""One attempt at one job, whatever it is: taken, worked on, and given up in silence when another worker has it."""

import logging
from collections.abc import Callable

from outbox import claims
from outbox.claims import Claim, LeaseLost, SomeJob

logger = logging.getLogger(__name__)


def run(model: type[SomeJob], job_id: int, attempt: Callable[[Claim[SomeJob]], None]) -> None:
    """Work on the job as far as it goes now. Safe to call at any time, by any number of workers."""
    claim = claims.claim(model, job_id)
    if claim is None:
        return
    try:
        attempt(claim)
    except LeaseLost:
        logger.warning("%s %s has been taken over, or called off", model._meta.verbose_name, job_id)
