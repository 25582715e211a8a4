"""Serving the sandbox: one process, a thread for each connection, gone at once on SIGTERM."""

import signal
import socket
import threading

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

BACKLOG = 128


class QuietHandler(WSGIRequestHandler):
    """Calls are in the sandbox's own log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def listen(host: str, port: int) -> socket.socket:
    """Take the address; port 0 takes a free one. Raises OSError if that cannot be."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def make(app: Flask, listener: socket.socket) -> BaseWSGIServer:
    """A server that ends at SIGTERM or SIGINT; `serve_forever` lets it answer."""
    host, port = listener.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, request_handler=QuietHandler, fd=listener.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(server))
    return server


def _stop(server: BaseWSGIServer) -> None:
    # Waits for the loop that this very thread is in, hence from another one.
    threading.Thread(target=server.shutdown).start()
