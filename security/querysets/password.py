"""The register of the official account's password: who knows it, when it was changed, when it is due (第５第１項)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from security.models import (
    Appointment,
    PasswordChange,
    PasswordHolder,
    PasswordPostponement,
    PasswordTask,
    Role,
    Safeguards,
    User,
)


def knows_password(user: User) -> bool:
    """Whether the register names the person among those who know the official account's password today."""
    return PasswordHolder.objects.filter(user=user, until__isnull=True).exists()


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


@dataclass(frozen=True)
class Standing:
    """Where the password stands on a day, and whether this person knows it. `None` for what there is not yet."""

    today: date
    knows: bool
    open_tasks: int
    days_between: int
    changed_at: datetime | None
    changed_by_id: int | None
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


CHANGE = ("changed_at", "changed_by_id", "confirmed_at", "connected_at")


def standing_for(user: User) -> Standing:
    """One query."""
    return standing_of(User.objects.filter(pk=user.pk).annotate(**standing_parts()).values().get())


def standing_of(row: Mapping[str, Any]) -> Standing:
    """From the values of a person's row that was read with `standing_parts`."""
    return Standing(today=timezone.localdate(), **{name: row[name] for name in standing_parts()})


def standing_parts() -> dict[str, Any]:
    """What a query for a person carries to tell the standing as well, for it stands behind every page."""
    knowing = PasswordHolder.objects.filter(user=OuterRef("pk"), until__isnull=True)
    tasks = PasswordTask.objects.open().order_by().annotate(all=Value(1)).values("all")
    days = Subquery(Safeguards.objects.values("password_days")[:1])
    postponements = PasswordPostponement.objects.all()
    return {
        "knows": Exists(knowing),
        "open_tasks": Coalesce(Subquery(tasks.annotate(number=Count("pk")).values("number")), 0),
        "days_between": Coalesce(days, Safeguards().password_days, output_field=IntegerField()),
        "postponed_for": Subquery(postponements.values("due_on")[:1]),
        "postponed_until": Subquery(postponements.values("until")[:1]),
        **{name: Subquery(PasswordChange.objects.values(name)[:1]) for name in CHANGE},
    }
