"""Sites that every browser opens are not called dead, however oddly they answer a program (第４第１項(3), 第３項(3))."""

import re
from urllib.parse import quote

import pytest

from posts.links import check
from posts.links.check import State, Trouble
from tests import misses
from tests.posts.links.web import OTHER, PUBLIC, speaking

pytestmark = pytest.mark.clause("第４第１項(3)", "第４第３項(3)")

SITE = "example.jp"
PLACE = f"http://{SITE}/"


def is_browser(request):
    return "Mozilla/5.0" in request


def moved(location, status="302 Found"):
    told = location if isinstance(location, bytes) else location.encode()
    return status.encode() + b"\r\nLocation: " + told


def for_browsers(status):
    """A site that tells this to whoever is no browser."""
    return lambda request: "200 OK" if is_browser(request) else status


def once_the_cookie_is_back(request):
    return "200 OK" if "seen=1" in request else "302 Found\r\nSet-Cookie: seen=1; Path=/\r\nLocation: /"


def raw(answer):
    """What the server says, and not a word more."""

    def told(connection, ended):
        connection.sendall(answer)

    return told


def endless(head):
    def told(connection, ended):
        connection.sendall(head)
        while not ended.is_set():
            connection.sendall(b"x" * 65536)

    return told


OK = "200 OK"
# What the site answers at its first page, and at others.
LIVING = {
    "a redirect to itself until a cookie comes back": (once_the_cookie_is_back, {}),
    "404 for programs": (for_browsers("404 Not Found"), {}),
    "410 for programs": (for_browsers("410 Gone"), {}),
    "403 for programs": (for_browsers("403 Forbidden"), {}),
    "405 for programs": (for_browsers("405 Method Not Allowed"), {}),
    "406 for programs": (for_browsers("406 Not Acceptable"), {}),
    "500 for programs": (for_browsers("500 Oops"), {}),
    "501 for programs": (for_browsers("501 Not Implemented"), {}),
    "503 for programs": (for_browsers("503 Service Unavailable"), {}),
    "999 for programs": (for_browsers("999 Request denied"), {}),
    "programs are sent round in circles": (
        lambda request: OK if is_browser(request) else moved("/"),
        {},
    ),
    "programs are sent away": (
        lambda request: OK if is_browser(request) else moved("http://wall.example.com/"),
        {},
    ),
    "raw UTF-8": (moved("/観光/雪まつり".encode()), {"/" + quote("観光/雪まつり"): OK}),
    "raw UTF-8 that ends in A0": (moved("/第一章".encode()), {"/" + quote("第一章"): OK}),
    "raw Shift_JIS": (
        moved("/観光/表".encode("cp932")),
        {"/" + quote("観光/表".encode("cp932")): OK},
    ),
    "raw EUC-JP": (moved("/雪".encode("euc_jp")), {"/" + quote("雪".encode("euc_jp")): OK}),
    "a Japanese host, raw": (moved("http://日本語.jp/雪".encode()), None),
    "a relative path": (moved("new/page"), {"/new/page": OK}),
    "only a query": (moved("?lang=ja"), {"/?lang=ja": OK}),
    "with a fragment": (moved("/new#top"), {"/new": OK}),
    "with spaces": (moved("  /a b  "), {"/a%20b": OK}),
    "with backslashes": (moved("\\new\\page"), {"/new/page": OK}),
    "without a scheme": (moved("//www.example.jp/x"), {}),
    "in capitals": (moved("HTTP://WWW.EXAMPLE.JP/x"), {}),
    "with a last dot": (moved("http://example.jp./x"), {"/x": OK}),
    "a chain of nine": (
        moved("/1"),
        {f"/{n}": moved(f"/{n + 1}") for n in range(1, 9)} | {"/9": OK},
    ),
    "HTTP/1.0": (raw(b"HTTP/1.0 200 OK\r\n\r\nhello"), {}),
    "no length": (raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"), {}),
    "a broken gzip": (raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8bnothing"), {}),
    "broken chunks": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), {}),
    "a wrong length": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx"), {}),
    "lines of LF alone": (raw(b"HTTP/1.1 200 OK\nServer: x\n\n"), {}),
    "a body without an end": (endless(b"HTTP/1.1 200 OK\r\n\r\n"), {}),
    "a redirect with an endless body": (
        endless(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"),
        {"/x": OK},
    ),
    "raw bytes in another header": (b"200 OK\r\nX-Name: " + "札幌".encode("cp932"), {}),
    "a page that says that it is none": ("200 OK\r\nX-Robots-Tag: noindex\r\n\r\nページが見つかりません", {}),
}


def test_living_sites_are_not_called_dead(net):
    missed = []
    names = {SITE: [PUBLIC], "www.example.jp": [PUBLIC], "wall.example.com": [OTHER]}
    net.names = names | {"xn--wgv71a119e.jp": [PUBLIC]}
    for what, (answer, others) in LIVING.items():
        net.answers = {(SITE, "/"): answer} | {(SITE, path): told for path, told in (others or {}).items()}
        if others:  # any other page is none
            net.answers = {SITE: "404 Not Found"} | net.answers
        expected = State.MOVED if others is None else State.ALIVE
        found = check.check(PLACE)
        if found.state != expected:
            missed.append((what, found))
    misses.none(missed)


def test_a_raw_japanese_host_of_its_own_is_the_same_site(net):
    net.names = {"xn--wgv71a119e.jp": [PUBLIC]}
    net.answers = {("xn--wgv71a119e.jp", "/"): moved("http://日本語.jp/雪")}
    assert check.check("http://日本語.jp/").state == State.ALIVE


# What is neither open nor gone: the answer, whether it is asked again before a post is kept back, what is said.
UNDECIDED = {
    "429 Too Many Requests": (True, "後で"),
    "429 Too Many Requests\r\nRetry-After: 3600": (True, "後で"),
    "503 Service Unavailable\r\nRetry-After: 120": (True, "後で"),
    "401 Unauthorized": (False, "サイトは動いています"),
    "403 Forbidden": (False, "サイトは動いています"),
    "405 Method Not Allowed": (False, "開かせませんでした"),
    "451 Unavailable For Legal Reasons": (False, "開かせませんでした"),
    "501 Not Implemented": (True, "開かせませんでした"),
    "302 Found\r\nLocation: ": (False, "開かせませんでした"),
}


def test_what_is_neither_open_nor_gone_is_told_apart(net):
    missed = []
    net.names = {SITE: [PUBLIC]}
    for answer, (may_pass, words) in UNDECIDED.items():
        net.answers = {SITE: answer}
        found = check.check(PLACE)
        as_expected = found.state == State.UNCLEAR and found.may_pass is may_pass and words in found.sentence
        if not as_expected:
            missed.append((answer, found))
    misses.none(missed)


@pytest.mark.parametrize("gone", ["404 Not Found", "410 Gone"])
def test_dead_is_what_a_browser_is_told_too(net, gone):
    net.names, net.answers = {SITE: [PUBLIC]}, {SITE: gone}
    assert check.check(PLACE).state == State.DEAD
    assert [is_browser(request) for request in net.asked] == [False, True]


def test_a_second_look_that_fails_leaves_it_open(net):
    net.names = {SITE: [PUBLIC]}
    net.answers = {SITE: lambda request: "503 Busy" if is_browser(request) else "404 Not Found"}
    assert check.check(PLACE).state == State.UNCLEAR


def test_cookies_end_with_the_check(net):
    net.names, net.answers = {SITE: [PUBLIC]}, {SITE: once_the_cookie_is_back}
    check.check(PLACE)
    net.asked.clear()
    check.check(PLACE)
    assert "Cookie" not in net.asked[0]


def test_a_cookie_is_its_sites_alone(net):
    net.names = {SITE: [PUBLIC], "another.example.com": [OTHER]}
    net.answers = {SITE: "302 Found\r\nSet-Cookie: seen=1\r\nLocation: http://another.example.com/"}
    check.check(PLACE)
    strange = [request for request in net.asked if "Host: another.example.com" in request]
    assert strange
    assert not any("Cookie" in request for request in strange)


def test_one_dead_address_of_several(net):
    net.names, net.dead = {SITE: [OTHER, PUBLIC]}, {OTHER}
    assert check.check(PLACE).state == State.ALIVE
    assert [address for address, _ in net.connected] == [OTHER, PUBLIC]


def test_a_name_with_ipv6_alone(net):
    net.names = {SITE: [OTHER]}
    assert check.check(PLACE).state == State.ALIVE


# --- Certificates --------------------------------------------------------------------------------------------------


def test_certificates(net, authority, monkeypatch):
    """The name's own is asked for, whatever address is connected to; none of it is a death."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.authority))
    net.names = {SITE: [PUBLIC]}
    expected = {
        "good": (State.ALIVE, None, "開けました"),
        "expired": (State.UNTRUSTED, None, "期限が切れています"),
        "of_another": (State.UNTRUSTED, None, "名前と合っていない"),
        "of_nobody_known": (State.UNCLEAR, Trouble.ISSUER, "発行者を確かめられません"),
    }
    missed = []
    for which, (state, trouble, words) in expected.items():
        net.tls = speaking(getattr(authority, which))
        found = check.check(f"https://{SITE}/")
        as_expected = (found.state, found.trouble) == (state, trouble) and words in found.sentence
        if not as_expected:
            missed.append((which, found))
    misses.none(missed)


def test_authority_that_the_office_has_named_for_every_request(net, authority, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.authority))
    net.names, net.tls = {SITE: [PUBLIC]}, speaking(authority.good)
    assert check.check(f"https://{SITE}/").state == State.ALIVE


def test_from_http_to_https_to_www(net, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.authority))
    net.names, net.tls = {SITE: [PUBLIC]}, speaking(authority.good)
    net.answers = {(SITE, "/"): lambda request: moved(f"https://{SITE}/a")}
    assert check.check(PLACE).state == State.ALIVE
    assert net.connected == [(PUBLIC, 80), (PUBLIC, 443)]


def test_no_sentence_names_a_library(net):
    """What is said is for the person who typed the address."""
    net.names = {SITE: [PUBLIC]}
    net.answers = {SITE: raw(b"nonsense\r\n\r\n")}
    assert not re.search(r"[a-z]{4}", check.check(PLACE).sentence)
