"""Sending letters, each once.

A worker claims a letter, gives the mail server all of it but the full stop that ends it, notes that it asks for it, and
then gives the full stop. Until the note nothing can have left: a worker that dies costs a few minutes. After it, until
the server's answer is stored, nobody can know: such a letter is not sent again by itself, and the administrator is
shown it.
"""

import logging
from datetime import timedelta
from email.charset import BASE64, Charset
from email.mime.image import MIMEImage
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils import timezone

from outbox import claims, delays, engine
from outbox.claims import Claim
from security.letters import leaving, pictures
from security.letters import writing as letters
from security.letters.mail_server import AnswerLost, MailServer, Refused, Unreachable
from security.letters.models import Letter
from security.office import vault

logger = logging.getLogger(__name__)
Hindrance = Letter.Hindrance

# Not every relay on the way takes eight bits (RFC 6152), and none must take lines of more than 998.
SEVEN_BIT = Charset("utf-8")
SEVEN_BIT.body_encoding = BASE64

UNREACHABLE_PAUSE = timedelta(minutes=1)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# RFC 5321 4.5.4.1. Of a server that is away no letter is to blame: it waits for as long as that takes.
GIVEN_UP_AFTER = timedelta(days=5)
NO_ADDRESS = "メールアドレスが登録されていません。"
NO_SERVER = "メールサーバーにつながりません。"
NOT_A_MAIL = "メールアドレスの形が正しくありません。"
UNREADABLE = "メールに書くアドレスを、いまの暗号鍵では読み出せません。"
REFUSED = "メールサーバーに断られました({})。"


def is_due() -> bool:
    """Whether there is anything for `deliver`."""
    return claims.uncalled(Letter, timezone.now()).exists()


def deliver() -> None:
    """Send what is due, over one connection. Where there is none no letter is to blame: the others are called again."""
    server = MailServer()
    try:
        for letter_id in claims.call_for_workers(Letter, timezone.now()):
            engine.run(Letter, letter_id, partial(_send, server))
    except Unreachable as error:
        logger.warning("the mail server cannot be reached: %s", error)
    finally:
        server.close()


def _send(server: MailServer, claim: Claim[Letter]) -> None:
    letter = claim.job
    if letter.sent_at:  # whoever was giving it to the server has died
        claim.release(state=Letter.State.UNKNOWN, problem="", hindrance="")
        return
    if not leaving.may_leave(letter):
        claim.release(
            state=Letter.State.CANCELLED,
            problem="",
            hindrance="",
            sealed_secret="",
            finished_at=timezone.now(),
        )
        return
    if not letter.sent_to:
        _postpone(claim, NO_ADDRESS, Hindrance.ADDRESS)
        return
    try:
        release = server.offer(_mail(letter))
        claim.note_request()
        release()
    except vault.Unreadable:
        _postpone(claim, UNREADABLE, Hindrance.KEY)
    except ValueError as error:
        logger.warning("letter %s cannot be made a mail: %s", letter.pk, error)
        _postpone(claim, NOT_A_MAIL, Hindrance.SHAPE)
    except Unreachable:
        claims.postpone(claim, delay=UNREACHABLE_PAUSE, sentence=NO_SERVER, hindrance=Hindrance.SERVER)
        raise
    except Refused as refusal:
        logger.warning("letter %s was refused: %s", letter.pk, refusal)
        _postpone(claim, REFUSED.format(refusal.code), Hindrance.REFUSED)
    except AnswerLost as error:
        logger.warning("letter %s: the answer was lost: %s", letter.pk, error)
        claim.release(state=Letter.State.UNKNOWN, problem="", hindrance="")
    else:
        claim.release(
            state=Letter.State.SENT, problem="", hindrance="", sealed_secret="", finished_at=timezone.now()
        )


class _Mail(EmailMultiAlternatives):
    """Whose attached pictures are shown inside its page."""

    mixed_subtype = "related"


def _mail(letter: Letter) -> EmailMessage:
    headers = {"Message-ID": letter.message_id}
    if thread := letter.thread_id:
        headers |= {"In-Reply-To": thread, "References": thread}
    (text, page), sender = letters.opened(letter), settings.DEFAULT_FROM_EMAIL
    mail = _Mail(letter.subject, text, sender, [letter.sent_to], headers=headers)
    mail.encoding = SEVEN_BIT
    for content_id, name in letter.pictures.items():
        if data := pictures.small(name):
            mail.attach(_inline(content_id, data))
        else:
            page = pictures.without(page, content_id)
    if page:
        mail.attach_alternative(page, "text/html")
    return mail


def _inline(content_id: str, data: bytes) -> MIMEImage:
    """A picture that the page shows, no file to be taken along."""
    part = MIMEImage(data, "jpeg")
    part.add_header("Content-ID", f"<{content_id}>")
    part.add_header("Content-Disposition", "inline", filename="photo.jpg")
    return part


def _postpone(claim: Claim[Letter], problem: str, hindrance: Hindrance) -> None:
    """Definitely not sent: again later, at growing intervals, until it is given up."""
    now = timezone.now()
    if now - claim.job.asked_for > GIVEN_UP_AFTER:
        claim.release(
            state=Letter.State.FAILED, problem=problem, hindrance=hindrance, sent_at=None, finished_at=now
        )
        return
    pause = delays.growing(claim.job, now, shortest=SHORTEST_PAUSE, longest=LONGEST_PAUSE)
    claims.postpone(claim, delay=pause, sentence=problem, hindrance=hindrance, sent_at=None)
