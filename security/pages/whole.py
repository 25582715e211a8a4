"""Whether a form came whole. Django takes what there is for all there was: half an upload would be half a post.

A body is cut where fewer bytes came than were announced, or a multipart one has no closing boundary (RFC 2046, 5.1.1).
"""

import codecs
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

from security.office import out_of_space
from security.pages import sent_back

logger = logging.getLogger(__name__)

CLOSING_BYTES = 4096  # at the body's end: the boundary, and whatever a client adds behind it
MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


class WholeFormsMiddleware:
    """Refuses what is cut, with what came of it, and what is not in UTF-8. Before anything else reads the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Some of Python's codecs make signs of bytes that no database takes, and some are no texts at all.
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("a form in another encoding than UTF-8")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: Any
    ) -> HttpResponse | None:
        # What needs no token of a form is for machines: they say themselves when their bodies are read.
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        is_cut = _is_cut(request)
        if hasattr(request, "unstored_files"):
            return sent_back.not_kept(request)
        return sent_back.cut_off(request) if is_cut else None


class WatchingUploads(FileUploadHandler):
    """The first of the handlers: lets the others do the work, and watches whether the body came to its end."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: Any,  # bytes, whatever the stubs say
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict]:
        watched: Any = _Watched(input_data)  # all that the parser asks for
        request: Any = self.request  # set by load_handler
        handlers = [one for one in request.upload_handlers if one is not self]
        post, files = MultiPartParser(META, watched, handlers, encoding).parse()
        is_closed = b"--" + boundary + b"--" in watched.end
        request.is_cut = not is_closed or watched.bytes < content_length
        return post, files


class SpooledUploads(TemporaryFileUploadHandler):
    """Django's own for large files. One that finds no room is let go, so that the texts behind it are read all the same."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._let_go(error)
            raise SkipFile from error

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            return super().file_complete(file_size)
        except OSError as error:  # what was still in Python's hands is written when the file is wound back
            self._let_go(error)
            return None

    def _let_go(self, error: OSError) -> None:
        if not out_of_space.takes_nothing(error):
            raise error
        logger.warning("an upload finds no room: %s", error)
        self.request.unstored_files = True  # type: ignore[union-attr]  # given by the middleware
        with suppress(OSError):  # which writes the rest once more
            self.file.close()
        del self.file


class _Watched:
    """A body, with how much of it was read and how it ends."""

    def __init__(self, source: Any) -> None:
        self.source = source
        self.bytes = 0
        self.end = b""

    def read(self, size: int | None = None, /) -> bytes:
        data: bytes = self.source.read(size)
        self.bytes += len(data)
        self.end = (self.end + data[-CLOSING_BYTES:])[-CLOSING_BYTES:]
        return data


def _is_cut(request: HttpRequest) -> bool:
    try:
        request.POST  # noqa: B018 - reads the body
    except UnreadablePostError:
        return True
    if request.content_type == URLENCODED:
        return len(request.body) < int(request.META.get("CONTENT_LENGTH") or 0)
    return getattr(request, "is_cut", False)
