"""The one layout of letters: salutation, what is said, a link of its own line as a button, signature. As text and as a page.

A letter says its own words only; who writes it neither greets nor signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from security.people.models import User

SALUTATION = "{} 様"


@dataclass(frozen=True)
class Block:
    """A paragraph, or an address that stood on a line alone and becomes the button."""

    text: str
    is_link: bool = False


def as_text(to: User, body: str, more: Sequence[str] = ()) -> str:
    """`more`: sentences below the signature."""
    context = {"salutation": salutation(to), "body": body.strip(), "more": more}
    return render_to_string("security/letters/letter.txt", context)


def as_page(
    to: User, body: str, more: Sequence[str] = (), *, links: Sequence[str] = (), html: str = ""
) -> str:
    """`html` instead of the body's own lines. links: what counts as an address, though it does not look like one."""
    context = {
        "salutation": salutation(to),
        "blocks": [] if html else blocks(body, links),
        "html": html,
        "more": more,
    }
    return render_to_string("security/letters/letter.html", context)


def salutation(to: User) -> str:
    return SALUTATION.format(" ".join(to.name.split()))


def blocks(body: str, links: Sequence[str] = ()) -> list[Block]:
    found: list[Block] = []
    lines: list[str] = []
    for line in [*body.strip().splitlines(), ""]:
        is_link = line.strip() in links or (line.startswith(("https://", "http://")) and " " not in line)
        if lines and (is_link or not line.strip()):
            found.append(Block("\n".join(lines)))
            lines = []
        if is_link:
            found.append(Block(line.strip(), is_link=True))
        elif line.strip():
            lines.append(line)
    return found
