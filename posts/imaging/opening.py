"""From bytes to pixels: the decoders, guarded. All of it runs in the child that `darkroom` keeps, never in a request.

A photo is opened without being decoded, asked what it is, loaded once, and then given out in strips: no second whole
picture is ever held beside the first.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import IO, Any, ClassVar

import pillow_heif
from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from posts.imaging import jpeg, metadata, png, webp
from posts.imaging.failures import (
    Animated,
    PhotoFailure,
    TooManyPixels,
    TooManyScans,
    TooMuchWork,
    Unreadable,
)
from posts.imaging.framing import Size
from posts.imaging.kinds import HEAD_BYTES, Format, accepted_format

PIXELS_MAX = 60_000_000  # the largest sensors in common use
# What a decoder may hold of one photo: PIXELS_MAX as Pillow stores them, four bytes each.
HELD_MAX = 4 * PIXELS_MAX
# libwebp's own two canvases, its work, what Pillow is handed and what it makes of it.
WEBP_PIXEL_BYTES = 20


@contextmanager
def decoding() -> Iterator[None]:
    """Turns what the decoders raise for broken files into `Unreadable`. They raise almost anything."""
    try:
        yield
    except PhotoFailure:
        raise
    except MemoryError as error:
        raise TooMuchWork(str(error)) from error
    except (
        ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError,
        ValueError, struct.error, zlib.error,
    ) as error:  # fmt: skip
        raise Unreadable(str(error)) from error


@dataclass
class Picture:
    """An opened photo. `size` is in pixels as they lie in the file; after `load` perhaps a fraction of it."""

    image: ImageFile.ImageFile
    size: Size
    orientation: int = 1
    has_position: bool = False
    taken_on: date | None = None
    nclx: ClassVar[dict[str, Any] | None] = None

    @property
    def icc(self) -> bytes | None:
        return self.image.info.get("icc_profile")

    def load(self, wanted: Size | None = None) -> None:
        """Decodes it. `wanted`: no more pixels than these are needed, where the decoder can save some."""
        self.image.load()
        self.size = Size(*self.image.size)

    def strip(self, box: tuple[int, int, int, int]) -> Image.Image:
        return self.image.crop(box)


@dataclass
class JpegPicture(Picture):
    held: int = 0  # bytes beside the pixels

    def load(self, wanted: Size | None = None) -> None:
        if wanted:
            # Only a progressive photo of a shape that no camera has comes out coarser: better than not at all.
            room = (HELD_MAX - self.held) / 4
            least = next(
                scale
                for scale in (1, 2, 4, 8)
                if self.size.width * self.size.height / scale**2 <= room or scale == 8
            )
            self.image.draft(
                None,
                (min(wanted.width, self.size.width // least), min(wanted.height, self.size.height // least)),
            )
        super().load()


class HeifPicture:
    """The picture that a HEIC's maker calls the primary one; turned upright by libheif itself (`irot`, `imir`)."""

    orientation = 1

    def __init__(self, file: IO[bytes]) -> None:
        opened = pillow_heif.open_heif(file, remove_stride=False)
        self._photo = opened[opened.primary_index]
        info: Mapping[str, Any] = self._photo.info
        self.size = Size(*self._photo.size)
        self.icc: bytes | None = info.get("icc_profile")
        self.nclx: dict[str, Any] | None = info.get("nclx_profile")
        exif = info.get("exif") or b""
        self.has_position = metadata.has_position(exif, info.get("xmp") or b"")
        self.taken_on = metadata.taken_on(exif)

    @property
    def pixel_bytes(self) -> float:
        """What libheif holds while it makes the pixels that it gives out: those, and the planes in the file."""
        info: Mapping[str, Any] = self._photo.info
        planes = {400: 1.0, 420: 1.5, 422: 2.0}.get(info.get("chroma", 0), 3.0)
        depth = 2 if info.get("bit_depth", 8) > 8 else 1
        return planes * depth + len(self._photo.mode) * depth

    def load(self, wanted: Size | None = None) -> None:
        self._photo.load()
        self.size = Size(*self._photo.size)

    def strip(self, box: tuple[int, int, int, int]) -> Image.Image:
        left, top, right, bottom = box
        photo = self._photo
        rows = photo.data[top * photo.stride : bottom * photo.stride]
        size = (self.size.width, bottom - top)
        strip = Image.frombuffer(photo.mode, size, rows, "raw", photo.mode, photo.stride, 1)
        return strip.crop((left, 0, right, bottom - top))


AnyPicture = Picture | HeifPicture


def open_photo(file: IO[bytes]) -> AnyPicture:
    """Opens a photo without decoding it. Raises what stands in `failures`."""
    file.seek(0)
    photo_format = accepted_format(file.read(HEAD_BYTES))
    if photo_format is None:
        raise Unreadable("not a photo")
    file.seek(0)
    with decoding():
        return _OPENERS[photo_format](file)


def _open_jpeg(file: IO[bytes]) -> Picture:
    data = file.read()
    markers = jpeg.read_markers(data)
    if markers.scans > jpeg.SCANS_MAX:
        raise TooManyScans(f"more than {jpeg.SCANS_MAX} scans")
    _require_room(Size(markers.width, markers.height), markers.held_bytes / max(markers.pixels, 1))
    file.seek(0)
    clean = jpeg.without_fill(data)
    image = JpegImageFile(file if clean is data else BytesIO(clean))
    exif, xmp = image.info.get("exif", b""), image.info.get("xmp", b"")
    return JpegPicture(
        image,
        _within(image, 0),
        metadata.orientation(exif),
        metadata.has_position(exif, xmp),
        metadata.taken_on(exif),
        held=markers.held_bytes,
    )


def _open_png(file: IO[bytes]) -> Picture:
    clean = png.cleaned(file)
    if clean.is_animated:
        raise Animated
    image = PngImageFile(clean.file)
    position = metadata.has_position(clean.exif, clean.xmp)
    day = metadata.taken_on(clean.exif)
    return Picture(image, _within(image, 4), metadata.orientation(clean.exif), position, day)


def _open_webp(file: IO[bytes]) -> Picture:
    head = webp.read_head(file)
    if head is None:
        raise Unreadable("no picture in it")
    if head.is_animated:
        raise Animated
    _require_room(Size(head.width, head.height), WEBP_PIXEL_BYTES)
    file.seek(0)
    image = WebPImageFile(file)
    if image.is_animated:
        raise Animated
    exif, xmp = image.info.get("exif", b""), image.info.get("xmp", b"")
    position = metadata.has_position(exif, xmp)
    day = metadata.taken_on(exif)
    return Picture(image, _within(image, WEBP_PIXEL_BYTES), metadata.orientation(exif), position, day)


def _open_heif(file: IO[bytes]) -> HeifPicture:
    picture = HeifPicture(file)
    _require_room(picture.size, picture.pixel_bytes)
    return picture


_OPENERS: dict[Format, Callable[[IO[bytes]], AnyPicture]] = {
    Format.JPEG: _open_jpeg,
    Format.PNG: _open_png,
    Format.WEBP: _open_webp,
    Format.HEIF: _open_heif,
}


def _within(image: Image.Image, pixel_bytes: float) -> Size:
    size = Size(*image.size)
    _require_room(size, pixel_bytes)
    return size


def _require_room(size: Size, pixel_bytes: float) -> None:
    most = min(PIXELS_MAX, int(HELD_MAX / pixel_bytes)) if pixel_bytes else PIXELS_MAX
    if size.width * size.height > most:
        raise TooManyPixels(most)


def is_damaged(file: IO[bytes], picture: AnyPicture) -> bool:
    """Whether a loaded photo shows less than what was taken, though it could be decoded. Loaded at its smallest."""
    if not isinstance(picture, JpegPicture):
        return False
    file.seek(0)
    data = jpeg.without_fill(file.read())
    with decoding():
        return jpeg.looks_damaged(data, jpeg.read_markers(data), picture.image)
