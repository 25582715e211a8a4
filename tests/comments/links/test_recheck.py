"""The links of live posts are looked at every night; dead is what three nights have found dead (第４第１項(3), 第３項(3))."""

import datetime

import pytest
from django.db import connection

from cafe_instagram.home import duties
from cafe_instagram.home.facts import Facts
from comments.links import querysets
from posts.links import check, events, nightly
from posts.links.check import Finding, State
from posts.models import Link
from security.models import AuditEvent
from security.people.actors import Actor
from tests import factories
from tests.comments.links.making import URL, live

pytestmark = [pytest.mark.clause("第４第１項(3)"), pytest.mark.django_db]

NIGHT = datetime.datetime(2026, 11, 22, 17, 30, tzinfo=datetime.UTC)  # 2:30 in Japan


@pytest.fixture
def web(monkeypatch):
    """What each address answers tonight; asked outside of any transaction of ours."""
    answers = {}

    def check_all(urls):
        return [Finding(url, answers.get(url, State.ALIVE), "") for url in urls]

    monkeypatch.setattr(check, "check_all", check_all)
    return answers


@pytest.fixture
def night(time_machine):
    """Go to the n-th night and let the task run."""

    def go(number, **later):
        time_machine.move_to(NIGHT + datetime.timedelta(days=number, **later), tick=False)
        nightly.run()

    return go


def dead():
    return list(Link.objects.filter(Link.DEAD).values_list("url", flat=True))


def on_the_page():
    return [link.url for entry in querysets.page(None)[0] for link in entry.links]


def test_three_nights_dead_is_dead_and_leaves_the_page(staff, chief, web, night):
    live(staff, chief)
    web[URL] = State.DEAD
    for number in (0, 1):
        night(number)
        assert dead() == []
        assert on_the_page() == [URL]
    night(2)
    assert dead() == [URL]
    assert on_the_page() == []
    assert AuditEvent.objects.get(tag=events.LINK_DEAD.tag).data["url"] == URL


def test_the_same_night_does_not_count_twice(staff, chief, web, night):
    live(staff, chief)
    web[URL] = State.DEAD
    night(0)
    night(0, hours=1)
    night(0, hours=2)
    assert dead() == []
    assert Link.objects.get().checked_at == NIGHT


def test_alive_again_comes_back(staff, chief, web, night):
    live(staff, chief)
    web[URL] = State.DEAD
    for number in range(3):
        night(number)
    web[URL] = State.ALIVE
    night(3)
    assert dead() == []
    assert on_the_page() == [URL]
    assert AuditEvent.objects.filter(tag=events.LINK_ALIVE.tag).count() == 1


@pytest.mark.parametrize("state", [State.UNCLEAR, State.REFUSED, State.UNTRUSTED])
def test_what_is_unclear_is_no_death_and_no_proof_of_life(state, staff, chief, web, night):
    live(staff, chief)
    nights = [State.DEAD, State.DEAD, state, State.DEAD, State.DEAD]
    for number, found in enumerate(nights):
        web[URL] = found
        night(number)
    assert dead() == []
    web[URL] = State.DEAD
    night(5)
    assert dead() == [URL]
    web[URL] = state
    night(6)
    assert dead() == [URL]


def test_only_live_posts_are_looked_at_and_only_at_night(staff, chief, web, night, time_machine):
    factories.draft(staff, links=[factories.link("https://draft.example.jp/")])
    live(staff, chief)
    time_machine.move_to(NIGHT + datetime.timedelta(hours=8), tick=False)
    nightly.run()
    assert not Link.objects.exclude(checked_at=None).exists()
    night(1)
    assert [link.url for link in Link.objects.exclude(checked_at=None)] == [URL]


def test_a_batch_takes_those_that_wait_longest(staff, chief, web, night, monkeypatch):
    monkeypatch.setattr(nightly, "BATCH", 2)
    urls = [f"https://{letter}.example.jp/" for letter in "abc"]
    live(staff, chief, links=[factories.link(url) for url in urls])
    night(0)
    assert Link.objects.exclude(checked_at=None).count() == 2
    night(0, minutes=1)
    assert Link.objects.exclude(checked_at=None).count() == 3


def test_nothing_is_asked_of_the_network_within_a_transaction(staff, chief, night, monkeypatch):
    live(staff, chief)
    depth = len(connection.savepoint_ids)
    seen = []

    def check_all(urls):
        seen.append(len(connection.savepoint_ids))
        return [Finding(url, State.ALIVE, "") for url in urls]

    monkeypatch.setattr(check, "check_all", check_all)
    night(0)
    assert seen == [depth]


def test_of_two_workers_the_slower_changes_nothing(staff, chief, web, night):
    live(staff, chief)
    stale = Link.objects.get()
    night(0)
    from posts.links import actions  # noqa: PLC0415 - the action alone

    actions.note_checked(link=stale, state=State.DEAD, now=NIGHT)
    assert Link.objects.get().dead_since is None


def test_the_posters_of_its_side_are_told(staff, chief, poster, auditor, web, night):
    post = live(staff, chief)
    factories.acknowledged(staff)
    web[URL] = State.DEAD
    night(0)
    assert not told(staff)
    for number in (1, 2):
        night(number)
        assert told(staff) == [f"リンク先が開けません: {post}"]
    assert not told(poster)
    assert not told(auditor)


def told(person):
    return [duty.title for duty in duties.for_person(Facts(Actor.of(person))) if "リンク先" in duty.title]
