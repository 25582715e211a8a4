"""The register of the official account's password: who knows it, when it was changed, when it is due (第５第１項)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from security.account.models import PasswordChange, PasswordHolder, PasswordPostponement, PasswordTask
from security.people.models import Appointment, Role, User
from security.people.safeguards import Safeguards


def knows_password(user: User) -> bool:
    """Whether the register names the person among those who know the official account's password today."""
    return entries_of(user).exists()


def entries_of(user: User) -> QuerySet[PasswordHolder]:
    """By which the register names the person today."""
    return PasswordHolder.objects.filter(user=user, until__isnull=True)


def last_change() -> PasswordChange | None:
    return PasswordChange.objects.select_related("changed_by", "confirmed_by").first()


def holders() -> QuerySet[PasswordHolder]:
    """Who knows it now; `is_appointed` tells those who have left."""
    in_force = Appointment.objects.in_force().filter(user=OuterRef("user"))
    now = PasswordHolder.objects.filter(until__isnull=True).select_related("user", "told_by")
    return now.annotate(is_appointed=Exists(in_force))


def able_to_know() -> QuerySet[Appointment]:
    """Appointments in force whose people work at the account: whom one may tell the password."""
    working = Appointment.objects.in_force().filter(deputizes__isnull=True).exclude(role=Role.AUDITOR)
    return working.select_related("user", "organization").order_by("organization__kind", "role", "user__kana")


def responsible_for_password(*, also_chief: bool) -> QuerySet[User]:
    """Whom reminders go to: the administrators, whoever knows the password and works with it; or also the chief."""
    working = Appointment.objects.in_force().filter(deputizes__isnull=True)
    always = [Role.ADMINISTRATOR, *([Role.SECTION_CHIEF] if also_chief else [])]
    knowing = PasswordHolder.objects.filter(until__isnull=True).values("user")
    by_office = Q(pk__in=working.filter(role__in=always).values("user"))
    by_knowing = Q(pk__in=working.exclude(role=Role.AUDITOR).filter(user__in=knowing).values("user"))
    return User.objects.filter(by_office | by_knowing).order_by("pk")


def able_to_confirm() -> QuerySet[User]:
    """Who could be the second person of a change: the register's keepers, and whoever knows the password and works with it."""
    keepers = Q(role__in=[Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR])
    knowing = Q(user__in=PasswordHolder.objects.filter(until__isnull=True).values("user"))
    working = Appointment.objects.in_force().filter(deputizes__isnull=True).exclude(role=Role.AUDITOR)
    return User.objects.filter(pk__in=working.filter(keepers | knowing).values("user"))


@dataclass(frozen=True)
class Standing:
    """Where the password stands on a day. `None` for what there is not yet."""

    today: date
    open_tasks: int
    days_between: int
    changed_at: datetime | None
    confirmed_at: datetime | None
    connected_at: datetime | None
    postponed_for: date | None
    postponed_until: date | None

    @property
    def due_on(self) -> date:
        """The last day for the next regular change; without any change on record, today."""
        if self.changed_at is None:
            return self.today
        return timezone.localdate(self.changed_at) + timedelta(days=self.days_between)

    @property
    def days_left(self) -> int:
        """Negative when overdue."""
        return (self.due_on - self.today).days

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0

    @property
    def is_postponed(self) -> bool:
        if self.postponed_until is None or self.postponed_for != self.due_on:
            return False
        return self.today <= self.postponed_until

    @property
    def awaits_confirmation(self) -> bool:
        return self.changed_at is not None and self.confirmed_at is None

    @property
    def awaits_connection(self) -> bool:
        return self.changed_at is not None and self.connected_at is None


def password_standing() -> Standing:
    """As of today: four short queries."""
    change = PasswordChange.objects.first()
    postponement = PasswordPostponement.objects.first()
    return Standing(
        today=timezone.localdate(),
        open_tasks=PasswordTask.objects.open().count(),
        days_between=Safeguards.current().password_days,
        changed_at=change.changed_at if change else None,
        confirmed_at=change.confirmed_at if change else None,
        connected_at=change.connected_at if change else None,
        postponed_for=postponement.due_on if postponement else None,
        postponed_until=postponement.until if postponement else None,
    )
