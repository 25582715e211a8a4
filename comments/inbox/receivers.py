"""What the ground floor tells: somebody has left, and the comments of his need somebody else."""

from typing import Any

from django.dispatch import receiver

from comments.inbox.actions.assigning import release
from security.models import Appointment
from security.people.actors import Actor
from security.people.signals import somebody_left


@receiver(somebody_left, sender=Appointment)
def on_somebody_left(appointment: Appointment, by: Actor | None, **kwargs: Any) -> None:
    release(appointment=appointment, by=by)
