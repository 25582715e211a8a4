"""The list of comments (第６第２項): undecided ones first, then the others, newest first.

Each page is found by where the last one ended (keyset) along an index of its own, so that it costs the same at five
hundred and at a million comments; nothing is counted or skipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils.timezone import make_aware

from comments.inbox.models import Comment, Handling, Hint
from comments.replies.models import Reply
from posts.models import Photo
from security.models import User
from security.office import paging
from security.office.words import saying
from security.people import numbers

PER_PAGE = 20
LATEST_FIRST = ("-commented_at", "-pk")
# How many comments one page of a search looks at: no index finds a part of a Japanese word.
SEARCHED_AT_ONCE = 20_000


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty parts narrow nothing."""

    handling: str = ""
    hint: str = ""
    mine: User | None = None
    post: int | None = None
    thread: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True)
class Place:
    """Where a page ended: in which part of the list, after which comment."""

    part: str
    at: datetime
    pk: int

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """As `str()` wrote it; anything else is the beginning."""
        part, _, rest = text.partition("_")
        place = paging.read(rest, Comment, LATEST_FIRST)
        return cls(part, *place) if place and part in PARTS else None

    def __str__(self) -> str:
        return f"{self.part}_{paging.write((self.at, self.pk))}"


@dataclass(frozen=True)
class Page:
    comments: list[Comment]
    # Where the next page begins; None at the end.
    next: Place | None
    # For a search that has not looked at everything yet: up to which moment it has.
    searched_until: datetime | None = None


DECIDED = ~Q(handling=Handling.OPEN)
PARTS = {
    "open": Q(handling=Handling.OPEN),
    "rest": DECIDED,
    "all": Q(),
}


def page_of(wanted: Wanted, place: Place | None) -> Page:
    """One page. At most two queries for the comments themselves and two for their answers and proposals."""
    found = _narrowed(wanted)
    if wanted.words:
        return _searched(found, wanted.words, place)
    parts = list(_parts(wanted))
    if place and place.part in parts:
        parts = parts[parts.index(place.part) :]
    comments: list[Comment] = []
    for part in parts:
        here = place if place and place.part == part else None
        rows = after(found.filter(PARTS[part]), here)
        comments += _joined(rows)[: PER_PAGE + 1 - len(comments)]
        if len(comments) > PER_PAGE:
            return Page(_with_answers(comments[:PER_PAGE]), _place_of(comments[PER_PAGE - 1], parts))
    return Page(_with_answers(comments), None)


def count_open_with(hint: Hint, most: int) -> int:
    """How many undecided comments carry the hint, counted no further than `most`, along the hint's own index."""
    return _open_with(hint)[:most].count()


def _open_with(hint: Hint) -> QuerySet[Comment]:
    return _narrowed(Wanted(handling=Handling.OPEN, hint=hint))


# Beside 「コメント」 in the navigation: suspected abuse is found without delay (第６第３項). Of the rest nothing is owed.
SUSPECTED = "suspected_comments"
numbers.count(SUSPECTED, lambda: _open_with(Hint.ABUSE))


def _parts(wanted: Wanted) -> Iterator[str]:
    if wanted.handling in ("", Handling.OPEN):
        yield "open"
    if wanted.handling != Handling.OPEN:
        yield "rest"


def _place_of(comment: Comment, parts: list[str]) -> Place:
    part = "open" if comment.handling == Handling.OPEN else "rest"
    return Place(part if part in parts else parts[0], comment.commented_at, comment.pk)


def _narrowed(wanted: Wanted) -> QuerySet[Comment]:
    found = Comment.objects.filter(is_own=False)
    if wanted.handling:
        found = found.filter(handling=wanted.handling)
    if wanted.hint in Hint.values:
        found = found.filter(hints__contains=wanted.hint)
    if wanted.mine:
        found = found.filter(assigned_to=wanted.mine)
    if wanted.post:
        found = found.filter(live_post=wanted.post)
    if wanted.thread:
        found = found.filter(parent=wanted.thread)
    if wanted.since:
        found = found.filter(commented_at__gte=make_aware(datetime.combine(wanted.since, time.min)))
    if wanted.until and wanted.until < date.max:
        next_day = wanted.until + timedelta(days=1)
        found = found.filter(commented_at__lt=make_aware(datetime.combine(next_day, time.min)))
    return found


def after(found: QuerySet[Comment], place: Place | None) -> QuerySet[Comment]:
    """In the order of the indexes, from a place on."""
    if place is None:
        return found.order_by(*LATEST_FIRST)
    return paging.after(found, LATEST_FIRST, (place.at, place.pk))


def _searched(found: QuerySet[Comment], words: str, place: Place | None) -> Page:
    """Newest first among the next SEARCHED_AT_ONCE comments; a page without a match may still have a next one."""
    ahead = after(found, place)
    last = ahead.values_list("commented_at", "pk")[SEARCHED_AT_ONCE : SEARCHED_AT_ONCE + 1].first()
    matching = ahead.filter(saying(words))
    if last:
        matching = matching.filter(
            Q(commented_at__gt=last[0]) | Q(pk__gte=last[1]), commented_at__gte=last[0]
        )
    comments = list(_joined(matching)[: PER_PAGE + 1])
    shown = _with_answers(comments[:PER_PAGE])
    if len(comments) > PER_PAGE:
        return Page(shown, Place("all", shown[-1].commented_at, shown[-1].pk))
    if last:
        return Page(shown, Place("all", *last), searched_until=last[0])
    return Page(shown, None)


def _joined(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return with_posts(comments).select_related("parent", "assigned_to", "handled_by")


def _with_answers(comments: list[Comment]) -> list[Comment]:
    """With proposals and our answers: two queries, whatever the number of rows and parts."""
    prefetch_related_objects(comments, proposals_latest_first(), _own_answer())
    return comments


def with_posts(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    picture = Photo.objects.filter(post=OuterRef("live_post__post")).order_by("position")
    return comments.select_related("live_post__post__organization").annotate(
        first_picture=Subquery(picture.values("rendition")[:1])
    )


def proposals_latest_first() -> Prefetch:
    """On each comment as `proposals_latest_first`."""
    rows = Reply.objects.select_related("organization", "published_as").order_by("-pk")
    return Prefetch("proposals", queryset=rows, to_attr="proposals_latest_first")


def _own_answer() -> Prefetch:
    """The account's latest answer that stands under the comment, as `latest_answer`: ours or one typed into Instagram."""
    rows = Comment.objects.filter(is_own=True, gone_at=None).order_by("-commented_at", "-pk")
    return Prefetch("comment_answers", queryset=rows[:1], to_attr="latest_answer")
