"""Who can be given a comment to see to."""

from django.db.models import QuerySet

from comments.inbox.roles import WORKERS
from security.models import APPROVERS, Appointment, User
from security.people.actors import Actor


def assignable() -> QuerySet[User]:
    """Everybody who handles comments today."""
    return _people(Appointment.objects.in_force())


def led_by(actor: Actor) -> QuerySet[User] | None:
    """Those of the sides for which the person gives comments to others; None for who gives none."""
    led = {one.organization_id for one in actor.acting if one.role in APPROVERS}
    return _people(Appointment.objects.in_force().filter(organization__in=led)) if led else None


def _people(places: QuerySet[Appointment]) -> QuerySet[User]:
    return User.objects.filter(pk__in=places.filter(role__in=WORKERS).values("user")).order_by("kana", "pk")
