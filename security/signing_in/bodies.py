"""What is sent is measured before it is read: too much is answered at once, and lies nowhere meanwhile.

A body without a length (chunked) is not read at all; no browser sends a form so. Files of whoever is not signed in are let go
while his text is read, for it is kept over the sign-in (security/pages/kept_input.py).
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from security.pages.bodies import MB, STRANGERS, LetsFilesGo, most_of
from security.pages.whole import WatchingUploads
from security.signing_in import known_browsers

LENGTH_REQUIRED, TOO_LARGE = 411, 413
PIECE = 64 * 1024
# A browser reads an answer only when it has got rid of what it sends: so many bytes, and seconds, are thrown away.
OF_STRANGERS, OF_PEOPLE = (32 * MB, 5), (1024 * MB, 30)


class BodiesMiddleware:
    """Before anything, the token of forms above all, has read the body, and as soon as it is known who sends it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _refused(request) or self.get_response(request)


def _refused(request: HttpRequest) -> HttpResponse | None:
    length = _length(request)
    if not length:
        is_without_length = "Transfer-Encoding" in request.headers
        return HttpResponse(status=LENGTH_REQUIRED) if is_without_length else None
    view = _view(request)
    if getattr(view, "csrf_exempt", False):  # for machines
        return Refusal(request, b"", discarded=OF_STRANGERS) if length > most_of(view) else None
    is_stranger = not request.user.is_authenticated
    is_known = not is_stranger or known_browsers.is_known(request)
    most = most_of(view) if is_known else min(most_of(view), STRANGERS)
    if length > most:
        page = _page(most, length, is_stranger=is_stranger)
        return Refusal(request, page, discarded=OF_PEOPLE if is_known else OF_STRANGERS)
    if is_stranger:
        request.upload_handlers = [WatchingUploads(request), LetsFilesGo(request)]
    return None


def _view(request: HttpRequest) -> Callable[..., Any] | None:
    """None where there is none: the page that says so reads a body, too."""
    try:
        return resolve(request.path_info).func
    except Resolver404:
        return None


class Refusal(HttpResponse):
    """Leaves at once; then what still comes is thrown away for a while, or the browser would see a broken connection."""

    def __init__(self, request: HttpRequest, content: bytes | str, *, discarded: tuple[int, int]) -> None:
        super().__init__(content, status=TOO_LARGE)
        self._environ = request.META
        self._left, self._seconds = discarded

    def close(self) -> None:
        super().close()
        connection = self._environ.get("gunicorn.socket")
        if connection is None:  # another server sees to it itself
            return
        deadline = time.monotonic() + self._seconds
        with suppress(OSError):  # whoever is gone, or stands still, needs no answer
            while self._left > 0 and (patience := deadline - time.monotonic()) > 0:
                connection.settimeout(patience)
                piece = self._environ["wsgi.input"].read(PIECE)
                self._left -= len(piece)
                if not piece:
                    break
        with suppress(OSError):
            connection.settimeout(None)


def _length(request: HttpRequest) -> int:
    """As Django itself reads it: what is no number is nothing."""
    written = request.META.get("CONTENT_LENGTH") or ""
    return int(written) if written.isascii() and written.isdigit() else 0


def _page(most: int, length: int, *, is_stranger: bool) -> str:
    # The limit is told rounded down and what was sent rounded up: they must not look alike.
    sizes = {"most": _size(most), "length": _size(length, more=1)}
    return render_to_string("413.html", sizes | {"is_stranger": is_stranger})


def _size(length: int, *, more: int = 0) -> str:
    """As the editor speaks of its photos: a megabyte is a million."""
    return f"{length // 1_000_000 + more}MB" if length >= 1_000_000 else f"{length // 1_000 + more}KB"
