"""Whether a link still leads somewhere (第４第１項(3), 第３項(3)). The one place that fetches an address typed by a person.

So it must not be turned against the office's own network: it asks public addresses only, decided after the name has been
resolved and again after each redirect, and connects to the very address that was decided on, so that a name which
answers differently the second time gains nothing. Of an answer only the head is read.
"""

import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPException, parse_headers
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from security.office.addresses import USUAL_PORTS, with_scheme

PATIENCE_S = 6.0  # for everything about one link, redirects included
REDIRECTS_MAX = 5
HEAD_BYTES_MAX = 32 * 1024
URL_MAX = 2000
AT_ONCE = 4
REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)
UNABLE = 500  # from here on the site itself says that it is not the page's fault
NO_NAMES_NOW = "いまはサイトの名前を調べられません。"
PORTS = {"http": 80, "https": 443}
# Addresses that carry another one inside, which a router may unpack: NAT64, 6to4, Teredo.
WRAPPING = [ipaddress.ip_network(network) for network in ("64:ff9b::/32", "2002::/16", "2001::/32")]
NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class State(Enum):
    ALIVE = "開けました"
    MOVED = "別のサイトに移っています"
    DEAD = "開けません"
    UNCLEAR = "確かめられません"
    REFUSED = "確かめませんでした"


@dataclass(frozen=True)
class Finding:
    """What was found of one link, and the sentence for the person who typed it."""

    url: str
    state: State
    sentence: str
    may_pass: bool = False  # the site did not answer, or said that it cannot now: no maintenance is a death


class _Stop(Exception):
    """The search has come to an end: with this state, and why."""

    def __init__(self, state: State, sentence: str, *, may_pass: bool = False) -> None:
        super().__init__(sentence)
        self.state, self.sentence, self.may_pass = state, sentence, may_pass


def check_all(urls: Iterable[str]) -> list[Finding]:
    """A few at once. Never within a transaction: it waits for the network."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(check, urls))


def check(url: str) -> Finding:
    """Follow the link to its end. Says what it found; raises nothing."""
    deadline = time.monotonic() + PATIENCE_S
    try:
        here = first = _parts(with_scheme(url))
        for _ in range(REDIRECTS_MAX + 1):
            status, onward = _ask(here, deadline)
            if status not in REDIRECTS or not onward:
                return Finding(url, *_meaning(status, first, here), may_pass=status >= UNABLE)
            here = _parts(urljoin(here.geturl(), onward))
        raise _Stop(State.DEAD, f"転送が{REDIRECTS_MAX}回より多く続きます。")
    except _Stop as stop:
        return Finding(url, stop.state, stop.sentence, stop.may_pass)


def _meaning(status: int, first: SplitResult, last: SplitResult) -> tuple[State, str]:
    if status in GONE:
        return State.DEAD, f"ページがありません({status})。"
    if not 200 <= status < 300:
        return State.UNCLEAR, f"サイトが開かせませんでした({status})。ブラウザーで開いて確かめてください。"
    if _site(first) != _site(last):
        return State.MOVED, f"{last.hostname} に転送されます。リンク先として適当かどうかを確かめてください。"
    return State.ALIVE, "開けました。"


def _site(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _parts(url: str) -> SplitResult:
    """An address that may be asked at all, or _Stop."""
    if len(url) > URL_MAX or NOT_IN_AN_ADDRESS.search(url):
        raise _Stop(State.REFUSED, "アドレスに使えない文字があるか、長すぎます。")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _Stop(State.REFUSED, "アドレスの形が正しくありません。") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise _Stop(State.REFUSED, "https:// か http:// で始まるアドレスだけを確かめます。")
    if "@" in parts.netloc:
        raise _Stop(State.REFUSED, "アドレスに利用者名やパスワードを含めることはできません。")
    if port is not None and port not in USUAL_PORTS:
        raise _Stop(State.REFUSED, f"ポート番号 {port} のアドレスは確かめません。")
    return parts


# --- One request ---------------------------------------------------------------------------------------------------


def _ask(parts: SplitResult, deadline: float) -> tuple[int, str]:
    """The status, and where a redirect leads. Never sends cookies, credentials or anything of this system."""
    host = _ascii_host(parts)
    port = parts.port or PORTS[parts.scheme]
    address = _public_address(host, port)
    try:
        with _connect(address, port, _left(deadline)) as plain:
            if parts.scheme == "http":
                return _head(plain, parts, host, deadline)
            with ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure:
                return _head(secure, parts, host, deadline)
    except ssl.SSLCertVerificationError as error:
        raise _Stop(State.UNCLEAR, "サイトの証明書が正しくありません。") from error
    except TimeoutError as error:
        raise _Stop(State.UNCLEAR, "時間内に返事がありませんでした。", may_pass=True) from error
    except OSError as error:
        raise _Stop(State.UNCLEAR, "サイトにつながりませんでした。", may_pass=True) from error
    except (HTTPException, ValueError) as error:
        raise _Stop(State.UNCLEAR, "サイトの返事を読み取れませんでした。", may_pass=True) from error


def _ascii_host(parts: SplitResult) -> str:
    try:
        return (parts.hostname or "").encode("idna").decode()
    except UnicodeError as error:
        raise _Stop(State.REFUSED, "サイトの名前の形が正しくありません。") from error


def _public_address(host: str, port: int) -> Address:
    """The first address of the host, if every one of them is public: one that is not gives the whole name away."""
    try:
        found = resolve(host, port)
    except socket.gaierror as error:
        if error.errno == socket.EAI_NONAME:
            raise _Stop(State.DEAD, f"{host} というサイトが見つかりません。") from error
        raise _Stop(State.UNCLEAR, NO_NAMES_NOW, may_pass=True) from error
    except (OSError, UnicodeError) as error:
        raise _Stop(State.UNCLEAR, NO_NAMES_NOW, may_pass=True) from error
    addresses = [ipaddress.ip_address(one) for one in found]
    if not addresses or not all(is_public(one) for one in addresses):
        raise _Stop(State.REFUSED, f"{host} はインターネットに公開されたサイトではありません。")
    return addresses[0]


def resolve(host: str, port: int) -> list[str]:
    """Every address of the host, in whatever notation it is written. The demo leaves this computer for nobody."""
    if settings.DEMO:
        raise _Stop(State.REFUSED, "デモでは、インターネットのサイトを開きません。")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(place[0]) for *_, place in found]


def is_public(address: Address) -> bool:
    """Whether it can only be reached by way of the internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in network for network in WRAPPING):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _connect(address: Address, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((str(address), port), timeout)


def _head(connection: socket.socket, parts: SplitResult, host: str, deadline: float) -> tuple[int, str]:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
        "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?") if parts.query else ""
    )
    name = f"[{host}]" if ":" in host else host
    ask = f"GET {path} HTTP/1.1\r\nHost: {name}\r\nUser-Agent: link-check\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    connection.settimeout(_left(deadline))
    connection.sendall(ask.encode("ascii"))
    received = b""
    while b"\r\n\r\n" not in received:
        if len(received) > HEAD_BYTES_MAX:
            raise ValueError("the head does not end")
        connection.settimeout(_left(deadline))  # all of it counts: one byte a second is no way to keep us
        chunk = connection.recv(4096)
        if not chunk:
            raise ValueError("the answer ends within its head")
        received += chunk
    status_line, _, rest = received.partition(b"\r\n")
    found = re.fullmatch(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: .*)?", status_line)
    if not found:
        raise ValueError("no HTTP")
    headers = parse_headers(io.BytesIO(rest))
    return int(found[1]), str(headers.get("Location") or "").strip()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
