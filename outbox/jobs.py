"""Work that somebody outside is asked for: the row is the truth, whatever becomes of messages and workers."""

from typing import Any, ClassVar

from django.db import models

from outbox.clock import now


class JobState(models.TextChoices):
    QUEUED = "queued", "順番待ち"
    RUNNING = "running", "処理中"
    DONE = "done", "完了"
    FAILED = "failed", "失敗"
    UNCONFIRMED = "unconfirmed", "要確認"
    CANCELLED = "cancelled", "取りやめ"


class Job(models.Model):
    """One attempt at something. While RUNNING, only its lease's holder writes to it (outbox/claims.py)."""

    # The task that works on it, and what it is read with.
    TASK: ClassVar[str]
    CLAIMED_WITH: ClassVar[tuple[str, ...]]
    # What happened, line by line; of the kinds that have a page of their own.
    steps: Any

    state = models.CharField("状態", max_length=20, choices=JobState, default=JobState.QUEUED)
    due_at = models.DateTimeField("処理する時刻")
    asked_for = models.DateTimeField("投稿する時刻")
    token = models.UUIDField("処理の印", null=True)
    lease_until = models.DateTimeField("処理の期限", null=True)
    woken_at = models.DateTimeField("知らせた日時", null=True)
    attempts = models.PositiveIntegerField("試行回数", default=0)
    # Committed before Instagram is asked for what cannot be repeated: from then on, look before asking again.
    sent_at = models.DateTimeField("公開を依頼した日時", null=True)
    problem = models.TextField("できごと", blank=True)
    created_at = models.DateTimeField("受付日時", default=now)
    finished_at = models.DateTimeField("終了日時", null=True)

    class Meta:
        abstract = True
