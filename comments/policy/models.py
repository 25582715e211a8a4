"""運用ポリシー: versions with the office's headings, approved by the chief, in force from a day (第６第１項)."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from approvals.content import Forms
from approvals.models import Approvable, State
from comments.policy.content import FORMS, PART_LABELS, BlockContent, PolicyContent, sealed
from outbox.clock import now

# The heading whose lines are the grounds of measures: 禁止事項・削除基準.
GROUNDS_HEADING = 8


class PolicyHeading(models.Model):
    """One heading of the template. {課名} and the like are filled from `OfficeFacts` when a version is begun."""

    number = models.PositiveSmallIntegerField("番号", unique=True)
    title = models.CharField("見出し", max_length=100)
    help_text = models.CharField("書くこと", max_length=300, blank=True)
    template = models.TextField("ひな形", blank=True)
    emergency = models.TextField(
        "緊急の措置の根拠にする行",
        blank=True,
        help_text="ひな形の「・」で始まる行のうち、決定の前に非表示にできるもの(個人的な誹謗中傷、公序良俗。第６第３項)を、1行ずつ書きます。",
    )
    is_needed = models.BooleanField("必ず書く", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "運用ポリシーのひな形"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class OfficeFacts(models.Model):
    """What the policy says of the office and the account; one row."""

    account_name = models.CharField("アカウント名", max_length=100, default="北海道とつながるカフェ")
    profile_url = models.CharField(
        "アカウントのアドレス", max_length=200, default="https://www.instagram.com/hokkaido_cafe/"
    )
    office_name = models.CharField("課名", max_length=100, default="北海道総合政策部地域創生局地域政策課")
    phone = models.CharField("電話", max_length=50, blank=True)
    email = models.CharField("メール", max_length=100, blank=True)
    hours = models.CharField("運用時間", max_length=100, default="平日の8時45分から17時30分まで")
    site_url = models.CharField("課のホームページ", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "課とアカウントの情報"

    def __str__(self) -> str:
        return "課とアカウントの情報"

    @classmethod
    def current(cls) -> "OfficeFacts":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def approved(self) -> "PolicyQuerySet":
        """Newest first: in force, or to come."""
        return self.filter(state=State.APPROVED).order_by("-in_force_from", "-number")

    def in_force(self, day: date | None = None) -> "Policy | None":
        """The version in force on that day (today in Japan)."""
        standing = self.approved().filter(in_force_from__lte=day or timezone.localdate())
        return standing.select_related("submission").first()


class Policy(Approvable):
    """One version of the operating policy. Approved by the section chief, whoever proposes it."""

    number = models.PositiveIntegerField("版", unique=True)
    in_force_from = models.DateField("施行日", null=True, blank=True)
    change_note = models.CharField("改定の要点", max_length=300, blank=True)

    objects = PolicyQuerySet.as_manager()

    FORMS: ClassVar[Forms[PolicyContent]] = FORMS
    PART_LABELS: ClassVar[dict[str, str]] = PART_LABELS
    CLAUSE: ClassVar[str] = "第６第１項"
    CHIEF_ALWAYS: ClassVar[bool] = True

    class Meta(Approvable.Meta):
        verbose_name = verbose_name_plural = "運用ポリシー"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"運用ポリシー 第{self.number}版"

    def get_absolute_url(self) -> str:
        return reverse("policy:version", args=[self.pk])

    def sealed_content(self) -> PolicyContent:
        return PolicyContent(
            number=self.number,
            in_force_from=self.in_force_from,
            change_note=self.change_note,
            blocks=tuple(block.sealed_content() for block in self.blocks.all()),
            organization=self.organization_id,
            category=self.category,
        )

    @property
    def sealed_blocks(self) -> tuple[BlockContent, ...]:
        """Of the version that it stands on; none of a draft."""
        return sealed(self.submission).blocks if self.submission else ()

    @property
    def grounds(self) -> list[str]:
        """The lines on which a measure can rest."""
        return [line for block in self._grounds_blocks for line in ground_lines(block.text)]

    @property
    def emergency_grounds(self) -> list[str]:
        """Those of them on which a comment may be hidden before the chief has decided."""
        return [
            line
            for block in self._grounds_blocks
            for line in ground_lines(block.text)
            if line in block.emergency
        ]

    @property
    def _grounds_blocks(self) -> list[BlockContent]:
        """As sealed, once it is: people are judged by what was approved."""
        blocks = self.sealed_blocks or [block.sealed_content() for block in self.blocks.all()]
        return [block for block in blocks if block.number == GROUNDS_HEADING]


def ground_lines(text: str) -> list[str]:
    """The listed lines of a text, without their marks (・, -, *)."""
    lines = [line.strip() for line in text.splitlines()]
    return [line.lstrip("・-*").strip() for line in lines if line.startswith(("・", "-", "*"))]


class PolicyBlock(models.Model):
    """The text under one heading of one version."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="blocks", verbose_name="運用ポリシー")
    number = models.PositiveSmallIntegerField("番号")
    title = models.CharField("見出し", max_length=100)
    text = models.TextField("本文", blank=True)
    emergency = models.JSONField("緊急の措置の根拠にする行", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "運用ポリシーの本文"
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_block_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.number} {self.title}"

    def sealed_content(self) -> BlockContent:
        return BlockContent(self.number, self.title, self.text, tuple(self.emergency))


class PolicyPosting(models.Model):
    """掲示: where and when a version was put on the division's web page."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="postings", verbose_name="運用ポリシー")
    url = models.CharField("掲示したアドレス", max_length=500)
    posted_on = models.DateField("掲示した日")
    # Of the version as it was posted: what is approved anew after its approval was revoked is to be posted anew.
    seal = models.CharField("封印", max_length=64, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="記録した人"
    )
    recorded_at = models.DateTimeField("記録した日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "運用ポリシーの掲示"
        ordering = ["-posted_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.policy} {self.url}"


class PolicyReview(models.Model):
    """見直し: once a year somebody looks whether the policy still fits."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="reviews", verbose_name="運用ポリシー")
    reviewed_on = models.DateField("見直した日")
    note = models.TextField("結果")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="見直した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "運用ポリシーの見直し"
        ordering = ["-reviewed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.policy} {self.reviewed_on}"
