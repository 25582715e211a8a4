"""A sealed version, and what was decided about it."""

import json

from django.conf import settings
from django.db import models
from django.db.models import Q

from approvals.content import Forms, SomeContent, UnknownForm
from approvals.models.dossier import Dossier
from approvals.models.guideline import Guideline
from outbox.clock import now
from security.models import Appointment
from security.office.macs import Authentic


class Step(models.TextChoices):
    """The approvals that a version may need, in their order (第３第１項(2), 第４第１項(1), 第４第３項(1))."""

    MANAGER = "manager", "業務処理責任者の承認"
    CHIEF = "chief", "移住交流担当課長の承認"
    RECOGNITION = "recognition", "移住交流担当課長が「適当と認める」こと"


class Submission(Authentic):
    """A numbered version, frozen: what is approved and published is this content and nothing else."""

    COVERED = (
        "dossier",
        "number",
        "form",
        "content",
        "seal",
        "steps",
        "confirmations",
        "operation_guideline",
        "social_media_guideline",
        "submitted_by",
        "appointment",
        "submitted_at",
    )

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="submissions", verbose_name="起案文書")
    number = models.PositiveIntegerField("版")
    # Of the forms that its kind of document has (approvals/content.py). Sealed with the content.
    form = models.PositiveSmallIntegerField("封印の形式")
    content = models.TextField("内容", help_text="Canonical JSON, the very text that the seal covers.")
    seal = models.CharField("封印", max_length=64)
    steps = models.JSONField("必要な承認", default=list)
    confirmations = models.JSONField("確認事項", default=list)
    operation_guideline = models.ForeignKey(
        Guideline, models.PROTECT, related_name="+", verbose_name="運営要領の版"
    )
    social_media_guideline = models.ForeignKey(
        Guideline, models.PROTECT, related_name="+", verbose_name="ガイドラインの版"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="承認を求めた人"
    )
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name="任用")
    submitted_at = models.DateTimeField("承認を求めた日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "版"
        ordering = ["dossier", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="submission_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} 第{self.number}版"

    def read(self, forms: Forms[SomeContent]) -> SomeContent:
        """What it says, whichever of the forms it was sealed in. Raises UnknownForm."""
        if self.form not in forms:
            raise UnknownForm(self.form)
        return forms[self.form].read(json.loads(self.content))


class Verdict(models.TextChoices):
    APPROVED = "approved", "承認"
    RETURNED = "returned", "差し戻し"
    REJECTED = "rejected", "却下"
    REVOKED = "revoked", "承認の取消し"


class Decision(Authentic):
    """One verdict on one version: by whom, in which appointment, bound to the seal that stood on the screen."""

    COVERED = ("submission", "step", "verdict", "seal", "reason", "by", "appointment", "decided_at")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions", verbose_name="版")
    step = models.CharField("段階", max_length=20, choices=Step)
    verdict = models.CharField("決定", max_length=20, choices=Verdict)
    seal = models.CharField("封印", max_length=64)
    reason = models.TextField("理由", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="決定した人"
    )
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name="任用")
    decided_at = models.DateTimeField("決定日時", default=now)
    # 後閲: when the absent approver has looked at what the deputy decided.
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="後閲した人"
    )
    seen_at = models.DateTimeField("後閲した日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "決定"
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "step"],
                condition=Q(verdict="approved"),
                name="decision_one_approval_a_step",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(verdict__in=["returned", "rejected", "revoked"]),
                name="decision_one_end_a_version",
            ),
            models.CheckConstraint(
                condition=Q(verdict="approved") | ~Q(reason=""), name="decision_against_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="decision_by_time")]

    def __str__(self) -> str:
        return f"{self.submission} {self.get_step_display()}: {self.get_verdict_display()}"

    @property
    def is_by_deputy(self) -> bool:
        """代決: decided in the absent approver's place."""
        return self.appointment.deputizes_id is not None
