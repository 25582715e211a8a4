"""What is kept until the trail moves on is never behind the database."""

import pytest
from django.core.cache import caches
from django.db import transaction

from approvals import actions as approval_actions
from cafe_instagram.home.facts import Facts
from security.account import actions as account_actions
from security.models import AuditHead, Safeguards, SecondFactor
from security.people.actors import Actor
from security.signing_in import actions as signing_in_actions
from security.signing_in import events
from security.trail import recording as audit
from security.trail.cache import TrailCache
from tests.signing_in import Browser

pytestmark = pytest.mark.django_db


def facts(person):
    return Facts(Actor.of(person))


def test_what_was_read_is_kept_under_the_same_head():
    cache, read = TrailCache.at_head(), iter([1, 2])
    assert [cache.get("number", lambda: next(read)) for _ in range(3)] == [1, 1, 1]
    assert TrailCache.at_head().get("number", lambda: next(read)) == 1


def test_none_is_kept_too():
    read = iter([None, 2])
    assert [TrailCache.at_head().get("nothing", lambda: next(read)) for _ in range(2)] == [None, None]


def test_an_event_ends_what_was_kept(staff):
    read = iter([1, 2])
    assert TrailCache.at_head().get("number", lambda: next(read)) == 1
    with transaction.atomic():
        audit.record(events.SIGN_IN, by=Actor.of(staff), subject=staff)
    assert TrailCache.at_head().get("number", lambda: next(read)) == 2


def test_midnight_ends_what_was_kept(time_machine):
    time_machine.move_to("2026-03-31T14:59:59Z", tick=False)
    read = iter(["31日", "1日"])
    begun = TrailCache.at_head()
    assert begun.get("day", lambda: next(read)) == "31日"
    time_machine.move_to("2026-03-31T15:00:00Z", tick=False)
    assert TrailCache.at_head().get("day", lambda: next(read)) == "1日"
    assert (
        begun.get("day", lambda: next(read)) == "31日"
    )  # a request over midnight keeps to the day it began on


def test_a_head_that_was_set_back_finds_nothing_of_another_trail(staff):
    """A restored backup has the old numbers; the digest tells its trail from the one that was lost."""
    with transaction.atomic():
        audit.record(events.SIGN_IN, by=Actor.of(staff), subject=staff)
    TrailCache.at_head().get("who", lambda: "before")
    AuditHead.objects.update(digest="f" * 64)
    assert TrailCache.at_head().get("who", lambda: "after") == "after"


def test_stop_is_seen_by_the_very_next_request(staff, chief):
    client = Browser()
    client.force_login(staff)
    assert client.get("/").context["office"]["stop"] is None
    approval_actions.stop(by=chief, reason="誤った情報")
    stop = client.get("/").context["office"]["stop"]
    assert (stop.reason, stop.started_by.name) == ("誤った情報", chief.name)
    approval_actions.resume(by=chief, note="")
    assert client.get("/").context["office"]["stop"] is None


def test_changed_safeguards_hold_from_the_next_request_on(administrator):
    client = Browser()
    client.force_login(administrator)
    client.get("/")
    wanted = Safeguards(pk=1, second_factor=SecondFactor.EVERYONE)
    signing_in_actions.change_safeguards(by=administrator, safeguards=wanted)
    assert client.get("/posts/").status_code == 302


def test_facts_cost_nothing_again_until_something_happens(staff, chief, django_assert_num_queries):
    first = facts(chief)
    assert (first.office.token, first.office.password.open_tasks, first.own.decisions_waiting) == (None, 0, 0)
    again = facts(chief)
    with django_assert_num_queries(0):
        assert again.office == first.office
        assert again.own == first.own
    caches["trail"].clear()
    assert facts(staff).own.decisions_waiting == 0


def test_each_person_has_facts_of_his_own(staff, administrator):
    assert not facts(staff).own.knows_password
    with transaction.atomic():
        account_actions.add_holder(by=administrator, user=staff, reason="投稿のため")
    assert facts(staff).own.knows_password
    assert not facts(administrator).own.knows_password
