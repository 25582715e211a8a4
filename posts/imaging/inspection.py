"""The gate for uploaded files: is it a photo that can be published, and what is it?"""

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from typing import IO, NoReturn

from django.utils import timezone

from instagram.limits import IMAGE_WIDTH_MIN
from posts.imaging import darkroom
from posts.imaging.failures import PhotoFailure
from posts.imaging.frames import Frame, frame_ratio
from posts.imaging.framing import Size, crop_box
from posts.imaging.kinds import HEAD_BYTES, Format, accepted_format, other_file, other_image
from posts.imaging.refusal import PhotoRefused, display_name, what_failed

BYTES_MAX = 30_000_000


@dataclass(frozen=True)
class Inspection:
    """What is known of an accepted photo. Width and height are those of the upright photo, in pixels."""

    format: Format
    width: int
    height: int
    sha256: str
    size: int  # bytes
    has_position: bool  # the file tells where it was taken; what is published never does
    is_damaged: bool  # it can be decoded, but shows less than what was taken
    taken_on: date | None = None  # on the camera's clock; never later than today


def inspect(file: IO[bytes], *, name: str) -> Inspection:
    """Reads an uploaded file to its end and describes it, or raises `PhotoRefused`."""
    shown = display_name(name)
    size = _checked_bytes(file, shown)
    photo_format = _checked_format(file, shown)
    try:
        found, _ = darkroom.work("examine", file)
    except PhotoFailure as failure:
        raise PhotoRefused(what_failed(failure, shown)) from failure
    width, height = _checked_size(Size(found["width"], found["height"]), shown)
    return Inspection(
        photo_format,
        width,
        height,
        _sha256(file),
        size,
        found["has_position"],
        found["is_damaged"],
        _past(found["taken_on"]),
    )


def _past(told: str | None) -> date | None:
    """A camera ahead of time says nothing of the day."""
    day = date.fromisoformat(told) if told else None
    return day if day and day <= timezone.localdate() else None


def _checked_bytes(file: IO[bytes], shown: str) -> int:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise PhotoRefused(f"「{shown}」は中身が空のファイルです。元の写真を、選び直してください。")
    if size > BYTES_MAX:
        raise PhotoRefused(
            f"「{shown}」は大きすぎます({size / 1_000_000:.1f}MB)。"
            f"{BYTES_MAX // 1_000_000}MB以下の写真を、選び直してください。"
        )
    return size


def _checked_format(file: IO[bytes], shown: str) -> Format:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    return accepted_format(head) or _refuse_kind(head, shown)


def _refuse_kind(head: bytes, shown: str) -> NoReturn:
    if image := other_image(head):
        raise PhotoRefused(
            f"「{shown}」は {image} 形式の画像のため、使えません。"
            "JPEG形式で書き出してから、選び直してください。"
        )
    kind = other_file(head)
    found = f"写真ではありません({kind}です)" if kind else "写真として読み取れません"
    raise PhotoRefused(f"「{shown}」は{found}。JPEG、PNG、WebP、HEICのいずれかの写真を、選び直してください。")


def _checked_size(size: Size, shown: str) -> Size:
    widest = crop_box(size, frame_ratio(Frame.FIRST, size))
    if widest.width < IMAGE_WIDTH_MIN:
        raise PhotoRefused(
            f"「{shown}」は小さすぎます({size.width}×{size.height}ピクセル)。"
            f"切り抜いたあとの幅が{IMAGE_WIDTH_MIN}ピクセル以上になる、大きな写真を選び直してください。"
        )
    return size


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    # The stubs ask for `readinto`, which binary files have and IO[bytes] does not name.
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # the stubs ask for more than a readable file
