"""The policy's texts: filled from what the office has registered, and read as paragraphs and lists for the page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from comments.policy.models import OfficeFacts
from security.models import Organization

BULLET = "・"
PLACES = ("課名", "アカウント名", "ユーザーネーム", "アドレス", "運用時間", "電話", "メール", "受託事業者", "ホームページ")  # fmt: skip
_PLACE = re.compile("|".join(rf"\{{{name}\}}" for name in PLACES))
# Only what is surely one: ASCII, and no full stop or bracket of the sentence around it.
_ADDRESS = re.compile(r"https?://[\w\-.~:/?#@!$&*+,;=%]*[\w\-~/=&#]", re.ASCII)


def values() -> dict[str, str]:
    """What each word in braces stands for today; empty where the office has not said it yet."""
    facts = OfficeFacts.current()
    return {
        "課名": facts.office_name,
        "アカウント名": facts.account_name,
        "ユーザーネーム": settings.INSTAGRAM_USERNAME,
        "アドレス": facts.profile_url,
        "運用時間": facts.hours,
        "電話": facts.phone,
        "メール": facts.email,
        "受託事業者": "、".join(_contractors()),
        "ホームページ": facts.site_url,
    }


def _contractors() -> list[str]:
    """Those with a contract today."""
    today = timezone.localdate()
    standing = Q(contract_from__lte=today, contract_until__gte=today)
    found = Organization.objects.filter(standing, kind=Organization.Kind.CONTRACTOR)
    return list(found.order_by("pk").values_list("name", flat=True))


def filled(template: str, known: Mapping[str, str]) -> str:
    """The template with what is known put in; the rest stays in braces, for a person to complete."""
    return _PLACE.sub(lambda found: known.get(found[0][1:-1]) or found[0], template)


def left_open(text: str) -> list[str]:
    """The words in braces that nobody has replaced yet, each once."""
    return list(dict.fromkeys(_PLACE.findall(text)))


@dataclass
class Part:
    """A paragraph or, with `is_list`, the items of a list."""

    is_list: bool
    lines: list[SafeString] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)


def parts(text: str) -> list[Part]:
    """Lines that begin with 「・」 are a list; every other line is a paragraph. Escaped, addresses made links."""
    found: list[Part] = []
    for line in (line.strip() for line in text.splitlines()):
        is_item = line.startswith(BULLET)
        if not line:
            continue
        if not (is_item and found and found[-1].is_list):
            found.append(Part(is_list=is_item))
        said = line.removeprefix(BULLET).strip() if is_item else line
        found[-1].lines.append(linked(said))
        found[-1].plain.append(said)
    return found


def linked(line: str) -> SafeString:
    """Escaped; http and https addresses can be followed, nothing else can."""
    return mark_safe("".join(_pieces(line)))  # noqa: S308 - every piece is escaped


def _pieces(line: str) -> Iterator[str]:
    end = 0
    for found in _ADDRESS.finditer(line):
        yield conditional_escape(line[end : found.start()])
        yield format_html('<a href="{}">{}</a>', found[0], found[0])
        end = found.end()
    yield conditional_escape(line[end:])
