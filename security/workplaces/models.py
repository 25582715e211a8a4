"""職場の端末とネットワーク (第４第１項(1)「職場のタブレット等」)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from outbox.clock import now
from security.people.models import Organization


class Device(models.Model):
    """A registered device. Once enrolled, its browser holds a secret cookie, of which only the hash is kept here."""

    class Kind(models.TextChoices):
        TABLET = "tablet", "タブレット"
        COMPUTER = "computer", "パソコン"
        PHONE = "phone", "スマートフォン"

    number = models.CharField("管理番号", max_length=50, unique=True)
    kind = models.CharField("種別", max_length=20, choices=Kind)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="devices", verbose_name="所属"
    )
    label = models.CharField("呼び名", max_length=100, help_text="例: 移住交流係の共用タブレット")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登録した人"
    )
    registered_at = models.DateTimeField("登録日時", default=now)

    # A one-time code, typed on the device itself, leaves the cookie there.
    code_hash = models.CharField(max_length=128, blank=True)
    code_expires_at = models.DateTimeField("登録コードの期限", null=True)
    code_failures = models.PositiveSmallIntegerField(default=0)
    secret_hash = models.CharField(max_length=64, blank=True)
    enrolled_at = models.DateTimeField("利用開始日時", null=True)
    last_seen_on = models.DateField("最後に使われた日", null=True)

    cut_off_at = models.DateTimeField("利用を止めた日時", null=True)
    cut_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="止めた人"
    )
    cut_off_reason = models.CharField("止めた理由", max_length=200, blank=True)
    is_lost = models.BooleanField("紛失・盗難", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "職場の端末"
        ordering = ["organization", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_off_at__isnull=True) | Q(secret_hash="", code_hash=""),
                name="device_cut_off_has_no_secret",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    @property
    def state(self) -> str:
        """In words: where it stands between its registration and its end."""
        if self.cut_off_at:
            return "利用停止"
        if self.secret_hash:
            return "利用中"
        return "登録コード発行中" if self.awaits_code else "利用開始前"

    @property
    def awaits_code(self) -> bool:
        """Whether a code that can still be typed has been made."""
        return bool(self.code_hash and self.code_expires_at and self.code_expires_at > now())


class Network(models.Model):
    """職場のネットワーク: addresses from which the office goes out."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="networks", verbose_name="所属"
    )
    cidr = models.CharField("アドレスの範囲(CIDR)", max_length=50, help_text="例: 203.0.113.0/24")
    label = models.CharField("呼び名", max_length=100)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登録した人"
    )
    added_at = models.DateTimeField("登録日時", default=now)
    ended_at = models.DateTimeField("終了日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "職場のネットワーク"
        ordering = ["organization", "cidr"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "cidr"],
                condition=Q(ended_at__isnull=True),
                name="network_once_an_organization",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.cidr}"
