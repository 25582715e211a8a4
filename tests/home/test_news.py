"""What every open page asks each minute: cheap, nobody else's, and no activity of the person."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Hint
from security.models import Notice
from tests.comments.cases import factories as case_factories
from tests.comments.factories import comment

pytestmark = pytest.mark.django_db

ASKS = {"HX-Request": "true", "Sec-Fetch-Dest": "empty"}


@pytest.fixture
def asks(client):
    def asks(person, as_of=""):
        client.force_login(person)
        return client.get(f"/news/?as_of={as_of}", headers=ASKS)

    return asks


def notice(person, title="雪の朝"):
    Notice.objects.create(person=person, title=title, url="/", how="page")


def test_answer_is_empty_until_something_has_changed(asks, staff, chief):
    first = asks(staff)
    assert 'data-count="0"' in first.content.decode()
    again = asks(staff, first["X-As-Of"])
    assert (again.status_code, again.content) == (204, b"")
    notice(chief)
    assert asks(staff, first["X-As-Of"]).status_code == 204
    notice(staff)
    changed = asks(staff, first["X-As-Of"])
    assert changed.status_code == 200
    assert 'data-count="1"' in changed.content.decode()


def test_page_and_answer_say_the_same(asks, client, staff):
    """So that the first answer changes nothing on the page."""
    notice(staff)
    client.force_login(staff)
    shown, news = client.get("/posts/").content.decode(), asks(staff).content.decode()
    assert '<span class="badge">1<span' in shown
    assert '<span class="badge">1<span' in news


def test_asking_costs_what_a_page_does_whatever_waits(asks, staff):
    asks(staff)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            asks(staff)
        asked.append(len(queries))
        for _ in range(30):
            notice(staff)
    assert asked[0] == asked[1]


def test_asking_keeps_no_session_alive(asks, client, staff):
    asks(staff)
    long_ago = timezone.now() - timedelta(minutes=10)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get("/news/", headers=ASKS)
    assert UserSession.objects.get().last_seen_at == long_ago
    client.get("/notices/latest/", headers=ASKS)
    assert UserSession.objects.get().last_seen_at == long_ago
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    answer = client.get("/news/", headers=ASKS)
    assert answer.status_code == 302  # and js/news.js follows nowhere
    assert "data-news" not in answer.content.decode()


def test_navigation_counts_suspected_abuse_for_who_handles_it(client, staff, auditor):
    for _ in range(2):
        one = comment()
        one.hints = Hint.ABUSE
        one.save()
    comment()
    client.force_login(staff)
    assert '2<span class="visually-hidden">件に誹謗中傷のおそれ' in client.get("/posts/").content.decode()
    client.force_login(auditor)
    assert "誹謗中傷のおそれ" not in client.get("/posts/").content.decode()


@pytest.mark.clause("第６第３項")
def test_navigation_counts_the_cases_that_wait_for_me(client, staff, chief, poster, auditor):
    case = case_factories.case(poster)
    told = {}
    for person in (staff, chief, poster, auditor):
        client.force_login(person)
        told[person] = (
            '1<span class="visually-hidden">件があなたの対応待ち' in client.get("/posts/").content.decode()
        )
    assert told == {staff: True, chief: True, poster: False, auditor: False}
    assert case.noted_at is None


def test_bell_opens_the_newest_ten_of_ones_own(client, staff, chief):
    for number in range(12):
        notice(staff, f"{number}番目")
    notice(chief, "ほかの方のもの")
    client.force_login(staff)
    shown = client.get("/notices/latest/", headers=ASKS).content.decode()
    assert shown.count("<li>") == 10
    assert "11番目" in shown
    assert "1番目" in shown
    assert ">1番目<" not in shown
    assert "ほかの方のもの" not in shown
