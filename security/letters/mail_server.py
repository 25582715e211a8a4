"""Handing a mail to the mail server all but its last line, so that little can happen after it.

Only the line with a lone full stop ends a mail (RFC 5321 4.1.1.4): a server that loses the connection before it has
nothing to deliver. Whatever is refused or breaks off until then has definitely not left.
"""

import re
import smtplib
import socket
from collections.abc import Callable
from email.utils import parseaddr

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

FULL_STOP = b".\r\n"


class Refused(Exception):
    """The server said no, with this code: the mail has definitely not left."""

    def __init__(self, code: int, words: bytes) -> None:
        super().__init__(f"{code} {words.decode(errors='replace')}")
        self.code = code


class Unreachable(Exception):
    """There is no server, or it went away before it could have the mail."""


class AnswerLost(Exception):
    """The mail was given and no answer came: it may have left."""


class MailServer:
    """One connection, opened when first needed and again after it broke."""

    def __init__(self) -> None:
        self.backend: BaseEmailBackend = get_connection(fail_silently=False)
        self._is_within_a_mail = False

    def offer(self, mail: EmailMessage) -> Callable[[], None]:
        """Give everything but the last line; what comes back gives that, and then the mail has left.

        Raises Refused, Unreachable and, where an address or the head is not fit for a mail, ValueError. What comes
        back raises Refused and AnswerLost.
        """
        if not isinstance(self.backend, EmailBackend):  # the demo prints, tests collect
            return lambda: self._give(mail)
        sender, recipient = (_on_the_envelope(one) for one in (mail.from_email, mail.to[0]))
        text = _stuffed(mail.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own takes it
        try:
            smtp = self._open(self.backend)
            _expect(2, smtp.mail(sender))
            _expect(2, smtp.rcpt(recipient))
            _expect(3, smtp.docmd("DATA"))
            self._is_within_a_mail = True
            smtp.send(text)
        except Refused:
            self.drop()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise Unreachable(str(error)) from error
        return lambda: self._finish(smtp)

    def drop(self) -> None:
        """Break the connection off; a mail that was only offered is not delivered."""
        if isinstance(self.backend, EmailBackend) and self.backend.connection:
            self.backend.connection.close()
            self.backend.connection = None
        self._is_within_a_mail = False

    def close(self) -> None:
        """Take leave, but within a mail, where the server would take the words of leave for its text."""
        if self._is_within_a_mail:
            self.drop()
        self.backend.close()

    def _open(self, backend: EmailBackend) -> smtplib.SMTP:
        if self._is_within_a_mail:  # of which only the full stop is missing, and which is not to leave
            self.drop()
        backend.open()
        smtp = backend.connection
        assert smtp and smtp.sock  # noqa: S101, PT018 - open() raises where it cannot
        smtp.ehlo_or_helo_if_needed()
        # The full stop must not wait for the text's acknowledgement: until its answer a letter's fate is open.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _finish(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.send(FULL_STOP)
            answer = smtp.getreply()
            self._is_within_a_mail = False
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise AnswerLost(str(error)) from error
        if answer[0] < 0:  # not in the protocol's words
            self.drop()
            raise AnswerLost(str(answer))
        _expect(2, answer)

    def _give(self, mail: EmailMessage) -> None:
        try:
            self.backend.send_messages([mail])
        except OSError as error:
            raise AnswerLost(str(error)) from error


def _on_the_envelope(address: str) -> str:
    """Raises ValueError, also for a name before the @ that only SMTPUTF8 could carry: encoded, it is somebody else's."""
    if not parseaddr(address)[1].rpartition("@")[0].isascii():
        raise ValueError(f"not a mailbox for every server: {address!a}")
    return sanitize_address(address, "utf-8")


def _expect(first_digit: int, answer: tuple[int, bytes]) -> None:
    code, words = answer
    if code // 100 != first_digit:
        raise Refused(code, words)


def _stuffed(text: bytes) -> bytes:
    """A line that begins with a full stop gets another one (RFC 5321 4.5.2), and the last line has an end."""
    return re.sub(rb"(?m)^\.", b"..", text).removesuffix(b"\r\n") + b"\r\n"
