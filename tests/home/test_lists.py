"""Every list that grows with the archive: each row on one page, forth and back by the pager's own links, at a fixed cost."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals import events
from approvals.models import Dossier, State
from comments.cases.querysets import OPEN_FIRST
from comments.cases.views import cases as case_views
from comments.models import Case, Reply, TroubleType
from comments.replies.views import reply as reply_views
from posts.links.views import agreements as agreement_views
from posts.models import Consent, Post, SiteAgreement
from posts.planning.views import lists as post_views
from posts.rights import views as consent_views
from security.account.views import account_checks, official_password
from security.letters import views as letters
from security.models import AccountCheck, AuditEvent, Letter, Notice, PasswordChange, Role
from security.notices import views as notices
from security.people.actors import Actor
from security.trail import recording as audit
from security.trail import search
from tests import factories
from tests.comments.factories import comment

pytestmark = pytest.mark.django_db

SIZE, ROWS = 3, 11
LATEST = ("-edited_at", "-pk")
NOW = timezone.now()


def moment(number):
    """Four rows of each: more than a page of equals."""
    return NOW - timedelta(minutes=number // 4)


def dossier(number):
    return Dossier.objects.create(fiscal_year=2026, serial=Dossier.objects.count() + 100)


def post(by, number, **fields):
    values = {
        "title": f"雪の朝{number}",
        "state": State.DRAFT,
        "organization": factories.OrganizationFactory(),
        **fields,
    }
    author = {"author": by, "edited_by": by, "dossier": dossier(number), "edited_at": moment(number)}
    return Post.objects.create(**{**author, **values})


def reply(by, number):
    organization, answered = factories.OrganizationFactory(), comment()
    author = {"author": by, "edited_by": by, "dossier": dossier(number), "edited_at": moment(number)}
    Reply.objects.create(comment=answered, text="はい", organization=organization, **author)


def case(by, number):
    closed = {"state": "closed", "closed_at": NOW, "conclusion": "済"} if number % 2 else {}
    Case.objects.create(
        fiscal_year=2026, serial=number + 1, kind=TroubleType.objects.first(), title=f"誤り{number}",
        organization=factories.OrganizationFactory(), opened_by=by, opened_at=moment(number), **closed,
    )  # fmt: skip


def letter(by, number):
    Letter.objects.create(
        key=str(number), recipient=by, subject=f"お知らせ{number}", state="done", created_at=moment(number)
    )


def notice(by, number):
    Notice.objects.create(person=by, title=f"お知らせ{number}", url="/", how="page", at=moment(number))


def check(by, number):
    AccountCheck.objects.create(
        fiscal_year=2020 + number // 8, quarter=1 + number // 4 % 2, done_by=by, findings={}
    )


def change(by, number):
    PasswordChange.objects.create(reason="regular", changed_by=by, changed_at=moment(number))


def consent(by, number):
    factories.consent(given_by=f"団体{number % 3}")


def agreement(by, number):
    factories.agreement(
        host=f"{number}.example.jp", agreed_with="町", agreed_on="2026-10-01", agreed_how="電話"
    )


def event(by, number):
    with transaction.atomic():
        audit.record(events.EDITED, by=Actor.of(by), label=f"起案{number}")


@dataclass(frozen=True)
class List:
    address: str
    role: Role
    make: Callable[[Any, int], Any]
    rows: Any
    by: tuple[str, ...]
    sized: tuple[Any, str]


LISTS = [
    List("/posts/", Role.PREFECTURE_POSTER, post, Post.objects, LATEST, (post_views, "PER_PAGE")),
    List("/posts/agreements/", Role.PREFECTURE_POSTER, agreement, SiteAgreement.objects, ("host", "pk"), (agreement_views, "PER_PAGE")),
    List("/posts/rights/", Role.PREFECTURE_POSTER, consent, Consent.objects, ("given_by", "pk"), (consent_views, "PER_PAGE")),
    List("/comments/replies/", Role.PREFECTURE_POSTER, reply, Reply.objects, LATEST, (reply_views, "PER_PAGE")),
    List("/cases/", Role.PREFECTURE_POSTER, case, Case.objects, OPEN_FIRST, (case_views, "PER_PAGE")),
    List("/security/letters/", Role.ADMINISTRATOR, letter, Letter.objects, ("-created_at", "-pk"), (letters, "SHOWN")),
    List("/notices/", Role.PREFECTURE_POSTER, notice, Notice.objects, ("-at", "-pk"), (notices, "SHOWN")),
    List("/security/account-checks/", Role.ADMINISTRATOR, check, AccountCheck.objects, ("-fiscal_year", "-quarter", "-pk"), (account_checks, "PER_PAGE")),
    List("/security/account-password/", Role.ADMINISTRATOR, change, PasswordChange.objects, ("-changed_at", "-pk"), (official_password, "SHOWN")),
    List("/security/audit/", Role.ADMINISTRATOR, event, AuditEvent.objects, ("-number",), (search, "PER_PAGE")),
]  # fmt: skip


@pytest.fixture
def people():
    return {role: factories.person(role) for role in (Role.PREFECTURE_POSTER, Role.ADMINISTRATOR)}


@pytest.fixture
def small(monkeypatch):
    for one in LISTS:
        monkeypatch.setattr(*one.sized, SIZE)


def link(page, words):
    """Where the pager's button leads, from the page itself; empty if there is none."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{words}</a>', page.content.decode())
    return html.unescape(found[1]) if found else ""


def shown(page):
    assert page.status_code == 200
    return [row.pk for row in page.context["page"]]


def walked(client, address, start, words):
    pages, query = [], start
    while True:
        page = client.get(address + query)
        pages.append(shown(page))
        assert len(pages) <= ROWS, address  # else it would go round for ever
        query = link(page, words)
        if not query:
            return pages, page


def test_every_list_shows_each_row_once_forth_and_back(client, people, small):
    for one in LISTS:
        by = people[one.role]
        client.force_login(by)
        for number in range(ROWS):
            one.make(by, number)
        expected = list(one.rows.order_by(*one.by).values_list("pk", flat=True))
        forth, last = walked(client, one.address, "", "(?:次のページ|古い証跡)")
        assert sum(forth, []) == expected, one.address
        assert [len(page) for page in forth[:-1]] == [SIZE] * (len(forth) - 1), one.address
        backwards, first = walked(
            client, one.address, link(last, "(?:前のページ|新しい証跡)"), "(?:前のページ|新しい証跡)"
        )
        assert backwards[::-1] == forth[:-1], one.address
        assert not link(first, "最初のページ"), one.address
        assert shown(client.get(one.address + link(last, "最初のページ"))) == forth[0], one.address


def test_every_list_takes_an_address_that_leads_nowhere_as_its_beginning(client, people, small):
    for one in LISTS:
        by = people[one.role]
        client.force_login(by)
        for number in range(SIZE + 2):
            one.make(by, number)
        beginning = shown(client.get(one.address))
        numbers = "_".join(["9" * 30] * len(one.by))
        for query in (
            "page=2",
            "page=%00",
            "after=",
            "after=%00",
            "after=x_1",
            "after=%ED%B2%80_1_1",
            f"after={numbers}",
        ):
            assert shown(client.get(f"{one.address}?{query}")) == beginning, (one.address, query)


def test_every_list_costs_the_same_for_one_row_and_for_three(client, people):
    for one in LISTS:
        by = people[one.role]
        client.force_login(by)
        asked = []
        for rows in (1, 3):
            for number in range(rows):
                one.make(by, 10 * rows + number)
            client.get(one.address)
            with CaptureQueriesContext(connection) as queries:
                client.get(one.address)
            asked.append(len(queries))
        assert asked[0] == asked[1], one.address
        assert asked[0] <= 8 or one.address == "/security/account-password/", (
            one.address,
            asked,
        )  # five lists in one


def test_pager_keeps_what_the_list_is_narrowed_to(client, people, small):
    staff = people[Role.PREFECTURE_POSTER]
    for number in range(3 * SIZE):
        post(staff, number)
        post(staff, number, title="海の夜")
        post(staff, number, state=State.WITHDRAWN)
    client.force_login(staff)
    wanted = Post.objects.filter(state=State.DRAFT, title__contains="雪").order_by(*LATEST)
    pages, last = walked(client, "/posts/", "?q=雪&state=draft&page=7", "次のページ")
    assert sum(pages, []) == [one.pk for one in wanted]
    for words in ("最初のページ", "前のページ"):
        query = parse_qs(link(last, words)[1:])
        assert (query["q"], query["state"], "page" in query) == (["雪"], ["draft"], False)


def test_place_of_a_foreign_row_shows_nothing_of_it(client, people, poster, contractor, small):
    foreign = [post(people[Role.PREFECTURE_POSTER], number) for number in range(2 * SIZE)]
    own = [post(poster, number, organization=contractor) for number in range(2 * SIZE)]
    client.force_login(people[Role.PREFECTURE_POSTER])
    query = link(client.get("/posts/"), "次のページ")
    client.force_login(poster)
    seen = shown(client.get(f"/posts/{query}")) + shown(
        client.get(f"/posts/{query.replace('after', 'before')}")
    )
    assert seen
    assert set(seen) <= {one.pk for one in own}
    assert not set(seen) & {one.pk for one in foreign}


def test_row_that_is_edited_meanwhile_comes_to_the_top_and_no_other_is_missed(client, people, small):
    staff = people[Role.PREFECTURE_POSTER]
    rows = [post(staff, 4 * number) for number in range(3 * SIZE)]
    client.force_login(staff)
    first = client.get("/posts/")
    Post.objects.filter(pk__in=(rows[1].pk, rows[7].pk)).update(edited_at=NOW + timedelta(minutes=1))
    rest, _ = walked(client, "/posts/", link(first, "次のページ"), "次のページ")
    assert shown(first) + sum(rest, []) == [row.pk for row in rows if row != rows[7]]
    assert set(shown(client.get("/posts/"))[:2]) == {rows[1].pk, rows[7].pk}


def test_totals_are_told_as_far_as_they_are_counted(client, people, small, monkeypatch):
    staff = people[Role.PREFECTURE_POSTER]
    client.force_login(staff)
    for number in range(SIZE + 1):
        post(staff, number)
    assert '<p class="quiet">4件</p>' in client.get("/posts/").content.decode()
    monkeypatch.setattr("security.office.paging.COUNTED_MAX", 3)
    assert '<p class="quiet">3件以上</p>' in client.get("/posts/").content.decode()
