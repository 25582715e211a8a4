"""担当: who sees to a comment, one person at a time."""

from collections import defaultdict

from django.db import transaction

from comments.inbox import events, rules
from comments.inbox.models import Comment
from comments.inbox.roles import WORKERS
from security.models import Appointment, User
from security.office.answers import no, require
from security.people.actors import Actor
from security.trail import recording as audit


@transaction.atomic
def assign(*, by: User, comment: Comment, to: User | None, seen: int | None) -> Comment:
    """Give the comment to a person, or take it from him. `seen`: the number of who had it on the screen.

    Raises Refused, also when somebody else has got it meanwhile.
    """
    actor = Actor.of(by)
    require(rules.may_handle(actor))
    # Joined to nothing: after waiting for the lock, PostgreSQL gives the new row beside the old one's join.
    stored = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if stored.assigned_to_id == (to.pk if to else None):
        return stored
    if stored.assigned_to_id != seen:
        holder = (
            f"{stored.assigned_to.name}さんが担当になりました" if stored.assigned_to else "担当が外れました"
        )
        require(
            no(f"この画面を開いた後に、{holder}。", remedy="いまの担当を確かめて、もう一度お決めください。")
        )
    require(rules.may_assign(actor, stored, to, sides_of(stored.assigned_to, to)))
    stored.assigned_to = to
    stored.save(update_fields=["assigned_to"])
    audit.record(events.COMMENT_ASSIGNED, by=actor, subject=stored, assigned_to=to.name if to else "")
    return stored


def sides_of(*people: User | None) -> dict[int, set[int]]:
    """The organisations for which each of these handles comments today; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    places = Appointment.objects.in_force().filter(
        user__in=[person for person in people if person], role__in=WORKERS
    )
    for user_id, organization_id in places.values_list("user_id", "organization_id"):
        found[user_id].add(organization_id)
    return found


def release(*, appointment: Appointment, by: Actor | None) -> None:
    """Whoever has left has no comments to see to any more. Runs in the transaction of the appointment's end."""
    if rules.may_handle(Actor.of(appointment.user)):
        return
    held = Comment.objects.filter(assigned_to=appointment.user).order_by("pk")
    numbers = list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    if not numbers:
        return
    Comment.objects.filter(pk__in=numbers).update(assigned_to=None)
    audit.record(
        events.COMMENT_ASSIGNED,
        by=by,
        label=f"{len(numbers)}件のコメント",
        assigned_to="",
        reason=f"{appointment.user.name}さんの任用が終わったため",
        count=len(numbers),
    )
