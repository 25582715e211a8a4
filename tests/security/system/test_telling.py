"""What the administrators are told of the system: that it stood still, that the disk fills, that mail does not leave."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from outbox import heartbeat
from outbox.models import Heartbeat
from security.letters import post_office
from security.letters import writing as letters
from security.models import Letter, Notice, Role
from security.notices import composing, telling
from security.office import disk
from security.system import full_disk, notices, standstill, stuck_mail
from tests import factories
from tests.composing import letters_after, told
from tests.mail_sink import mail_sink
from tests.sweeping import swept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine, monkeypatch):
    """One, for host and database, that stands still at noon of a Monday until it is shifted as time would be."""
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    now = lambda: heartbeat.Value(timezone.now(), heartbeat.models.DateTimeField())  # noqa: E731 - read anew each time
    monkeypatch.setattr(heartbeat, "database_clock", now)
    monkeypatch.setattr(heartbeat, "_ran", heartbeat.Ran(lambda: timezone.now().timestamp()))
    heartbeat.beat(called=True)
    return time_machine


def found():
    return list(Notice.objects.order_by("pk").values_list("person__username", "title"))


def beat():
    heartbeat.beat(called=True)
    swept(standstill)


# --- Standing still ------------------------------------------------------------------------------------------------


def test_standstill_is_told_from_when_until_when_by_the_look_that_comes_back(clock, administrator, chief):
    clock.shift(timedelta(minutes=38))
    for _ in range(3):
        beat()
        clock.shift(timedelta(seconds=5))
    ((letter),) = letters_after(clock)
    assert told([letter]) == [(administrator, "自動の処理が止まっていました")]
    assert "令和8年11月30日(月) 12:00から令和8年11月30日(月) 12:38まで" in letter.body
    assert found() == [(administrator.username, "自動の処理が止まっていました")]


def test_pauses_within_a_minute_are_none(clock, administrator):
    for _ in range(5):
        clock.shift(timedelta(seconds=59))
        beat()
    assert found() == []


def test_two_standstills_before_anybody_told_are_one(clock, administrator):
    clock.shift(timedelta(minutes=5))
    heartbeat.beat(called=True)
    clock.shift(timedelta(minutes=10))
    beat()
    assert "12:00から令和8年11月30日(月) 12:15まで" in Notice.objects.get().sentence


def test_clock_that_leaps_while_we_run_is_no_standstill(clock, administrator, monkeypatch):
    monkeypatch.setattr(heartbeat, "_ran", heartbeat.Ran(lambda: 0.0))
    clock.shift(timedelta(seconds=5))
    heartbeat.beat(called=True)
    clock.shift(timedelta(hours=3))
    beat()
    assert found() == []
    assert Heartbeat.objects.get().doubted_since


# --- The disk ------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(monkeypatch):
    def fill(left):
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda folder: type("", (), {"free": left}))

    return fill


def test_disk_that_fills_is_told_once_a_day_and_above_every_page(clock, filled, client, administrator, staff):
    swept(full_disk)
    assert found() == []
    filled(disk.NEARLY_FULL - 1)
    for _ in range(3):
        swept(full_disk)
        clock.shift(timedelta(minutes=1))
    assert found() == [(administrator.username, "ディスクの空きが少なくなっています")]
    clock.shift(timedelta(days=1))
    swept(full_disk)
    assert len(found()) == 2
    shown = {}
    for person in (administrator, staff):
        client.force_login(person)
        shown[person.username] = (
            "ディスクの空きが少なくなっています" in client.get("/posts/").content.decode()
        )
    assert shown == {administrator.username: True, staff.username: False}
    filled(disk.NEARLY_FULL)
    client.force_login(administrator)
    assert "ディスクの空き" not in client.get("/posts/").content.decode()


# --- Mail ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(settings):
    """A mail server that can go away and come back."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = "127.0.0.1", False, ""
    with mail_sink() as gone:
        settings.EMAIL_PORT = gone.port
    with mail_sink() as sink:

        def comes_back():
            settings.EMAIL_PORT = sink.port

        sink.comes_back = comes_back
        yield sink


@pytest.fixture
def reachable(administrator, staff, chief):
    for person in (administrator, staff, chief):
        person.email = f"{person.username}@example.jp"
        person.save()


def work(clock, *, minutes=5, times=1):
    """What the clock program asks for, in its order."""
    for _ in range(times):
        swept(composing)
        if post_office.is_due():
            post_office.deliver()
        swept(stuck_mail)
        clock.shift(timedelta(minutes=minutes))


@pytest.fixture
def tell(administrator):
    def tell(*people, title="雪の朝", kind=notices.STOOD_STILL):
        telling.tell(
            kind,
            to=type(administrator).objects.filter(pk__in=[one.pk for one in people]),
            about=Heartbeat.objects.get(),
            title=title,
            sentence="できごとがありました。",
            url="/",
            by=None,
        )

    return tell


def test_mail_server_away_for_a_day_is_one_notice_on_the_page_and_nothing_is_doubled(
    clock, server, tell, reachable, administrator, staff, chief
):
    for hour in range(0, 24, 2):
        tell(staff, chief, title=f"{hour}時")
        work(clock, minutes=20, times=6)
    assert server.mails == []
    stuck = Notice.objects.filter(kind=notices.MAIL_STUCK.key)
    assert list(stuck.values_list("person__username", "how")) == [(administrator.username, "page")]
    server.comes_back()
    work(clock, times=16)
    assert stuck.count() == 1
    subjects = sorted((message["To"], message["Subject"]) for message in server.messages)
    assert len(subjects) == len(set(subjects))
    arrived = "".join(message.get_body(("plain",)).get_content() for message in server.messages)
    assert not [hour for hour in range(2, 24, 2) if arrived.count(f"■ {hour}時(") != 2]
    assert not Letter.objects.needing_attention().exists()


def test_next_time_that_the_server_is_away_is_told_again(clock, server, reachable, staff, settings):
    for number in range(2):
        settings.EMAIL_PORT = 1
        letters.write(key=f"k{number}", to=staff, subject="件名", body="本文")
        work(clock, times=14)
        server.comes_back()
        work(clock, times=3)
    assert Notice.objects.filter(kind=notices.MAIL_STUCK.key).count() == 2


def test_address_refused_for_ever_ends_and_is_told_once_with_no_letter_about_letters(
    clock, server, client, reachable, administrator, staff
):
    """The administrator's own address is the broken one."""
    server.comes_back()
    server.refuses = {"RCPT": "550 no such user"}
    letters.write(key="k", to=administrator, subject="件名", body="本文")
    work(clock, minutes=60, times=24 * 6)
    assert list(Letter.objects.values_list("state", "problem")) == [
        (Letter.State.FAILED, post_office.REFUSED.format(550))
    ]
    assert found() == [(administrator.username, f"{administrator.name}さんへのメールが送れていません(1通)")]
    client.force_login(administrator)
    home = client.get("/").content.decode()
    assert f"{administrator.name}さんへのメールが送れていません(1通)" in home
    assert "メールサーバーに断られました(550)。" in home
    assert "もう一度送ってください。" in home


def test_who_has_no_address_stands_by_name_with_what_helps(clock, server, client, administrator, staff):
    administrator.email = "administrator@example.jp"
    administrator.save()
    server.comes_back()
    for number in range(2):
        letters.write(key=f"k{number}", to=staff, subject="件名", body="本文")
    letters.write(key="other", to=administrator, subject="件名", body="本文")
    work(clock, times=14)
    assert found() == [(administrator.username, "佐藤 花子さんへのメールが送れていません(2通)")]
    client.force_login(administrator)
    home = client.get("/").content.decode()
    assert (
        f'<a href="/admin/security/user/{staff.pk}/change/">佐藤 花子さんへのメールが送れていません(2通)'
        in home
    )
    assert "1時間以上送れていないメールがあります(2通)" in client.get("/posts/").content.decode()
    client.force_login(staff)
    assert "送れていない" not in client.get("/posts/").content.decode()
    staff.email = "staff@example.jp"
    staff.save()
    work(clock, times=14)
    assert len(server.mails) == 3


def test_letter_that_nobody_needs_any_more_is_left(clock, server, client, reachable, administrator, staff):
    server.comes_back()
    server.refuses = {"RCPT": "550 no such user"}
    letters.write(
        key="k", to=staff, subject="件名", body=letters.SECRET_MARK, secret="https://example.jp/once"
    )
    work(clock, times=14)
    client.force_login(administrator)
    client.post(f"/security/letters/{Letter.objects.get().pk}/", {"drop": ""})
    assert list(Letter.objects.values_list("state", "sealed_secret")) == [(Letter.State.CANCELLED, "")]
    page = client.get("/security/letters/").content.decode()
    assert "送る必要がなくなった" in page
    assert "確かめるもの" not in page
    assert mail.outbox == []


def test_letters_page_and_first_page_cost_the_same_however_many_are_in_trouble(
    client, administrator, django_assert_max_num_queries
):
    asked = {}
    client.force_login(administrator)
    for wanted in (1, 3):
        while Letter.objects.count() < wanted:
            letters.write(key="k", to=factories.person(Role.AUDITOR), subject="件名", body="本文")
        Letter.objects.update(problem=post_office.NO_ADDRESS, hindrance="address")
        for address in ("/", "/security/letters/"):
            client.get(address)
            with django_assert_max_num_queries(60) as queries:
                client.get(address)
            asked.setdefault(address, set()).add(len(queries))
    assert {address: len(counts) for address, counts in asked.items()} == {"/": 1, "/security/letters/": 1}
