"""Notices become letters: all that waits for one person in one letter, each notice in one letter only.

Whoever composes holds the person and the notices, and writes the letter in the transaction that marks them as told: two
workers at once write it once, and one that dies has written nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Model, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from outbox.jobs import OPEN
from security.letters import writing as letters
from security.letters.leaving import asked_before, tells_of_acts
from security.letters.models import Letter
from security.notices import reading
from security.notices.models import How, Notice, NoticeQuerySet
from security.notices.registry import Kind, Preview, kind_of, kinds
from security.notices.timing import PAUSE
from security.office.days import with_weekday
from security.people.actors import Actor
from security.people.models import Appointment, User

# How long a letter that cannot leave keeps the next one from being written: what comes meanwhile stands in that one.
HELD_FOR = timedelta(days=1)
KEY = "notices"
LINK = "notice"  # what a letter's link names its notice by
# Told one by one in a letter; the rest as a number, with the page where they stand.
TOLD_MAX = 20
LEAST_SHARE = 3  # of each kind, if there are many
PICTURES_MAX = 6
CHOICE = "届け方は、画面の「お知らせの設定」で変えられます。"


@dataclass(frozen=True)
class Line:
    """A notice as a letter tells it. `since`: what the subject has become meanwhile, in a word; empty if nothing.

    The first line of a subject has its preview, with the content id of the picture where there is one.
    """

    notice: Notice
    since: str = ""
    preview: Preview | None = None
    content_id: str = ""


@dataclass(frozen=True)
class Section:
    """All of one kind. `more`: how many are not told one by one."""

    label: str
    count: int
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def is_due() -> bool:
    """Whether there is anything for `run`."""
    return _due(timezone.now()).exists()


def run() -> None:
    """Write the letters that are due now."""
    for person in _due(timezone.now()).order_by("person").values_list("person", flat=True).distinct():
        write_to(person)


@transaction.atomic
def write_to(person_id: int) -> None:
    """What waits for this person, in one letter; none while another worker writes it, or so soon after the last."""
    free = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=person_id)
    person = free.first()
    if person is None:
        return
    now = timezone.now()
    waiting = _readable(person, _waiting(person, now))
    if not any(one.due_at and one.due_at <= now for one in waiting):
        return
    mine = Notice.objects.filter(pk__in=[one.pk for one in waiting])
    if not _holds_office(person):
        mine.update(due_at=None)
    elif wait_until := _wait_until(person, waiting, now):
        mine.filter(due_at__lt=wait_until).update(due_at=wait_until)
    else:
        _write(person, waiting, now)
        mine.update(told_at=now)


def told_in(letter: Letter) -> NoticeQuerySet:
    """What the letter tells of; nothing for a letter of another kind."""
    kind, _, rest = letter.key.partition(":")
    first = Notice.objects.filter(pk=rest.partition(":")[0]).first() if kind == KEY else None
    if first is None or first.told_at is None:
        return Notice.objects.none()
    return Notice.objects.filter(person=letter.recipient_id, told_at=first.told_at)


@asked_before(KEY)
def may_leave(letter: Letter) -> bool:
    """Who has lost his office since, or may not read all of it any more, gets nothing of before; of the rest he is told anew."""
    person, told = letter.recipient, told_in(letter)
    if not _holds_office(person):
        return False
    if hidden := reading.hidden(told, Actor.of(person)):
        told.unseen().filter(count=None).exclude(pk__in=hidden).update(told_at=None, due_at=timezone.now())
    return not hidden


@tells_of_acts(KEY)
def whose_acts(letter: Letter) -> set[int]:
    return set(told_in(letter).exclude(by=None).values_list("by", flat=True))


def _due(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.untold().filter(due_at__lte=now)


def _waiting(person: User, now: datetime) -> list[Notice]:
    """What is due, and what is to be told at once and would be due in a moment; locked, oldest first."""
    mine = Notice.objects.untold().filter(Q(due_at__lte=now) | Q(how=How.AT_ONCE), person=person)
    return list(mine.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("at", "pk"))


def _readable(person: User, waiting: Sequence[Notice]) -> list[Notice]:
    """Without those of which he may not read any more: no letter tells of them."""
    hidden = reading.hidden(waiting, Actor.of(person))
    if hidden:
        Notice.objects.filter(pk__in=hidden).update(due_at=None)
    return [one for one in waiting if one.pk not in hidden]


def _holds_office(person: User) -> bool:
    return person.is_active and Appointment.objects.in_force().filter(user=person).exists()


def _wait_until(person: User, waiting: Sequence[Notice], now: datetime) -> datetime | None:
    """Until when nothing is written: while the last letter has not left, or so soon after it; None: now.

    Where the mail server is away for a day, or a person has no address, letters do not pile up.
    """
    unsent = Letter.objects.filter(recipient=person, key__startswith=f"{KEY}:", state__in=OPEN)
    if unsent.filter(created_at__gt=now - HELD_FOR).exists():
        return now + PAUSE
    urgent = {one.key for one in kinds() if one.urgent}
    if any(one.how == How.DIGEST or one.kind in urgent for one in waiting):
        return None
    last = Notice.objects.filter(person=person).aggregate(at=Max("told_at"))["at"]
    return last + PAUSE if last and last + PAUSE > now else None


def _write(person: User, notices: Sequence[Notice], now: datetime) -> None:
    sections = _sections(person, notices)
    lines = [line for section in sections for line in section.lines]
    subjects = {one.subject for one in notices}
    path = _address(lines[-1].notice) if len(subjects) == 1 else reverse("notices:list")
    body, html = rendered(context_of(sections, settings.PUBLIC_URL + path))
    letters.write(
        key=f"{KEY}:{notices[0].pk}",
        to=person,
        subject=_subject(notices),
        body=body,
        html=html,
        pictures={one.content_id: one.preview.picture for one in lines if one.preview and one.content_id},
        more=closing(now),
        about=subjects.pop() if len(subjects) == 1 else "",
    )


def _address(notice: Notice) -> str:
    """Of its page, naming the notice: who opens it has read it (middleware.py)."""
    parts = urlsplit(notice.url)
    query = "&".join(one for one in (parts.query, f"{LINK}={notice.pk}") if one)
    return urlunsplit(parts._replace(query=query))


def context_of(sections: Sequence[Section], url: str) -> dict[str, object]:
    """What the templates of notices read; `url` is the one link."""
    return {"sections": sections, "count": sum(one.count for one in sections), "url": url}


def rendered(context: dict[str, object]) -> tuple[str, str]:
    """As text and as part of a page."""
    names = ("security/letters/notices.txt", "security/letters/notices.html")
    text, html = (render_to_string(name, context) for name in names)
    return text, html


def closing(now: datetime) -> list[str]:
    """What stands below the signature."""
    here = timezone.localtime(now)
    return [f"{with_weekday(here.date())} {here:%H:%M}現在の内容です。", CHOICE]


def _subject(notices: Sequence[Notice]) -> str:
    first = notices[0].title
    return first if len(notices) == 1 else f"お知らせ{len(notices)}件: {first} ほか"


def _sections(person: User, notices: Sequence[Notice]) -> list[Section]:
    """By kind, in the order of their first notice; a flood of one kind leaves room to the others."""
    by_kind: dict[str, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    share = max(TOLD_MAX // len(by_kind), LEAST_SHARE)
    told = _Telling(Actor.of(person))
    return [_section(key, found, share, told) for key, found in by_kind.items()]


def _section(key: str, notices: Sequence[Notice], share: int, told: "_Telling") -> Section:
    kind = kind_of(key)
    lines = [told.line(kind, notice) for notice in notices[:share]]
    return Section(kind.label if kind else "", len(notices), lines)


class _Telling:
    """The lines of one letter. Each subject is looked up once, and shown with its first line."""

    def __init__(self, reader: Actor) -> None:
        self.reader = reader
        self.rows: dict[str, Model | None] = {}
        self.shown: set[str] = set()
        self.pictures = 0

    def line(self, kind: Kind | None, notice: Notice) -> Line:
        row = self._row(notice.subject) if kind else None
        if kind is None or row is None:
            return Line(notice)
        standing = kind.standing(row)
        since = standing.word if standing.code != notice.state else ""
        preview = None if notice.subject in self.shown else kind.preview(row, self.reader)
        return Line(notice, since, preview, self._content_id(notice, preview))

    def _row(self, subject: str) -> Model | None:
        """None for what is not there any more."""
        if subject not in self.rows:
            label, _, number = subject.partition(":")
            self.rows[subject] = apps.get_model(label)._default_manager.filter(pk=number).first()
        return self.rows[subject]

    def _content_id(self, notice: Notice, preview: Preview | None) -> str:
        if preview is None:
            return ""
        self.shown.add(notice.subject)
        if not preview.picture or self.pictures >= PICTURES_MAX:
            return ""
        self.pictures += 1
        return f"notice-{notice.pk}@{settings.MAIL_DOMAIN}"
