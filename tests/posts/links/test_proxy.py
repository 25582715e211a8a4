"""Where an office's way out is a proxy, the links are looked at through it (第４第１項(3), 第３項(3))."""

import socket

import pytest

from posts.links import check
from posts.links.check import State, Trouble
from tests.posts.links.web import PUBLIC, speaking

pytestmark = pytest.mark.clause("第４第１項(3)", "第４第３項(3)")

UNKNOWN = socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.fixture
def nameless(net, settings):
    """No name of the outside is known here: the proxy looks them up."""
    settings.INSTAGRAM_GRAPH_URL = "https://graph.example.net"
    net.names = dict.fromkeys(("example.jp", "graph.example.net"), UNKNOWN)


def test_http_is_asked_of_the_proxy(net, nameless, proxy):
    assert check.check("http://example.jp/a").state == State.ALIVE
    assert proxy.asked[0].startswith("GET http://example.jp/a HTTP/1.1\r\n")
    assert net.connected == []


def test_https_goes_through_the_proxy_and_is_the_names_own(net, nameless, proxy, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.authority))
    net.tls = speaking(authority.good)
    assert check.check("https://example.jp/").state == State.ALIVE
    assert proxy.asked[0].startswith("CONNECT example.jp:443 ")
    net.tls = speaking(authority.of_another)
    assert check.check("https://example.jp/").state == State.UNTRUSTED


def test_gone_pages_are_gone_through_the_proxy_too(net, nameless, proxy):
    net.answers = {"example.jp": "404 Not Found"}
    assert check.check("http://example.jp/").state == State.DEAD


def test_what_the_proxy_is_told_of_us_goes_no_further(net, nameless, proxy, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.authority))
    net.tls = speaking(authority.good)
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy.url.replace("//", "//office:secret@"))
    check.check("https://example.jp/")
    assert "b2ZmaWNlOnNlY3JldA==" in proxy.asked[0]
    assert not any("uthorization" in request for request in net.asked)


def test_names_that_need_no_proxy_are_asked_directly(net, proxy, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "example.jp")
    net.names = {"example.jp": [PUBLIC]}
    assert check.check("http://example.jp/").state == State.ALIVE
    assert (proxy.asked, net.connected) == ([], [(PUBLIC, 80)])


@pytest.mark.parametrize("says", ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
def test_a_proxy_that_does_not_pass_is_no_dead_link(net, nameless, proxy, says):
    proxy.says = says
    finding = check.check("https://example.jp/")
    assert (finding.state, finding.trouble, finding.may_pass) == (State.UNCLEAR, Trouble.PROXY, True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "socks5h://127.0.0.1:1", "https://127.0.0.1:1", "http://"]
)
def test_a_proxy_that_is_not_there_is_no_dead_link(net, nameless, monkeypatch, url):
    net.proxies.add(("127.0.0.1", 1))
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, url)
    for page in ("http://example.jp/", "https://example.jp/"):
        finding = check.check(page)
        assert (finding.state, finding.trouble) == (State.UNCLEAR, Trouble.PROXY)


def test_the_demo_asks_no_proxy(net, proxy, settings):
    settings.DEMO = True
    assert check.check("http://example.jp/").state == State.REFUSED
    assert proxy.asked == []
