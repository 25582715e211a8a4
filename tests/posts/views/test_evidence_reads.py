"""Whoever looks at what is not public stands in the trail, once in an hour (第５第２項)."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from posts.drafting import events
from posts.drafting.actions import reading
from posts.imaging import store
from security.models import AuditEvent
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


@pytest.fixture
def post(poster):
    """A contractor's draft whose photo has a paper."""
    post = factories.draft(poster)
    post.photos.update(evidence_file=store.originals().put(b"%PDF-1.4 consent"), evidence_name="承諾書.pdf")
    return post


def paper(post):
    return reverse("posts:evidence", args=[post.pk, post.photos.get().evidence_file])


def whole(post):
    return reverse("posts:whole_photo", args=[post.pk, post.photos.get().pk])


def look(client, person, address):
    client.force_login(person)
    response = client.get(address)
    assert b"".join(response)  # read to its end, the file is closed
    return response.status_code


def reads():
    return AuditEvent.objects.filter(tag=events.EVIDENCE_READ.tag).order_by("number")


def test_paper_that_is_read_is_on_record(client, post, chief):
    assert look(client, chief, paper(post)) == 200
    (event,) = reads()
    assert (event.actor, event.subject) == (chief, f"posts.post:{post.pk}")
    assert event.data == {"paper": post.photos.get().evidence_file, "name": "承諾書.pdf"}


def test_once_a_person_file_and_hour(client, post, chief, auditor):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for person in (chief, chief, auditor, chief):
            look(client, person, paper(post))
        assert [event.actor for event in reads()] == [chief, auditor]
    with time_machine.travel(start + datetime.timedelta(minutes=61), tick=False):
        look(client, chief, paper(post))
    assert reads().count() == 3


def test_two_requests_at_once_leave_one_event(post, chief):
    """The second passed the first look before the first had written."""
    reading.note_evidence_read(by=chief, of=post, paper="a" * 64, name="承諾書.pdf")
    reading._note(chief, post, "a" * 64, "承諾書.pdf")
    assert reads().count() == 1


def test_uncut_photo_is_on_record_for_whoever_does_not_work_on_it(client, post, poster, chief):
    look(client, poster, whole(post))
    assert not reads().exists()
    look(client, chief, whole(post))
    assert [event.actor for event in reads()] == [chief]


def test_second_look_writes_nothing_at_all(client, post, chief, django_assert_num_queries):
    look(client, chief, paper(post))
    read = post.photos.get().evidence_file
    with django_assert_num_queries(1):
        reading.note_evidence_read(by=chief, of=post, paper=read, name="承諾書.pdf")


def test_refused_look_leaves_nothing(client, post):
    stranger = factories.person("contractor_poster", factories.ContractorFactory())
    client.force_login(stranger)
    assert client.get(paper(post)).status_code == 404
    assert not reads().exists()


def test_nothing_is_shown_that_cannot_be_recorded(client, post, chief, monkeypatch):
    def locked(*_, **__):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(reading.audit, "record", locked)
    client.force_login(chief)
    client.raise_request_exception = False
    assert client.get(paper(post)).status_code == 500


def test_looks_are_for_readers_of_records_and_not_for_the_posts_own_page(client, post, chief, poster):
    look(client, chief, paper(post))
    client.force_login(poster)
    page = client.get(post.get_absolute_url())
    assert "権利確認の資料を見た" not in [entry.label for entry in page.context["entries"]]
