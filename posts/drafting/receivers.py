"""What the ground floor tells: somebody has left, and open work needs somebody who answers for it."""

from typing import Any

from django.dispatch import receiver

from posts.drafting.actions.handover import hand_over
from security.models import Appointment
from security.people.actors import Actor
from security.people.signals import somebody_left


@receiver(somebody_left, sender=Appointment)
def on_somebody_left(appointment: Appointment, by: Actor | None, **kwargs: Any) -> None:
    hand_over(appointment=appointment, by=by)
