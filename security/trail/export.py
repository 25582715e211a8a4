"""Handing the trail out as JSON Lines, for chain.py to verify without the system."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Min

from security.trail import chain
from security.trail import recording as audit
from security.trail.chain import START, Mark
from security.trail.models import AuditEvent
from security.trail.search import Period

AT_ONCE = 2000


@dataclass(frozen=True)
class Stretch:
    """A gapless part of the chain: the mark before its first event, and its last event's."""

    after: Mark
    head: Mark

    @property
    def count(self) -> int:
        return self.head.number - self.after.number


def whole() -> Stretch:
    return Stretch(START, audit.head())


def of_period(period: Period) -> Stretch | None:
    """All between the period's first and last event; None if there is none."""
    ends = period.of(AuditEvent.objects.all()).aggregate(first=Min("number"), last=Max("number"))
    if ends["first"] is None:
        return None
    first, last = (AuditEvent.objects.get(number=ends[name]) for name in ("first", "last"))
    return Stretch(Mark(first.number - 1, first.previous), Mark(last.number, last.digest))


def lines(stretch: Stretch) -> Iterator[str]:
    """The file, line by line; no query is held open while the reader takes its time."""
    yield chain.heading(after=stretch.after, head=stretch.head)
    number = stretch.after.number
    while number < stretch.head.number:
        rows = AuditEvent.objects.filter(number__gt=number, number__lte=stretch.head.number)
        events = list(rows.order_by("number")[:AT_ONCE])
        if not events:
            return  # the verifier will say what is missing
        for event in events:
            yield chain.line(audit.content_of(event), event.digest)
        number = events[-1].number
