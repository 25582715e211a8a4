"""The gate for a screenshot: an image that can be read, and small enough to be kept sealed. Never inside a transaction."""

import os
from dataclasses import dataclass
from typing import IO

from posts.imaging import darkroom
from posts.imaging.failures import PhotoFailure
from posts.imaging.kinds import HEAD_BYTES, Format, accepted_format, other_file, other_image
from posts.imaging.refusal import PhotoRefused, display_name, what_failed

BYTES_MAX = 10 * 1024 * 1024
FORM_MOST = 3 * BYTES_MAX  # whatever is a little too large reaches the form, which says which file it was
NAME_MAX = 100


@dataclass(frozen=True)
class Screenshot:
    """An image that has been read to its end."""

    name: str
    content: bytes


def take_in(file: IO[bytes], name: str) -> Screenshot:
    """Raises PhotoRefused with what is wrong and what to do."""
    shown = display_name(name)
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise PhotoRefused(f"「{shown}」は中身が空のファイルです。元の画像を、選び直してください。")
    if size > BYTES_MAX:
        raise PhotoRefused(
            f"「{shown}」は大きすぎます({size / 1_000_000:.1f}MB)。10MB以下の画像を、選び直してください。"
        )
    file.seek(0)
    content = file.read()
    if accepted_format(content[:HEAD_BYTES]) is None:
        raise PhotoRefused(
            f"「{shown}」は{_what(content[:HEAD_BYTES])}。JPEG、PNG、WebP、HEICのいずれかの画像を、選び直してください。"
        )
    try:
        darkroom.work("examine", file)  # whole, so that damage shows now and not when the evidence is needed
    except PhotoFailure as failure:
        raise PhotoRefused(what_failed(failure, shown)) from failure
    return Screenshot(name=shown[:NAME_MAX], content=content)


def _what(head: bytes) -> str:
    if image := other_image(head):
        return f"{image}形式の画像のため、使えません"
    found = other_file(head)
    return f"画像ではありません({found}です)" if found else "画像として読み取れません"


def ending(content: bytes) -> str:
    """For a file's name; HEIC is what is left of the formats that are taken in."""
    kind = media_type(content)
    return f".{kind.removeprefix('image/')}" if kind else ".heic"


def media_type(content: bytes) -> str:
    """For showing it in a browser; empty for what browsers only download."""
    shown = {Format.JPEG: "image/jpeg", Format.PNG: "image/png", Format.WEBP: "image/webp"}
    found = accepted_format(content[:HEAD_BYTES])
    return shown.get(found, "") if found else ""
