"""How the office writes dates, and how a caption is shown."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from cafe_instagram.home import papers
from security.office.days import ERAS, era_year, with_weekday, with_weekday_time
from security.pages.proof import form_waits

register = template.Library()

# Addresses come first, so that the # and @ inside them stay plain. A name begins only where none is under way.
CAPTION_PARTS = re.compile(
    r"(?P<address>https?://\S+|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+)"
    r"|(?P<hashtag>[#＃]\w+)"
    r"|(?<!\w)(?P<mention>@\w+(?:\.\w+)*)"
)


@register.filter
def wareki(value: date | None) -> str:
    """A day as 北海道 writes it: 令和8年(2026年)4月1日. An aware datetime counts in Japan time.

    Days before 平成 carry the western year only; nothing gives nothing. A naive datetime raises ValueError.
    """
    if value is None:
        return ""
    day = localtime(value).date() if isinstance(value, datetime) else value
    return f"{_year(day)}{day.month}月{day.day}日"


@register.filter
def fiscal_year(year: int) -> str:
    """The fiscal year by its first calendar year: 令和8年度(2026年度)."""
    era, _, _ = _year(date(year, 4, 1)).partition("年")
    return f"{era}年度({year}年度)"


@register.filter
def wareki_time(value: datetime | None) -> str:
    """A moment in Japan time: 令和8年(2026年)4月1日 14時05分."""
    if value is None:
        return ""
    moment = localtime(value)
    return f"{wareki(value)} {moment.hour}時{moment.minute:02}分"


@register.filter
def weekday_time(value: datetime | None) -> str:
    """A moment in Japan time as letters and notices give it: 令和8年5月14日(木) 12:00."""
    return with_weekday_time(value) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """A day as letters and notices give it: 令和8年5月14日(木). An aware datetime counts in Japan time."""
    if value is None:
        return ""
    return with_weekday(localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def moment(text: str) -> str:
    """A moment as sealed content holds it (ISO 8601), as `wareki_time`; empty for none."""
    return wareki_time(datetime.fromisoformat(text)) if text else ""


def _year(day: date) -> str:
    """With the western one beside it, where there is an era."""
    return f"{era_year(day)}({day.year}年)" if day >= ERAS[-1][0] else era_year(day)


@register.filter
def caption_html(caption: str) -> SafeString:
    """A caption as the feed shows it: escaped, line breaks kept, hashtags and mentions marked."""
    lines = caption.replace("\r\n", "\n").split("\n")
    return format_html_join(mark_safe("<br>"), "{}", ((_marked(line),) for line in lines))


def _marked(line: str) -> SafeString:
    pieces = []
    end = 0
    for match in CAPTION_PARTS.finditer(line):
        pieces.append(conditional_escape(line[end : match.start()]))
        if match.lastgroup == "address":
            pieces.append(conditional_escape(match[0]))
        else:
            pieces.append(format_html('<span class="{}">{}</span>', match.lastgroup, match[0]))
        end = match.end()
    pieces.append(conditional_escape(line[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 -- every piece above is escaped


@register.filter
def fours(text: str) -> list[str]:
    """A long key in groups of four, to be typed by hand."""
    return [text[start : start + 4] for start in range(0, len(text), 4)]


@register.inclusion_tag("components/paper.html", takes_context=True)
def paper(context: Context, item: Any, before: str = "", after: str = "") -> dict[str, object]:
    """A paper that is not the page's own, as whoever looks at the page may know of it: never print its title otherwise."""
    return {"paper": papers.paper(context["request"].actor, item), "before": before, "after": after}


@register.simple_tag(takes_context=True)
def paper_link(context: Context, item: Any) -> papers.Paper:
    """The same, for what puts name and address in different places."""
    return papers.paper(context["request"].actor, item)


register.filter("form_waits", form_waits)
