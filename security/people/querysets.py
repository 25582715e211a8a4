"""Which organisations a person may look at, and who works today."""

from collections.abc import Iterable

from django.db.models import QuerySet

from security.people.actors import Actor
from security.people.models import POSTERS, Appointment, Organization, Role, User


def visible_organizations(actor: Actor) -> QuerySet[Organization]:
    """Whose appointments this person sees: `rules.may_see_people`, as a query. The division comes first."""
    organizations = Organization.objects.order_by("-kind", "name")
    if actor.own.is_of_prefecture:
        return organizations
    return organizations.filter(pk__in=actor.own.organization_ids)


def working_today() -> QuerySet[Appointment]:
    """Everybody's appointments that are in force."""
    found = Appointment.objects.in_force().select_related("user", "organization")
    return found.order_by("organization", "user__kana", "user", "pk")


def working_as(*roles: Role, also_deputies: bool = True) -> QuerySet[User]:
    """Who holds one of these offices today and can act in it: whom to tell of what concerns the office."""
    appointed = Appointment.objects.in_force().filter(role__in=roles)
    if not also_deputies:
        appointed = appointed.filter(deputizes=None)
    return User.objects.filter(pk__in=appointed.values("user"), is_active=True)


def without_address() -> QuerySet[User]:
    """Who holds an office today and cannot be reached by mail."""
    return working_as(*Role).filter(email="").order_by("kana", "name", "pk")


def posters_of(organization_id: int) -> QuerySet[User]:
    """Who posts for the organisation today."""
    appointed = Appointment.objects.in_force().filter(organization=organization_id, role__in=POSTERS)
    return User.objects.filter(pk__in=appointed.values("user"), is_active=True)


def posts_for(organization_id: int, people: Iterable[int | None]) -> bool:
    """Whether one of these people is a poster of the organisation today."""
    return posters_of(organization_id).filter(pk__in=[one for one in people if one]).exists()
