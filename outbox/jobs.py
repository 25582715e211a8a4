"""Work that somebody outside is asked for: the row is the truth, whatever becomes of messages and workers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from outbox.clock import now


class JobState(models.TextChoices):
    QUEUED = "queued", "順番待ち"
    RUNNING = "running", "処理中"
    DONE = "done", "完了"
    FAILED = "failed", "失敗"
    UNCONFIRMED = "unconfirmed", "要確認"
    CANCELLED = "cancelled", "取りやめ"


OPEN = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One attempt at something. While RUNNING, only its lease's holder writes to it (outbox/claims.py)."""

    # The task that works on it, and what it is read with.
    TASK: ClassVar[str]
    CLAIMED_WITH: ClassVar[tuple[str, ...]]
    # Whether it goes on while the clock is in doubt.
    IN_DOUBT: ClassVar[bool] = False

    state = models.CharField("状態", max_length=20, choices=JobState, default=JobState.QUEUED)
    due_at = models.DateTimeField("処理する時刻", default=now)
    asked_for = models.DateTimeField("投稿する時刻", default=now)
    token = models.UUIDField("処理の印", null=True)
    lease_until = models.DateTimeField("処理の期限", null=True)
    woken_at = models.DateTimeField("知らせた日時", null=True)
    attempts = models.PositiveIntegerField("試行回数", default=0)
    # Committed before what cannot be repeated is asked for: from then on, look before asking again.
    sent_at = models.DateTimeField("依頼した日時", null=True)
    # How often it has been asked for, first when; and whether an answer to it was ever lost: from then on it may have
    # arrived, whatever else is said, until it is found or a person has looked.
    requests = models.PositiveSmallIntegerField("依頼した回数", default=0)
    first_asked_at = models.DateTimeField("最初に依頼した日時", null=True)
    is_doubtful = models.BooleanField("結果が分からないことがあった", default=False)
    # When what became of the request was last looked for, with no end of it.
    looked_at = models.DateTimeField("結果を確かめた日時", null=True)
    problem = models.TextField("できごと", blank=True)
    # Whether the other side has been spoken to, and with what sentence it ends if its time runs out now.
    is_tried = models.BooleanField("試みた", default=False)
    ending = models.TextField("時間切れのときの理由", blank=True)
    # Whether that is a fault of the system, of the connection or of the other side, which nobody mends at his desk.
    is_technical = models.BooleanField("システムに原因がある", default=False)
    # What happened, line by line, oldest first; written by `Claim.tell`, read by `lines`.
    course = models.JSONField("経過", default=list)
    created_at = models.DateTimeField("受付日時", default=now)
    finished_at = models.DateTimeField("終了日時", null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(first_asked_at__isnull=False),
                name="%(class)s_sent_was_asked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["queued", "running"]),
                name="%(class)s_open_by_time",
            ),
        ]

    @property
    def lines(self) -> list["Line"]:
        return [Line(**line) for line in self.course]


@dataclass
class Line:
    """One line of the course, for a page. `at`, `last_at`: ISO 8601; times: how often in a row."""

    at: str
    sentence: str
    is_problem: bool = False
    times: int = 1
    last_at: str = ""

    @property
    def first(self) -> datetime:
        return timezone.localtime(datetime.fromisoformat(self.at))

    @property
    def last(self) -> datetime:
        return timezone.localtime(datetime.fromisoformat(self.last_at or self.at))


def continued(
    course: list[dict[str, Any]], sentence: str, at: datetime, *, is_problem: bool
) -> list[dict[str, Any]]:
    """The course with one more line; a sentence that has just been told is counted instead."""
    if course and course[-1]["sentence"] == sentence:
        last = course[-1]
        return [*course[:-1], {**last, "times": last.get("times", 1) + 1, "last_at": at.isoformat()}]
    return [*course, {"at": at.isoformat(), "sentence": sentence, "is_problem": is_problem}]
