"""One who writes 5,000 times: taken in whole, paged through whole, decided in pages, and no page grows (第６第２項)."""

import datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.handling.querysets.listing import Wanted, page_of
from comments.handling.querysets.threads import threads_of
from comments.inbox import events as inbox_events
from comments.inbox.actions import arriving
from comments.models import Comment
from security.models import AuditEvent
from tests.comments.factories import live_post, remote

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第２項")]

MANY = 5000
AT_ONCE = 50  # of one moment, as somebody's program writes them
PER_PAGE = 20
REASON = {"usual": "off_topic"}


@pytest.fixture
def flood():
    """The 5,000, fifty of each second, and one comment of somebody else amid them."""
    post, start = live_post(), timezone.now() - datetime.timedelta(hours=6)

    def written(number):
        at = start + datetime.timedelta(seconds=number // AT_ONCE)
        return remote(str(10**15 + number), f"買って{number}", username="spam_shop_77", timestamp=at)

    comments = [written(number) for number in range(MANY)]
    other = remote("17810000000000001", "何時からですか", timestamp=comments[MANY // 2].timestamp)
    assert arriving.take_in(live_post=post, comments=[*comments, other]).new == MANY + 1
    return post


def numbers(page):
    return [row.comment.pk for row in page.context["rows"]]


def ticks(page):
    return [f"{row.comment.pk}|{row.mark}" for row in page.context["rows"]]


def queries(client, address):
    client.get(address)  # what the first request of a session reads
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = client.get(address)
    return page, len(captured)


def walked(page_at):
    """What stands on every page, from the first to the last by the places where they end, and those places."""
    pages, places, place = [], [None], None
    while True:
        page = page_at(place)
        pages.append(page)
        place = page.next
        if place is None:
            return pages, places
        places.append(place)


def of_list(**wanted):
    pages, places = walked(lambda place: page_of(Wanted(**wanted), place))
    return [[comment.pk for comment in page.comments] for page in pages], places


def newest_first():
    return list(Comment.objects.order_by("-commented_at", "-pk").values_list("pk", flat=True))


def test_each_of_5000_stands_on_one_page_and_the_last_costs_what_the_first_does(client, staff, flood):
    pages, places = of_list(post=flood.pk)
    assert [number for page in pages for number in page] == newest_first()
    assert all(len(page) == PER_PAGE for page in pages[:-1])
    client.force_login(staff)
    costs = set()
    for place in (1, len(places) // 2, -2):
        shown, cost = queries(client, f"/comments/?post={flood.pk}&after={quote(str(places[place]))}")
        assert numbers(shown) == pages[place]
        costs.add(cost)
    assert len(costs) == 1


def test_pages_are_decided_one_after_the_other_and_nothing_else_is(client, staff, flood):
    """As somebody does it: the list, all of the page ticked, 返信しない, and again."""
    client.force_login(staff)
    query, decided = "/comments/?handling=open&q=spam_shop_77", set()
    for _ in range(5):
        page = client.get(query)
        mine = numbers(page)
        answer = client.post("/comments/no-reply/", {"chosen": ticks(page), "back": query, **REASON})
        assert answer.url == query
        assert not decided & set(mine)  # what is decided does not stand here any more
        decided |= set(mine)
    assert len(decided) == 5 * PER_PAGE
    now = Comment.objects.exclude(handling="open")
    assert set(now.values_list("pk", "handling")) == {(pk, "no_reply") for pk in decided}
    assert set(now.values_list("username", flat=True)) == {"spam_shop_77"}
    events = AuditEvent.objects.filter(tag=inbox_events.COMMENTS_HANDLED.tag)
    assert [event.data["count"] for event in events] == [PER_PAGE] * 5
    # What is undecided still comes first, and no comment has been lost on the way.
    pages, _ = of_list(post=flood.pk)
    found = [pk for page in pages for pk in page]
    assert len(found) == len(set(found)) == MANY + 1
    assert set(found[-len(decided) :]) == decided


def test_5000_threads_of_a_post_are_paged_through_at_one_cost(client, staff, flood):
    pages, places = walked(lambda place: threads_of(flood, place))
    threads = [[comment.pk for comment in page.threads] for page in pages]
    assert [number for page in threads for number in page] == newest_first()
    client.force_login(staff)
    costs = set()
    for place in (1, len(places) // 2, -2):
        shown, cost = queries(client, f"/comments/posts/{flood.pk}/?after={quote(str(places[place]))}")
        assert [thread["row"].comment.pk for thread in shown.context["threads"]] == threads[place]
        costs.add(cost)
    assert len(costs) == 1


def test_thread_of_5000_answers_shows_its_first_and_leads_to_the_rest(client, staff):
    post = live_post()
    arriving.take_in(live_post=post, comments=[remote("1", "何時からですか"), remote("2", "ほかの話")])
    top = Comment.objects.get(remote_id="1")
    client.force_login(staff)
    pages = [f"/comments/posts/{post.pk}/", f"/comments/{top.pk}/"]
    answer = remote(
        "1", replies=tuple(remote(str(10**15 + n), f"@yuki {n}", parent_id="1") for n in range(40))
    )
    arriving.take_in(live_post=post, comments=[answer])
    with_40 = [queries(client, one)[1] for one in pages]
    more = tuple(remote(str(10**15 + n), f"@yuki {n}", parent_id="1") for n in range(MANY))
    assert arriving.take_in(live_post=post, comments=[remote("1", replies=more)]).new == MANY - 40
    shown = [queries(client, one) for one in pages]
    assert [cost for _, cost in shown] == with_40
    for page, _ in shown:
        text = page.content.decode()
        assert text.count('class="thread__comment') <= PER_PAGE + 2
        assert f"?thread={top.pk}" in text
        assert len(page.content) < 250_000
    rest, _ = of_list(thread=top.pk)
    assert len({pk for one in rest for pk in one}) == MANY
