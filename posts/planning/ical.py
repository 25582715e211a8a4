"""The plan as a calendar program reads it (RFC 5545): title, state, moment and address of each post, and no more."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from approvals.models import State
from posts.drafting.models import Post

PRODUCT = "-//Hokkaido Cafe//Instagram plan//JA"
NAME = "北海道とつながるカフェ 投稿の予定"
LINE_MAX = 75  # octets, without the line's end
SURE = (State.APPROVED, State.PUBLISHING, State.PUBLISHED, State.REMOVED)
# No text of a calendar holds these; a tab alone is allowed.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def written(posts: Iterable[Post], *, now: datetime) -> str:
    """The whole calendar. Each post has `at`, the moment when it goes out or went out."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(NAME)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for post in posts:
        lines += _event(post, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(post: Post, now: datetime) -> list[str]:
    at: datetime = post.at  # type: ignore[attr-defined]  # of a queryset of planning
    return [
        "BEGIN:VEVENT",
        f"UID:post-{post.pk}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}",
        f"DTSTAMP:{_moment(now)}",
        f"LAST-MODIFIED:{_moment(post.edited_at)}",
        f"SEQUENCE:{post.version}",
        f"DTSTART:{_moment(at)}",
        "DURATION:PT15M",
        f"SUMMARY:{_text(f'【{post.get_state_display()}】{post}')}",
        f"STATUS:{'CONFIRMED' if post.state in SURE else 'TENTATIVE'}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        f"URL:{settings.PUBLIC_URL}{post.get_absolute_url()}",
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    """In UTC, which needs no table of time zones and is the same everywhere."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    escaped = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """In pieces of at most LINE_MAX octets, no letter cut through; each but the first begins with a space."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE_MAX:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += octets
    yield piece
