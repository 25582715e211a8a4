"""A mail server for tests, on a port of this machine: takes what it is given, or fails as it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


class Sink(socketserver.ThreadingTCPServer):
    """`mails` holds what was accepted, as sent. `ledger`: a file that gets the Message-ID of each, for other processes.

    Faults: `refuses` maps a command (MAIL, RCPT, DATA, "." for the end) to the answer given in place of yes;
    `hangs_up_at` is the command at which the connection is cut without an answer (the mail of "." is kept).
    `offers` is the extension that it knows; `commands` are the lines that it was given.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, ledger: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.ledger = ledger
        self.mails: list[bytes] = []
        self.refuses: dict[str, str] = {}
        self.hangs_up_at = ""
        self.offers = "8BITMIME"
        self.commands: list[str] = []
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(mail, policy=policy.default) for mail in self.mails]

    def keep(self, mail: bytes) -> None:
        with self.lock:
            self.mails.append(mail)
            if self.ledger:
                with self.ledger.open("a") as file:
                    file.write(f"{message_from_bytes(mail)['Message-ID']}\n")


class Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever spoke was killed
            self.converse()

    def converse(self) -> None:
        self.answer("220 sink")
        while line := self.rfile.readline():
            command = line.split()[0].upper().decode() if line.split() else ""
            self.server.commands.append(line.decode("utf-8", "replace").strip())
            if command == self.server.hangs_up_at:
                return
            if command == "QUIT":
                self.answer("221 bye")
                return
            if command in self.server.refuses:
                self.answer(self.server.refuses[command])
            elif command == "EHLO":
                self.answer(f"250-sink\r\n250 {self.server.offers}")
            elif command == "DATA":
                self.answer("354 go on")
                if not self.take_mail():
                    return
            else:
                self.answer("250 ok")

    def take_mail(self) -> bool:
        """False if the connection is over. A mail without its full stop is none."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        if "." in self.server.refuses:
            self.answer(self.server.refuses["."])
            return True
        self.server.keep(b"".join(lines))
        if self.server.hangs_up_at == ".":
            return False
        self.answer("250 taken")
        return True

    def answer(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_sink(ledger: Path | None = None) -> Iterator[Sink]:
    with Sink(ledger) as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
