"""Which addresses may be asked at all, decided by their text: it must not be turned against the office's own network.

All that counts is what would really be asked, so a name is judged in the form in which the network knows it: ①②⑦.0.0.1
is 127.0.0.1 there, and so is 0x7f.1. Where a proxy looks the names up, this is all that can be decided here.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from posts.links.findings import Stop, no_page
from security.office.addresses import USUAL_PORTS, host_key

URL_MAX = 2000
PORTS = {"http": 80, "https": 443}
# Addresses that carry another one inside, which a router may unpack: NAT64, 6to4, Teredo.
WRAPPING = [ipaddress.ip_network(network) for network in ("64:ff9b::/32", "2002::/16", "2001::/32")]
# Relays of 6to4 (RFC 7526) and what is for examples (RFC 9637), which are no sites.
NO_SITES = [ipaddress.ip_network(network) for network in ("192.88.99.0/24", "3fff::/20")]
# Names that belong to a network of somebody's own (RFC 6761, 6762, 7686, 8375, ICANN's .internal), or by custom do.
# LGWAN is the local governments' own network.
INSIDE = re.compile(
    r"(?:\A|\.)(?:localhost|localdomain|local|internal|intranet|intra|private|corp|home|lan|home\.arpa|onion|lgwan\.jp)\Z"
)
NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IN_A_PATH, _IN_A_QUERY = "/%:@!$&'()*+,;=~", "/%:@!$&'()*+,;=~?"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Page:
    """What is asked for. `host` is in ASCII, without a last dot; `literal` is the address that is written there."""

    scheme: str
    host: str
    port: int
    target: str
    shown_host: str
    literal: Address | None

    @property
    def authority(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def site(self) -> str:
        return self.host.removeprefix("www.")


def page_of(url: str) -> Page:
    """The address of a page that may be asked, or Stop."""
    if len(url) > URL_MAX or NOT_IN_AN_ADDRESS.search(url):
        raise no_page("アドレスに使えない文字があるか、長すぎます。")
    try:
        parts = urlsplit(url)
        port, shown = parts.port, parts.hostname or ""
    except ValueError as error:
        raise no_page("アドレスの形が正しくありません。") from error
    if parts.scheme not in PORTS or not shown:
        raise no_page("https:// か http:// で始まるアドレスだけを確かめます。")
    if "@" in parts.netloc:
        raise no_page("アドレスに利用者名やパスワードを含めることはできません。")
    if port is not None and port not in USUAL_PORTS:
        raise no_page(f"ポート番号 {port} のアドレスは確かめません。")
    is_bracketed = parts.netloc.startswith("[")
    host = shown if is_bracketed else _ascii(shown)
    literal = _in_brackets(shown) if is_bracketed else _literal(host)
    if literal is None and ("." not in host or INSIDE.search(host)):
        raise not_public(shown)
    if literal is not None and not is_public(literal):
        raise not_public(shown)
    target = quote(parts.path or "/", safe=_IN_A_PATH)
    if parts.query:
        target += "?" + quote(parts.query, safe=_IN_A_QUERY)
    return Page(
        scheme=parts.scheme,
        host=str(literal) if literal else host,
        port=PORTS[parts.scheme] if port is None else port,
        target=target,
        shown_host=shown,
        literal=literal,
    )


def onward(page: Page, location: str) -> Page:
    """Where a redirect leads, or Stop. `location`: the header as http.client reads it, a letter for each byte.

    Sites send Japanese paths as they are, in UTF-8 or Shift_JIS: their bytes are asked for as they stand there. Only
    blanks of HTTP are cut off: U+0085 and U+00A0 are the last byte of many a letter.
    """
    raw = re.sub(rb"[\t\r\n]", b"", location.encode("latin-1", "replace").strip(b" \t\r\n"))
    try:
        text = raw.decode().replace("\\", "/").replace(" ", "%20")
    except UnicodeDecodeError:
        text = quote(raw, safe="/%:@!$&'()*+,;=~?#[]")
    try:
        return page_of(urljoin(page.url, text))
    except ValueError as error:  # urljoin: an address of brackets that is none
        raise no_page("転送先のアドレスの形が正しくありません。") from error


def is_public(address: Address) -> bool:
    """Whether it can only be reached by way of the internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in network for network in WRAPPING):
            return False
        if not int(address) >> 32:  # IPv4-compatible, long out of use: ::10.0.0.1
            return False
    if any(address in network for network in NO_SITES):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def not_public(host: str) -> Stop:
    return no_page(f"{host} はインターネットに公開されたサイトではありません。")


def _ascii(shown: str) -> str:
    """In the form in which it is asked for, and made of nothing that anybody could read in another way."""
    host = host_key(shown)
    if (
        not host.isascii()
    ):  # no name by the rules of today, like ☕.example: browsers go there by those of before
        try:
            host = host.encode("idna").decode()
        except UnicodeError as error:
            raise _no_name() from error
    if not _HOST.fullmatch(host):
        raise _no_name()
    return host


def _literal(host: str) -> Address | None:
    """The address that is written there, in any notation that a resolver or a proxy would read as one."""
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError) as error:
        raise _no_name() from error


def _in_brackets(shown: str) -> Address:
    """Without a zone, which is this machine's own business."""
    try:
        return ipaddress.IPv6Address("" if "%" in shown else shown)
    except ValueError as error:
        raise _no_name() from error


def _no_name() -> Stop:
    return no_page("サイトの名前の形が正しくありません。")
