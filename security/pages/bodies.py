"""How large what is sent to a page may be, and how a page says so. security/signing_in/bodies.py keeps to it.

docs/running.md tells the proxy the same figures.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])

KB, MB = 1024, 1024 * 1024
USUAL = 1 * MB  # a form of texts
CREDENTIALS = 64 * KB  # passwords, codes, what passkeys answer
# From whoever is nobody here, wherever it goes: what a form can hold whose session ran out (kept_input.MOST), and its frame.
STRANGERS = 256 * KB


def takes(most: int) -> Callable[[View], View]:
    """Mark a view, as `open_without` does: so many bytes it may be sent, files included."""

    def mark(view: View) -> View:
        view.body_most = most  # type: ignore[attr-defined]  # a mark on a function
        return view

    return mark


def most_of(view: Callable[..., Any] | None) -> int:
    return getattr(view, "body_most", USUAL)


def had_files(request: HttpRequest) -> bool:
    """Whether files came with it, also such as were let go or broke off."""
    return bool(request.FILES) or hasattr(request, "dropped_files") or getattr(request, "is_cut", False)


class LetsFilesGo(FileUploadHandler):
    """Reads past every file, so that none lies anywhere; `dropped_files` on the request tells that there were some."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.request.dropped_files = True  # type: ignore[union-attr]  # given by the middleware
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never asked: the file is skipped."""

    def file_complete(self, file_size: int) -> None:
        """Never asked, as above."""
