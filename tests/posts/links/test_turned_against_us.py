"""Nothing that anybody types, and nothing that a site answers, makes the check ask what lies inside (第４第１項(3)).

Tried typed, as a redirect of a public site, and with a proxy that would ask for whatever it is told.
"""

import socket
from collections import defaultdict

import pytest

from posts.links import check
from posts.links.check import State
from tests import misses
from tests.posts.links.web import OTHER, PUBLIC

pytestmark = pytest.mark.clause("第４第１項(3)", "第４第３項(3)")

SITE = "example.jp"
# By their text alone, so with a proxy too.
WRITTEN = [
    # this machine, in every notation of IPv4
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/", "http://0x7f.1/", "http://017700000001/", "http://0177.0.0.1/", "http://0177.1/",
    "http://0/", "http://0.0.0.0/", "http://127.255.255.254/", "http://127.0.0.1./", "http://0X7F.0.0.1/",
    # digits that are read as digits
    "http://①②⑦.０.０.1/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://127．0．0．1/", "http://①⑥⑨.254.169.254/",
    "http://𝟭𝟮𝟳.𝟬.𝟬.𝟭/",
    # IPv6, and IPv4 inside of it
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::ffff:10.0.0.1]/", "http://[::127.0.0.1]/", "http://[::a00:1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a00:1::1]/", "http://[2001:0:a00:1::]/",
    "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[fec0::1]/",
    "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[100::1]/",
    "http://[::ffff:0:127.0.0.1]/", "http://[2001:10::1]/", "http://[3fff::1]/",
    # networks of somebody's own, of tests and of nobody
    "http://10.0.0.1/", "http://10.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://100.127.255.255/", "http://192.0.0.1/",
    "http://192.0.2.1/", "http://198.18.0.1/", "http://198.19.255.255/", "http://198.51.100.1/", "http://203.0.113.1/",
    "http://192.88.99.1/", "http://224.0.0.1/", "http://239.255.255.255/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://167772161/", "http://0xa000001/", "http://0300.0250.1.1/",
    # names of the inside
    "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://ｌｏｃａｌｈｏｓｔ/", "http://ⓛocalhost/",
    "http://x.localhost/", "http://localhost.localdomain/", "http://intranet/", "http://printer.local/",
    "http://metadata.google.internal/", "http://wiki.corp/", "http://nas.lan/", "http://router.home.arpa/",
    "http://www.asp.lgwan.jp/", "http://x.intra/", "http://postgres/", "http://a.onion/",
    # who is asked is not who is shown
    "http://example.jp@127.0.0.1/", "http://127.0.0.1@example.jp/", "http://a:b@example.jp/",
    "http://example.jp%40127.0.0.1/", "http://127.0.0.%31/", "http://%6c%6f%63alhost/", "http://example.jp%00.127.0.0.1/",
    "http://example.jp:80@127.0.0.1/", "http://@127.0.0.1/",
    # other doors and other schemes
    "http://example.jp:22/", "http://example.jp:8000/", "http://example.jp:6379/", "https://example.jp:0/",
    "http://example.jp:65536/", "http://example.jp:-1/", "ftp://example.jp/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x",
    "dict://127.0.0.1/", "ldap://127.0.0.1/", "javascript://example.jp/%0aalert(1)", "jar:http://example.jp!/",
    "ws://example.jp/", "unix:/run/x.sock",
    # addresses that are none
    "http://1.2.3.4.5/", "http://256.256.256.256/", "http://0x/", "http://127.0.0.09/", "http://a.0x7f/", "http://.../",
    "http://example..jp/", "http://[::1/", "http://[v1.x]/", "http://example.jp％2f.example.com/", "http://a,b.example.jp/", "http://a!b.example.jp/",
]  # fmt: skip
# Only typed: what a site answers is read as browsers do, which turn these into a harmless path.
TYPED = [
    "http://example.jp\\@127.0.0.1/",
    "http://example.jp/\r\nHost: x",
    "http://example.jp/ x",
    "http://\t127.0.0.1/",
    "http:///x",
]
# What a name answers.
ANSWERED = {
    "one private of several": [PUBLIC, "10.0.0.1"],
    "one private of several, last": [OTHER, PUBLIC, "::1"],
    "link-local with a zone": ["fe80::1%2"],
    "mapped": ["::ffff:192.168.0.1"],
    "nothing": [],
    **{
        one: [one]
        for one in (
            "127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "0.0.0.0",  # noqa: S104 - refused, never bound
            "64:ff9b::a00:1", "2002:a00:1::1", "fd00::1", "fe80::1", "ff02::1", "::1", "2001:0:a00:1::",
        )
    },
}  # fmt: skip


@pytest.fixture
def names(net, settings):
    """Whatever is asked for is public, unless a test says otherwise: the text alone has to give it away."""
    settings.DEMO = False
    net.names = defaultdict(lambda: [PUBLIC], {"front.example.com": [OTHER]})
    return net.names


def not_refused(url, tried=""):
    found = check.check(url)
    is_refused = found.state == State.REFUSED and found.sentence.endswith("。")
    return [] if is_refused else [(tried or url, found)]


def redirected(net, url):
    """A public site leads there."""
    net.answers = {"front.example.com": b"302 Found\r\nLocation: " + url.encode()}
    return not_refused("http://front.example.com/", url)


def test_what_lies_inside_is_refused_as_typed(net, names):
    misses.none([miss for url in WRITTEN + TYPED for miss in not_refused(url)])
    assert net.connected == []


def test_what_lies_inside_is_refused_as_a_redirect(net, names):
    missed = []
    for url in WRITTEN:
        if ":" in url.partition("//")[0]:
            missed += redirected(net, url)
    misses.none(missed)
    assert {address for address, _ in net.connected} == {OTHER}


def test_what_lies_inside_is_never_asked_of_the_proxy(net, names, proxy):
    misses.none([miss for url in WRITTEN + TYPED for miss in not_refused(url)])
    assert proxy.asked == []


def test_name_of_what_lies_inside_is_refused(net, names, monkeypatch):
    missed = []
    for addresses in ANSWERED.values():
        names["inside.example.jp"] = addresses
        missed += not_refused("http://inside.example.jp/") + redirected(net, "http://inside.example.jp/")
    misses.none(missed)
    assert {address for address, _ in net.connected} == {OTHER}


def test_name_that_is_inside_by_the_offices_own_names_is_not_asked_of_the_proxy(net, names, proxy):
    names["kintai.example.jp"] = ["10.20.30.40"]
    misses.none(not_refused("https://kintai.example.jp/") + not_refused("http://kintai.example.jp/"))
    assert proxy.asked == []


def test_redirect_into_the_inside_ends_at_the_proxy_too(net, names, proxy):
    for url in (
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://metadata.google.internal/",
    ):
        misses.none(redirected(net, url))
    assert {line.split(" ")[1] for line in proxy.asked} == {"http://front.example.com/"}


def test_name_is_looked_up_once_and_connected_to_as_found(net, names, monkeypatch):
    """Rebinding: between the look at the address and the connection nobody is asked again."""
    names["rebind.example.jp"] = [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]
    asked = []
    monkeypatch.setattr(socket, "gethostbyname", lambda name: asked.append(name))
    assert check.check("http://rebind.example.jp/").state == State.ALIVE
    assert (net.resolved, net.connected, asked) == (["rebind.example.jp"], [(PUBLIC, 80)], [])


def test_second_look_decides_anew_and_is_refused(net, names):
    """The browser's look resolves once more: what has become private by then is not asked."""
    names["rebind.example.jp"] = [[PUBLIC], ["127.0.0.1"]]
    net.answers = {"rebind.example.jp": "404 Not Found"}
    assert check.check("http://rebind.example.jp/").state == State.REFUSED
    assert net.connected == [(PUBLIC, 80)]


def test_cookie_for_a_private_name_is_sent_nowhere(net, names):
    net.answers = {SITE: "302 Found\r\nSet-Cookie: a=1; Domain=localhost\r\nLocation: http://localhost/"}
    assert check.check(f"http://{SITE}/").state == State.REFUSED
    assert len(net.asked) == 1
