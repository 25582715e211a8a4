"""What is told from below: somebody has left, and what opens to him without a sign-in is shut."""

from typing import Any

from django.dispatch import receiver

from posts.planning.actions import end_feed
from security.models import Appointment
from security.people.actors import Actor
from security.people.signals import somebody_left


@receiver(somebody_left, sender=Appointment)
def on_somebody_left(appointment: Appointment, by: Actor | None, **kwargs: Any) -> None:
    end_feed(person=appointment.user, by=by.user if by else None, reason="任用が終わったため")
