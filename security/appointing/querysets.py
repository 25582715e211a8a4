"""Who is appointed to what, and who could be."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from security.people.account_changes import holds_up
from security.people.actors import Actor
from security.people.models import APPROVERS, POSTERS, Appointment, Organization, Role, User


def appointments_of_year(organizations: QuerySet[Organization], year: int) -> QuerySet[Appointment]:
    """Those that share a day with the fiscal year, in the order of roles."""
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    within = Q(valid_until__isnull=True) | Q(valid_until__gte=first)
    found = Appointment.objects.filter(within, organization__in=organizations, valid_from__lte=last)
    found = found.annotate(held_up=holds_up(timezone.localdate()))
    return found.select_related("user", "organization", "deputizes__user", "successor").order_by(
        "organization", "valid_from", "pk"
    )


def unended(organizations: QuerySet[Organization]) -> QuerySet[Appointment]:
    """In force today, or yet to begin, and not deputies': what a transfer can end."""
    today = timezone.localdate()
    open_ended = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    found = Appointment.objects.filter(
        open_ended, organization__in=organizations, ended_at__isnull=True, deputizes__isnull=True
    )
    return found.select_related("user", "organization").order_by("organization", "role", "valid_from")


def designable(actor: Actor, organization: Organization) -> QuerySet[User]:
    """Active people who have been appointed there; for the division also those registered and never appointed."""
    known = Q(pk__in=Appointment.objects.filter(organization=organization).values("user"))
    if actor.own.is_of_prefecture:
        known |= ~Q(pk__in=Appointment.objects.values("user"))
    return User.objects.filter(known, is_active=True).order_by("kana", "name")


def appointable(actor: Actor) -> QuerySet[User]:
    """Whom this person may choose from: the division everybody, a manager those who have worked for the company."""
    people = User.objects.filter(is_active=True)
    if not actor.own.is_of_prefecture:
        theirs = Appointment.objects.filter(organization__in=actor.own.organization_ids)
        people = people.filter(pk__in=theirs.values("user"))
    return people.order_by("kana", "name")


def successors(appointment: Appointment) -> QuerySet[User]:
    """Who could take over: appointed at the same organisation, now or to be."""
    return appointed_in([appointment.organization_id]).exclude(pk=appointment.user_id)


def could_deputise(organizations: Any) -> QuerySet[User]:
    """Those who work at posts there; neither administrators nor auditors decide."""
    working = Appointment.objects.in_force().filter(
        organization__in=organizations, role__in=[*POSTERS, *APPROVERS], deputizes__isnull=True
    )
    return User.objects.filter(pk__in=working.values("user")).order_by("kana", "name")


def appointed_in(organizations: Any) -> QuerySet[User]:
    """Active people with an appointment there that has not ended."""
    open_ended = Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate())
    there = Appointment.objects.filter(open_ended, organization__in=organizations, ended_at__isnull=True)
    return User.objects.filter(pk__in=there.values("user"), is_active=True).order_by("kana", "name")


def deputisable(actor: Actor) -> QuerySet[Appointment]:
    """The approvers' appointments for which this person may name a deputy: `rules.may_deputize`, as a query."""
    approvers = Appointment.objects.in_force().filter(
        role__in=APPROVERS, deputizes__isnull=True, organization__deputies_allowed=True
    )
    if not actor.own.is_any(Role.ADMINISTRATOR):
        approvers = approvers.filter(user=actor.user)
    return approvers.select_related("user", "organization")
