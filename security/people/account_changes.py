"""What would let somebody else into the account of one who decides: it waits for a second person, or for a day (第５第２項).

While something waits nobody decides with the account: whose it is, is open. The rows stand here because every actor
is judged by them; what is done about them is security/confirming.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from outbox.clock import now
from security.people.models import APPROVERS, Appointment, Role, User

# Who decides, and who confirms that another's account may change: neither may be made or taken over by one person.
GUARDED = (*APPROVERS, Role.ADMINISTRATOR, Role.AUDITOR)


class ChangeKind(models.TextChoices):
    REGISTRATION = "registration", "登録内容の変更"
    INVITATION = "invitation", "招待(パスワードの設定)"
    SECOND_FACTOR = "second_factor", "二要素認証の解除"
    FIRST_PASSWORD = "first_password", "招待によるパスワードの設定"
    APPOINTMENT = "appointment", "任用"


# While one of these waits it is open whether there is such a person at all: nothing is given, and silence proves nothing.
UNPROVEN = (ChangeKind.APPOINTMENT, ChangeKind.FIRST_PASSWORD)


class ChangeState(models.TextChoices):
    WAITING = "waiting", "確認待ち"
    CONFIRMED = "confirmed", "確認済"
    LAPSED = "lapsed", "24時間の経過により有効"
    REFUSED = "refused", "認められなかった"
    WITHDRAWN = "withdrawn", "取り下げ"


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    def waiting(self) -> Self:
        return self.filter(state=ChangeState.WAITING)

    def holding_up(self, day: date) -> Self:
        """Of the outer query's appointments: what keeps their holders from deciding in them on that day."""
        begun = Q(bites_from__isnull=True) | Q(bites_from__lte=day)
        concerned = Q(appointment__isnull=True) | Q(appointment=OuterRef("pk"))
        return self.waiting().filter(begun, concerned, person=OuterRef("user"))


class AccountChange(models.Model):
    """Asked for by one, confirmed by another. A new appointment stands already and gives nothing yet; all else is held."""

    person = models.ForeignKey(
        User, models.PROTECT, related_name="account_changes", verbose_name="だれのアカウントか"
    )
    kind = models.CharField("種別", max_length=20, choices=ChangeKind)
    # Field by field of the person's row what it is to be: [before, after], as text or truth.
    changes = models.JSONField("変更の内容", default=dict)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="account_changes", verbose_name="任用"
    )
    # Of a term that is prolonged: the first day that has been added. Until then the term stands as confirmed.
    bites_from = models.DateField("この日から確認が必要", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="求めた人")
    # The database's clock, as is the end of the day that begins here.
    asked_at = models.DateTimeField("求めた日時", default=now)
    state = models.CharField("状態", max_length=20, choices=ChangeState, default=ChangeState.WAITING)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="確認などをした人"
    )
    settled_at = models.DateTimeField("確認などの日時", null=True)
    note = models.CharField("認めない理由", max_length=200, blank=True)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "アカウントの変更"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["person"], condition=Q(state="waiting"), name="account_change_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | ~Q(state="waiting") & Q(settled_at__isnull=False),
                name="account_change_waits_or_is_settled",
            ),
            models.CheckConstraint(
                condition=Q(kind="appointment", appointment__isnull=False)
                | ~Q(kind="appointment") & Q(appointment__isnull=True),
                name="account_change_names_its_appointment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}さんの{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("security:account_change", args=[self.pk])

    @property
    def letters_about(self) -> str:
        """What the letters that tell of it are about."""
        return f"account-change:{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ChangeState.WAITING


def holds_up(day: date) -> Exists:
    """For a query of appointments: whether something waits for which nobody decides in them on that day."""
    return Exists(AccountChange.objects.holding_up(day))


def leaves_unproven(day: date) -> Exists:
    """For a query of appointments: whether what waits leaves open if there is such a person, in that office, at all."""
    return Exists(AccountChange.objects.holding_up(day).filter(kind__in=UNPROVEN))
