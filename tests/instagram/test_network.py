"""Against a real server on this machine: what happens when the answer does not come, or not from Meta."""

import socket
import struct
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from instagram.errors import Call, OutcomeUnknown, TryAgain
from tests.instagram.conftest import error_of, make_client

NOTHING_CAME = {
    Call.CREATE: TryAgain,
    Call.STATUS: TryAgain,
    Call.READ: TryAgain,
    Call.COMMENTS: TryAgain,
    Call.REPLY: OutcomeUnknown,
    Call.MODERATE: TryAgain,
    Call.TOKEN: TryAgain,
    Call.PUBLISH: OutcomeUnknown,
}
# Only what waits for a silent server needs it short; everything else answers at once.
SHORT_TIMEOUTS = dict.fromkeys(Call, (5.0, 0.05))


@contextmanager
def server(behave):
    """A server that reads each request wholly and then lets `behave(handler)` do what it likes."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received.append(self.command)
            self.close_connection = True
            behave(self)

        do_GET = do_POST = answer

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}", received
        finally:
            httpd.shutdown()
            thread.join()


def hang_up(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


def reset(handler):
    # Lingering for zero seconds makes closing send a reset.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.rfile.close()
    handler.wfile.close()
    handler.connection.close()


def cut_in_the_middle(handler):
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id": "1792')


def talk_nonsense(handler):
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


def html(status):
    page = b"<html><body>Sorry, something went wrong.</body></html>"
    head = f"HTTP/1.1 {status} Sorry\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"

    def answer(handler):
        handler.wfile.write(head.encode() + page)

    return answer


@pytest.mark.parametrize(
    "behave",
    [hang_up, reset, cut_in_the_middle, talk_nonsense, html(200), html(400), html(502), html(503)],
    ids=["hang_up", "reset", "cut", "nonsense", "html_200", "html_400", "html_502", "html_503"],
)
@pytest.mark.parametrize("call", list(Call))
def test_call_without_a_proper_answer(behave, call):
    with server(behave) as (address, received):
        error = error_of(make_client(base_url=address), call)

    assert type(error) is NOTHING_CAME[call]
    assert len(received) == 1


@pytest.mark.parametrize("call", list(Call))
def test_silent_server(call):
    release = Event()
    with server(lambda handler: release.wait()) as (address, received):
        error = error_of(make_client(base_url=address, timeouts=SHORT_TIMEOUTS), call)
        release.set()

    assert type(error) is NOTHING_CAME[call]
    assert len(received) == 1


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.parametrize("call", list(Call))
def test_refused_connection_is_tried_again_even_on_publish(call):
    error = error_of(make_client(base_url=f"http://127.0.0.1:{closed_port()}"), call)

    assert type(error) is TryAgain


def test_unknown_host_is_tried_again_even_on_publish(monkeypatch):
    def not_found(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)

    error = error_of(make_client(), Call.PUBLISH)

    assert type(error) is TryAgain


def test_unreachable_proxy_is_tried_again_even_on_publish(monkeypatch):
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{closed_port()}")

    error = error_of(make_client(), Call.PUBLISH)

    assert type(error) is TryAgain


def test_connection_that_never_stood_is_tried_again_even_on_publish():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        # Nobody accepts: once the queue is full, a further connection waits until it gives up.
        port = listener.getsockname()[1]
        queue = [_knock(port) for _ in range(3)]
        error = error_of(
            make_client(base_url=f"http://127.0.0.1:{port}", timeouts=dict.fromkeys(Call, (0.05, 5.0))),
            Call.PUBLISH,
        )
        for knock in queue:
            knock.close()

    assert type(error) is TryAgain


def _knock(port):
    knock = socket.socket()
    knock.setblocking(False)
    knock.connect_ex(("127.0.0.1", port))
    return knock
