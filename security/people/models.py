"""Organisations, users and the appointments that give them authority: 第２, 第４第２項."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from outbox.clock import now
from security.office.macs import Authentic


class Organization(models.Model):
    """地域政策課 or a contractor (受託事業者). Outside its contract none of a contractor's people can do anything."""

    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", "地域政策課"
        CONTRACTOR = "contractor", "受託事業者(運営者)"

    kind = models.CharField("区分", max_length=20, choices=Kind)
    name = models.CharField("名称", max_length=100)
    contract_name = models.CharField("委託業務名", max_length=200, blank=True)
    contract_from = models.DateField("契約の始期", null=True, blank=True)
    contract_until = models.DateField(
        "契約の終期", null=True, blank=True, help_text="この日まで投稿などができます。"
    )
    chief_approves_all = models.BooleanField(
        "すべての投稿に担当課長の承認も求める",
        default=False,
        help_text="契約で定めた場合に選びます。業務処理責任者の承認の後に、移住交流担当課長の承認が必要になります。",
    )
    deputies_allowed = models.BooleanField(
        "代決を認める",
        default=False,
        help_text="承認する方の不在の間、期間を決めて代決者を置けるようにします。代決したものは、後で本人が確認(後閲)します。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "組織"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="prefecture"), name="organization_one_prefecture"
            ),
            models.CheckConstraint(
                condition=Q(kind="prefecture") | Q(contract_from__isnull=False, contract_until__isnull=False),
                name="organization_contract_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(contract_until__isnull=True) | Q(contract_until__gte=F("contract_from")),
                name="organization_contract_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def in_force(self, day: date) -> bool:
        """Whether its people may work on that day: the prefecture always, a contractor within its contract."""
        if self.kind == self.Kind.PREFECTURE:
            return True
        return bool(
            self.contract_from and self.contract_until and self.contract_from <= day <= self.contract_until
        )


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person. No flag on this row gives authority: that comes only from an appointment valid today."""

    username = models.CharField(
        "ログインID",
        max_length=50,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "このログインIDはすでに使われています。"},
    )
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    email = models.EmailField("メールアドレス", blank=True)
    is_active = models.BooleanField("有効", default=True)
    is_demo = models.BooleanField("デモの利用者", default=False, editable=False)
    date_joined = models.DateTimeField("登録日時", default=now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "利用者"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    # Django's admin asks these. No one has model permissions: each admin class asks the rules instead.
    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    is_staff = False


class Role(models.TextChoices):
    """What a person may be appointed to; the first four are the guideline's own (第４, 第６)."""

    SECTION_CHIEF = "section_chief", "地域政策課移住交流担当課長"
    PREFECTURE_POSTER = "prefecture_poster", "地域政策課投稿者"
    MANAGER = "manager", "運営者本業務処理責任者"
    CONTRACTOR_POSTER = "contractor_poster", "運営者投稿者"
    ADMINISTRATOR = "administrator", "システム管理者"
    AUDITOR = "auditor", "閲覧者"


PREFECTURE_ROLES = [Role.SECTION_CHIEF, Role.PREFECTURE_POSTER, Role.ADMINISTRATOR, Role.AUDITOR]
CONTRACTOR_ROLES = [Role.MANAGER, Role.CONTRACTOR_POSTER]
APPROVERS = (Role.SECTION_CHIEF, Role.MANAGER)
POSTERS = (Role.PREFECTURE_POSTER, Role.CONTRACTOR_POSTER)
ROLES_OF = {Organization.Kind.PREFECTURE: PREFECTURE_ROLES, Organization.Kind.CONTRACTOR: CONTRACTOR_ROLES}


def _covers(day: date, prefix: str = "") -> Q:
    """Own period, not ended early; the absent one's account must be active for a deputy too."""
    conditions: dict[str, Any] = {
        f"{prefix}valid_from__lte": day,
        f"{prefix}ended_at__isnull": True,
        f"{prefix}user__is_active": True,
    }
    open_ended, until = Q(**{f"{prefix}valid_until__isnull": True}), Q(**{f"{prefix}valid_until__gte": day})
    return (open_ended | until) & Q(**conditions)


def _stands_for_somebody(day: date) -> Q:
    """A deputy: the absent one's appointment and the own one at the organisation hold, and it allows deputies."""
    own = Appointment.objects.filter(
        _covers(day), user=OuterRef("user"), organization=OuterRef("organization"), deputizes__isnull=True
    )
    return _covers(day, "deputizes__") & Q(Exists(own), organization__deputies_allowed=True)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, day: date | None = None) -> Self:
        """Those that give authority on that day (today in Japan): own period, contract and account all valid.

        Demo people have none outside the demo. `in_force` below says the same of rows in hand.
        """
        day = day or timezone.localdate()
        valid = self.filter(
            _covers(day),
            Q(deputizes__isnull=True) | _stands_for_somebody(day),
            Q(organization__kind=Organization.Kind.PREFECTURE)
            | Q(organization__contract_from__lte=day, organization__contract_until__gte=day),
        )
        return valid if settings.DEMO else valid.filter(user__is_demo=False)

    def overlapping(self, other: "Appointment") -> Self:
        """The same person's other appointments that share a day with this one."""
        overlapping = self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=other.valid_from), user=other.user
        ).exclude(pk=other.pk)
        return overlapping.filter(valid_from__lte=other.valid_until) if other.valid_until else overlapping


class Appointment(Authentic):
    """任用: one person, one role, one organisation, from and until. A transfer (異動) ends it; history stays."""

    COVERED = (
        "user",
        "organization",
        "role",
        "valid_from",
        "valid_until",
        "deputizes",
        "appointed_by",
        "ended_at",
    )

    user = models.ForeignKey(User, models.PROTECT, verbose_name="利用者", related_name="appointments")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="組織", related_name="appointments"
    )
    role = models.CharField("役割", max_length=30, choices=Role)
    valid_from = models.DateField("始期")
    valid_until = models.DateField(
        "終期", null=True, blank=True, help_text="この日まで有効です。空欄は期限なし。"
    )
    appointed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="指定した人", related_name="+"
    )
    created_at = models.DateTimeField("登録日時", default=now, editable=False)
    # 代決: the absent approver's appointment. While it is in force, and the organisation allows it, so is this one.
    deputizes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="代決する相手の任用",
        related_name="deputies",
    )
    # Ended before its last day, at once: the reason is told.
    ended_at = models.DateTimeField("終わらせた日時", null=True, editable=False)
    ending_reason = models.CharField("終わらせた理由", max_length=200, blank=True)
    successor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="後任", related_name="+"
    )
    # When sessions were ended, drafts handed over and the password task opened (security/appointing/actions/appointment_ended.py).
    settled_at = models.DateTimeField("終了の処理をした日時", null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任用"
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="appointment_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="appointment_role_is_known"),
            models.CheckConstraint(
                condition=Q(deputizes__isnull=True)
                | Q(valid_until__isnull=False, role__in=[Role.SECTION_CHIEF, Role.MANAGER]),
                name="appointment_deputy_decides_for_a_period",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ending_reason=""),
                name="appointment_early_end_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.user.name}"

    def covers(self, day: date) -> bool:
        """Own period, not ended early, the account active."""
        begun = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return begun and self.ended_at is None and self.user.is_active

    @property
    def is_held_up(self) -> bool:
        """Whether something waits for which nobody decides in it: known where it was asked for (`holds_up`)."""
        return bool(getattr(self, "held_up", False))

    @property
    def is_unproven(self) -> bool:
        """Whether it gives nothing yet, not even to read (`leaves_unproven`)."""
        return bool(getattr(self, "unproven", False))

    @property
    def title(self) -> str:
        """職名; a deputy's says so."""
        return f"{self.get_role_display()}{'(代決者)' if self.deputizes_id else ''}"


def in_force(appointments: Iterable[Appointment], day: date) -> list[Appointment]:
    """Of one person's appointments those of `AppointmentQuerySet.in_force`, judged in Python.

    All of the person's appointments must be given, with user and organisation and, of a deputy, the absent one's.
    """
    valid = [
        one
        for one in appointments
        if one.covers(day) and one.organization.in_force(day) and (settings.DEMO or not one.user.is_demo)
    ]
    works_at = {one.organization_id for one in valid if one.deputizes_id is None}
    return [one for one in valid if one.deputizes is None or _may_stand_in(one, works_at, day)]


def _may_stand_in(deputy: Appointment, works_at: set[int], day: date) -> bool:
    absent = deputy.deputizes
    assert absent is not None  # noqa: S101 - a deputy's
    allowed = deputy.organization.deputies_allowed and deputy.organization_id in works_at
    return allowed and absent.covers(day)
