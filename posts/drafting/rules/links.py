"""第４第１項(3), 第３項(3): what an address must satisfy, and which addresses are refused outright."""

import re
from urllib.parse import urlsplit

from django.conf import settings

from instagram.addresses import shortcode_of

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

USUAL_PORTS = (80, 443)
_HOST = re.compile(r"(?:[^\W_](?:[^\W_]|-){0,62}\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]+)")


def host_of(url: str) -> str:
    """The host in small letters; empty when the text is no web address."""
    try:
        return (urlsplit(with_scheme(url)).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def with_scheme(url: str) -> str:
    """People write www.example.jp; the web needs https:// before it."""
    return url if "://" in url else f"https://{url}"


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in url


def is_shortened(url: str) -> bool:
    """Whether the host is a shortener's or lies below one (maps.app.goo.gl below goo.gl)."""
    labels = host_of(url).split(".")
    return any(".".join(labels[place:]) in SHORTENERS for place in range(len(labels)))


def site_host(text: str) -> str:
    """The host of what people paste as a site, an address or a host alone; empty when it is neither."""
    host = host_of(text.strip())
    return host if _HOST.fullmatch(host) else ""


def post_code(url: str) -> str:
    """What identifies the live post that the address leads to (in the demo: also of the Instagram that stands in)."""
    return shortcode_of(url, also=settings.INSTAGRAM_GRAPH_URL if settings.DEMO else "")


def is_post_address(url: str) -> bool:
    """Whether the text is the address of one live post."""
    return bool(post_code(url))


def same_address(one: str, other: str) -> bool:
    """Whether two texts name the same page: scheme, case of the host and a last slash do not count."""
    return _comparable(one) == _comparable(other)


def _comparable(url: str) -> tuple[str, int | None, str, str]:
    try:
        parts = urlsplit(with_scheme(url))
        port = None if parts.port in USUAL_PORTS else parts.port
    except ValueError:
        return ("", None, url, "")
    return host_of(url), port, parts.path.rstrip("/"), parts.query
