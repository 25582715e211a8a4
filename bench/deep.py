"""Addresses of pages deep in a list, whichever way the list is paged.

The link to the next page, on the first one, tells how: by a number, or by the place of its last row. In the second
case the same words about a row deep in the list lead there.
"""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.utils import timezone

NEXT = re.compile(r'<a\b(?=[^>]*\brel="next")[^>]*\bhref="([^"]*)"')
PER_PAGE = 20
# How a moment may stand in an address.
SPELLINGS: tuple[Callable[[datetime], str], ...] = (
    lambda moment: moment.astimezone(UTC).isoformat(),
    lambda moment: timezone.localtime(moment).isoformat(),
    lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    lambda moment: str(moment.timestamp()),
    lambda moment: str(round(moment.timestamp() * 1_000_000)),
)


def deep_address(address: str, first_page: str, rows: QuerySet[Any], moment: str, share: float) -> str:
    """The page after this share of the rows. They come in the order of the list, which is by the field `moment`."""
    found = NEXT.search(first_page)
    assert found, f"{address} offers no next page"
    asked = dict(parse_qsl(html.unescape(found[1]).partition("?")[2]))
    skipped = int((rows.count() - 1) * share) // PER_PAGE * PER_PAGE
    if asked.get("page") == "2":
        asked["page"] = str(skipped // PER_PAGE + 1)
    else:
        here, there = rows[PER_PAGE - 1], rows[skipped - 1]
        asked = {name: _said_of(there, here, value, moment) for name, value in asked.items()}
    return f"{address.partition('?')[0]}?{urlencode(asked)}"


def _said_of(there: Any, here: Any, value: str, moment: str) -> str:
    """What the address says of one row, said of the other."""
    value = re.sub(rf"(?<!\d){here.pk}(?!\d)", str(there.pk), value)
    for spelt in SPELLINGS:
        value = value.replace(spelt(getattr(here, moment)), spelt(getattr(there, moment)))
    return value
