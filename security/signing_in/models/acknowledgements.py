"""道のセキュリティポリシー (第５第２項): its wording as the office keeps it, and who has acknowledged it in which fiscal year."""

from django.conf import settings
from django.db import models

from outbox.clock import now


class PolicyText(models.Model):
    """What people acknowledge. The newest that is in force counts; one that was acknowledged is never changed."""

    title = models.CharField("名称", max_length=200)
    body = models.TextField("内容")
    address = models.URLField("掲載先", blank=True)
    in_force_from = models.DateField("適用する日")
    to_be_replaced = models.BooleanField(
        "要差替", default=False, editable=False
    )  # ours, until the office has entered its own

    class Meta:
        verbose_name = verbose_name_plural = "セキュリティポリシーの版"
        ordering = ["-in_force_from", "-pk"]

    def __str__(self) -> str:
        return self.title


class Acknowledgement(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="acknowledgements", verbose_name="確認した人"
    )
    fiscal_year = models.PositiveIntegerField("年度")
    text = models.ForeignKey(PolicyText, models.PROTECT, related_name="+", verbose_name="確認した版")
    at = models.DateTimeField("確認した日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "セキュリティポリシーの確認"
        constraints = [
            models.UniqueConstraint(fields=["user", "fiscal_year"], name="acknowledged_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}年度 {self.user.name}"
