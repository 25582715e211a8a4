"""What is asked of the trail, and one page of the answer."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from security.models import AuditEvent

PER_PAGE = 50


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included, in Japan; None is without a limit."""

    first: date | None = None
    last: date | None = None

    def of(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        if self.first:
            events = events.filter(at__gte=_midnight(self.first))
        if self.last:
            events = events.filter(at__lt=_midnight(self.last + timedelta(days=1)))
        return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Question:
    """What the form asks for; everything empty asks for the whole trail."""

    period: Period = Period()
    tags: tuple[str, ...] = ()
    person: int | None = None
    subject: str = ""
    words: str = ""

    def of(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        events = self.period.of(events)
        if self.tags:
            events = events.filter(tag__in=self.tags)
        if self.person:
            events = events.filter(actor=self.person)
        if self.subject:
            events = events.filter(subject=self.subject)
        for word in self.words.split():
            events = events.filter(_says(word))
        return events


def _says(word: str) -> Q:
    """In any text of the event. SQLite keeps JSON with its Japanese spelt as \\u…: asked for in both spellings."""
    in_data = Q(data_text__contains=word) | Q(data_text__contains=json.dumps(word)[1:-1])
    fields = ("actor_label", "subject_label", "subject", "workplace")
    texts = [Q(**{f"{field}__icontains": word}) for field in fields]
    return Q(*texts, _connector=Q.OR) | Q(address_text__startswith=word) | in_data


@dataclass(frozen=True)
class Page:
    """Newest first. `older` and `newer` are the numbers to go on from, None where there is nothing more."""

    events: list[AuditEvent]
    older: int | None
    newer: int | None


def page(question: Question, *, before: int | None = None, after: int | None = None) -> Page:
    """By number and never by count: the millionth page costs what the first one does."""
    found = question.of(
        AuditEvent.objects.annotate(
            data_text=Cast("data", TextField()), address_text=Cast("address", TextField())
        )
    )
    if after is not None:
        rows = list(found.filter(number__gt=after).order_by("number")[: PER_PAGE + 1])
        more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE][::-1]
        return Page(rows, older=_end(rows, -1, after + 1), newer=_end(rows, 0, None) if more else None)
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found.order_by("-number")[: PER_PAGE + 1])
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    newer = _end(rows, 0, before - 1) if before is not None else None
    return Page(rows, older=_end(rows, -1, None) if more else None, newer=newer)


def _end(rows: list[AuditEvent], place: int, otherwise: int | None) -> int | None:
    return rows[place].number if rows else otherwise
