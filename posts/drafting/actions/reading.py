"""Reading what is not public: consent letters name people, and an uncut photo shows who was cut away."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from posts.drafting import events
from posts.drafting.models import Consent, Post
from security.models import AuditEvent, User
from security.people.actors import Actor
from security.trail import recording as audit

Paper = Post | Consent
ONCE_IN = timedelta(hours=1)


def note_evidence_read(*, by: User, of: Paper, paper: str, name: str) -> None:
    """`of`: the post, or the entry of the library. One event a person, file and hour, so that turning pages does not flood the trail.

    Called by a GET: where the event is there already, nothing is written and nobody waits. Nothing may be shown that
    could not be recorded, so a failure to write is the caller's failure.
    """
    if not _noted(by, of, paper).exists():
        _note(by, of, paper, name)


@transaction.atomic
def _note(by: User, of: Paper, paper: str, name: str) -> None:
    # Two requests of one person wait for one another here; the second finds the event of the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not _noted(by, of, paper).exists():
        audit.record(events.EVIDENCE_READ, by=Actor.of(by), subject=of, paper=paper, name=name)


def _noted(by: User, of: Paper, paper: str) -> QuerySet[AuditEvent]:
    since = timezone.now() - ONCE_IN
    return audit.events_of(of).filter(actor=by, tag=events.EVIDENCE_READ.tag, at__gt=since, data__paper=paper)
