"""供覧: the division sees what the contractor's manager has approved (第４第３項(1))."""

from django.conf import settings
from django.db import models

from approvals.models.submission import Submission
from outbox.clock import now
from security.models import Appointment


class Reading(models.Model):
    """One person's mark on one approved version: seen, in which appointment, when."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="readings", verbose_name="版")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="確認した人"
    )
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name="任用")
    read_at = models.DateTimeField("確認日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "供覧"
        ordering = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "by"], name="reading_one_mark_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.by}"
