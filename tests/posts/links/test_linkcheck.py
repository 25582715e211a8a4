"""The link check cannot be turned against the office's own network, and never keeps anybody waiting for long.

A real server on this machine answers; only the resolver is a stub, and the last step of connecting, which takes a
public address to that server and remembers who asked for which.
"""

import ipaddress
import socket

import pytest

from posts.links import check
from posts.links.check import State, Trouble
from tests import factories
from tests.posts.links.web import OTHER, PUBLIC

pytestmark = pytest.mark.clause("第４第１項(3)", "第４第３項(3)")


def state(url):
    return check.check(url).state


# --- What it says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("200 OK", State.ALIVE),
        ("204 No Content", State.ALIVE),
        ("200", State.ALIVE),
        ("404 Not Found", State.DEAD),
        ("410 Gone", State.DEAD),
        ("403 Forbidden", State.UNCLEAR),
        ("503 Service Unavailable", State.UNCLEAR),
        ("302 Found", State.UNCLEAR),
        ("301 Moved\r\nLocation: http://www.example.jp/new", State.ALIVE),
        ("301 Moved\r\nLocation: /new", State.ALIVE),
        ("301 Moved\r\nLocation: http://another.example.com/", State.MOVED),
    ],
)
def test_answer_is_told(net, answer, expected):
    net.names = {"example.jp": [PUBLIC], "www.example.jp": [PUBLIC], "another.example.com": [OTHER]}
    net.answers = {("example.jp", "/a"): answer}
    assert state("http://example.jp/a") == expected


@pytest.mark.parametrize(
    ("answer", "may_pass"),
    [
        ("503 Service Unavailable", True),
        ("500 Oops", True),
        ("403 Forbidden", False),
        ("404 Not Found", False),
    ],
)
def test_what_may_be_otherwise_in_a_moment_is_told_apart(net, answer, may_pass):
    net.names, net.answers = {"example.jp": [PUBLIC]}, {"example.jp": answer}
    assert check.check("http://example.jp/").may_pass is may_pass


def test_a_site_that_does_not_answer_may_do_so_later(net):
    net.names, net.dead = {"example.jp": [PUBLIC]}, {PUBLIC}
    finding = check.check("http://example.jp/")
    assert (finding.state, finding.may_pass) == (State.UNCLEAR, True)


def test_the_demo_asks_nobody(settings, monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *place, **kind: asked.append(place) or [])
    settings.DEMO = True
    assert state("https://example.jp/") == State.REFUSED
    settings.DEMO = False
    state("https://example.jp/")
    assert [host for host, _ in asked] == ["example.jp"]


def test_redirects_come_to_an_end(net):
    net.names = {"example.jp": [PUBLIC]}
    net.answers = {"example.jp": "302 Found\r\nLocation: /again"}
    finding = check.check("http://example.jp/")
    assert (finding.state, len(net.asked)) == (State.DEAD, 2 * (check.REDIRECTS_MAX + 1))


UNKNOWN = socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_name_that_nobody_has(net, settings):
    settings.INSTAGRAM_GRAPH_URL = "https://graph.example.net"
    net.names = {"example.jp": UNKNOWN, "graph.example.net": [PUBLIC]}
    assert state("https://example.jp/") == State.DEAD


def test_name_that_is_unknown_where_every_name_is(net, settings):
    """A network without names of the outside knows nobody's, whoever lives."""
    settings.INSTAGRAM_GRAPH_URL = "https://graph.example.net"
    net.names = {"example.jp": UNKNOWN, "graph.example.net": UNKNOWN}
    finding = check.check("https://example.jp/")
    assert (finding.state, finding.trouble) == (State.UNCLEAR, Trouble.NAMES)


def test_network_that_is_down_is_no_dead_link(net, monkeypatch):
    def down(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(check, "resolve", down)
    assert state("https://example.jp/") == State.UNCLEAR


def test_server_that_does_not_speak_tls(net):
    net.names = {"example.jp": [PUBLIC]}
    assert state("https://example.jp/") == State.UNCLEAR


def test_nothing_of_this_system_is_sent(net):
    net.names = {"example.jp": [PUBLIC]}
    assert state("http://example.jp/観光?q=雪&x=1#part") == State.ALIVE
    (request,) = net.asked
    lines = request.split("\r\n")
    assert lines[0] == "GET /%E8%A6%B3%E5%85%89?q=%E9%9B%AA&x=1 HTTP/1.1"
    assert {line.partition(":")[0] for line in lines[1:] if line} == {
        "Host",
        "User-Agent",
        "Accept",
        "Connection",
    }


def test_japanese_name_is_asked_in_its_ascii_form(net):
    net.names = {"xn--wgv71a119e.jp": [PUBLIC]}
    assert state("http://日本語.jp/") == State.ALIVE


def test_name_is_asked_as_browsers_ask_for_it(net):
    """By the rules of 2008, where ß is a letter of its own; a sign that they know nothing of, by those of 2003."""
    net.names = {"xn--strae-oqa.example.jp": [PUBLIC], "xn--53h.example.jp": [PUBLIC]}
    told = (
        "http://straße.example.jp/",
        "http://STRAẞE.example.jp/",
        "http://☕.example.jp/",
        "http://☕\ufe0f.example.jp/",
    )
    assert [state(url) for url in told] == [State.ALIVE] * 4
    assert state(f"http://{'a' * 64}.example.jp/") == State.REFUSED


# --- What it refuses -----------------------------------------------------------------------------------------------

PRIVATE = [
    "127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1",  # noqa: S104 - nothing is bound
    "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
    "2002:7f00:1::", "2001:0:a00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_name_of_an_address_that_is_not_public_is_refused(net, address):
    net.names = {"inside.example.jp": [address]}
    assert state("http://inside.example.jp/") == State.REFUSED
    assert net.connected == []


@pytest.mark.parametrize("address", [PUBLIC, OTHER, f"::ffff:{PUBLIC}"])
def test_public_address_is_public(address):
    assert check.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]", "localhost",
     "169.254.169.254", "0", "１２７.０.０.１", "127。0。0。1"],
)  # fmt: skip
def test_address_in_any_notation_is_refused(net, host):
    """Resolved as the operating system would, which knows all of them."""
    assert state(f"http://{host}/") == State.REFUSED
    assert net.connected == []


def test_one_private_address_among_public_ones_gives_the_name_away(net):
    net.names = {"mixed.example.jp": [PUBLIC, "10.0.0.1"]}
    assert state("http://mixed.example.jp/") == State.REFUSED


def test_redirect_to_the_inside_is_refused(net):
    net.names = {"example.jp": [PUBLIC], "inside.example.jp": ["192.168.1.1"]}
    for target in (
        "http://inside.example.jp/",
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
    ):
        net.answers = {"example.jp": f"302 Found\r\nLocation: {target}"}
        assert state("http://example.jp/") == State.REFUSED
    assert {address for address, _ in net.connected} == {PUBLIC}


def test_name_that_answers_differently_the_second_time_gains_nothing(net):
    """Rebinding: the address that was decided on is the one that is connected to, and no name is asked twice."""
    net.names = {"rebind.example.jp": [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]}
    assert state("http://rebind.example.jp/") == State.ALIVE
    assert net.connected == [(PUBLIC, 80)]
    assert net.resolved == ["rebind.example.jp"]


def test_rebinding_between_redirects_is_refused(net):
    net.names = {"rebind.example.jp": [[PUBLIC], ["127.0.0.1"]]}
    net.answers = {"rebind.example.jp": "302 Found\r\nLocation: /again"}
    assert state("http://rebind.example.jp/") == State.REFUSED
    assert net.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.jp/", "file:///etc/passwd", "gopher://example.jp/", "javascript:alert(1)", "data:text/html,x",
        "http://user:pass@example.jp/", "http://user@example.jp/", "http://example.jp:8000/", "http://example.jp:22/",
        "https://example.jp:0/", "http://example.jp:99999/", "http://example.jp/\r\nX: y", "http://example.jp/ a",
        "http://example.jp\\@127.0.0.1/", "http://[::1", "http:///", "", "http://example..jp/",
        f"http://example.jp/{'a' * 3000}", f"http://{'a' * 70}.jp/",
    ],
)  # fmt: skip
def test_address_that_is_no_public_page_is_refused(net, url):
    net.names = {"example.jp": [PUBLIC]}
    finding = check.check(url)
    assert finding.state == State.REFUSED
    assert finding.sentence.endswith("。")
    assert net.connected == []


@pytest.mark.parametrize(
    "target", ["ftp://example.jp/", "file:///etc/passwd", "http://a:b@example.jp/", "//example.jp:22/"]
)
def test_redirect_to_what_is_no_public_page_is_refused(net, target):
    net.names = {"example.jp": [PUBLIC]}
    net.answers = {"example.jp": f"302 Found\r\nLocation: {target}"}
    assert state("http://example.jp/") == State.REFUSED
    assert len(net.connected) == 1


# --- What would keep it --------------------------------------------------------------------------------------------


def endless_body(connection, ended):
    try:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not ended.is_set():
            connection.sendall(b"x" * 65536)
    except OSError:
        return


def endless_head(connection, ended):
    try:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not ended.is_set():
            connection.sendall(b"X-Filler: " + b"x" * 1000 + b"\r\n")
    except OSError:
        return


def byte_by_byte(connection, ended):
    try:
        while not ended.wait(0.02):
            connection.sendall(b"H")
    except OSError:
        return


def silent(connection, ended):
    ended.wait(5)


def test_endless_body_is_not_read(net):
    net.names, net.answers = {"example.jp": [PUBLIC]}, {"example.jp": endless_body}
    assert state("http://example.jp/") == State.ALIVE


def test_endless_head_is_cut(net):
    net.names, net.answers = {"example.jp": [PUBLIC]}, {"example.jp": endless_head}
    assert state("http://example.jp/") == State.UNCLEAR


@pytest.mark.parametrize("slow", [byte_by_byte, silent])
def test_slow_answer_is_not_waited_for(net, monkeypatch, slow):
    monkeypatch.setattr(check, "PATIENCE_S", 0.3)
    net.names, net.answers = {"example.jp": [PUBLIC]}, {"example.jp": slow}
    finding = check.check("http://example.jp/")
    assert (finding.state, finding.sentence) == (State.UNCLEAR, "時間内に返事がありませんでした。")


@pytest.mark.parametrize(
    "nonsense", [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 999 X\r\n\r\n", b"\x16\x03\x01\r\n\r\n"]
)
def test_answer_that_is_no_http_is_told(net, nonsense):
    net.names = {"example.jp": [PUBLIC]}
    net.answers = {"example.jp": lambda connection, ended: connection.sendall(nonsense)}
    assert state("http://example.jp/") == State.UNCLEAR


# --- On the screen -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_button_tells_of_each_link(client, staff, net):
    net.names = {"www.example.jp": [PUBLIC], "inside.example.jp": ["10.0.0.1"]}
    net.answers = {"www.example.jp": "404 Not Found"}
    links = [factories.link("http://www.example.jp/yuki"), factories.link("http://inside.example.jp/")]
    post = factories.draft(staff, links=links)
    client.force_login(staff)
    assert f"/posts/{post.pk}/check-links/" in client.get(f"/posts/{post.pk}/submit/").content.decode()
    page = client.post(f"/posts/{post.pk}/check-links/")
    assert [finding.state for finding in page.context["findings"]] == [State.DEAD, State.REFUSED]
    assert "ページがありません(404)。" in page.content.decode()


@pytest.mark.django_db
def test_more_links_than_one_go_takes_are_named(client, staff, net, monkeypatch):
    monkeypatch.setattr("posts.links.views.check.LINKS_MAX", 1)
    net.names = {"www.example.jp": [PUBLIC]}
    post = factories.draft(
        staff, links=[factories.link("http://www.example.jp/1"), factories.link("http://a.jp/")]
    )
    client.force_login(staff)
    assert "残りの1件は確かめていません" in client.post(f"/posts/{post.pk}/check-links/").content.decode()
    assert len(net.asked) == 1
