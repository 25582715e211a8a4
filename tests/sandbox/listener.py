"""A small web server on loopback that is notified by the sandbox, as an app would be."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

VERIFY_TOKEN = "sandbox-verify-token"


class Listener:
    """`heard` holds the headers and the very bytes of each notification; the next answers are `answers`, then 200.

    `bell` rings at the first notification.
    """

    def __init__(self, server):
        self.url = f"http://{server.server_address[0]}:{server.server_port}/hook/"
        self.heard = []
        self.bell = threading.Event()
        self.asked = []
        self.answers = []
        self.challenge_status = 200


def _handler(listener):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            listener().asked.append(query)
            known = query["hub.verify_token"] == VERIFY_TOKEN
            self._answer(listener().challenge_status, query["hub.challenge"] if known else "")

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener().heard.append((dict(self.headers), body))
            listener().bell.set()
            self._answer(listener().answers.pop(0) if listener().answers else 200, "")

        def _answer(self, status, text):
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args):
            pass

    return Handler


@contextmanager
def running_listener():
    listener = None
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(lambda: listener))
    listener = Listener(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
