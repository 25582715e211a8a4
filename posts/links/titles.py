"""What the pages are called to which the links of drafts lead: looked up once, offered as the link's name, never sealed.

The rows say what is due. Pages are asked outside any transaction, under the guard of the link check; what cannot be had is
told in a sentence, and the person types the name.
"""

import codecs
import re
from email.message import Message
from html import unescape

from django.db.models import QuerySet

from approvals.models import State
from posts.drafting.models import Link
from posts.links import actions, check
from posts.links.asking import Answer
from posts.links.findings import Stop
from security.office import unseen

BATCH = 4  # a worker is kept for half a minute at most
LENGTH_MAX: int = Link._meta.get_field("title").max_length or 0
NO_TITLE = "ページに題名がありませんでした。リンク先の名称を入力してください。"
NOT_FOUND = "ページの題名を調べられませんでした。{reason}"
_TITLE = re.compile(r"<title(?:\s[^<>]{0,200})?>([^<]{0,2000})", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w-]{1,40})""", re.IGNORECASE)
_HEAD_BYTES = 4096  # where a page says how it is written
# Those of pages in Japan; whatever else a page calls itself is read as most of them are.
_ENCODINGS = {
    "shift_jis": "cp932", "cp932": "cp932", "euc_jp": "euc_jp", "iso2022_jp": "iso2022_jp", "iso8859-1": "cp1252",
    "cp1252": "cp1252",
}  # fmt: skip
_SPACES = re.compile(r"\s+")


def due() -> QuerySet[Link]:
    """Of drafts, without a name, not yet looked up; the newest first, for somebody is at it."""
    return Link.objects.filter(label="", title_asked_at=None, post__state=State.DRAFT).order_by("-pk")


def is_due() -> bool:
    return due().exists()


def run() -> None:
    for link in due()[:BATCH]:
        look_up(link)


def look_up(link: Link) -> None:
    """One page asked, and what came of it kept."""
    try:
        title = title_in(check.beginning(link.url))
    except Stop as stop:
        actions.note_title(link=link, problem=NOT_FOUND.format(reason=stop.sentence))
        return
    actions.note_title(link=link, title=title, problem="" if title else NO_TITLE)


def title_in(answer: Answer) -> str:
    """The page's title as one line of what people see; empty where there is none."""
    if "html" not in answer.media.lower():
        return ""
    text = answer.beginning.decode(_encoding(answer), errors="replace")
    found = _TITLE.search(text)
    seen = unseen.CONTROLS.sub(" ", unseen.UNSEEN.sub("", unescape(found[1]))) if found else ""
    return _SPACES.sub(" ", seen).strip()[:LENGTH_MAX]


def _encoding(answer: Answer) -> str:
    """As the page says, in its header or in itself."""
    head = Message()
    head["Content-Type"] = answer.media
    said = head.get_content_charset() or ""
    if not said and (meta := _CHARSET.search(answer.beginning, 0, _HEAD_BYTES)):
        said = meta[1].decode("ascii")
    try:
        name = codecs.lookup(said).name
    except LookupError:
        return "utf-8"
    return _ENCODINGS.get(name, "utf-8")
