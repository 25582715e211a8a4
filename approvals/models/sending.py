"""What carries an approved version out of the house: shared by posts and replies."""

from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.db.models import Q

from approvals.models.submission import Submission
from outbox.jobs import Job
from security.trail.registry import Event


class Told(NamedTuple):
    """What is told of one kind on its way: events of the trail, and sentences for the course on its page.

    late, stopped: why nothing went out. doubt: what follows where an answer was once lost and nothing could be found.
    """

    asked: Event
    requested: Event
    done: Event
    failed: Event
    unconfirmed: Event
    requested_line: str
    done_line: str
    late: str
    stopped: str
    doubt: str


class SendingJob(Job):
    """One attempt to send an approved version of an item. The foreign keys are the kind's own."""

    # The names of its fields: the item, and by what number Instagram knows what came of it.
    ITEM: ClassVar[str]
    REMOTE_ID: ClassVar[str]
    TOLD: ClassVar[Told]
    submission: Submission | models.ForeignKey[Any, Any]
    submission_id: int

    # Once it is out: when it is to be held against the version next.
    compare_at = models.DateTimeField("版と照合する時刻", null=True)

    class Meta(Job.Meta):
        abstract = True
        ordering = ["-created_at", "-pk"]
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(state__in=["queued", "running", "done", "unconfirmed"]),
                name="%(class)s_one_open_a_version",
            ),
        ]
        indexes = [
            *Job.Meta.indexes,
            models.Index(
                fields=["compare_at"], condition=Q(compare_at__isnull=False), name="%(class)s_to_compare"
            ),
        ]

    @property
    def item(self) -> Any:
        return getattr(self, self.ITEM)

    def requested_with(self) -> dict[str, str]:
        """What of the request the trail keeps beside the seal."""
        return {}
