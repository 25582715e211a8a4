"""The rules in force, as data: the 運営要領 itself and the prefecture's social media guideline (第３第２項, 第７)."""

from datetime import date

from django.db import models
from django.utils import timezone


class GuidelineQuerySet(models.QuerySet["Guideline"]):
    def in_force(self, kind: "Guideline.Kind", day: date | None = None) -> "Guideline":
        """The version in force on that day (today in Japan). Raises DoesNotExist before the first."""
        return self.filter(kind=kind, in_force_from__lte=day or timezone.localdate()).latest("in_force_from")

    def all_in_force(self) -> dict[str, "Guideline"]:
        """The version of each kind that is in force today, by its kind: one query."""
        begun = self.filter(in_force_from__lte=timezone.localdate()).order_by("in_force_from")
        return {guideline.kind: guideline for guideline in begun}


class Guideline(models.Model):
    """One version of a rule book. Every submission names the versions that were in force."""

    class Kind(models.TextChoices):
        OPERATION = "operation", "運営要領"
        SOCIAL_MEDIA = "social_media", "北海道ソーシャルメディア利用ガイドライン"

    kind = models.CharField("種類", max_length=20, choices=Kind)
    version = models.CharField("版", max_length=100)
    in_force_from = models.DateField("施行日")
    checklist = models.TextField(
        "留意事項", blank=True, help_text="承認を求めるときに確認する事項を、1行に1つずつ書きます。"
    )
    to_be_replaced = models.BooleanField(
        "要差替", default=False, help_text="原本が届くまでの仮の内容であることを示します。"
    )

    objects = GuidelineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "要領・ガイドラインの版"
        ordering = ["kind", "-in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "in_force_from"], name="guideline_one_version_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    @property
    def points(self) -> list[str]:
        return [line.strip() for line in self.checklist.splitlines() if line.strip()]
