"""The trail of everything that anyone did (第５第２項): append-only, each event chained to the one before."""

import json

from django.db import models

from outbox.clock import now
from security.office.words import Sought
from security.trail.registry import Event, event_of


class AuditEvent(Sought):
    """One act. The database itself refuses to change or delete a row (migration `audit_append_only`)."""

    number = models.BigIntegerField("番号", unique=True)
    at = models.DateTimeField("日時")
    tag = models.CharField("できごと", max_length=40)
    actor = models.ForeignKey(
        "security.User",
        models.PROTECT,
        null=True,
        db_index=False,
        verbose_name="行った人",
        related_name="+",
    )
    actor_label = models.CharField("職名・氏名", max_length=250)
    subject = models.CharField("対象", max_length=100, blank=True, db_index=True)
    subject_label = models.CharField("対象の名称", max_length=250, blank=True)
    data = models.JSONField("内容", default=dict)
    address = models.GenericIPAddressField("接続元", null=True)
    workplace = models.CharField("職場の端末・ネットワーク", max_length=200, blank=True)
    previous = models.CharField("前の証跡のハッシュ", max_length=64)
    digest = models.CharField("ハッシュ", max_length=64)

    SOUGHT_IN = ("actor_label", "subject_label", "subject", "workplace", "told")

    class Meta:
        verbose_name = verbose_name_plural = "証跡"
        ordering = ["-number"]
        # What the trail is searched by, newest first. An object's own events are few: they are sorted.
        indexes = [
            models.Index(fields=["-at", "-number"], name="event_latest_first"),
            models.Index(fields=["actor", "-at", "-number"], name="event_latest_of_person"),
            models.Index(fields=["tag", "-at", "-number"], name="event_latest_of_kind"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.declared.label}"

    @property
    def told(self) -> str:
        """The details as one text."""
        return json.dumps(self.data, ensure_ascii=False)

    @property
    def declared(self) -> Event:
        """What the noun that it happened to says of such an event."""
        return event_of(self.tag)

    @property
    def sentence(self) -> str:
        return self.declared.told(who=self.actor_label, what=self.subject_label)


class RecordsCheck(models.Model):
    """One night's look whether trail and records agree; begun by one worker, and begun anew if it never ended."""

    day = models.DateField("日", unique=True)
    begun_at = models.DateTimeField("始めた日時", default=now)
    ended_at = models.DateTimeField("終えた日時", null=True)
    differences = models.PositiveIntegerField("合わなかった件数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "記録と証跡の照合"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.differences}件"

    @classmethod
    def last(cls) -> "RecordsCheck | None":
        """The latest that has ended."""
        return cls.objects.filter(ended_at__isnull=False).first()


class AuditHead(models.Model):
    """The end of the chain: how many events there are and the last one's hash. One row, locked while appending."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = verbose_name_plural = "証跡の先頭"

    def __str__(self) -> str:
        return f"#{self.number} {self.digest[:12]}"
