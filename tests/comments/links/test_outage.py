"""Where nothing can be reached, that says something of us and nothing of any link (第４第１項(3), 第３項(3))."""

import datetime
import socket

import pytest

from cafe_instagram.home import duties
from cafe_instagram.home.facts import Facts
from comments.links import querysets
from posts.links import check, events, nightly
from posts.links.check import Finding, State, Trouble
from posts.links.models import Outage
from posts.models import Link
from security.models import AuditEvent, Notice
from security.people.actors import Actor
from tests import factories
from tests.comments.links.making import live

pytestmark = [pytest.mark.clause("第４第１項(3)", "第４第３項(3)"), pytest.mark.django_db]

NIGHT = datetime.datetime(2026, 11, 22, 17, 30, tzinfo=datetime.UTC)  # 2:30 in Japan
SITES = [f"https://site{number}.example.jp/" for number in range(5)]
GRAPH = "https://graph.example.net"
PUBLIC = "93.184.215.14"
NOBODYS = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
NOT_NOW = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


@pytest.fixture
def posted(staff, chief, administrator):
    factories.acknowledged(staff)
    factories.acknowledged(administrator)
    return live(staff, chief, links=[factories.link(url) for url in SITES])


@pytest.fixture
def night(time_machine):
    def go(number, **later):
        time_machine.move_to(NIGHT + datetime.timedelta(days=number, **later), tick=False)
        nightly.run()

    return go


@pytest.fixture
def network(monkeypatch, settings):
    """What each site is found to be; what Instagram, which is always there, is asked of is in `network.probe`."""

    class Network(dict):
        probe = None

    web = Network()
    settings.INSTAGRAM_GRAPH_URL = GRAPH

    def checked(url):
        if url == GRAPH:
            return Finding(url, State.UNCLEAR, "400", trouble=web.probe)
        return web.get(url, Finding(url, State.ALIVE, "開けました。"))

    monkeypatch.setattr(check, "check", checked)
    return web


def fails(network, urls, trouble, state=State.UNCLEAR):
    for url in urls:
        network[url] = Finding(url, state, "つながりませんでした。", may_pass=True, trouble=trouble)


def standing():
    return set(Link.objects.values_list("dead_nights", "dead_since", "checked_at"))


def on_the_page():
    return [link.url for entry in querysets.page(None)[0] for link in entry.links]


def told(person):
    return [one for one in duties.for_person(Facts(Actor.of(person))) if "リンク" in one.title]


@pytest.mark.parametrize("error", [NOBODYS, NOT_NOW, TimeoutError()])
def test_without_names_of_the_outside_the_public_page_stays(
    error, posted, administrator, night, monkeypatch, settings
):
    """The names of this machine's own network alone are known, as in many an office."""
    settings.INSTAGRAM_GRAPH_URL = GRAPH

    def resolve(host, port):
        raise error

    monkeypatch.setattr(check, "resolve", resolve)
    before = standing()
    for number in range(4):
        night(number)
        assert standing() == before
    assert on_the_page() == SITES
    assert Outage.current().trouble == Trouble.NAMES
    assert [one.title for one in told(administrator)] == ["リンクを確かめられません"]


def test_a_name_that_is_gone_where_others_are_found_is_dead_after_three_nights(
    posted, night, monkeypatch, settings
):
    settings.INSTAGRAM_GRAPH_URL = GRAPH
    known = {url: Finding(url, State.ALIVE, "開けました。") for url in [*SITES[1:], GRAPH]}
    real = check.check

    def resolve(host, port):
        if host == "graph.example.net":
            return [PUBLIC]
        raise NOBODYS

    monkeypatch.setattr(check, "resolve", resolve)
    monkeypatch.setattr(check, "check", lambda url: known.get(url) or real(url))
    for number in range(3):
        assert SITES[0] in on_the_page()
        night(number)
    assert on_the_page() == SITES[1:]
    assert Outage.current() is None


@pytest.mark.parametrize("trouble", [Trouble.ROUTE, Trouble.ISSUER, Trouble.PROXY])
def test_most_sites_failing_in_a_way_of_the_network_is_ours(trouble, posted, network, night):
    fails(network, SITES[1:], trouble)
    night(0)
    assert Outage.current().trouble == trouble
    assert set(Link.objects.exclude(checked_at=None).values_list("url", flat=True)) == {SITES[0]}
    assert not Link.objects.filter(dead_nights__gt=0).exists()


def test_a_few_sites_failing_are_the_sites(posted, network, night):
    fails(network, SITES[:2], Trouble.ROUTE)
    night(0)
    assert Outage.current() is None


@pytest.mark.parametrize(("probe", "is_ours"), [(Trouble.ROUTE, True), (None, False)])
def test_of_one_site_alone_instagram_says_whose_it_is(probe, is_ours, staff, chief, network, night):
    live(staff, chief, url=SITES[0])
    fails(network, SITES[:1], Trouble.ROUTE)
    network.probe = probe
    night(0)
    assert bool(Outage.current()) is is_ours


def test_every_site_gone_in_one_night_is_something_that_answers_for_them(posted, network, night):
    for url in SITES:
        network[url] = Finding(url, State.DEAD, "ページがありません(404)。")
    for number in range(4):
        night(number)
    assert on_the_page() == SITES
    assert Outage.current().trouble == Trouble.FILTER


def test_administrators_are_told_once_and_once_more_when_it_works(
    posted, administrator, staff, network, night
):
    fails(network, SITES, Trouble.PROXY)
    for number in range(3):
        night(number)
    (notice,) = Notice.objects.filter(title__startswith="リンクを確かめられません")
    Notice.objects.update(told_at=NIGHT)
    assert notice.person == administrator
    assert "プロキシの設定(アドレス、認証)を確かめ" in notice.sentence
    assert "公開のリンク集からリンクが外れることはありません" in notice.sentence
    assert told(staff) == []
    network.clear()
    night(3)
    (over,) = Notice.objects.filter(title="リンクをまた確かめられるようになりました")
    assert over.person == administrator
    assert told(administrator) == []
    assert Outage.current() is None
    tags = [events.OUTAGE_BEGAN.tag, events.OUTAGE_ENDED.tag]
    assert (
        list(AuditEvent.objects.filter(tag__in=tags).order_by("number").values_list("tag", flat=True)) == tags
    )


def test_whether_it_works_again_is_tried_by_day_every_half_hour(posted, network, night):
    fails(network, SITES, Trouble.PROXY)
    night(0)
    network.clear()
    night(0, minutes=29)
    assert Outage.current()
    night(0, hours=8)
    assert Outage.current() is None
    assert not Link.objects.filter(checked_at=None).exists()


@pytest.mark.parametrize(("letters_leave", "heard"), [(True, 2), (False, 0)])
def test_what_comes_back_within_a_day_has_been_told(
    posted, administrator, network, night, letters_leave, heard
):
    for number in range(3):
        fails(network, SITES, Trouble.PROXY)
        night(0, hours=3 * number)
        if letters_leave:
            Notice.objects.update(told_at=NIGHT)
        network.clear()
        night(0, hours=3 * number + 1)
    assert Outage.objects.count() == 1
    assert Notice.objects.filter(title__startswith="リンクを").count() == heard


def test_a_trouble_with_nothing_due_ends_by_itself(posted, network, night):
    night(0)
    from posts.links import actions  # noqa: PLC0415 - the action alone

    actions.note_outage(trouble=Trouble.ROUTE, now=NIGHT)
    network.probe = Trouble.ROUTE
    night(0, hours=1)
    assert Outage.current()
    network.probe = None
    night(0, hours=2)
    assert Outage.current() is None


def test_the_page_of_links_says_so(client, posted, administrator, staff, network, night):
    fails(network, SITES, Trouble.NAMES)
    night(0)
    for person in (staff, administrator):
        client.force_login(person)
        page = client.get("/posts/links/").content.decode()
        assert "この装置から外に出られないため、確かめられていません" in page
        assert ("DNSの設定を確かめてください" in page) is (person == administrator)


def test_the_button_says_so_and_writes_nothing(client, posted, staff, network):
    fails(network, SITES, Trouble.NAMES)
    client.force_login(staff)
    page = client.post(f"/posts/{posted.pk}/check-links/").content.decode()
    assert page.count(check.CUT_OFF) == len(SITES)
    assert Outage.current() is None
