"""The bytes that Instagram gets: upright, cropped, sRGB, baseline JPEG, and nothing but the picture."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from math import ceil
from typing import IO

from PIL import Image, ImageFile

from posts.imaging import colour, opening
from posts.imaging.framing import CENTRE, Box, Size, crop_box, output_size
from posts.imaging.kinds import HEAD_BYTES, Format, accepted_format

QUALITY = 90


@dataclass(frozen=True)
class Rendition:
    """A photo as it is published; its digest (SHA-256, hex) names it in the store and in the seal."""

    data: bytes
    digest: str
    width: int
    height: int


def render(file: IO[bytes], *, ratio: Fraction, focus: tuple[int, int] = CENTRE) -> Rendition:
    """Renders an inspected photo for Instagram; the same input gives the same bytes.

    The result keeps the limits of reference "IG User Media": JPEG, at most 8 MB, 320 to 1440 px wide, ratio
    in range. It carries no metadata: no position, no date, no camera, no profile, no thumbnail, no comment.
    Raises `Unreadable` or `TooManyPixels` for a file that inspection would have refused.
    """
    photo_format = _format(file)
    image = opening.open_photo(file, photo_format)
    if photo_format is not Format.JPEG:
        _load(image)
    turned = opening.orientation(image)
    size = opening.upright_size(image.size, turned)
    box = crop_box(size, ratio, focus)
    target = output_size(box, ratio)
    if photo_format is Format.JPEG:
        _load_reduced(image, box, target)
    window = _resized(colour.resizable(opening.upright(image, turned)), size, box, target)
    picture = colour.to_srgb(colour.flattened(window), image.info.get("icc_profile"))
    data = _jpeg(picture)
    return Rendition(data, hashlib.sha256(data).hexdigest(), *target)


def _format(file: IO[bytes]) -> Format:
    file.seek(0)
    photo_format = accepted_format(file.read(HEAD_BYTES))
    if photo_format is None:
        raise opening.Unreadable("not a photo")
    return photo_format


def _load(image: ImageFile.ImageFile) -> None:
    with opening.decoding():
        image.load()


def _load_reduced(image: ImageFile.ImageFile, box: Box, target: Size) -> None:
    """Decodes a JPEG at 1/2, 1/4 or 1/8 where the window still has at least the pixels of the target."""
    scale = Fraction(target.width, box.width)
    image.draft(None, (ceil(image.width * scale), ceil(image.height * scale)))
    _load(image)


def _resized(image: Image.Image, size: Size, box: Box, target: Size) -> Image.Image:
    """The window of the photo at the target's size; the image may be decoded smaller than the photo."""
    left, top, width, height = box
    window = (
        left * image.width / size.width,
        top * image.height / size.height,
        (left + width) * image.width / size.width,
        (top + height) * image.height / size.height,
    )
    return image.resize(target, Image.Resampling.LANCZOS, box=window, reducing_gap=3.0)


def _jpeg(picture: Image.Image) -> bytes:
    # Pillow writes a comment that it finds here.
    picture.info.clear()
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, subsampling="4:2:0", progressive=False)
    return buffer.getvalue()
