"""Who can be given a comment to see to."""

from django.db.models import QuerySet

from comments.rules.handling import ASSIGNERS, HANDLERS
from security.actors import Actor
from security.models import Appointment, User


def assignable() -> QuerySet[User]:
    """Everybody who handles comments today."""
    return _people(Appointment.objects.in_force())


def led_by(actor: Actor) -> QuerySet[User] | None:
    """Those of the sides for which the person gives comments to others; None for who gives none."""
    led = {one.organization_id for one in actor.appointments if one.role in ASSIGNERS}
    return _people(Appointment.objects.in_force().filter(organization__in=led)) if led else None


def _people(places: QuerySet[Appointment]) -> QuerySet[User]:
    return User.objects.filter(pk__in=places.filter(role__in=HANDLERS).values("user")).order_by("kana", "pk")
