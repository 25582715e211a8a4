"""Sending letters, each once.

A worker claims a letter, gives the mail server all of it but the full stop that ends it, marks the letter as leaving,
and then gives the full stop. Until the mark nothing can have left: a worker that dies costs a few minutes. After it,
until the server's answer is stored, nobody can know: such a letter is not sent again by itself, and the administrator
is shown it.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from security.letters import writing as letters
from security.letters.mail_server import AnswerLost, MailServer, Refused, Unreachable
from security.letters.models import Letter
from security.office import vault

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than a mail server's answers are waited for
UNREACHABLE_PAUSE = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
AT_ONCE = 100
NO_ADDRESS = "メールアドレスが登録されていません。"
NO_SERVER = "メールサーバーにつながりません。"
NOT_A_MAIL = "メールアドレスの形が正しくありません。"
UNREADABLE = "メールに書くアドレスを、いまの暗号鍵では読み出せません。"
REFUSED = "メールサーバーに断られました({})。"


def is_due() -> bool:
    """Whether there is anything for `deliver`."""
    return _due().exists() or _interrupted().exists()


def deliver() -> None:
    """Send what is due, the least often tried first: one that always fails does not hold up the others."""
    _give_up_on_the_interrupted()
    server = MailServer()
    try:
        for letter in islice(_claimed(), AT_ONCE):
            _send(letter, server)
    finally:
        server.close()


def _claimed() -> Iterator[Letter]:
    """Due letters that no other worker has, each this worker's for as long as the lease runs."""
    while letter := _due().select_related("recipient").first():
        mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, due_at=letter.due_at)
        letter.due_at = timezone.now() + LEASE
        if mine.update(due_at=letter.due_at, attempts=F("attempts") + 1):
            yield letter


def _due() -> QuerySet[Letter]:
    waiting = Letter.objects.filter(state=Letter.State.WAITING, due_at__lte=timezone.now())
    return waiting.order_by("attempts", "pk")


def _send(letter: Letter, server: MailServer) -> None:
    if not letter.sent_to:
        _postpone(letter, NO_ADDRESS)
        return
    try:
        release = server.offer(_mail(letter))
        if not _mark_as_leaving(letter):  # taken back, or the lease ran out
            server.drop()
            return
        release()
    except vault.Unreadable:
        _postpone(letter, UNREADABLE)
    except ValueError as error:
        logger.warning("letter %s cannot be made a mail: %s", letter.pk, error)
        _postpone(letter, NOT_A_MAIL)
    except Unreachable as error:
        logger.warning("the mail server cannot be reached: %s", error)
        _wait_for_the_server(letter)
    except Refused as refusal:
        logger.warning("letter %s was refused: %s", letter.pk, refusal)
        _postpone(letter, REFUSED.format(refusal.code))
    except AnswerLost as error:
        logger.warning("letter %s: the answer was lost: %s", letter.pk, error)
        _leaving(letter).update(state=Letter.State.UNKNOWN)
    else:
        _leaving(letter).update(state=Letter.State.SENT, sent_at=timezone.now(), problem="", sealed_secret="")


def _mail(letter: Letter) -> EmailMessage:
    return EmailMessage(
        letter.subject,
        letters.opened(letter),
        settings.DEFAULT_FROM_EMAIL,
        [letter.sent_to],
        headers={"Message-ID": letter.message_id},
    )


def _mark_as_leaving(letter: Letter) -> bool:
    """False if it is no longer this worker's to send."""
    mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, due_at=letter.due_at)
    return bool(mine.update(state=Letter.State.SENDING, due_at=timezone.now() + LEASE))


def _leaving(letter: Letter) -> QuerySet[Letter]:
    """A worker so slow that it was taken for dead still knows best what became of its letter."""
    return Letter.objects.filter(pk=letter.pk, state__in=[Letter.State.SENDING, Letter.State.UNKNOWN])


def _postpone(letter: Letter, problem: str) -> None:
    """Definitely not sent: again later, at growing intervals."""
    pause = min(FIRST_PAUSE * 2 ** min(letter.attempts, 10), LONGEST_PAUSE)
    mine = Q(state=Letter.State.WAITING, due_at=letter.due_at) | Q(
        state__in=[Letter.State.SENDING, Letter.State.UNKNOWN]
    )
    Letter.objects.filter(mine, pk=letter.pk).update(
        state=Letter.State.WAITING, due_at=timezone.now() + pause, problem=problem
    )


def _wait_for_the_server(letter: Letter) -> None:
    """No letter is to blame: everything due waits a little, including the one in hand, which has not left either."""
    in_hand = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, due_at=letter.due_at)
    (_due().order_by() | in_hand).update(due_at=timezone.now() + UNREACHABLE_PAUSE, problem=NO_SERVER)


def _give_up_on_the_interrupted() -> None:
    """Whoever was sending these has died: they may have left."""
    _interrupted().update(state=Letter.State.UNKNOWN)


def _interrupted() -> QuerySet[Letter]:
    return Letter.objects.filter(state=Letter.State.SENDING, due_at__lt=timezone.now())
