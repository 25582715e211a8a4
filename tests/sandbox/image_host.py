"""A small web server on loopback that serves what a test puts there, for the sandbox to fetch."""

import io
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image


def picture(width=1080, height=1350, colour="teal", form="JPEG", **options):
    """An image file as bytes."""
    output = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(output, form, **options)
    return output.getvalue()


class ImageHost:
    """`put` gives the address of what it was given; `seen` holds the path and user agent of every call."""

    def __init__(self, server):
        self.base_url = f"http://{server.server_address[0]}:{server.server_port}"
        self.pages = {}
        self.seen = []
        self.closing = threading.Event()

    def put(self, path, body, content_type="image/jpeg", status=200, **headers):
        self.pages[path] = (status, {"Content-Type": content_type, **headers}, body)
        return self.base_url + path

    def put_picture(self, path="/photo.jpg", *args, **options):
        return self.put(path, picture(*args, **options))

    def put_stuck(self, path, first_bytes=b""):
        """Answers with the first bytes only and then keeps the caller waiting."""
        self.pages[path] = (200, {"Content-Type": "image/jpeg"}, (first_bytes,))
        return self.base_url + path


def _handler(host):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            host().seen.append((self.path, self.headers["User-Agent"]))
            status, headers, body = host().pages.get(self.path, (404, {}, b""))
            stuck = isinstance(body, tuple)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(1000 if stuck else len(body)))
            self.end_headers()
            self.wfile.write(body[0] if stuck else body)
            if stuck:
                host().closing.wait()

        def log_message(self, *args):
            pass

    return Handler


@contextmanager
def running_image_host(address="127.0.0.1"):
    hosts = []
    server = ThreadingHTTPServer((address, 0), _handler(lambda: hosts[0]))
    server.daemon_threads = True
    hosts.append(ImageHost(server))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hosts[0]
    finally:
        hosts[0].closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
