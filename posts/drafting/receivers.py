"""What is told from below: somebody has left, and open work needs somebody who answers for it; somebody approves."""

from typing import Any

from django.dispatch import receiver

from approvals.models import Submission
from approvals.signals import approving
from posts.drafting import files, rules
from posts.drafting.actions.handover import hand_over
from posts.drafting.content import sealed
from posts.drafting.models import Post
from security.models import Appointment
from security.office.answers import require
from security.people.actors import Actor
from security.people.signals import somebody_left


@receiver(somebody_left, sender=Appointment)
def on_somebody_left(appointment: Appointment, by: Actor | None, **kwargs: Any) -> None:
    hand_over(appointment=appointment, by=by)


@receiver(approving, sender=Post)
def on_approving(item: Post, submission: Submission, **kwargs: Any) -> None:
    """Asked within the decision; the desk has asked before, and what it found is noted whatever becomes of the press."""
    digests = sealed(submission).digests
    require(rules.pictures_stand(item, files.damaged_places(digests, post=item)))
