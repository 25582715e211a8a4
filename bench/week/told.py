"""What was told to whom: read at the end of the week."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import Message
from pathlib import Path

from django.utils import timezone

from bench.week.plan import BEGINS
from security.models import Notice, User
from security.office.days import with_weekday

# What differs from letter to letter though the same is said.
OF_THE_MOMENT = re.compile(r"^.*現在の内容です。$", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    to: str
    at: datetime
    subject: str
    text: str
    page: str

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


@dataclass
class Told:
    people: dict[str, User]
    letters: list[Letter] = field(default_factory=list)

    def take(self, message: Message, at: datetime) -> None:
        """A mail that has left."""
        parts = {
            part.get_content_type(): part.get_payload(decode=True).decode()  # type: ignore[union-attr]
            for part in message.walk()
            if part.get_content_maintype() == "text"
        }
        name = str(message["To"]).partition("@")[0]
        subject = str(message["Subject"])
        self.letters.append(
            Letter(name, at, _plain(subject), parts["text/plain"], parts.get("text/html", ""))
        )

    def table(self) -> str:
        days = sorted({timezone.localdate(BEGINS), *(one.day for one in self.letters), *self._days()})
        head = ["letters/notices", *(with_weekday(day).partition("年")[2] for day in days), "all"]
        lines = [head, *(self._row(name, days) for name in self.people)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
        rows = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
        ]
        return "\n".join([*rows, "", *self.twice()])

    def twice(self) -> list[str]:
        """The same said to the same person more than once, by letter or on the page."""
        letters = Counter((one.to, one.subject, OF_THE_MOMENT.sub("", one.text)) for one in self.letters)
        notices = Counter(Notice.objects.values_list("person__username", "title", "sentence"))
        found = [f"letter twice: {to}: {subject} ({n})" for (to, subject, _), n in letters.items() if n > 1]
        found += [f"notice twice: {to}: {title} ({n})" for (to, title, _), n in notices.items() if n > 1]
        return found or ["nothing twice"]

    def write(self, folder: Path) -> None:
        """Each letter as text, and as the page that a mail program shows."""
        for number, one in enumerate(self.letters, start=1):
            place = folder / one.to
            place.mkdir(parents=True, exist_ok=True)
            name = f"{timezone.localtime(one.at):%m%d-%H%M}-{number:03}"
            (place / f"{name}.txt").write_text(f"{one.subject}\n\n{one.text}", encoding="utf-8")
            (place / f"{name}.html").write_text(one.page, encoding="utf-8")

    def _row(self, name: str, days: list[date]) -> list[str]:
        letters = Counter(one.day for one in self.letters if one.to == name)
        told = Notice.objects.filter(person=self.people[name]).values_list("at", flat=True)
        notices = Counter(timezone.localdate(at) for at in told)
        cells = [f"{letters[day]}/{notices[day]}" for day in days]
        return [name, *cells, f"{letters.total()}/{notices.total()}"]

    def _days(self) -> set[date]:
        told = Notice.objects.filter(at__gte=BEGINS).values_list("at", flat=True)
        return {timezone.localdate(at) for at in told}


def _plain(subject: str) -> str:
    from email.header import decode_header, make_header  # noqa: PLC0415 - needed here alone

    return str(make_header(decode_header(subject)))
