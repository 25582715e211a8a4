"""What must hold of every answer, whoever gets it: headers, and nothing inline for an injection to imitate."""

from collections.abc import Iterator
from html.parser import HTMLParser

from django.http.response import HttpResponseBase

# What a tag of its own program or style would run by; the address of `a` and the like by `javascript:`.
LINKS = ("href", "src", "action", "formaction", "data")


class _Inline(HTMLParser):
    """Collects whatever only a lax Content Security Policy would let run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        inert = values.get("type") in ("application/json", "application/ld+json")
        if tag == "style" or (tag == "script" and "src" not in values and not inert):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}>")
            if name in LINKS and (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"<{tag} {name}={value}>")
            if (
                name in ("src", "href")
                and tag in ("script", "link", "img", "iframe")
                and "//" in (value or "")
            ):
                self.found.append(f"<{tag} {name}={value}> from elsewhere")


def inline(html: str) -> list[str]:
    parser = _Inline()
    parser.feed(html)
    return parser.found


def problems(response: HttpResponseBase) -> Iterator[str]:
    """What is wrong with an answer, in words."""
    policy = {
        name: values
        for name, *values in (
            part.split() for part in response.get("Content-Security-Policy", "").split(";") if part
        )
    }
    if policy.get("default-src") != ["'self'"]:
        yield f"no strict Content-Security-Policy: {policy}"
    if any("unsafe" in value or value == "*" for values in policy.values() for value in values):
        yield f"lax Content-Security-Policy: {policy}"
    for name, value in (("frame-ancestors", "'none'"), ("object-src", "'none'"), ("base-uri", "'none'")):
        if policy.get(name) != [value]:
            yield f"{name} is {policy.get(name)}"
    if response.get("X-Frame-Options") != "DENY":
        yield "may be framed"
    if response.get("X-Content-Type-Options") != "nosniff":
        yield "may be sniffed"
    if response.get("Referrer-Policy") != "same-origin":
        yield "tells other sites where people come from"
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        yield from inline(response.content.decode())  # type: ignore[attr-defined]  # not streaming
