"""Letters under fire: several workers at once, and workers killed at any moment. Real processes on PostgreSQL."""

import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import time as hour
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from outbox import claims
from security.account import actions, reminders
from security.letters import post_office
from security.letters import writing as letters
from security.letters.mail_server import MailServer
from security.models import Letter, Notice, PasswordChange, PasswordHolder, Role, User
from security.notices import composing
from tests import factories
from tests.mail_sink import mail_sink
from tests.racing import race

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第５第１項"),
]
State = Letter.State
PEOPLE = 200
SHORT_LEASE = timedelta(seconds=0.3)


# --- What runs in processes of its own -----------------------------------------------------------------------------


def use_sink(port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_HOST_USER = ""


def deliver(port):
    use_sink(port)
    while Letter.objects.filter(state=State.WAITING).exists():
        post_office.deliver()


def deliver_once(port):
    use_sink(port)
    post_office.deliver()


def remind(name):
    reminders.OPENING, reminders.is_working_day = hour(0), lambda day: True
    reminders.remind()
    return name


def remind_and_deliver_under_fire(port, seed):
    """A worker is begun, killed (SIGKILL) after a random while and begun again, until one comes to the end."""
    use_sink(port)
    claims.LEASE = claims.CALL_AGAIN = SHORT_LEASE
    reminders.OPENING, reminders.is_working_day = hour(0), lambda day: True
    connection.close()  # each worker gets one of its own
    chance, kills = random.Random(seed), 0
    while True:
        worker = os.fork()
        if not worker:
            work_to_the_end()
        # Often at first, on a quick machine too, and ever more patient, so that a slow one comes to the end.
        patience_s = 0.05 + chance.expovariate(10 / (1 + kills / 5))
        if has_ended(worker, within=patience_s):
            return kills
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        kills += 1


def work_to_the_end():
    status = 1
    try:
        reminders.remind()
        Notice.objects.untold().update(due_at=timezone.now())  # what gathers them takes real seconds
        composing.run()
        while Letter.objects.filter(state__in=[State.WAITING, State.SENDING]).exists():
            post_office.deliver()
        status = 0
    finally:
        os._exit(status)


def has_ended(worker, *, within):
    until = time.monotonic() + within
    while time.monotonic() < until:
        ended, status = os.waitpid(worker, os.WNOHANG)
        if ended:
            assert status == 0, "a worker ended in an exception of its own"
            return True
        time.sleep(0.001)
    return False


def deliver_and_die(port, moment):
    """Killed with the letter noted as asked for: before its full stop, or after it and before the answer is stored."""
    use_sink(port)
    finish = MailServer._finish

    def dies(server, smtp):
        if moment == "after":
            finish(server, smtp)
        os.kill(os.getpid(), signal.SIGKILL)

    connection.close()  # the worker gets one of its own
    worker = os.fork()
    if not worker:
        MailServer._finish = dies
        try:
            post_office.deliver()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])


def record(username, changed_at):
    person = User.objects.get(username=username)
    change = PasswordChange(
        reason="regular", changed_at=changed_at, sessions_ended=True, second_factor_checked=True
    )
    try:
        actions.record_change(by=person, change=change, holders=list(User.objects.order_by("pk")))
    except ValidationError as fault:
        return list(fault.message_dict)
    return "done"


# --- The tests -----------------------------------------------------------------------------------------------------


def person(number, role=Role.PREFECTURE_POSTER):
    return factories.person(role, username=f"reader{number}", email=f"reader{number}@example.jp")


def overdue_office():
    """Everybody knows the password, and it is ten days overdue."""
    administrator = person(0, Role.ADMINISTRATOR)
    people = [person(number) for number in range(1, PEOPLE)]
    PasswordHolder.objects.bulk_create(
        PasswordHolder(user=one, reason="投稿するため", told_by=administrator) for one in people
    )
    PasswordChange.objects.create(
        reason="regular", changed_at=timezone.now() - timedelta(days=100), changed_by=administrator
    )


def deliveries(sink):
    return Counter(message["Message-ID"] for message in sink.messages)


def test_letters_leave_once_with_four_workers_at_once():
    for number in range(PEOPLE):
        letters.write(key="k", to=person(number), subject=f"第{number}号", body="本文")
    with mail_sink() as sink:
        race(f"{__name__}:deliver", *[(sink.port,)] * 4)
    assert deliveries(sink) == {letter.message_id: 1 for letter in Letter.objects.all()}
    assert set(Letter.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.parametrize(("moment", "arrived"), [("before", 0), ("after", 1)])
def test_worker_killed_between_asking_and_answer_leaves_it_to_a_person(moment, arrived):
    """Whoever comes then, and however many, gives nothing again."""
    letters.write(key="k", to=person(1), subject="お知らせ", body="本文")
    with mail_sink() as sink:
        assert race(f"{__name__}:deliver_and_die", (sink.port, moment)) == [-signal.SIGKILL]
        letter = Letter.objects.get()
        assert (letter.state, letter.requests) == (State.SENDING, 1)
        Letter.objects.update(lease_until=timezone.now() - timedelta(minutes=1), woken_at=None)
        race(f"{__name__}:deliver_once", *[(sink.port,)] * 2)
    letter.refresh_from_db()
    assert (len(sink.mails), letter.state, letter.requests) == (arrived, State.UNKNOWN, 1)


def test_reminders_are_written_once_by_four_workers_at_once():
    overdue_office()
    actions.open_task(reason="incident", about="紙を紛失した")
    race(f"{__name__}:remind", *[(number,) for number in range(4)])
    told = Counter(Notice.objects.filter(kind__startswith="password").values_list("person", "title"))
    assert (len(told), set(told.values())) == (2 * PEOPLE, {1})


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_workers_send_no_letter_twice_and_hide_none(seed, record_property):
    overdue_office()
    with mail_sink() as sink:
        (kills,) = race(f"{__name__}:remind_and_deliver_under_fire", (sink.port, seed))
    arrived = deliveries(sink)
    states = {letter.message_id: letter.state for letter in Letter.objects.all()}
    figures = {
        "kills": kills,
        "due": PEOPLE,
        "sent once": sum(1 for one, state in states.items() if state == State.SENT and arrived[one] == 1),
        "sent twice": sum(1 for times in arrived.values() if times > 1),
        "unknown, arrived": sum(
            1 for one, state in states.items() if state == State.UNKNOWN and arrived[one]
        ),
        "unknown, not arrived": sum(
            1 for one, state in states.items() if state == State.UNKNOWN and not arrived[one]
        ),
    }
    record_property("figures", figures)
    sys.stdout.write(f"\n{figures}\n")
    assert kills >= 3
    assert len(states) == PEOPLE
    assert figures["sent twice"] == 0
    assert {one for one, state in states.items() if not arrived[one]} <= {
        one for one, state in states.items() if state == State.UNKNOWN
    }
    assert set(states.values()) <= {State.SENT, State.UNKNOWN}


def test_of_two_who_record_the_same_change_at_once_one_is_told():
    people = [person(number, Role.ADMINISTRATOR) for number in range(2)]
    changed_at = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=1)
    answers = race(f"{__name__}:record", *[(one.username, changed_at) for one in people])
    assert sorted(answers, key=str) == sorted(["done", ["changed_at"]], key=str)
    assert PasswordChange.objects.count() == 1
