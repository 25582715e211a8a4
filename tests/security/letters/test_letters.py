"""Letters leave once, whatever the mail server does: a real one answers here."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from outbox import claims
from outbox.claims import Claim
from security.letters import actions, post_office
from security.letters import writing as letters
from security.models import Letter
from security.office.answers import Refused
from tests import factories
from tests.mail_sink import mail_sink

pytestmark = pytest.mark.django_db
State = Letter.State
SIGNATURE = ["北海道とつながるカフェInstagram運用システム", "このメールには返信できません。"]


@pytest.fixture
def sink(settings):
    with mail_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        yield server


@pytest.fixture
def reader(staff):
    staff.email = "staff@example.jp"
    staff.save()
    return staff


def write(reader, key="k", subject="お知らせ", body="本文です。\n", **more):
    letters.write(key=key, to=reader, subject=subject, body=body, **more)
    return Letter.objects.get(key=f"{key}:{reader.pk}")


def text_of(message):
    return message.get_body(("plain",)).get_content().splitlines()


def states():
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def deliver_later(**delay):
    """As the worker does: asked whether anything is due, and delivered only then."""
    with time_machine.travel(timezone.now() + timedelta(**delay), tick=False):
        if post_office.is_due():
            post_office.deliver()


def test_letter_arrives_as_it_was_written(sink, reader):
    body = "1行目\n.\n..点で始まる行\n.\r\n最後の行は改行なし 𠮷塚"
    letter = write(reader, subject="期限のお知らせ", body=body)
    post_office.deliver()
    (message,) = sink.messages
    assert (message["Subject"], message["To"]) == ("期限のお知らせ", "staff@example.jp")
    assert message["Message-ID"] == letter.message_id
    assert text_of(message) == ["佐藤 花子 様", "", *body.splitlines(), "", *SIGNATURE]
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == (State.SENT, "")
    assert letter.sent_at is not None


@pytest.mark.parametrize(
    "body", ["終わり 𠮷塚\n.\n次の行", "あ" * 2000 + "\n" + "x" * 5000 + "\n.\n終わり 𠮷塚"]
)
def test_letter_passes_a_relay_that_knows_no_eight_bits(sink, reader, body):
    """Nor UTF-8 in heads, nor lines beyond RFC 5321's 998: what such a one forwards arrives as it was written."""
    sink.offers = "SIZE 1000000"
    reader.email = "staff@北海道.example.jp"
    reader.save()
    write(reader, subject="証跡の控え " * 20, body=body)
    post_office.deliver()
    (mail,) = sink.mails
    assert mail.isascii()
    assert max(map(len, mail.splitlines())) <= 998
    assert not [one for one in sink.commands if "8BITMIME" in one or "SMTPUTF8" in one or not one.isascii()]
    (message,) = sink.messages
    assert text_of(message)[2:-3] == body.splitlines()
    assert message["Subject"].split() == ["証跡の控え"] * 20


def test_letter_is_written_and_sent_once(sink, reader):
    write(reader), write(reader, subject="同じ鍵の別の手紙")
    assert post_office.is_due()
    post_office.deliver(), post_office.deliver()
    assert [message["Subject"] for message in sink.messages] == ["お知らせ"]
    assert not post_office.is_due()


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_refused_letter_waits_and_leaves_later_once(sink, reader, command):
    letter = write(reader)
    sink.refuses = {command: "451 try again later"}
    post_office.deliver()
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == (State.WAITING, post_office.REFUSED.format(451))
    post_office.deliver()
    assert sink.mails == []
    sink.refuses = {}
    deliver_later(minutes=3), deliver_later(minutes=6)
    assert (len(sink.mails), states()) == (1, [State.SENT])


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_server_that_goes_away_before_the_end_has_got_nothing(sink, reader, command):
    """EHLO cut is followed by HELO, which meets a closed connection."""
    write(reader)
    sink.hangs_up_at = command
    post_office.deliver()
    assert Letter.objects.get().problem == post_office.NO_SERVER
    sink.hangs_up_at = ""
    deliver_later(minutes=1, seconds=1), deliver_later(minutes=10)
    assert (len(sink.mails), states()) == (1, [State.SENT])


def test_letter_whose_answer_was_lost_is_never_sent_again_by_itself(sink, reader):
    write(reader, "first"), write(reader, "second")
    sink.hangs_up_at = "."
    post_office.deliver()
    assert states() == [State.UNKNOWN, State.UNKNOWN]
    sink.hangs_up_at = ""
    for hours in range(48):
        deliver_later(hours=hours)
    assert len(sink.mails) == 2


@pytest.mark.clause("第５第１項")
def test_letters_wait_for_a_mail_server_that_is_down(settings, reader):
    write(reader, "first"), write(reader, "second")
    with mail_sink() as gone:
        settings.EMAIL_PORT = gone.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    post_office.deliver()
    assert list(Letter.objects.order_by("pk").values_list("attempts", flat=True)) == [
        1,
        0,
    ]  # asked once for all
    for minutes in range(5, 300, 5):
        deliver_later(minutes=minutes)
    assert states() == [State.WAITING, State.WAITING]
    with mail_sink() as back:
        settings.EMAIL_PORT = back.port
        deliver_later(minutes=301), deliver_later(minutes=302)
    assert (len(back.mails), states()) == (2, [State.SENT, State.SENT])


def test_letter_that_always_breaks_does_not_hold_up_the_others(sink, reader, monkeypatch):
    broken, sound = write(reader, "broken"), write(reader, "sound")
    offer = post_office.MailServer.offer

    def breaks(server, message):
        if message.extra_headers["Message-ID"] == broken.message_id:
            raise post_office.Unreachable
        return offer(server, message)

    monkeypatch.setattr(post_office.MailServer, "offer", breaks)
    for minutes in range(5):
        deliver_later(minutes=2 * minutes)
    sound.refresh_from_db()
    assert (sound.state, len(sink.mails)) == (State.SENT, 1)


def test_worker_that_dies_before_the_mark_costs_some_minutes(sink, reader, monkeypatch):
    """All but the full stop was given: the server drops it, the next worker sends it."""
    write(reader)
    with monkeypatch.context() as patch:
        patch.setattr(Claim, "note_request", lambda claim: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            post_office.deliver()
    post_office.deliver()
    assert (sink.mails, states()) == ([], [State.SENDING])
    deliver_later(minutes=6)
    assert (len(sink.mails), states()) == (1, [State.SENT])


@pytest.mark.parametrize("left", [True, False])
def test_worker_that_dies_after_the_mark_leaves_it_unknown(sink, reader, monkeypatch, left):
    write(reader)
    finish = post_office.MailServer._finish

    def dies(server, smtp):
        if left:
            finish(server, smtp)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(post_office.MailServer, "_finish", dies)
        with pytest.raises(SystemExit):
            post_office.deliver()
    assert states() == [State.SENDING]
    deliver_later(minutes=6), deliver_later(days=1)
    assert (len(sink.mails), states()) == (int(left), [State.UNKNOWN])


@pytest.mark.parametrize("answer", [{}, {".": "451 try again later"}])
def test_worker_overtaken_after_the_mark_writes_nothing(sink, reader, monkeypatch, answer):
    """Another has said that nobody knows. Whatever the first one learns afterwards, a person decides."""
    letter = write(reader)
    sink.refuses = answer
    finish = post_office.MailServer._finish

    def slow(server, smtp):
        monkeypatch.undo()
        deliver_later(minutes=6)
        letter.refresh_from_db()
        finish(server, smtp)

    monkeypatch.setattr(post_office.MailServer, "_finish", slow)
    post_office.deliver()
    assert letter.state == State.UNKNOWN
    assert Letter.objects.values().get() == {
        field.attname: getattr(letter, field.attname) for field in Letter._meta.concrete_fields
    }
    sink.refuses = {}
    deliver_later(days=1)
    assert (len(sink.mails), states()) == (int(not answer), [State.UNKNOWN])


def test_worker_overtaken_before_the_mark_gives_no_full_stop(sink, reader, monkeypatch):
    """The other sends it; the first goes on with the next letter over the connection on which this one was begun."""
    write(reader, "old"), write(reader, "new")
    offer = post_office.MailServer.offer

    def slow(server, message):
        release = offer(server, message)
        monkeypatch.undo()
        Letter.objects.filter(key__startswith="new").update(due_at=timezone.now() + timedelta(minutes=10))
        deliver_later(minutes=6)
        Letter.objects.filter(key__startswith="new").update(due_at=timezone.now())
        return release

    monkeypatch.setattr(post_office.MailServer, "offer", slow)
    post_office.deliver()
    assert [message["Message-ID"] for message in sink.messages] == [
        letter.message_id for letter in Letter.objects.order_by("pk")
    ]
    assert states() == [State.SENT, State.SENT]


def test_letter_leaves_while_the_clock_is_in_doubt(sink, reader, monkeypatch):
    monkeypatch.setattr(claims, "clock_is_in_doubt", lambda: True)
    write(reader)
    post_office.deliver()
    assert (len(sink.mails), states()) == (1, [State.SENT])


def test_letter_taken_back_at_the_last_moment_does_not_leave(sink, reader, monkeypatch):
    write(reader, "old", about="old"), write(reader, "new")
    offer = post_office.MailServer.offer

    def offer_and_take_back(server, message):
        release = offer(server, message)
        letters.take_back(about="old")
        return release

    monkeypatch.setattr(post_office.MailServer, "offer", offer_and_take_back)
    post_office.deliver()
    assert (len(sink.mails), states()) == (1, [State.CANCELLED, State.SENT])


def test_letter_to_nobody_waits_and_says_why(sink, staff):
    letter = write(staff)
    post_office.deliver()
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == (State.WAITING, post_office.NO_ADDRESS)


def test_names_bring_no_line_into_the_head(sink, reader):
    write(reader, subject="佐藤\r\nBcc: evil@example.com\u2028さんの\n異動\x0bです")
    post_office.deliver()
    (message,) = sink.messages
    assert message["Subject"].strip() == "佐藤 Bcc: evil@example.com さんの 異動 です"
    assert message["Bcc"] is None


@pytest.mark.parametrize("subject", ["a\nb", "a\rb"])
def test_no_subject_of_two_lines_can_be_stored(reader, subject):
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(key="k", recipient=reader, subject=subject, body="")


@pytest.mark.parametrize(
    "address",
    [
        "a@example.jp\nBcc: b@example.jp", "a@example.jp, b@example.jp", "誰か", "神田@example.jp", "ａ@example.jp",
        "a\u200b@example.jp",
    ],
)  # fmt: skip
def test_address_that_is_none_is_said_and_holds_nobody_up(sink, reader, staff, address):
    wrong = factories.UserFactory(email=address)
    write(wrong), write(reader, "other")
    post_office.deliver()
    letter = Letter.objects.get(recipient=wrong)
    assert (letter.state, letter.problem) == (State.WAITING, post_office.NOT_A_MAIL)
    assert [message["To"] for message in sink.messages] == ["staff@example.jp"]


def test_demo_prints_or_collects_letters(reader):
    write(reader)
    post_office.deliver()
    assert ([one.subject for one in mail.outbox], states()) == (["お知らせ"], [State.SENT])


# --- What may have left, and a secret in it -------------------------------------------------------------------------


@pytest.fixture
def unknown(reader):
    """A letter with a one-time link, of which nobody knows whether it left."""
    letter = write(
        reader, body=letters.SECRET_MARK, about="invitation:1", secret="https://example.jp/one-time"
    )
    Letter.objects.update(state=State.UNKNOWN, sent_at=timezone.now(), first_asked_at=timezone.now())
    return letter


def test_settled_letter_keeps_no_secret(unknown, administrator):
    actions.settle_letter(by=administrator, letter=unknown)
    assert list(Letter.objects.values_list("state", "sealed_secret")) == [(State.SENT, "")]


def test_letter_asked_for_again_leaves_at_once_and_once(sink, unknown, administrator):
    deliver_later(hours=1)
    assert sink.mails == []
    actions.resend_letter(by=administrator, letter=unknown)
    post_office.deliver(), post_office.deliver()
    assert (len(sink.mails), states()) == (1, [State.SENT])


@pytest.mark.parametrize("deed", [actions.resend_letter, actions.settle_letter])
def test_letter_that_a_worker_is_giving_away_is_nobody_elses(sink, reader, administrator, monkeypatch, deed):
    """One that was held up stays with the administrator until the worker notes that it asks, and not from then on."""
    letter = write(reader)
    sink.refuses = {"RCPT": "451 try again later"}
    post_office.deliver()
    sink.refuses = {}
    finish, offer = post_office.MailServer._finish, post_office.MailServer.offer

    def offer_and_look(server, message):
        assert list(Letter.objects.needing_attention()) == [letter]
        return offer(server, message)

    def press_and_finish(server, smtp):
        with pytest.raises(Refused):
            deed(by=administrator, letter=letter)
        finish(server, smtp)

    monkeypatch.setattr(post_office.MailServer, "offer", offer_and_look)
    monkeypatch.setattr(post_office.MailServer, "_finish", press_and_finish)
    deliver_later(minutes=2)
    assert (len(sink.mails), states()) == (1, [State.SENT])


def test_superseded_letter_is_no_trouble_any_more_and_keeps_no_secret(unknown):
    letters.take_back(about="invitation:1")
    assert list(Letter.objects.values_list("state", "sealed_secret")) == [(State.CANCELLED, "")]
    assert not Letter.objects.needing_attention().exists()
