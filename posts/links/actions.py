"""What was found of a live post's link."""

from datetime import datetime

from django.db import transaction

from posts.drafting.models import Link
from posts.links import events
from posts.links.check import State
from security.trail import recording as audit


@transaction.atomic
def note_checked(*, link: Link, state: State, now: datetime) -> None:
    """Keep what the check found. By the system; whoever looked earlier with a later row has been faster and counts.

    Dead by two checks: told in the trail. What is neither open nor surely gone proves nothing: it ends a
    single bad night, and leaves a link that counts as dead as it is.
    """
    stored = Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    if stored.checked_at != link.checked_at:
        return
    was_dead = stored.is_dead
    stored.checked_at = now
    if state == State.DEAD:
        stored.dead_since = stored.dead_since or now
    elif state in (State.ALIVE, State.MOVED) or not was_dead:
        stored.dead_since = None
    stored.save(update_fields=["checked_at", "dead_since"])
    if stored.is_dead != was_dead:
        event = events.LINK_DEAD if stored.is_dead else events.LINK_ALIVE
        audit.record(event, by=None, subject=stored.post, url=stored.url)
