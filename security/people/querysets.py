"""Which organisations a person may look at, and who works today."""

from django.db.models import QuerySet

from security.people.actors import Actor
from security.people.models import Appointment, Organization


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
