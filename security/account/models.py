"""The official account's password (第５第１項), which is never kept here, and the token that depends on it."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from outbox.clock import now
from security.people.models import Appointment


class PasswordHolder(models.Model):
    """公式アカウントのパスワードを知る人: from when, and why; until when, once it has been changed without them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="知る人"
    )
    reason = models.CharField("知る理由", max_length=200)
    since = models.DateTimeField("いつから", default=now)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登録した人"
    )
    until = models.DateTimeField("いつまで", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "パスワードを知る人"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(until__isnull=True), name="holder_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.user.name


class PasswordChange(models.Model):
    """パスワードの変更: who changed it, why, what was checked, who confirmed it, and that the connection works again."""

    class Reason(models.TextChoices):
        REGULAR = "regular", "定期の変更"
        TRANSFER = "transfer", "異動に伴う変更"
        CONTRACT_END = "contract_end", "委託契約の終了に伴う変更"
        INCIDENT = "incident", "事故・漏えいのおそれによる変更"
        OTHER = "other", "その他"

    reason = models.CharField("変更の理由", max_length=20, choices=Reason)
    note = models.CharField("補足", max_length=200, blank=True)
    changed_at = models.DateTimeField("変更した日時")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="変更した人"
    )
    sessions_ended = models.BooleanField("ほかの端末をログアウトさせた", default=False)
    second_factor_checked = models.BooleanField("二要素認証が有効であることを確かめた", default=False)
    recorded_at = models.DateTimeField("記録した日時", default=now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="確認した人"
    )
    confirmed_at = models.DateTimeField("確認した日時", null=True)
    connected_at = models.DateTimeField("接続を確かめた日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "パスワードの変更"
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("changed_by")),
                name="change_confirmed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.changed_at):%Y-%m-%d} {self.get_reason_display()}"

    @property
    def is_complete(self) -> bool:
        return self.confirmed_at is not None and self.connected_at is not None


class PasswordTaskQuerySet(models.QuerySet["PasswordTask"]):
    def open(self) -> Self:
        """Neither ended by a change nor dismissed."""
        return self.filter(ended_by_change__isnull=True, dismissed_at__isnull=True)


class PasswordTask(models.Model):
    """パスワードを変更する用務, opened by a transfer, a contract's end or an incident. Ends by a change, or by a reason."""

    reason = models.CharField("きっかけ", max_length=20, choices=PasswordChange.Reason)
    about = models.CharField("内容", max_length=300)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", verbose_name="終わった任用"
    )
    opened_at = models.DateTimeField("生じた日時", default=now)
    told_at = models.DateTimeField("知らせた日時", null=True)
    ended_by_change = models.ForeignKey(
        PasswordChange, models.PROTECT, null=True, related_name="tasks", verbose_name="終わらせた変更"
    )
    dismissed_at = models.DateTimeField("変更しないと決めた日時", null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="決めた人"
    )
    dismissal_reason = models.CharField("変更しない理由", max_length=300, blank=True)

    objects = PasswordTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "パスワードを変更する用務"
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True) | ~Q(dismissal_reason=""),
                name="password_task_dismissed_for_a_reason",
            ),
            # An appointment that comes back to life can end again, and asks again.
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(ended_by_change__isnull=True, dismissed_at__isnull=True),
                name="password_task_open_once_for_an_appointment",
            ),
        ]

    def __str__(self) -> str:
        return self.about


class PasswordPostponement(models.Model):
    """定期の変更の延期: until that day the notice above every page keeps quiet, for a reason. The due day stays."""

    due_on = models.DateField("過ぎた期限")
    until = models.DateField("いつまで延期するか")
    reason = models.CharField("延期する理由", max_length=300)
    postponed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="延期した人"
    )
    postponed_at = models.DateTimeField("延期した日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "パスワードの変更の延期"
        ordering = ["-postponed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="password_postponed_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}までの延期"


class AccessToken(models.Model):
    """The Graph API's token. At most one is current; of the others only the history stays, never the secret."""

    class State(models.TextChoices):
        CONNECTED = "connected", "接続中"
        TO_CHECK = "to_check", "接続の確認待ち"
        LOST = "lost", "切断"

    flavour = models.CharField("方式", max_length=20)
    user_id = models.CharField("アカウントの番号", max_length=50)
    username = models.CharField("ユーザーネーム", max_length=100, blank=True)
    sealed_secret = models.TextField("トークン(暗号化)", blank=True)
    permissions = models.JSONField("許可された操作", default=list)
    state = models.CharField("状態", max_length=20, choices=State, default=State.TO_CHECK)
    problem = models.CharField("つながらない理由", max_length=300, blank=True)
    connected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="接続した人"
    )
    issued_at = models.DateTimeField("発行日時", default=now)
    expires_at = models.DateTimeField("有効期限", null=True, help_text="Null: not known, or without end.")
    checked_at = models.DateTimeField("最後に確かめた日時", null=True)
    # Null: to be asked at once; otherwise the turn that whoever asks Instagram has taken.
    check_tried_at = models.DateTimeField("最後に確かめようとした日時", null=True)
    refresh_tried_at = models.DateTimeField("最後に延長を試みた日時", null=True)
    refresh_problem = models.CharField("延長できない理由", max_length=300, blank=True)
    doubted_at = models.DateTimeField("最後に確認が必要になった日時", null=True)
    # The account's, not the token's: it goes over to the next one.
    blocked_until = models.DateTimeField("操作の制限を待つ日時", null=True)
    replaced_at = models.DateTimeField("置き換えた日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "アクセストークン"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            # Constant expression: of all rows at most one is current.
            models.UniqueConstraint(
                models.Value(1), condition=Q(replaced_at__isnull=True), name="token_one_is_current"
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(sealed_secret=""), name="token_replaced_is_erased"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.username or self.user_id} {self.get_state_display()}"

    @classmethod
    def current(cls) -> "AccessToken | None":
        """The one that is in use. None only before the first: a token is never taken away, but replaced."""
        return cls.objects.filter(replaced_at=None).first()

    @property
    def is_blocked(self) -> bool:
        return self.blocked_until is not None and self.blocked_until > timezone.now()

    def get_absolute_url(self) -> str:
        return reverse("security:connection")

    def time_left(self, now: datetime) -> timedelta | None:
        return self.expires_at - now if self.expires_at else None


class AccountCheck(models.Model):
    """四半期の点検: what was looked at in the account's own settings, and what was found."""

    fiscal_year = models.PositiveIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("四半期")
    findings = models.JSONField("点検の結果", default=dict)
    note = models.TextField("気付いたこと", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="点検した人"
    )
    done_at = models.DateTimeField("点検した日時", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "公式アカウントの点検"
        ordering = ["-fiscal_year", "-quarter", "-pk"]

    def __str__(self) -> str:
        return f"{self.fiscal_year}年度 第{self.quarter}四半期"
