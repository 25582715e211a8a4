"""Whether rows and trail tell the same: each row has its event and each event its row, with the same who, when and what.

A noun says with `compares` how its own rows are held against the trail. Rows are read in batches, so that memory does
not grow with the archive.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db import models

from security.trail.models import AuditEvent
from security.trail.recording import subject_key
from security.trail.registry import Event

BATCH = 500
# From a row's own time to that of its event, which waits for the trail's head.
TOGETHER = timedelta(minutes=10)

Check = Callable[[], Iterator[str]]
_checks: list[Check] = []


class Told(NamedTuple):
    """One event, as far as rows are held against it."""

    number: int
    at: datetime
    tag: str
    actor_id: int | None
    data: dict[str, Any]

    def is_one_of(self, *kinds: Event) -> bool:
        return any(self.tag == kind.tag for kind in kinds)

    def is_of_moment(self, moment: datetime) -> bool:
        return timedelta(0) <= self.at - moment <= TOGETHER


Events = dict[str, list[Told]]
Row = TypeVar("Row", bound=models.Model)


def compares(check: Check) -> Check:
    """Marks a function that tells what differs, a sentence each."""
    _checks.append(check)
    return check


def differences() -> Iterator[str]:
    for check in _checks:
        yield from check()


def in_batches(rows: models.QuerySet[Row]) -> Iterator[list[int]]:
    """The numbers of all rows, in their order."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield batch
        last = batch[-1]


def held_against_trail(
    rows: models.QuerySet[Row],
    kinds: Iterable[Event],
    differing: Callable[[Row, list[Told]], Iterable[str]],
) -> Iterator[str]:
    """What `differing` tells of the rows and their events, if it tells it twice: meanwhile people go on working."""
    tags = [kind.tag for kind in kinds]

    def look(batch: Sequence[int]) -> list[str]:
        found = list(rows.filter(pk__in=batch).order_by("pk"))
        events = _events_of(found, tags)
        return [said for row in found for said in differing(row, events[subject_key(row)])]

    for batch in in_batches(rows):
        if first := look(batch):
            again = set(look(batch))
            yield from (said for said in first if said in again)


def without_row(kind: type[models.Model], event: Event) -> Iterator[str]:
    """What the trail tells of and the database does not hold any more."""
    prefix = f"{kind._meta.label_lower}:"
    told = AuditEvent.objects.filter(tag=event.tag, subject__startswith=prefix).order_by("number")
    rows = told.values_list("number", "subject").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        keys = {number: int(subject.removeprefix(prefix)) for number, subject in batch}
        there = set(kind._default_manager.filter(pk__in=keys.values()).values_list("pk", flat=True))
        for number, key in keys.items():
            if key not in there:
                yield f"証跡 {number} 番(「{event.label}」)の{kind._meta.verbose_name} {key} がありません。"


def _events_of(rows: Sequence[models.Model], tags: list[str]) -> Events:
    found = AuditEvent.objects.filter(subject__in=[subject_key(row) for row in rows], tag__in=tags)
    events: Events = defaultdict(list)
    for subject, *values in found.order_by("number").values_list(
        "subject", "number", "at", "tag", "actor_id", "data"
    ):
        events[subject].append(Told(*values))
    return events
