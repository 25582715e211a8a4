"""What Instagram is asked to publish."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from approvals.models import SendingJob, Submission, Told
from outbox.clock import now
from outbox.jobs import JobState
from posts.drafting.content import PostContent, sealed
from posts.drafting.models.posts import Post
from posts.publishing import events
from security.office.macs import Authentic, mac_of


class PublishJob(Authentic, SendingJob):
    """The publication of one approved version. Once it is DONE, `due_at` is when to ask for the post's address again."""

    TASK = "posts.tasks.publish"
    CLAIMED_WITH = ("submission", "post__organization")
    ITEM = "post"
    REMOTE_ID = "media_id"
    TOLD = Told(
        asked=events.PUBLISH_ASKED,
        requested=events.PUBLISH_SENT,
        done=events.PUBLISHED,
        failed=events.PUBLISH_FAILED,
        unconfirmed=events.PUBLISH_UNCONFIRMED,
        requested_line="公開をInstagramに依頼しました。",
        done_line="Instagramに投稿されました。",
        late="投稿する時刻に投稿できないまま30分が過ぎたため、投稿しませんでした。",
        stopped="緊急停止があったため、投稿しませんでした。",
        doubt=(
            "前に公開を依頼したときの返事が届いていないため、投稿されている可能性があります。"
            "公式アカウントの画面を開いて確かめ、「結果を確かめる」から記録してください。"
        ),
    )
    SIGNED_WITH = ("submission",)
    COVERED = ("id", "post", "submission", "asked_for", "children", "container")

    post = models.ForeignKey(Post, models.PROTECT, related_name="jobs", verbose_name="投稿")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="jobs", verbose_name="版")
    # Container ids as Instagram gave them, saved the moment they come: one per photo, and the carousel's own.
    children = models.JSONField("写真の受付番号", default=list)
    container = models.CharField("受付番号", max_length=40, blank=True)
    container_at = models.DateTimeField("受付日時", null=True)
    # When the account's list was first seen to lack it while Instagram called the container unpublished.
    missing_since = models.DateTimeField("投稿の一覧にないことを確かめた日時", null=True)
    # 第４第１項(3): when its links were last opened with nothing against the post, how often in a row one did not answer,
    # and since when one of them surely leads nowhere and keeps the post back.
    links_opened_at = models.DateTimeField("リンク先を確かめた日時", null=True)
    links_silent = models.PositiveSmallIntegerField("リンク先から返事がなかった回数", default=0)
    links_dead_since = models.DateTimeField("リンク先が開けず待っている日時", null=True)
    media_id = models.CharField("投稿番号", max_length=40, blank=True)
    permalink = models.CharField("投稿のアドレス", max_length=300, blank=True)
    # What identifies the live post in every form of its address.
    shortcode = models.CharField("投稿のアドレスの符号", max_length=60, blank=True)
    # Since when the account lacks the live post (comparing.py).
    unseen_since = models.DateTimeField("公式アカウントに見当たらなくなった日時", null=True)
    # 手動投稿: who has taken it in hand, and since when. RUNNING then, on nobody's lease: no worker takes it up (by_hand/).
    in_hand_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="手動で投稿する人"
    )
    in_hand_at = models.DateTimeField("手動での投稿を始めた日時", null=True)

    class Meta(SendingJob.Meta):
        verbose_name = verbose_name_plural = "投稿の処理"
        constraints = [
            *SendingJob.Meta.constraints,
            models.CheckConstraint(
                condition=Q(in_hand_at__isnull=True, in_hand_of__isnull=True)
                | Q(in_hand_at__isnull=False, in_hand_of__isnull=False, lease_until__isnull=True),
                name="job_in_hand_is_somebodys_and_no_workers",
            ),
            models.UniqueConstraint(
                fields=["media_id"], condition=~Q(media_id=""), name="job_media_belongs_to_one"
            ),
            models.UniqueConstraint(
                fields=["shortcode"], condition=~Q(shortcode=""), name="job_address_belongs_to_one"
            ),
        ]
        indexes = [
            *SendingJob.Meta.indexes,
            # The public links page.
            models.Index(
                fields=["-finished_at", "-id"], condition=Q(state="done"), name="job_done_latest_first"
            ),
            models.Index(
                fields=["in_hand_at"],
                condition=Q(in_hand_at__isnull=False, state="running"),
                name="job_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.get_state_display()}"

    def mac_facts(self) -> dict[str, Any]:
        return {**super().mac_facts(), "seal": self.submission.seal}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its number, which the MAC covers, is known only once it is there."""
        is_new = self.pk is None
        super().save(*args, **kwargs)
        if is_new:
            self.mac = mac_of(self.mac_facts())
            PublishJob.objects.filter(pk=self.pk).update(mac=self.mac)

    @property
    def is_in_hand(self) -> bool:
        """Whether a person is posting it by hand now."""
        return self.in_hand_at is not None and self.state == JobState.RUNNING

    @property
    def content(self) -> PostContent:
        """What is published."""
        return sealed(self.submission)

    def requested_with(self) -> dict[str, str]:
        return {"container": self.container}


class LiveDifference(models.Model):
    """What of the live post is not as it was approved; told once, and shown until somebody has looked into it."""

    class What(models.TextChoices):
        WORDS = "words", "本文が違います"
        COUNT = "count", "写真の枚数が違います"
        ORDER = "order", "写真の順番が違います"
        LABEL = "label", "AIラベルが付いていません"
        KIND = "kind", "写真でないものが入っています"
        GONE = "gone", "公式アカウントに見当たりません"
        AGAINST = "against", "投稿してはならないときに、手動で投稿されました"

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
