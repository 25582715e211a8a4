"""緊急停止: nothing leaves while a stop stands."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from outbox.clock import now
from security.models import Organization


class EmergencyStop(models.Model):
    reason = models.TextField("理由")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="停止した人"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="停止した組織"
    )
    started_at = models.DateTimeField("停止した日時", default=now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="解除した人"
    )
    ended_at = models.DateTimeField("解除した日時", null=True)
    ending_note = models.TextField("解除の理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "緊急停止"
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="stop_ends_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"緊急停止 {timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"


class PostingGate(models.Model):
    """The one row that stopping and sending both lock, so that nothing is sent after a stop has been made."""

    stop = models.ForeignKey(EmergencyStop, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "投稿の開閉"

    def __str__(self) -> str:
        return "停止中" if self.stop_id else "運用中"
