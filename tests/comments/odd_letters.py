"""What people may write that programs like to change: rare characters, other directions, markup; and how it must be shown."""

from html.parser import HTMLParser

# 神 as a compatibility ideograph, which NFC and NFKC both turn into another; one é composed and one not; a family of
# joined emoji; a switch to right-to-left that is never ended; markup; a wide space at the end.
TEXT = (
    "神\ufa19社と神社、caf\u00e9とcafe\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 "
    "<b>太字</b><script>alert(1)</script>&amp; \"'\n\u202eסלאם 左へ\u3000"
)
NAME = "\u202e神\ufa19<i>\U0001f469\u200d\U0001f680"
TURN = "\u202e"

# Elements in whose content directions are closed off by HTML itself, or by being a control or a page's title of its own.
CLOSED = {"bdi", "title", "textarea", "option"}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
    "path",
    "circle",
    "use",
}
OPENED, ENDED = "\u2066\u2067\u2068", "\u2069"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.leaks: list[str] = []
        self.shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        told = dict(attrs)
        # What is read aloud only is taken out of the line, and so stands in a paragraph of its own.
        hidden = "visually-hidden" in (told.get("class") or "")
        self.open.append((tag, tag in CLOSED or "dir" in told and tag != "html" or hidden))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.shown.append(data)
        if any(closed for _, closed in self.open):
            return
        depth = 0
        for letter in data:
            depth += (letter in OPENED) - (letter == ENDED and depth > 0)
            if letter == TURN and not depth:
                self.leaks.append(f"{'>'.join(tag for tag, _ in self.open)}: {data.strip()[:60]!r}")


def leaks(html: str) -> list[str]:
    """Where a switch of direction could turn round the page's own words beside it."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.leaks


def shown(html: str) -> str:
    """All words of the page, with line breaks as the page's."""
    page = _Page()
    page.feed(html.replace("<br>", "\n"))
    page.close()
    return "".join(page.shown)
