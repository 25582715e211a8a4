"""Whoever takes a copy of the trail is written down."""

from django.db import transaction

from security.office.answers import require
from security.people import rules
from security.people.actors import Actor
from security.people.models import User
from security.trail import events
from security.trail.export import Stretch
from security.trail.recording import record
from security.trail.search import Period


@transaction.atomic
def note_export(*, by: User, stretch: Stretch, period: Period) -> None:
    """Somebody takes a copy of the trail: the record comes before the first line leaves."""
    actor = Actor.of(by)
    require(rules.may_read_records(actor))
    record(
        events.TRAIL_EXPORTED,
        by=actor,
        period=[day.isoformat() if day else None for day in (period.first, period.last)],
        count=stretch.count,
        head=str(stretch.head),
    )
