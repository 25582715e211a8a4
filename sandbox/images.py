"""What Instagram asks of an image, and the picture it makes of it.

Source: Meta, reference "IG User Media", image specifications: JPEG, at most 8 MB, shown 320 to
1440 px wide, sRGB; 4:5 to 1.91:1, though the app and by now the API take 3:4 (a switch); guide "Content Publishing": a carousel is cropped to the ratio of its first image.
"""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from sandbox.errors import IMAGE_FORMAT, IMAGE_RATIO

RATIO_MAX = 1.91
RATIO_TOLERANCE = 0.01
WIDTH_MIN, WIDTH_MAX = 320, 1440  # px
EXIF_ORIENTATION = 0x0112
SIDEWAYS = frozenset({5, 6, 7, 8})

# One image at a time, always in the same thread: decoded photos are large, and threads that come and go do
# not give back what they used.
_darkroom = ThreadPoolExecutor(max_workers=1)


@dataclass(frozen=True)
class Photo:
    """An accepted image: the hash of its bytes as fetched, and its size in px as a person sees it."""

    sha256: str
    width: int
    height: int


def accept(file: Path, *, min_ratio: float, accept_png: bool) -> Photo:
    """Judge the fetched file. Raises GraphError 36001 or 36003."""
    return _darkroom.submit(_accept, file, min_ratio, accept_png).result()


def render(file: Path, size: tuple[int, int]) -> bytes:
    """The JPEG that is shown: upright, sRGB, without metadata, cropped around its middle to the size."""
    return _darkroom.submit(_render, file, size).result()


def _accept(file: Path, min_ratio: float, accept_png: bool) -> Photo:
    formats = {"JPEG", "PNG"} if accept_png else {"JPEG"}
    try:
        with Image.open(file) as image:
            if image.format not in formats:
                raise IMAGE_FORMAT.error()
            width, height = _upright(image)
            # Reads every byte, so that a torn file is noticed, but keeps only a small picture.
            image.draft("RGB", (WIDTH_MIN, WIDTH_MIN))
            image.load()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise IMAGE_FORMAT.error() from error
    if not min_ratio - RATIO_TOLERANCE <= width / height <= RATIO_MAX + RATIO_TOLERANCE:
        raise IMAGE_RATIO.error(width=width, height=height)
    with file.open("rb") as content:
        return Photo(hashlib.file_digest(content, "sha256").hexdigest(), width, height)


def shown_size(width: int, height: int, ratio: Fraction | None = None) -> tuple[int, int]:
    """Width and height in px as Instagram shows an image: cropped to the ratio, 320 to 1440 wide."""
    ratio = ratio or Fraction(width, height)
    cropped = min(width, round(height * ratio))
    shown = min(max(cropped, WIDTH_MIN), WIDTH_MAX)
    return shown, round(shown / ratio)


def _render(file: Path, size: tuple[int, int]) -> bytes:
    with Image.open(file) as image:
        profile = image.info.get("icc_profile")
        image.draft("RGB", (WIDTH_MAX, WIDTH_MAX))
        picture = ImageOps.fit(_srgb(ImageOps.exif_transpose(image), profile), size)
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=88)
    return output.getvalue()


def _upright(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if image.getexif().get(EXIF_ORIENTATION) in SIDEWAYS else (width, height)


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile is None or image.mode not in ("RGB", "CMYK", "L"):
        return image.convert("RGB")
    try:
        converted = ImageCms.profileToProfile(
            image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except ImageCms.PyCMSError:
        # Cameras write profiles that do not fit their pixels; the colours are then taken as they are.
        return image.convert("RGB")
    return converted or image.convert("RGB")
