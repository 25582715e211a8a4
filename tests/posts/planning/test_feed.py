"""The feed opens without a sign-in, and so to nobody else, and not to its person either once the pages would be shut."""

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone

from posts.models import CalendarFeed, Post
from posts.planning import actions, ical
from posts.planning.models import CalendarFeed as Feed
from security.models import Acknowledgement, Letter
from security.trail.models import AuditEvent
from tests import factories, misses
from tests.signing_in import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


def read(text):
    """The events of a calendar, by a reader that forgives nothing (RFC 5545, 3.1 and 3.3.11)."""
    assert text.endswith("\r\n")
    raw = text[:-2].split("\r\n")
    assert all("\n" not in line and "\r" not in line for line in raw)
    assert all(len(line.encode()) <= 75 for line in raw), "folded at 75 octets"
    lines = []
    for line in raw:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    events, event = [], None
    for line in lines:
        name, value = re.fullmatch(r"([A-Z-]+(?:;[A-Z-]+=[A-Z]+)*):(.*)", line).groups()
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
            events.append(event)
            event = None
        elif event is not None:
            assert name not in event, "told once"
            event[name] = value
    assert event is None
    return events


def plain(value):
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), "escaped"
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


@pytest.fixture
def feed_of():
    """The address, as a program without a session fetches it."""

    def made(person):
        secret = actions.make_feed(by=person)
        return lambda: Browser().get(f"/calendar/{secret}.ics")

    return made


def titles(response):
    assert response.status_code == 200
    return sorted(plain(event["SUMMARY"]) for event in read(response.content.decode()))


def test_program_reads_what_its_person_may_read(staff, chief, poster, feed_of, at, went_out):
    odd = "雪; まつり, \\今年も\\ " + "と" * 60
    factories.draft(staff, title=odd, caption="内緒の本文", publish_at=at(2, 15))
    went_out(factories.approved(staff, chief, title="出たもの"), at(-2, 18))
    factories.draft(staff, title="アイデア")
    factories.draft(poster, title="運営者の", publish_at=at(3))
    response = feed_of(staff)()
    assert titles(response) == sorted([f"【下書き】{odd}", "【投稿済】出たもの", "【下書き】運営者の"])
    text = response.content.decode()
    assert "内緒" not in text
    event = next(one for one in read(text) if "雪" in one["SUMMARY"])
    moment = datetime.datetime.strptime(event["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    assert moment == at(2, 15)
    assert event["URL"].endswith(f"/posts/{Post.objects.get(title=odd).pk}/")
    assert len({one["UID"] for one in read(text)}) == 3
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]


@pytest.mark.clause("第２")
def test_contractor_reads_its_own_alone(staff, poster, feed_of, at):
    factories.draft(staff, title="部外秘", publish_at=at(2))
    factories.draft(poster, title="こちらの", publish_at=at(2))
    assert titles(feed_of(poster)()) == ["【下書き】こちらの"]


def test_line_breaks_and_controls_of_a_title_stay_within_their_line(staff, at):
    post = factories.draft(staff, publish_at=at(1))
    post.title, post.at = "一行目\r\nBEGIN:VEVENT\n二\x00\x1b行目\u2028", at(1)
    (event,) = read(ical.written([post], now=timezone.now()))
    assert plain(event["SUMMARY"]) == "【下書き】一行目\nBEGIN:VEVENT\n二行目"


def test_shut_as_soon_as_the_pages_are(staff, chief, feed_of, at):
    factories.draft(staff, title="予定", publish_at=at(2))
    fetch = feed_of(staff)
    assert fetch().status_code == 200
    staff.appointments.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    assert fetch().status_code == 404, "no appointment today"
    staff.appointments.update(valid_until=None)
    assert fetch().status_code == 200
    kept = list(Acknowledgement.objects.filter(user=staff).values_list("fiscal_year", flat=True))
    Acknowledgement.objects.filter(user=staff).delete()
    assert fetch().status_code == 404, "this year's policy is not acknowledged"
    factories.acknowledged(staff, years=kept)
    type(staff).objects.filter(pk=staff.pk).update(is_active=False)
    assert fetch().status_code == 404, "the account is closed"


def test_shut_while_an_approvers_account_is_held(chief, feed_of, monkeypatch):
    fetch = feed_of(chief)
    assert fetch().status_code == 200
    monkeypatch.setattr("security.people.actors.Actor.is_held_up", True)
    assert fetch().status_code == 404


def test_old_address_is_dead_and_nobody_elses_is_guessed(client, staff, feed_of):
    old = feed_of(staff)
    new = feed_of(staff)
    assert (old().status_code, new().status_code) == (404, 200)
    actions.end_feed(person=staff, by=staff)
    assert new().status_code == 404
    odd = ("none", "", "%00", "a" * 500, "../../posts", CalendarFeed.objects.count())
    misses.none([one for one in odd if client.get(f"/calendar/{one}.ics").status_code != 404])


def test_nothing_but_its_hash_is_kept_and_it_is_shown_once(client, staff, said):
    client.force_login(staff)
    assert "配信していません" in client.get("/posts/calendar/feed/").content.decode()
    assert not Feed.objects.exists(), "off for everybody"
    client.get("/posts/calendar/feed/make/")
    assert not Feed.objects.exists(), "looking makes none"
    made = client.post("/posts/calendar/feed/make/")
    secret = re.search(r"/calendar/([\w-]+)\.ics", made.content.decode())[1]
    assert "no-store" in made["Cache-Control"]
    feed = Feed.objects.get()
    assert secret not in str(vars(feed))
    assert secret not in client.get("/posts/calendar/feed/").content.decode()
    assert secret not in str(list(AuditEvent.objects.values_list("data", "subject_label")))
    assert Browser().get(f"/calendar/{secret}.ics").status_code == 200
    client.post("/posts/calendar/feed/end/")
    assert not Feed.objects.exists()
    tags = list(
        AuditEvent.objects.filter(tag__startswith="calendar.")
        .order_by("number")
        .values_list("tag", flat=True)
    )
    assert tags == ["calendar.feed_on", "calendar.feed_off"]


def test_person_is_told_by_letter_without_the_address(staff):
    type(staff).objects.filter(pk=staff.pk).update(email="hanako@example.jp")
    staff.refresh_from_db()
    secret = actions.make_feed(by=staff)
    actions.make_feed(by=staff)
    letters = list(Letter.objects.order_by("pk"))
    assert [one.subject for one in letters] == [
        "予定表の配信を始めました",
        "予定表の配信のアドレスを作り直しました",
    ]
    assert not any(secret in one.body for one in letters)
    assert mail.outbox == []


@pytest.mark.clause("第４第２項")
def test_end_of_the_appointment_ends_the_feed(staff, administrator, feed_of):
    from security.appointing import actions as appointing  # noqa: PLC0415 - beside its use

    fetch = feed_of(staff)
    appointing.end_appointment(
        by=administrator, appointment=staff.appointments.get(), last_day=None, reason="異動"
    )
    assert fetch().status_code == 404
    assert not Feed.objects.exists()


def test_program_that_never_rests_is_told_to_wait(staff, feed_of, monkeypatch):
    monkeypatch.setattr(Feed, "READS_MOST", 2)
    fetch = feed_of(staff)
    assert [fetch().status_code for _ in range(3)] == [200, 200, 429]
    assert fetch()["Retry-After"] == "3600"
    Feed.objects.update(hour_began=timezone.now() - Feed.HOUR)
    assert fetch().status_code == 200
