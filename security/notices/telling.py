"""Telling somebody of something. In the transaction of the act: what is rolled back has told nothing."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from security.letters import writing as letters
from security.letters.models import Letter
from security.notices import composing
from security.notices.models import GROWING, TITLE_MAX, How, Notice, NoticeChoice
from security.notices.registry import Kind
from security.notices.timing import NUMBERS_APART, NUMBERS_GATHERED_FOR, due_at
from security.people.models import Appointment, User
from security.trail.recording import subject_key


def tell(
    kind: Kind,
    *,
    to: QuerySet[User],
    about: Model,
    title: str,
    sentence: str,
    url: str,
    by: User | None,
    until: datetime | None = None,
    key: str = "",
    page_only: bool = False,
) -> None:
    """To each of these people, as he has chosen; not to `by`, who knows, nor to who holds no office today.

    Belongs in the transaction of the act. A key that a person was told under before tells him nothing. page_only: he
    gets a letter of another kind about it. Two statements, whatever the number of people.
    """
    now, state = timezone.now(), kind.standing(about).code
    rows = []
    for person in _told_of(kind, to, but=by):
        how = How.PAGE if page_only else person.chosen_how  # type: ignore[attr-defined]  # annotated below
        rows.append(
            Notice(
                person=person,
                kind=kind.key,
                key=key,
                by=by,
                subject=subject_key(about),
                state=state,
                title=one_line(title)[:TITLE_MAX],
                sentence=sentence,
                url=url,
                until=until,
                how=how,
                at=now,
                due_at=due_at(how, now),
            )
        )
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(key))


class Words(NamedTuple):
    """What a notice says, and the page it leads to."""

    title: str
    sentence: str
    url: str


def grow(
    kind: Kind,
    *,
    to: QuerySet[User],
    about: Model,
    count: int,
    words: Callable[[int], Words],
    by: User | None,
) -> None:
    """As `tell`, of what comes in numbers: who has neither been sent nor seen the last such notice finds it grown by `count`.

    words: what it says of so many. The notices stay locked until the transaction ends, so this comes before any event.
    """
    chosen: dict[int, How] = {one.pk: one.chosen_how for one in _told_of(kind, to, but=by)}  # type: ignore[attr-defined]  # annotated below
    try:
        _grow(kind, chosen, about, count, words)
    except IntegrityError:  # another worker has begun one meanwhile; nothing is locked any more
        _grow(kind, chosen, about, count, words)


@transaction.atomic
def _grow(
    kind: Kind, chosen: dict[int, How], about: Model, count: int, words: Callable[[int], Words]
) -> None:
    """Those that wait, and new ones, each in the order of their people. Raises IntegrityError if there are others by now."""
    now, subject, state = timezone.now(), subject_key(about), kind.standing(about).code
    waiting = Notice.objects.filter(GROWING, kind=kind.key, subject=subject, person__in=chosen)
    known = list(waiting.order_by("person_id").select_for_update(no_key=True))
    fresh = [
        Notice(person_id=pk, kind=kind.key, subject=subject, state=state, count=0)
        for pk in sorted(chosen.keys() - {row.person_id for row in known})
    ]
    lately = _told_lately(kind, subject, now)
    for row in (*known, *fresh):
        gathered_for = NUMBERS_APART if row.person_id in lately else NUMBERS_GATHERED_FOR
        _add(row, count, words, chosen[row.person_id], now, gathered_for)
    Notice.objects.bulk_update(known, GROWN)
    Notice.objects.bulk_create(fresh)


GROWN = ["count", "title", "sentence", "url", "how", "at", "due_at"]


def _told_lately(kind: Kind, subject: str, now: datetime) -> set[int]:
    """Whom a letter has told of such numbers just before, and who has not looked since."""
    told = Notice.objects.unseen().filter(kind=kind.key, subject=subject, told_at__gt=now - NUMBERS_APART)
    return set(told.exclude(count=None).values_list("person", flat=True))


def _add(
    row: Notice,
    count: int,
    words: Callable[[int], Words],
    how: How,
    now: datetime,
    gathered_for: timedelta,
) -> None:
    """So many more. It comes by letter when it was to come before, unless the person has chosen otherwise since."""
    row.count = (row.count or 0) + count
    title, row.sentence, row.url = words(row.count)
    row.title = one_line(title)[:TITLE_MAX]
    if row.how != how or row.due_at is None:
        row.how, row.due_at = how, due_at(how, now, gathered_for=gathered_for)
    row.at = now


def take_back(*kinds: Kind, about: Model) -> None:
    """What was not told yet, by letter or on the page, need not be told any more. Belongs in the transaction of the act."""
    waiting = Notice.objects.unseen().filter(told_at=None, subject=subject_key(about))
    waiting.filter(kind__in=[one.key for one in kinds]).delete()
    lay_aside(*kinds, about=about)


def lay_aside(*kinds: Kind, about: Model) -> None:
    """What has been told by letter asks nothing of anybody any more: it is not new at the bell. In the transaction of the act."""
    told = Notice.objects.unseen().filter(told_at__isnull=False, subject=subject_key(about))
    told.filter(kind__in=[one.key for one in kinds]).update(seen_at=timezone.now())


def who_heard(*kinds: Kind, about: Model) -> QuerySet[User]:
    """Those who have been told of it, by letter or on the page, once what is not needed any more has been taken back."""
    told = Notice.objects.filter(kind__in=[one.key for one in kinds], subject=subject_key(about))
    return User.objects.filter(pk__in=told.values("person"))


def to_be_written_to(kind: Kind, *, about: Model) -> list[int]:
    """Whose letter about it is still to be written, and will say what has become of it; until the transaction's end it is not."""
    waiting = Notice.objects.untold().filter(kind=kind.key, subject=subject_key(about))
    return [one.person_id for one in waiting.order_by("person_id").select_for_update(no_key=True)]


def call_off(*kinds: Kind, about: Model) -> None:
    """As `take_back`, and with it the letter that has told of it and of no other subject, as long as it has not left.

    What else that letter has told of the subject waits for another one.
    """
    take_back(*kinds, about=about)
    its_kinds = [one.key for one in kinds]
    for letter in letters.not_left(about=subject_key(about)):
        told = composing.told_in(letter)
        if told.filter(kind__in=its_kinds).exists():
            letters.cancel([letter])
            if letter.state != Letter.State.UNKNOWN:
                others = told.unseen().filter(count=None).exclude(kind__in=its_kinds)
                others.update(told_at=None, due_at=timezone.now())


def take_back_all_but(kind: Kind, *, keys: Collection[str]) -> None:
    """Of a kind that is told under keys: what is under none of these need not be told any more, and asks nothing."""
    over = Notice.objects.unseen().filter(kind=kind.key).exclude(key__in=keys)
    over.filter(told_at=None).delete()
    over.filter(told_at__isnull=False).update(seen_at=timezone.now())


def settle(*kinds: Kind, about: Model, person: User) -> None:
    """The person has done what the notice asked for. Belongs in the transaction of the act."""
    mine = Notice.objects.unseen().filter(person=person, subject=subject_key(about))
    mine.filter(kind__in=[one.key for one in kinds]).update(seen_at=timezone.now())


def one_line(text: str) -> str:
    """Whatever a name contains: a line break must not become a line of a mail's head."""
    return " ".join(text.split())


def _told_of(kind: Kind, people: QuerySet[User], *, but: User | None) -> QuerySet[User]:
    """Those of them who hold an office today, each once, with how they want to be told."""
    chosen = NoticeChoice.objects.filter(person=OuterRef("pk"), kind=kind.key).values("how")
    found = User.objects.filter(pk__in=people.order_by().values("pk"), is_active=True)
    found = found.filter(pk__in=Appointment.objects.in_force().values("user"))
    if but:
        found = found.exclude(pk=but.pk)
    return found.annotate(chosen_how=Coalesce(Subquery(chosen), Value(kind.how.value))).order_by("pk")
