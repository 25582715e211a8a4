"""The trail taken along: a file that proves itself, and the taking on record (第５第２項)."""

import json
from pathlib import Path

import pytest
from django.test import Client

from approvals import events as approval_events
from security.models import AuditEvent, AuditHead
from security.people.actors import Actor
from security.trail import chain, export
from security.trail import events as trail_events
from security.trail import recording as audit
from tests.signing_in import prove
from tests.tampering import audit_guard_lifted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

EXPORT = "/security/audit/export/"


@pytest.fixture
def days(staff, auditor, client):
    """Six events, two on each of three days; the auditor's own sign-in is taken out of the way."""
    client.force_login(auditor)
    prove(client, auditor)
    with audit_guard_lifted():
        AuditEvent.objects.all().delete()
        AuditHead.objects.all().delete()
    for number in range(6):
        audit.record(
            approval_events.EDITED, by=Actor.of(staff), subject=staff, changed=f"神\ufa19👩\u200d🌾{number}"
        )
    last = chain.START
    with audit_guard_lifted():
        for event in AuditEvent.objects.order_by("number"):
            event.at = f"2026-04-0{(event.number + 1) // 2}T03:00:00Z"
            event.save()
            event.refresh_from_db()
            event.previous = last.digest
            event.digest = audit.digest_of(event)
            event.save()
            last = chain.Mark(event.number, event.digest)
        AuditHead.objects.update(digest=last.digest)
    assert list(audit.faults()) == []
    return client


def taken(client, **period):
    response = client.post(EXPORT, period)
    assert response.status_code == 200, response.content.decode()
    lines = b"".join(response).decode().splitlines(keepends=True)
    return response, lines


@pytest.mark.parametrize("at_once", [1, 4, 2000])
def test_whole_trail_leaves_as_a_file_that_holds(days, monkeypatch, at_once):
    monkeypatch.setattr(export, "AT_ONCE", at_once)
    head = audit.head()
    _, lines = taken(days)
    walk, faults = chain.verify(lines, anchor=head)
    assert (walk.count, faults) == (6, [])
    assert json.loads(lines[0])["head"] == str(head)


def test_period_leaves_as_a_gapless_part(days):
    _, lines = taken(days, first="2026-04-02", last="2026-04-02")
    assert [json.loads(line)["number"] for line in lines[1:]] == [3, 4]
    assert chain.verify(lines)[1] == []


def test_file_is_a_download_that_nobody_keeps_on_the_way(days):
    response, _ = taken(days)
    assert response["Content-Disposition"].startswith('attachment; filename="trail-')
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_taking_is_on_record_before_the_first_line_leaves(days, auditor):
    response = days.post(EXPORT, {"first": "2026-04-01", "last": "2026-04-02"})
    event = AuditEvent.objects.latest("number")
    assert (event.tag, event.actor) == (trail_events.TRAIL_EXPORTED.tag, auditor)
    assert event.data["period"] == ["2026-04-01", "2026-04-02"]
    assert event.data["count"] == 4
    assert b"".join(response)


def test_looking_at_the_page_is_no_taking(days):
    assert days.get(EXPORT).status_code == 200
    assert AuditEvent.objects.latest("number").tag == approval_events.EDITED.tag


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ({"first": "2026-05-01"}, "この期間に証跡はありません"),
        ({"first": "2026-04-02", "last": "2026-04-01"}, "より後の日を選んでください"),
        ({"first": "昨日"}, "「昨日」は、日付として読み取れません"),
    ],
)
def test_wrong_period_is_told_and_nothing_leaves(days, period, told):
    page = days.post(EXPORT, period)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert AuditEvent.objects.latest("number").tag == approval_events.EDITED.tag


@pytest.mark.parametrize("role", ["staff", "manager", "poster"])
def test_others_take_nothing(client, request, role):
    client.force_login(request.getfixturevalue(role))
    prove(client, request.getfixturevalue(role))
    assert client.post(EXPORT)["Location"] == "/"
    assert not AuditEvent.objects.filter(tag=trail_events.TRAIL_EXPORTED.tag).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_taking_asks_who_is_at_the_keyboard(auditor, method):
    client = Client()  # signed in, but with no proof of it that is fresh
    client.force_login(auditor)
    assert getattr(client, method)(EXPORT)["Location"].startswith("/accounts/reauthenticate/")
    assert not AuditEvent.objects.filter(tag=trail_events.TRAIL_EXPORTED.tag).exists()


def test_event_lost_from_the_rows_is_told_by_the_file(days):
    with audit_guard_lifted():
        AuditEvent.objects.filter(number__gte=5).delete()
    _, lines = taken_of_rows()
    assert chain.verify(lines)[1]


def taken_of_rows():
    stretch = export.whole()
    return stretch, list(export.lines(stretch))


def test_program_beside_it_is_the_very_one_that_the_system_uses(days):
    response = days.get("/security/audit/chain.py")
    assert b"".join(response).decode() == Path(chain.__file__).read_text()
    assert response["Content-Disposition"].startswith("attachment")
