"""Addresses of pages deep in a list, whichever way the list is paged.

The link to the next page, on the first one, tells how: by a number, or by the place of its last row. In the second
case the same words about a row deep in the list lead there.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.utils import timezone

NEXT = re.compile(r'<a\b(?=[^>]*\brel="next")[^>]*\bhref="([^"]*)"')
NUMBER = re.compile(r"\d{1,18}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# How a moment may stand in an address.
SPELLINGS: tuple[Callable[[datetime], str], ...] = (
    lambda moment: moment.astimezone(UTC).isoformat(),
    lambda moment: timezone.localtime(moment).isoformat(),
    lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    lambda moment: str((moment - EPOCH) // timedelta(microseconds=1)),
)


@dataclass(frozen=True)
class List:
    """The rows in the list's order, which is by the field `moment`, and how many stand on a page."""

    address: str
    rows: QuerySet[Any]
    moment: str = "edited_at"
    per_page: int = 20

    def deep(self, share: float, first_page: str) -> str:
        """The address of the page that begins after this share of the rows."""
        found = NEXT.search(first_page)
        assert found, f"{self.address} offers no next page"
        asked = dict(parse_qsl(html.unescape(found[1]).partition("?")[2]))
        skipped = int((self.rows.count() - 1) * share) // self.per_page * self.per_page
        if "page" in asked:
            there = asked | {"page": str(skipped // self.per_page + 1)}
        else:
            there = {name: self._said_of(self.rows[skipped - 1], value) for name, value in asked.items()}
        is_told = there != asked or skipped <= self.per_page
        assert is_told, f"{self.address} tells its places in a way that is not known here: {asked}"
        return f"{self.address.partition('?')[0]}?{urlencode(there)}"

    def _said_of(self, there: Any, value: str) -> str:
        """What the value says of one row, said of the other. One that names no row stays as it is."""
        here = self.rows.filter(pk__in=NUMBER.findall(value)).first()
        if here is None:
            return value
        for spelt in SPELLINGS:
            value = value.replace(spelt(getattr(here, self.moment)), spelt(getattr(there, self.moment)))
        return re.sub(rf"(?<!\d){here.pk}(?!\d)", str(there.pk), value)
