"""Whether a link still leads somewhere (第４第１項(3), 第３項(3)). The one place that fetches an address typed by a person.

One sign is no fact: a link is called dead, or moved, only if it is so for a program and for a browser, and a name that
nobody has only while other names are found. It asks public addresses only, decided after the name has been resolved and
again after each redirect, and connects to the very address that was decided on, so that a name which answers differently
the second time gains nothing.
"""

import ipaddress
import socket
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.cookiejar import CookieJar
from urllib.parse import urlsplit

from django.conf import settings

from posts.links import asking
from posts.links.addresses import Address, Page, is_public, not_public, onward, page_of
from posts.links.asking import Answer, Manner
from posts.links.findings import Finding, State, Stop, Trouble, no_answer, no_page
from security.office.addresses import with_scheme

__all__ = ["Finding", "State", "Trouble", "check", "check_all", "is_public", "probe", "resolve"]

PATIENCE_S = 8.0  # for everything about one link, redirects and the second look included
NAMES_S = 1.0  # for a name that the proxy looks up anyway
REDIRECTS_MAX = 20  # as browsers
AT_ONCE = 4
MANY = 3  # sites that fail in one go are no accident
REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)
CLOSED = (401, 403)
BUSY = 429
UNABLE = 500  # from here on the site itself says that it is not the page's fault
CERTAIN = (State.DEAD, State.MOVED)
NO_NAMES_NOW = "いまはサイトの名前を調べられません。"
CUT_OFF = "この装置から外に出られないため、確かめられていません。"


def check_all(urls: Iterable[str]) -> list[Finding]:
    """A few at once. Never within a transaction: it waits for the network.

    What our own network would explain is `State.CUT_OFF`, if it is more than one site's.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        findings = list(pool.map(check, urls))
    ours = _trouble_of_ours(findings)
    if ours is None:
        return findings
    return [_cut_off(one, ours) if _may_be_ours(one) else one for one in findings]


def check(url: str) -> Finding:
    """Follow the link to its end. Says what it found; raises nothing."""
    deadline = time.monotonic() + PATIENCE_S
    first = _followed(url, Manner.PLAIN, deadline)
    if not first.status:
        return first
    second = _followed(url, Manner.BROWSER, deadline)
    if first.state in CERTAIN:
        return replace(second, trouble=None)  # the site has answered
    return second if second.state == State.ALIVE else first


def probe() -> Trouble | None:
    """What keeps us from Instagram, which is always there: asked when it is in doubt whether a trouble is ours.

    None too where nothing can be said: an address on this machine stands in for it.
    """
    return check(settings.INSTAGRAM_GRAPH_URL).trouble


def _trouble_of_ours(findings: Sequence[Finding]) -> Trouble | None:
    """What most sites failed by, and not by themselves. A site counts once, however many of its pages are asked."""
    looked = [one for one in findings if one.state != State.REFUSED]
    reached = {_site(one) for one in looked if one.trouble is None}
    failed = {_site(one): one.trouble for one in looked if one.trouble and _site(one) not in reached}
    kinds = Counter(trouble for trouble in failed.values() if trouble)
    if len(failed) <= len(reached):
        return None
    return kinds.most_common(1)[0][0] if len(failed) >= MANY else probe()


def _may_be_ours(finding: Finding) -> bool:
    return finding.trouble is not None


def _cut_off(finding: Finding, ours: Trouble) -> Finding:
    return replace(finding, state=State.CUT_OFF, sentence=CUT_OFF, may_pass=True, trouble=ours)


def _site(finding: Finding) -> str:
    return urlsplit(with_scheme(finding.url)).netloc.lower()


# --- From redirect to redirect ------------------------------------------------------------------------------------


def beginning(url: str) -> Answer:
    """What the page at the end of the link begins with, under the same guard. Raises Stop, with the sentence why not."""
    answer, first, last = _at_the_end(url, Manner.READER, time.monotonic() + PATIENCE_S)
    found = _found(url, answer, first, last)
    if found.state != State.ALIVE:
        raise Stop(found.state, found.sentence)
    return answer


def _followed(url: str, manner: Manner, deadline: float) -> Finding:
    try:
        answer, first, last = _at_the_end(url, manner, deadline)
    except Stop as stop:
        return Finding(url, stop.state, stop.sentence, stop.may_pass, stop.trouble)
    if _leads_on(answer):
        told = f"転送が{REDIRECTS_MAX}回より多く続きます。"
        return Finding(url, State.DEAD, told, status=answer.status)
    return _found(url, answer, first, last)


def _at_the_end(url: str, manner: Manner, deadline: float) -> tuple[Answer, Page, Page]:
    """The last answer, and the first and the last page. It leads on still where there are too many redirects."""
    jar = CookieJar()
    here = first = page_of(with_scheme(url))
    for _ in range(REDIRECTS_MAX):
        answer = _ask(here, manner, jar, deadline)
        if not _leads_on(answer):
            return answer, first, here
        here = onward(here, answer.location)
    return _ask(here, manner, jar, deadline), first, here


def _leads_on(answer: Answer) -> bool:
    return answer.status in REDIRECTS and bool(answer.location.strip(" \t"))


def _found(url: str, answer: Answer, first: Page, last: Page) -> Finding:
    """What an answer means. `status` stays where a browser is asked to look once more."""
    status = answer.status
    if status == BUSY or (status >= UNABLE and answer.asks_for_later):
        told = f"サイトが混み合っているか休止中で、後で確かめるよう求めています({status})。"
        return Finding(url, State.UNCLEAR, told, may_pass=True)
    if status in GONE:
        return Finding(url, State.DEAD, f"ページがありません({status})。", status=status)
    if not 200 <= status < 300:
        told = f"サイトが開かせませんでした({status})。ブラウザーで開いて確かめてください。"
        if status in CLOSED:
            told = f"サイトは動いていますが、このシステムには開かせません({status})。ブラウザーで開いて確かめてください。"
        return Finding(url, State.UNCLEAR, told, may_pass=status >= UNABLE, status=status)
    if first.site != last.site:
        told = f"{last.shown_host} に転送されます。リンク先として適当かどうかを確かめてください。"
        return Finding(url, State.MOVED, told, status=status)
    return Finding(url, State.ALIVE, "開けました。")


def _ask(page: Page, manner: Manner, jar: CookieJar, deadline: float) -> Answer:
    proxy = asking.proxy_for(page)
    if proxy is None:
        addresses = _public_addresses(page, deadline - time.monotonic())
        return asking.directly(page, addresses, manner, jar, deadline)
    try:
        _public_addresses(page, min(NAMES_S, deadline - time.monotonic()))
    except Stop as stop:
        if (
            stop.state == State.REFUSED
        ):  # what the office's own names say is inside stays so by way of the proxy
            raise
    return asking.by_proxy(page, proxy, manner, jar, deadline)


# --- Names --------------------------------------------------------------------------------------------------------


def _public_addresses(page: Page, patience_s: float) -> list[Address]:
    """Every address of the host, if all of them are public: one that is not gives the whole name away."""
    if page.literal is not None and not settings.DEMO:
        return [page.literal]
    try:
        found = _resolved(page.host, page.port, patience_s)
    except socket.gaierror as error:
        if error.errno == socket.EAI_NONAME and _names_are_found(patience_s):
            raise Stop(
                State.DEAD, f"{page.shown_host} というサイトが見つかりません。", trouble=Trouble.NAMES
            ) from error
        raise no_answer(NO_NAMES_NOW, Trouble.NAMES) from error
    except (OSError, UnicodeError) as error:
        raise no_answer(NO_NAMES_NOW, Trouble.NAMES) from error
    addresses = [ipaddress.ip_address(one) for one in found]
    if not addresses or not all(is_public(one) for one in addresses):
        raise not_public(page.shown_host)
    return addresses


def _names_are_found(patience_s: float) -> bool:
    """Whether the one name that must exist does, now: a network without names of the outside knows nobody's."""
    place = urlsplit(settings.INSTAGRAM_GRAPH_URL)
    try:
        return bool(_resolved(place.hostname or "", 443, patience_s))
    except OSError:
        return False


def _resolved(host: str, port: int, patience_s: float) -> list[str]:
    """Within the patience: a resolver that answers nobody keeps who asks it for half a minute."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(resolve, host, port).result(max(patience_s, 0))
    finally:
        pool.shutdown(wait=False)


def resolve(host: str, port: int) -> list[str]:
    """Every address of the host. The demo leaves this computer for nobody."""
    if settings.DEMO:
        raise no_page("デモでは、インターネットのサイトを開きません。")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(place[0]) for *_, place in found]
