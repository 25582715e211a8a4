"""Whether somebody holds each office of an organisation, today and on the days to come (第２, 第４第２項).

A deputy stands only as long as the absent one's appointment does: where nobody holds an office himself, nobody does.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from security.people.models import ROLES_OF, Appointment, Organization, Role

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Vacancy:
    """Nobody holds the office from this day on; `last`: the latest appointment to it that there has been."""

    organization: Organization
    role: Role
    since: date
    last: int

    @property
    def office(self) -> str:
        of_whom = "" if self.organization.kind == Organization.Kind.PREFECTURE else f"{self.organization}の"
        return f"{of_whom}{self.role.label}"


def vacancies(within: timedelta) -> list[Vacancy]:
    """Of offices that somebody has held, and that the organisation has on that day: three queries."""
    today = timezone.localdate()
    held: dict[tuple[int, str], list[Appointment]] = defaultdict(list)
    for one in _unended(today):
        held[one.organization_id, one.role].append(one)
    ever, found = _ever_held(), []
    for organization in Organization.objects.order_by("pk"):
        for role in ROLES_OF[Organization.Kind(organization.kind)]:
            last = ever.get((organization.pk, role))
            since = _first_empty_day(held[organization.pk, role], organization, today, today + within)
            if last and since:
                found.append(Vacancy(organization, role, since, last))
    return found


def emptied_by(appointment: Appointment) -> date | None:
    """From which day on nobody would hold the office if this appointment ended now; None if somebody would."""
    if appointment.deputizes_id:
        return None
    today = timezone.localdate()
    others = _unended(today).filter(organization=appointment.organization_id, role=appointment.role)
    return _first_empty_day(others.exclude(pk=appointment.pk), appointment.organization, today, date.max)


def _unended(today: date) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        ended_at=None,
        deputizes=None,
        user__is_active=True,
    )
    rows = rows if settings.DEMO else rows.filter(user__is_demo=False)
    return rows.select_related("user", "organization")


def _ever_held() -> dict[tuple[int, str], int]:
    begun = Appointment.objects.filter(valid_from__lte=timezone.localdate(), deputizes=None).order_by("pk")
    return {
        (organization, role): pk for organization, role, pk in begun.values_list("organization", "role", "pk")
    }


def _first_empty_day(
    rows: Iterable[Appointment], organization: Organization, first: date, last: date
) -> date | None:
    """Nobody can be missed earlier than on the day after somebody's last."""
    rows = list(rows)
    ends = [one.valid_until + A_DAY for one in rows if one.valid_until and one.valid_until < date.max]
    for day in sorted({first, *ends}):
        if day <= last and organization.in_force(day) and not any(one.covers(day) for one in rows):
            return day
    return None
