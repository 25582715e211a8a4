"""What the list of posts is narrowed to. All of it stands in the address, so that it can be kept, sent and taken back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import make_aware

from approvals.models.dossier import DOCUMENT_SYMBOL, Dossier
from outbox.jobs import JobState
from posts.drafting.models import Link, Photo, Post
from posts.planning.forms import SearchForm, When
from posts.publishing.models import PublishJob
from security.office import addresses, words
from security.office.days import YEAR_ZERO, with_weekday

# Beyond these a total says nothing more: whoever searches narrows further.
COUNTED_MAX = 100
_YEAR = re.escape(next(iter(YEAR_ZERO)))
_SYMBOL = re.escape(words.key(DOCUMENT_SYMBOL))
# 道カフェ-令和8-12, 令和8-12, R8-12, 令和8年度-12: whole words, as `words.key` leaves them.
_NUMBER = re.compile(
    rf"(?<!\S)(?:{_SYMBOL}[ -]?(?:{_YEAR}|r)?|{_YEAR}|r)(?P<year>元|\d{{1,2}})(?:年度?)?-第?(?P<serial>\d{{1,9}})号?(?!\S)"
)


@dataclass(frozen=True)
class Chip:
    """One thing that is asked for, and the address without it."""

    label: str
    text: str
    without: str


def narrowed(posts: QuerySet[Post], asked: dict[str, Any]) -> QuerySet[Post]:
    """Those that all that was asked for holds of. `asked`: what a SearchForm has understood."""
    numbers, said = _numbers_apart(asked.get("q", ""))
    for number in numbers:
        posts = posts.filter(dossier__in=number)
    posts = posts.filter(words.saying(said, by_pieces=True))
    if state := asked.get("state"):
        posts = posts.filter(state=state)
    if author := asked.get("author"):
        posts = posts.filter(Q(author=author) | Q(in_charge=author))
    if organization := asked.get("organization"):
        posts = posts.filter(organization=organization)
    if topic := asked.get("topic"):
        topics = Post.topics.through.objects.filter(post=OuterRef("pk"), topic=topic)
        posts = posts.filter(Exists(topics))
    if host := asked.get("host"):
        posts = posts.filter(Exists(_links_to(host).filter(post=OuterRef("pk"))))
    if holder := asked.get("holder"):
        holds = Photo.objects.filter(words.saying(holder, by_pieces=True))
        posts = posts.filter(pk__in=holds.values("post"))
    return _in_period(posts, asked)


def counted(asked: dict[str, Any]) -> int | None:
    """How far the total is worth counting, if less than that of every list."""
    return COUNTED_MAX if asked.get("q") or asked.get("holder") or asked.get("host") else None


def chips(form: SearchForm, given: QueryDict) -> list[Chip]:
    """What is asked for, in the order of the form."""
    return [Chip(label, text, _without(given, *names)) for label, text, *names in _told(form)]


def _told(form: SearchForm) -> Iterator[tuple[str, ...]]:
    asked = form.cleaned_data
    for name in ("q", "state", "author", "organization", "topic", "host", "holder"):
        if value := asked.get(name):
            field: Any = form.fields[name]
            shown = dict(getattr(field, "choices", ())).get(value, value)
            yield str(field.label), str(shown), name
    if told := _period(asked.get("since"), asked.get("until")):
        yield When(asked.get("when") or When.PUBLISHED).label, told, "when", "since", "until"


def _period(since: date | None, until: date | None) -> str:
    parts = [f"{with_weekday(since)}から"] if since else []
    parts += [f"{with_weekday(until)}まで"] if until else []
    return "".join(parts)


def _without(given: QueryDict, *names: str) -> str:
    left = given.copy()
    for name in (*names, "after", "before"):
        left.pop(name, None)
    for name in [name for name, value in left.items() if not value]:
        left.pop(name)
    return f"?{left.urlencode()}"


def _numbers_apart(text: str) -> tuple[list[QuerySet[Dossier, Any]], str]:
    """The document numbers that it names, and the words beside them."""
    said = words.key(text)
    numbers = [
        Dossier.objects.filter(fiscal_year=_western(found["year"]), serial=int(found["serial"])).values("pk")
        for found in _NUMBER.finditer(said)
    ]
    return numbers, _NUMBER.sub(" ", said)


def _western(of_era: str) -> int:
    return next(iter(YEAR_ZERO.values())) + (int(of_era) if of_era.isdigit() else 1)


def _links_to(host: str) -> QuerySet[Link]:
    """With and without www., for people take the one for the other."""
    plain = addresses.host_key(host).removeprefix("www.")
    return Link.objects.filter(host__in=[plain, f"www.{plain}"])


def _in_period(posts: QuerySet[Post], asked: dict[str, Any]) -> QuerySet[Post]:
    since, until = asked.get("since"), asked.get("until")
    if not since and not until:
        return posts
    when = asked.get("when") or When.PUBLISHED
    if when == When.PUBLISHED:
        out = PublishJob.objects.filter(_between("finished_at", since, until), state=JobState.DONE)
        return posts.filter(submission__in=out.values("submission"))
    return posts.filter(_between("publish_at" if when == When.PLANNED else "edited_at", since, until))


def _between(field: str, since: date | None, until: date | None) -> Q:
    found = Q()
    if since:
        found &= Q(**{f"{field}__gte": _midnight(since)})
    if until:
        found &= Q(**{f"{field}__lt": _midnight(until + timedelta(days=1))})
    return found


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
