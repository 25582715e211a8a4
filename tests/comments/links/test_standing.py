"""People decide what the machine doubts: each who posts for the side, on one page (第４第１項(3), 第３項(3))."""

import datetime

import pytest

from comments.links import querysets
from posts.links import check, events, nightly
from posts.links.check import Finding, State
from posts.models import Link
from security.models import AuditEvent
from tests import factories
from tests.comments.links.making import URL, live

pytestmark = [pytest.mark.clause("第４第１項(3)", "第４第３項(3)"), pytest.mark.django_db]

NIGHT = datetime.datetime(2026, 11, 22, 17, 30, tzinfo=datetime.UTC)


@pytest.fixture
def web(monkeypatch):
    answers = {}
    monkeypatch.setattr(
        check,
        "check_all",
        lambda urls: [
            Finding(url, answers.get(url, State.ALIVE), "ページがありません(404)。") for url in urls
        ],
    )
    return answers


@pytest.fixture
def night(time_machine):
    def go(number):
        time_machine.move_to(NIGHT + datetime.timedelta(days=number), tick=False)
        nightly.run()

    return go


@pytest.fixture
def theirs(poster, manager):
    return live(poster, manager, links=[factories.link("https://theirs.example.jp/")])


def on_the_page():
    return [link.url for entry in querysets.page(None)[0] for link in entry.links]


def page_of(client, person):
    factories.acknowledged(person)
    client.force_login(person)
    return client.get("/posts/links/").content.decode()


def test_a_person_takes_off_what_the_machine_only_doubts(client, staff, chief, web, night):
    live(staff, chief)
    web[URL] = State.DEAD
    night(0)
    page = page_of(client, staff)
    assert "1晩続けて開けませんでした。公開のリンク集には載せています。ページがありません(404)。" in page
    assert on_the_page() == [URL]
    link = Link.objects.get()
    client.post(f"/posts/links/{link.pk}/take-off/")
    assert on_the_page() == []
    assert "公開のリンク集から外しました" in page_of(client, staff)
    assert AuditEvent.objects.get(tag=events.LINK_TAKEN_OFF.tag).actor == staff
    client.post(f"/posts/links/{link.pk}/opened/")
    assert on_the_page() == [URL]


def test_what_the_machine_has_taken_off_a_person_puts_back_for_a_month(client, staff, chief, web, night):
    live(staff, chief)
    web[URL] = State.DEAD
    for number in range(3):
        night(number)
    assert on_the_page() == []
    page_of(client, staff)
    client.post(f"/posts/links/{Link.objects.get().pk}/opened/")
    for number in range(3, 9):
        night(number)
    assert on_the_page() == [URL]
    for number in range(33, 36):
        night(number)
    assert on_the_page() == []


def test_each_sees_what_he_may_read_and_decides_what_is_his(
    client, staff, chief, poster, auditor, theirs, web, night
):
    ours = live(staff, chief)
    web[URL] = web["https://theirs.example.jp/"] = State.DEAD
    night(0)
    own, other = Link.objects.get(post=theirs), Link.objects.get(post=ours)
    for person, sees_ours, decides in (
        (poster, False, [own]),
        (auditor, True, []),
        (staff, True, [own, other]),
    ):
        page = page_of(client, person)
        assert (URL in page) is sees_ours
        assert "https://theirs.example.jp/" in page
        for link in (own, other):
            assert (f"/posts/links/{link.pk}/opened/" in page) is (link in decides), (person, link)
    client.force_login(poster)
    assert client.post(f"/posts/links/{other.pk}/take-off/").status_code == 404
    client.force_login(auditor)
    client.post(f"/posts/links/{other.pk}/take-off/")
    assert URL in on_the_page()


def test_links_of_which_nothing_is_to_be_said_are_not_listed(client, staff, chief, web, night):
    live(staff, chief)
    night(0)
    page = page_of(client, staff)
    assert URL not in page
    assert "開けないリンクはありません" in page


def test_the_list_costs_the_same_however_long(client, staff, chief, web):
    live(staff, chief, links=[factories.link(f"https://{name}.example.jp/") for name in "abcdefgh"])
    Link.objects.filter(url__contains="//a.").update(dead_nights=1)
    page_of(client, staff)
    with_one = counted(client)
    Link.objects.update(dead_nights=1)
    assert counted(client) == with_one


def counted(client):
    from django.db import connection  # noqa: PLC0415 - used here alone
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - used here alone

    with CaptureQueriesContext(connection) as asked:
        client.get("/posts/links/")
    return len(asked)
