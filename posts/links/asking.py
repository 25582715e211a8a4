"""One request for one page: to exactly the address that was decided on, or by way of the office's proxy.

Of the answer only the head is read, whatever comes after it; of a page whose title is sought, its beginning. Nothing of this system is sent, no credentials, and no cookie
but those that the site itself has set within the same check.
"""

import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from socket import SHUT_RDWR
from threading import Timer
from urllib.request import Request

from requests import Session
from requests.utils import get_auth_from_url, get_environ_proxies, select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.response import BaseHTTPResponse
from urllib3.util import SKIP_HEADER, Url, make_headers, parse_url

from posts.links.addresses import PORTS, Address, Page
from posts.links.findings import State, Stop, Trouble, no_answer

ANOTHER_ADDRESS_S = 1.5  # for an address that does not answer while there is another
BEGINNING_MAX = 64 * 1024  # bytes; a title that stands later is not looked for
PROXY_ASKS = 407
NETWORK_ASKS = 511  # a hotspot's or an office's own page: sign in to the network first (RFC 6585)
_EXPIRED, _NOT_YET = 10, 9  # X509_V_ERR_…
_ISSUER_UNKNOWN = (2, 19, 20, 21)


class Manner(Enum):
    """Who asks. Some sites tell everybody who says that he is a program that there is nothing."""

    PLAIN = {"User-Agent": "link-check", "Accept": "*/*"}
    BROWSER = {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "ja,en-US;q=0.7,en;q=0.3",
    }
    READER = {"User-Agent": "link-check", "Accept": "text/html", "Accept-Language": "ja"}


@dataclass(frozen=True)
class Answer:
    """`location`: a letter for each byte of the header. `asks_for_later`: Retry-After.

    For a reader, also what kind of file it is, and what it begins with (the whole of a short one).
    """

    status: int
    location: str
    asks_for_later: bool
    media: str = ""
    beginning: bytes = b""


def proxy_for(page: Page) -> Url | None:
    """The office's own by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, read as every other request of this system."""
    named = select_proxy(page.url, get_environ_proxies(page.url))
    if not named:
        return None
    proxy = parse_url(named if "://" in named else f"http://{named}")
    if proxy.scheme != "http" or not proxy.host:
        raise no_answer("プロキシの設定を読み取れません(http:// で始まるものだけが使えます)。", Trouble.PROXY)
    return proxy


def directly(
    page: Page, addresses: Sequence[Address], manner: Manner, jar: CookieJar, deadline: float
) -> Answer:
    """One address after the other, until one can be connected to: one of several is often dead."""
    for place, address in enumerate(addresses, start=1):
        left = _left(deadline)
        patience = left if place == len(addresses) else min(left, ANOTHER_ADDRESS_S)
        with closing(_connection(page, str(address), page.port, patience)) as connection:
            try:
                with _told(deadline), _cut(connection, deadline):
                    connection.connect()
            except Stop as stop:
                if place == len(addresses) or stop.trouble != Trouble.ROUTE:
                    raise
                continue
            with _told(deadline), _cut(connection, deadline):
                return _answer(connection, page, page.target, manner, jar, deadline)
    raise no_answer("サイトにつながりませんでした。", Trouble.ROUTE)


def by_proxy(page: Page, proxy: Url, manner: Manner, jar: CookieJar, deadline: float) -> Answer:
    """The proxy looks the name up, and must itself refuse what lies inside (docs/running.md)."""
    assert proxy.host is not None  # noqa: S101 - as read
    user, password = get_auth_from_url(proxy.url)
    known = make_headers(proxy_basic_auth=f"{user}:{password}") if user else {}
    target, headers = (page.target, {}) if page.scheme == "https" else (page.url, known)
    with closing(_connection(page, proxy.host, proxy.port or PORTS["http"], _left(deadline))) as connection:
        if page.scheme == "https":
            connection.set_tunnel(page.host, page.port, headers=known)
        try:
            with _told(deadline), _cut(connection, deadline):
                connection.connect()
        except Stop as stop:
            if stop.trouble != Trouble.ROUTE:
                raise
            raise no_answer(
                "プロキシがつながないため、サイトを確かめられませんでした。", Trouble.PROXY
            ) from stop
        with _told(deadline), _cut(connection, deadline):
            return _answer(connection, page, target, manner, jar, deadline, headers)


def _connection(page: Page, host: str, port: int, timeout: float) -> HTTPConnection:
    """For https the certificate is the name's, whatever is connected to."""
    if page.scheme == "http":
        return HTTPConnection(host, port, timeout=timeout)
    return HTTPSConnection(
        host, port, timeout=timeout, server_hostname=page.host, ssl_context=_trusting_as_we_do(page)
    )


def _trusting_as_we_do(page: Page) -> ssl.SSLContext:
    """The machine's authorities, and those that the office has named for every other request (REQUESTS_CA_BUNDLE)."""
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Python's own from 3.13; no browser is as strict
    named = Session().merge_environment_settings(page.url, {}, None, None, None)["verify"]
    if isinstance(named, str):
        is_folder = Path(named).is_dir()
        context.load_verify_locations(**{"capath" if is_folder else "cafile": named})
    return context


def _answer(
    connection: HTTPConnection,
    page: Page,
    target: str,
    manner: Manner,
    jar: CookieJar,
    deadline: float,
    headers: dict[str, str] | None = None,
) -> Answer:
    asked = Request(page.url)  # noqa: S310 - never opened: the form in which a cookie jar is asked
    jar.add_cookie_header(asked)
    cookies = {"Cookie": asked.get_header("Cookie", "")} if asked.has_header("Cookie") else {}
    fixed = {"Host": page.authority, "Connection": "close", "Accept-Encoding": SKIP_HEADER}
    connection.timeout = _left(deadline)
    connection.request(
        "GET",
        target,
        headers={**fixed, **manner.value, **cookies, **(headers or {})},
        preload_content=False,
        decode_content=False,
        enforce_content_length=False,
    )
    response = connection.getresponse()
    try:
        jar.extract_cookies(response, asked)  # type: ignore[arg-type]  # urllib3 answers it as http.client does
        if response.status in (PROXY_ASKS, NETWORK_ASKS):
            raise no_answer(f"この装置のネットワークが認証を求めています({response.status})。", Trouble.PROXY)
        is_plain = "Content-Encoding" not in response.headers  # it was asked for as it is
        return Answer(
            response.status,
            response.headers.get("Location", ""),
            "Retry-After" in response.headers,
            response.headers.get("Content-Type", ""),
            _beginning(response) if manner is Manner.READER and is_plain else b"",
        )
    finally:
        response.close()


def _beginning(response: BaseHTTPResponse) -> bytes:
    """Within the deadline, which cuts the line (`_cut`)."""
    read = b""
    while len(read) < BEGINNING_MAX and (piece := response.read(BEGINNING_MAX - len(read))):
        read += piece
    return read


@contextmanager
def _cut(connection: HTTPConnection, deadline: float) -> Iterator[None]:
    """All of it counts: one byte a second is no way to keep us, though it is in time for every single wait."""

    def cut() -> None:
        with suppress(OSError, AttributeError):  # not connected yet, or no more
            connection.sock.shutdown(SHUT_RDWR)

    watch = Timer(_left(deadline), cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


@contextmanager
def _told(deadline: float) -> Iterator[None]:
    """What went wrong, as it is told."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise _untrusted(error.verify_code) from error
    except (OSError, HTTPException, HTTPError, ValueError) as error:
        if isinstance(error, TimeoutError | ConnectTimeoutError) or time.monotonic() >= deadline:
            raise no_answer("時間内に返事がありませんでした。", Trouble.ROUTE) from error
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            raise no_answer("サイトとの暗号化された通信を始められませんでした。") from error
        if isinstance(error, OSError | NewConnectionError):
            raise no_answer("サイトにつながりませんでした。", Trouble.ROUTE) from error
        raise no_answer("サイトの返事を読み取れませんでした。") from error


def _untrusted(code: int) -> Stop:
    """A certificate is no sign of death; one of an unknown issuer is not even one of the site's fault.

    Browsers fetch the link that is missing from a chain, and an office that inspects what passes signs with its own.
    """
    if code in _ISSUER_UNKNOWN:
        return Stop(
            State.UNCLEAR,
            "サイトの証明書の発行者を確かめられませんでした。ブラウザーで開いて確かめてください。",
            trouble=Trouble.ISSUER,
        )
    what = {_EXPIRED: "の期限が切れています", _NOT_YET: "はまだ有効になっていません"}.get(
        code, "がサイトの名前と合っていないか、正しくありません"
    )
    return Stop(
        State.UNTRUSTED, f"サイトの証明書{what}。開くと警告が出ます。サイトの持ち主に知らせてください。"
    )


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise no_answer("時間内に返事がありませんでした。", Trouble.ROUTE)
    return left
