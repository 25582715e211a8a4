"""Sending letters, each once.

A letter is marked as leaving before the mail server is given its text, when the server is known to be there and to
accept the recipient's message. If the process dies in between, nobody can know whether it left: it is not sent again by
itself, and the administrator is shown it.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from . import letters, vault
from .models import Letter

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than a mail server's answer is waited for
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
AT_ONCE = 100
NO_ADDRESS = "メールアドレスが登録されていません。"
UNREADABLE = "メールに書くアドレスを、いまの暗号鍵では読み出せません。"


def deliver() -> None:
    """Send what waits, oldest first. Whatever the mail server refuses waits for its next turn."""
    now = timezone.now()
    _give_up_on_the_interrupted()
    waiting = Letter.objects.filter(state=Letter.State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    due = list(waiting.select_related("recipient")[:AT_ONCE])
    if not due:
        return
    try:
        connection = get_connection(fail_silently=False)
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("the mail server cannot be reached: %s", error)
        for letter in due:
            _postpone(letter, "メールサーバーにつながりません。")
        return
    try:
        for letter in due:
            _send(letter, connection)
    finally:
        connection.close()


def _send(letter: Letter, connection: BaseEmailBackend) -> None:
    if not letter.recipient.email:
        _postpone(letter, NO_ADDRESS)
        return
    try:
        body = letters.opened(letter)
    except vault.Unreadable:
        _postpone(letter, UNREADABLE)
        return
    if not _take(letter):
        return  # another worker was faster
    message = EmailMessage(
        letter.subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [letter.recipient.email],
        headers={"Message-ID": f"<letter-{letter.pk}@{settings.MAIL_DOMAIN}>"},
        connection=connection,
    )
    try:
        connection.send_messages([message])
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        logger.warning("letter %s: the answer was lost: %s", letter.pk, error)
        _mark(letter, Letter.State.UNKNOWN)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("letter %s was refused: %s", letter.pk, error)
        _postpone(letter, "メールサーバーに断られました。")
    else:
        _mark(letter, Letter.State.SENT, sent_at=timezone.now(), problem="", sealed_secret="")


def _take(letter: Letter) -> bool:
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    return bool(
        waiting.update(state=Letter.State.SENDING, due_at=timezone.now() + LEASE, attempts=F("attempts") + 1)
    )


def _mark(letter: Letter, state: Letter.State, **values: object) -> None:
    Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING).update(state=state, **values)


def _postpone(letter: Letter, problem: str) -> None:
    """Definitely not sent: again later, at growing intervals."""
    pause = min(FIRST_PAUSE * 2 ** min(letter.attempts, 10), LONGEST_PAUSE)
    mine = Letter.objects.filter(pk=letter.pk, state__in=[Letter.State.WAITING, Letter.State.SENDING])
    mine.update(
        state=Letter.State.WAITING,
        due_at=timezone.now() + pause,
        attempts=letter.attempts + 1,
        problem=problem,
    )


def _give_up_on_the_interrupted() -> None:
    """Whoever was sending these has died: they may have left."""
    interrupted = Letter.objects.filter(state=Letter.State.SENDING, due_at__lt=timezone.now())
    interrupted.update(state=Letter.State.UNKNOWN)
