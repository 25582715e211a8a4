"""What is told from below: somebody has left, and open work needs somebody who answers for it; somebody approves."""

from typing import Any

from django.db.models import F
from django.dispatch import receiver

from approvals.models import State, Submission
from approvals.signals import approving
from posts.drafting import files, querysets, rules
from posts.drafting.actions.handover import hand_over
from posts.drafting.content import sealed
from posts.drafting.models import Post
from security.appointing.open_work import Waiting, tells_open_work
from security.models import POSTERS, Appointment
from security.office.answers import require
from security.people.actors import Actor
from security.people.signals import somebody_left


@receiver(somebody_left, sender=Appointment)
def on_somebody_left(appointment: Appointment, by: Actor | None, **kwargs: Any) -> None:
    hand_over(appointment=appointment, by=by)


@tells_open_work
def waiting_posts(appointment: Appointment) -> list[Waiting]:
    """第４: approved, or asked for, and in charge of the one who leaves: without a successor they stay in."""
    if appointment.role not in POSTERS:
        return []
    mine = querysets.in_charge(Post.objects.all(), appointment.user)
    posts = mine.filter(organization=appointment.organization_id, state__in=(State.PENDING, State.APPROVED))
    return [
        Waiting(post.title, post.get_state_display(), post.publish_at, post.get_absolute_url())
        for post in posts.order_by(F("publish_at").asc(nulls_last=True), "pk")
    ]


@receiver(approving, sender=Post)
def on_approving(item: Post, submission: Submission, **kwargs: Any) -> None:
    """Asked within the decision; the desk has asked before, and what it found is noted whatever becomes of the press."""
    digests = sealed(submission).digests
    require(rules.pictures_stand(item, files.damaged_places(digests, post=item)))
