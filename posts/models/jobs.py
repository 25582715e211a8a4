"""Work that Instagram is asked for: the row is the truth, whatever becomes of messages and workers."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from approvals.models import Submission
from security.clock import now

from .posts import Post


class JobState(models.TextChoices):
    QUEUED = "queued", "順番待ち"
    RUNNING = "running", "処理中"
    DONE = "done", "完了"
    FAILED = "failed", "失敗"
    UNCONFIRMED = "unconfirmed", "要確認"
    CANCELLED = "cancelled", "取りやめ"


class Job(models.Model):
    """One attempt at something. While RUNNING, only its lease's holder writes to it (publishing/jobs.py)."""

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


class PublishJob(Job):
    """The publication of one approved version. Once it is DONE, `due_at` is when to ask for the post's address again."""

    TASK = "posts.tasks.publish"
    CLAIMED_WITH = ("submission", "post__organization")

    post = models.ForeignKey(Post, models.PROTECT, related_name="jobs", verbose_name="投稿")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="jobs", verbose_name="版")
    # Container ids as Instagram gave them, saved the moment they come: one per photo, and the carousel's own.
    children = models.JSONField("写真の受付番号", default=list)
    container = models.CharField("受付番号", max_length=40, blank=True)
    container_at = models.DateTimeField("受付日時", null=True)
    media_id = models.CharField("投稿番号", max_length=40, blank=True)
    permalink = models.CharField("投稿のアドレス", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投稿の処理"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(state__in=["queued", "running", "done", "unconfirmed"]),
                name="job_one_open_a_version",
            ),
            models.UniqueConstraint(
                fields=["media_id"], condition=~Q(media_id=""), name="job_media_belongs_to_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["queued", "running"]), name="job_open_by_time"
            ),
            # The public links page.
            models.Index(
                fields=["-finished_at", "-id"], condition=Q(state="done"), name="job_done_latest_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.get_state_display()}"


class PublishStep(models.Model):
    """One line of what happened while publishing, as the post page shows it."""

    job = models.ForeignKey(PublishJob, models.CASCADE, related_name="steps", verbose_name="投稿の処理")
    at = models.DateTimeField("日時", default=now)
    sentence = models.CharField("できごと", max_length=300)
    is_problem = models.BooleanField("問題", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "投稿の経過"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.sentence
