"""What Instagram is asked to publish."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from approvals.models import Submission
from outbox.clock import now
from outbox.jobs import Job
from posts.drafting.content import PostContent, sealed
from posts.drafting.models.posts import Post


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
    # How often publication has been asked for, first when; and whether an answer to it was ever lost: from then on the
    # post may be live, whatever else is said, until it is found or a person has looked.
    requests = models.PositiveSmallIntegerField("公開を依頼した回数", default=0)
    first_asked_at = models.DateTimeField("最初に公開を依頼した日時", null=True)
    is_doubtful = models.BooleanField("公開の結果が分からないことがあった", default=False)
    # When the account's list was first seen to lack it while Instagram called the container unpublished.
    missing_since = models.DateTimeField("投稿の一覧にないことを確かめた日時", null=True)
    media_id = models.CharField("投稿番号", max_length=40, blank=True)
    permalink = models.CharField("投稿のアドレス", max_length=300, blank=True)
    # What identifies the live post in every form of its address.
    shortcode = models.CharField("投稿のアドレスの符号", max_length=60, blank=True)
    # When the live post is to be held against the version next (comparing.py), and since when the account lacks it.
    compare_at = models.DateTimeField("版と照合する時刻", null=True)
    unseen_since = models.DateTimeField("公式アカウントに見当たらなくなった日時", null=True)

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
            models.UniqueConstraint(
                fields=["shortcode"], condition=~Q(shortcode=""), name="job_address_belongs_to_one"
            ),
        ]
        indexes = [
            models.Index(fields=["compare_at"], condition=Q(compare_at__isnull=False), name="job_to_compare"),
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

    @property
    def content(self) -> PostContent:
        """What is published."""
        return sealed(self.submission)


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


class LiveDifference(models.Model):
    """What of the live post is not as it was approved; told once, and shown until somebody has looked into it."""

    class What(models.TextChoices):
        WORDS = "words", "本文が違います"
        COUNT = "count", "写真の枚数が違います"
        ORDER = "order", "写真の順番が違います"
        KIND = "kind", "写真でないものが入っています"
        GONE = "gone", "公式アカウントに見当たりません"

    job = models.ForeignKey(PublishJob, models.PROTECT, related_name="differences", verbose_name="投稿の処理")
    what = models.CharField("違うところ", max_length=20, choices=What)
    found_at = models.DateTimeField("気づいた日時", default=now)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="確かめた人"
    )
    seen_at = models.DateTimeField("確かめた日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "承認された版との違い"
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "what"], name="difference_is_found_once"),
        ]
        indexes = [
            models.Index(fields=["found_at"], condition=Q(seen_at__isnull=True), name="difference_unseen"),
        ]

    def __str__(self) -> str:
        return self.get_what_display()
