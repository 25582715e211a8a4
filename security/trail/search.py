"""What is asked of the trail, and one page of the answer."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone

from security.office import paging
from security.office.words import key, saying
from security.trail.models import AuditEvent

PER_PAGE = 50
# The chain's own order as long as no clock is set back; by time, so that a period long ago is found as quickly as today.
LATEST_FIRST = ("-at", "-number")


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included, in Japan; None is without a limit."""

    first: date | None = None
    last: date | None = None

    def of(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        # Midnights before the calendar's first day in UTC, and after its last one, there are none.
        if self.first and self.first > date.min:
            events = events.filter(at__gte=_midnight(self.first))
        if self.last and self.last < date.max:
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
        for word in key(self.words).split():
            events = events.filter(_says(word))
        return events


def _says(word: str) -> Q:
    """In any text of the event, or as the beginning of the network's address."""
    return saying(word) | Q(address_text__startswith=key(word))


def page(question: Question, asked: QueryDict) -> paging.Page[AuditEvent]:
    """Newest first."""
    events = AuditEvent.objects.annotate(address_text=Cast("address", TextField()))
    return paging.page(question.of(events), LATEST_FIRST, asked, PER_PAGE)
