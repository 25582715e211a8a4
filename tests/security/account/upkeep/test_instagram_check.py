"""`manage.py instagram_check`: a line for each point, and a failure when one does not hold."""

import io

import pytest
from django.core.management import CommandError, call_command

from instagram import reach
from posts.publishing import examining
from security.account.upkeep import connecting
from security.models import AccessToken, AuditEvent
from tests.instagram.test_network import closed_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第５第１項")]


@pytest.fixture
def reachable(adopted, settings, live_server):
    settings.PUBLIC_URL = live_server.url
    return adopted


def said():
    words = io.StringIO()
    try:
        call_command("instagram_check", stdout=words)
    except CommandError as failure:
        return words.getvalue().splitlines(), str(failure)
    return words.getvalue().splitlines(), ""


def line(lines, name):
    (found,) = [line for line in lines if f" {name}: " in line]
    return found


def test_everything_holds(reachable):
    lines, failure = said()
    assert failure == ""
    assert [line[0] for line in lines] == ["○"] * 7
    assert "hokkaido_cafe" in line(lines, "アカウント")
    assert "上限50件" in line(lines, "投稿数")


def test_it_changes_nothing(reachable):
    before = AccessToken.objects.values().get(), AuditEvent.objects.count()
    said()
    assert (AccessToken.objects.values().get(), AuditEvent.objects.count()) == before


def test_dead_token_is_told_and_the_rest_is_looked_at_all_the_same(reachable):
    reachable.end_tokens(463)
    lines, failure = said()
    assert failure.startswith("1 点")
    assert line(lines, "トークン").startswith("×")
    assert "有効期限が過ぎました" in line(lines, "トークン")
    assert line(lines, "写真の取得").startswith("○")


def test_no_token_is_told(reachable, settings):
    AccessToken.objects.all().delete()
    settings.INSTAGRAM_ACCESS_TOKEN = ""
    lines, failure = said()
    assert failure
    assert "まだ接続されていません" in line(lines, "トークン")


def test_network_down_is_told(reachable, settings):
    settings.INSTAGRAM_GRAPH_URL = f"http://127.0.0.1:{closed_port()}"
    lines, _ = said()
    assert "つながりませんでした" in line(lines, "トークン")


def test_missing_permission_of_facebook_is_named(facebook, administrator, live_server, settings):

    settings.PUBLIC_URL = live_server.url
    permissions = ["instagram_basic", "instagram_content_publish", "pages_show_list"]
    connecting.connect(by=administrator, secret=facebook.give_token(kind="user", permissions=permissions))
    lines, failure = said()
    assert failure
    assert "pages_read_engagement" in line(lines, "許可")


def test_public_address_that_nobody_reaches(reachable, settings):
    settings.PUBLIC_URL = f"http://127.0.0.1:{closed_port()}"
    lines, failure = said()
    assert failure.startswith("2 点")
    assert "PUBLIC_URL" in line(lines, "写真の取得")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reach.Reached(302, "text/html"), "HTTP 302"),
        (reach.Reached(200, "text/html", b"<html>sign in"), "text/html"),
        (reach.Reached(404, "text/html"), "HTTP 404"),
    ],
)
def test_proxy_in_the_way_of_photos(reachable, monkeypatch, answer, words):
    fetch = reach.fetch
    monkeypatch.setattr(reach, "fetch", lambda url: answer if "/media/" in url else fetch(url))
    lines, failure = said()
    assert failure
    assert words in line(lines, "写真の取得")


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (reach.Reached(404), True),
        (reach.Reached(200, body=b"User-agent: *\nDisallow: /\n"), False),
        (reach.Reached(200, body=b"User-agent: *\nAllow: /media/instagram/\nDisallow: /\n"), True),
        (reach.Reached(503), False),
        (reach.Reached(None), False),
    ],
)
def test_robots_as_the_crawler_reads_them(robots, allowed):
    assert reach.is_allowed(robots, "https://cafe.example.jp/media/instagram/abc.jpg") is allowed


def test_points_are_all_told_with_a_remedy_or_as_fine(reachable):
    assert all(point.is_fine or point.remedy.endswith("ください。") for point in examining.points())
