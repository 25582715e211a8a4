"""Whether two addresses lead to the same page or site: the one owner of this question.

What differs between them as people write, copy and are sent them makes no difference: Japanese against percent signs and
xn--, wide letters, http and https, a usual port, a last slash or dot, the place within the page, and the marks by which
somebody counts who has passed the address on.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

import idna

from instagram.addresses import shortcode_of
from security.office import unseen, words

USUAL_PORTS = (80, 443)
# What is longer is no address of a page: it is compared as it stands.
LONGEST = 2000
_MARKS = re.compile(
    r"utm_\w+|igshid|igsh|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|mc_cid|mc_eid"
    r"|_gl|_ga|_hsenc|_hsmi|srsltid|__twitter_impression|ref_src|ref_url|mkt_tok|ysclid|openexternalbrowser"
)
# What says something of the page elsewhere.
_MARKS_OF = {
    "youtube.com": {"si", "feature"}, "youtu.be": {"si", "feature"}, "spotify.com": {"si"},
    "x.com": {"s", "t"}, "twitter.com": {"s", "t"},
}  # fmt: skip
_SIGNS = frozenset(map(chr, range(0x21, 0x7F)))
# Signs of other widths and styles that networks and readers take for the usual ones: Ａ, ⓐ, 𝐚, ․
WIDE = {
    place: ord(usual)
    for place in (*range(0xA0, 0x3400), *range(0xFB00, 0x10000), *range(0x1D400, 0x1D800))
    if (usual := unicodedata.normalize("NFKC", chr(place))) in _SIGNS
}
DOTS = {ord(dot): ord(".") for dot in "。．｡"}
_HOST = re.compile(r"(?:[^\W_](?:[^\W_]|-){0,62}\.){1,20}(?:[^\W\d_]{2,63}|xn--[a-z0-9-]+)")
# In whatever state.
_SCHEME = re.compile(r"(?:h?[tx*]{1,2}ps?:)?[/\\]{0,4}", re.IGNORECASE)
_NAME = re.compile(r"[\w:][\w.:-]*")
_LAST = "/" + "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
_TO_PATH = re.compile(r"[^/?#]*+/?")
_HEAD = re.compile(r"[^/?#\\\s]*+")
# However many strokes there are, and which way they lean: a browser goes on to the host.
_STROKES = re.compile(r"(?:(https?):[/\\]*|[/\\]{2,})", re.IGNORECASE)
_BEFORE_QUERY = re.compile(r"[^?#]*")
_PORT = re.compile(r":(?:80|443)(?![0-9])")
_UNIT = re.compile("(?:%[0-9A-Fa-f]{2})+|.", re.DOTALL)
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
# These mean something else as themselves than behind a percent sign.
_DIVIDING = "/?#%&=+"
_ASCII = re.compile("[!-~]*")
# Where a sentence goes on behind an address: none of these, or a sign of the sentence that none of these follows.
_GOES_ON = re.compile(r"[.,;:!'\"<>()\[\]]{0,20}+[\w/?#%&=+~@$*-]", re.ASCII)


def with_scheme(url: str) -> str:
    """People write www.example.jp, also in wide letters; the web needs https:// before it."""
    url = plain(url)
    if strokes := _STROKES.match(url):
        return f"{strokes[1] or 'https'}://{url[strokes.end() :]}"
    return url if "://" in url else f"https://{url}"


def host_of(url: str) -> str:
    """The host in small letters, as written otherwise; empty when the text is no web address."""
    parts = _parts(url)
    return (parts.hostname or "").removesuffix(".") if parts else ""


def site_host(text: str) -> str:
    """The host of what people paste as a site, an address or a host alone; empty when it is neither."""
    host = host_of(plain(text.strip())).translate(WIDE | DOTS)
    return host if _HOST.fullmatch(host) else ""


def is_web_address(url: str) -> bool:
    parts = _parts(url) if "://" in url else None
    if parts is None or " " in url:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def same_host(one: str, other: str) -> bool:
    return host_key(one) == host_key(other)


def same(one: str, other: str) -> bool:
    """Whether two texts name the same page."""
    return key(one) == key(other)


def key(url: str) -> str:
    """What all ways to write one address have in common, as an address of its own; of what is none, the text."""
    page = _Page.of(url)
    if page is None:
        return plain(url).strip()
    if code := shortcode_of(f"https://{page.where}{page.path}"):
        return f"https://www.instagram.com/p/{code}"
    return f"https://{page.where}{page.tail}"


def host_key(host: str) -> str:
    """As the network names it: small ASCII letters, xn-- for others. Of what no network knows, the text in small letters."""
    host = unicodedata.normalize("NFKC", unseen.UNSEEN.sub("", host).translate(DOTS)).lower().rstrip(".")
    if host.isascii() or len(host) > 253:
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def plain(url: str) -> str:
    """Without what nobody sees; and if it was typed in wide letters before its path, in usual ones throughout."""
    url = unseen.UNSEEN.sub("", url)
    usual = url.translate(WIDE)
    end = _end_of(_TO_PATH, usual, usual.find("://") + 3 if "://" in usual else 0)
    return url if url[:end] == usual[:end] else usual


def begins_with(text: str, url: str, *, within: int = 0) -> int:
    """How many characters at the beginning of the text are this address, written in any way; 0 if they are another's.

    What follows them must be the sentence's, or say nothing of the page. `within`: the host may begin so many
    characters later, where no space divides the sentence from it.
    """
    text = text[:LONGEST]
    page = _Page.of(url)
    if page is None:
        return 0
    at = _behind_host(text, _end_of(_SCHEME, text, 0), page, within)
    if at and page.tail:
        at = _behind(text, at, page.tail)
    return at if at and _ends(text[at:], url) else 0


@dataclass(frozen=True)
class _Page:
    """An address in its parts: where it lies on the network, and which page of it."""

    where: str
    path: str
    query: str

    @property
    def tail(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @classmethod
    @lru_cache(maxsize=512)
    def of(cls, url: str) -> "_Page | None":
        url = plain(url).strip()
        parts = _parts(url)
        if parts is None or parts.scheme not in ("http", "https") or len(url) > LONGEST:
            return None
        host, port = host_key(parts.hostname or ""), parts.port
        if not _NAME.fullmatch(host):
            return None
        where = host if port is None or port in USUAL_PORTS else f"{host}:{port}"
        told = [one for one in _meant(parts.query).split("&") if one.strip() and not _is_mark(one, host)]
        return cls(where, _straight(_meant(parts.path)), "&".join(told).rstrip())


def _parts(url: str) -> SplitResult | None:
    """As a browser takes them: of the web, \\ before the query is a stroke like any other."""
    url = with_scheme(url)
    if url[:4].lower() == "http":
        url = _BEFORE_QUERY.sub(lambda found: found[0].replace("\\", "/"), url, count=1)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _straight(path: str) -> str:
    """Without the steps `.` and `..`, as a browser goes, and without a last slash."""
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del steps[max(len(steps) - 1, 1) :]
        elif step != ".":
            steps.append(step)
    return "/".join(steps).rstrip(_LAST)


def _is_mark(pair: str, host: str) -> bool:
    name = pair.partition("=")[0].lower()
    site = ".".join(host.split(".")[-2:])
    return _MARKS.fullmatch(name) is not None or name in _MARKS_OF.get(site, ())


def _meant(text: str) -> str:
    """The letters themselves wherever a percent sign stands for them and nothing depends on it."""
    return words.composed(_ESCAPES.sub(lambda found: _unescaped(found[0]), text))


def _unescaped(escapes: str) -> str:
    letters = words.composed(unquote_to_bytes(escapes).decode(errors="surrogateescape"))
    return "".join(_letter(letter) for letter in letters)


def _letter(letter: str) -> str:
    if "\udc80" <= letter <= "\udcff":  # a byte that is no UTF-8: other encodings stay as they are
        return f"%{ord(letter) - 0xDC00:02X}"
    return f"%{ord(letter):02X}" if letter in _DIVIDING or letter <= " " or letter == "\x7f" else letter


def _behind_host(text: str, at: int, page: _Page, within: int) -> int:
    """Where the host ends that the text names there, if it is the page's; else 0."""
    name, _, port = page.where.partition(":")
    user, sign, host = text[at : _end_of(_HEAD, text, at)].rpartition("@")
    at += len(user) + len(sign)
    host = host.partition(":")[0]
    if page.tail and not within and same_host(host, name):
        end = at + len(host)
    elif not (end := _behind_name(text, at, name, within)):
        return 0
    if port:
        return end + len(port) + 1 if text.startswith(f":{port}", end) else 0
    return _end_of(_PORT, text, end)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where it ends that begins there; the same place if nothing does."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _behind_name(text: str, at: int, name: str, within: int) -> int:
    small = text[at : at + within + 2 * len(name)].lower()
    for form in _forms(name):
        place = small.find(form, 0, within + len(form))
        if place >= 0:
            return at + place + len(form)
    return 0


def _forms(host: str) -> list[str]:
    """As the network names it, and in its own letters."""
    try:
        return [host, idna.decode(host)]
    except idna.IDNAError:
        return [host]


def _behind(text: str, at: int, tail: str) -> int:
    """Where path and query end that stand in the text there, written in any way; 0 if they are others."""
    matched = 0
    for unit in _UNIT.finditer(text, at):
        meant = _unescaped(unit[0]) if len(unit[0]) > 1 else unit[0]
        if not tail.startswith(meant, matched):
            return 0
        matched += len(meant)
        if matched == len(tail):
            return unit.end()
    return 0


def _ends(rest: str, url: str) -> bool:
    """Whether the address is over before this, but for a last slash and what says nothing of the page."""
    if rest.startswith("/") and not _GOES_ON.match(rest, 1):
        return True
    told = _ASCII.match(rest)
    if told and rest[:1] in ("?", "&", "#", "/") and same(f"{url}{told[0]}", url):
        return True
    return not _GOES_ON.match(rest)
