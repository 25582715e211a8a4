"""第４第１項(3), 第３項(3): what an address must satisfy, and which addresses are refused outright."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from instagram.addresses import shortcode_of
from security.office import addresses, passages

# Shorteners hide where a link leads (the national guidance of 2011 asks public bodies not to use them).
SHORTENERS = frozenset(
    {
        "adobe.ly", "amzn.asia", "amzn.to", "app.link", "bit.do", "bit.ly", "buff.ly",
        "cutt.ly", "dlvr.it", "fb.me", "forms.gle", "g.co", "goo.gl", "goo.su", "htn.to", "ift.tt",
        "is.gd", "j.mp", "kutt.it", "lin.ee", "lnkd.in", "nav.cx", "onelink.to", "onl.bz",
        "onl.la", "onl.sc", "onl.tw", "ow.ly", "page.link", "pse.is", "qr.paps.jp", "qr.quel.jp", "rb.gy",
        "rebrand.ly", "reurl.cc", "s.id", "short.gy", "shorturl.at", "spoti.fi", "t.co", "t.ly", "tiny.cc",
        "tinyurl.com", "u0u1.net", "ur0.jp", "urx.nu", "urx2.nu", "urx3.nu", "v.gd", "wp.me",
        "x.gd", "youtu.be",
    }
)  # fmt: skip
_LABELS_MAX = max(one.count(".") for one in SHORTENERS) + 1


@dataclass(frozen=True)
class Named:
    """An address that a text names, as it is written there, and whether a link is declared for it.

    is_sure: where it begins; in Japanese letters the sentence before it may seem a part of it.
    """

    url: str
    is_declared: bool
    is_sure: bool = True


def named_in(text: str, declared: Iterable[str]) -> list[Named]:
    """The addresses in the text, each once. Where it begins with a declared one, that is meant: of several, the longest."""
    known = sorted(declared, key=len, reverse=True)
    found: dict[Named, None] = {}
    at = 0
    for one in passages.addresses_in(text):
        if one.start < at:
            continue  # a part of the declared address before it
        length = next((length for url in known if (length := one.begins_with(url))), 0)
        at = one.start + length
        found[Named(one.written, is_declared=bool(length), is_sure=not one.within)] = None
    return list(found)


def standing_in(text: str, urls: Iterable[str]) -> set[str]:
    """Those of the addresses that the text names, written in any way."""
    found = passages.addresses_in(text)
    return {url for url in urls if any(one.begins_with(url) for one in found)}


def is_shortened(url: str) -> bool:
    """Whether the host is a shortener's or lies below one (maps.app.goo.gl below goo.gl)."""
    labels = addresses.host_key(addresses.host_of(url)).split(".")
    return any(".".join(labels[-count:]) in SHORTENERS for count in range(1, _LABELS_MAX + 1))


def post_code(url: str) -> str:
    """What identifies the live post that the address leads to (in the demo: also of the Instagram that stands in)."""
    stand_in = settings.INSTAGRAM_GRAPH_URL if settings.DEMO else ""
    return shortcode_of(addresses.key(url)) or (shortcode_of(url, also=stand_in) if stand_in else "")


def is_post_address(url: str) -> bool:
    """Whether the text is the address of one live post."""
    return bool(post_code(url))
