"""What the server itself does with too much: it answers at once, and the sender gets to read it."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests import misses
from tests.e2e.processes import eventually
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.e2e

MB = 1024 * 1024
PART = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: image/jpeg\r\n\r\n'
# With it, Django looks for the token of forms in the body.
COOKIE = "csrftoken=" + "a" * 32


def send(machine, path, megabytes, *head):
    """All of it, as a browser does; then what was answered, and how much got through."""
    at = urlsplit(machine.address)
    lines = [f"POST {path} HTTP/1.1", f"Host: {at.netloc}", f"Cookie: {COOKIE}", *head]
    lines += ["Content-Type: multipart/form-data; boundary=b", "", ""]
    sent = 0
    with socket.create_connection((at.hostname, at.port), timeout=PATIENCE_S) as connection:
        connection.sendall("\r\n".join(lines).encode())
        with suppress(ConnectionError):
            for piece in [PART, *[bytes(MB)] * megabytes]:
                connection.sendall(piece)
                sent += len(piece)
        answer = b""
        with suppress(ConnectionError):
            while b"\r\n\r\n" not in answer and (more := connection.recv(65536)):
                answer += more
    return answer.partition(b"\r\n")[0], sent


def test_sender_of_too_much_gets_his_answer_and_what_does_not_end_is_cut_off(machine):
    machine.up()
    eventually(machine.is_healthy, "the site")
    length, missed = len(PART) + 20 * MB, []
    for path in ("/accounts/login/", "/posts/new/", "/nowhere/", "/webhooks/instagram/"):
        for kept in ("keep-alive", "close"):
            answer, sent = send(machine, path, 20, f"Content-Length: {length}", f"Connection: {kept}")
            # Not cut off, or a browser would show a broken connection.
            if not answer.startswith(b"HTTP/1.1 413") or sent != length:
                missed.append((path, kept, answer, sent))
    misses.none(missed)
    answer, sent = send(machine, "/accounts/login/", 300, f"Content-Length: {10_000 * MB}")
    assert answer.startswith(b"HTTP/1.1 413")
    assert sent < 100 * MB
    answer, _ = send(machine, "/accounts/login/", 0, "Transfer-Encoding: chunked")
    assert answer.startswith(b"HTTP/1.1 411")
    assert machine.is_healthy()
