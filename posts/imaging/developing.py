"""From an opened photo to a small picture in sRGB. The window is cut out before anything is turned or converted, in
strips, so that a photo of sixty million pixels needs little more memory than those."""

from fractions import Fraction
from io import BytesIO
from math import ceil, floor
from typing import NamedTuple

from PIL import Image

from posts.imaging import colour, turning
from posts.imaging.framing import Size
from posts.imaging.opening import AnyPicture, decoding

# How many times larger than the result a window may be before its pixels are averaged one by one. Pillow's advice is
# three; of the largest photos less, since what is not averaged is held.
GAP, GAP_OF_LARGE, LARGE = 3.0, 1.5, 40_000_000
STRIP_ROWS = 64


class _Window(NamedTuple):
    """In pixels of the picture as it lies in the file; borders may fall between two of them."""

    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction


def developed(
    picture: AnyPicture, box: tuple[int, int, int, int], target: Size, *, size: Size, held: int
) -> Image.Image:
    """The window `box` of the upright photo of `size`, at the target's size. held: its orientation, 1 to 8 as in EXIF."""
    stored = picture.size
    wanted = turning.upright_size(target, held)
    shown = turning.window_as_stored(box, size, held)
    across, down = shown[2] - shown[0], shown[3] - shown[1]
    with decoding():
        picture.load(Size(ceil(wanted.width / across), ceil(wanted.height / down)))
        width, height = picture.size
        window = _Window(shown[0] * width, shown[1] * height, shown[2] * width, shown[3] * height)
        small = _shrunk(picture, window, wanted, is_large=stored.width * stored.height > LARGE)
        return colour.to_srgb(turning.upright(small, held), picture.icc, picture.nclx)


def _shrunk(picture: AnyPicture, window: _Window, target: Size, *, is_large: bool) -> Image.Image:
    gap = GAP_OF_LARGE if is_large else GAP
    across = int((window.right - window.left) / target.width / gap) or 1
    down = int((window.bottom - window.top) / target.height / gap) or 1
    left, top = floor(window.left), floor(window.top)
    right, bottom = min(ceil(window.right), picture.size.width), min(ceil(window.bottom), picture.size.height)
    sides = (float((window.left - left) / across), float((window.right - left) / across))
    narrow: Image.Image | None = None
    step = down * max(STRIP_ROWS // down, 1)
    for start in range(top, bottom, step):
        rows = (left, start, right, min(start + step, bottom))
        strip = _narrowed(picture.strip(rows), (across, down), target.width, sides)
        narrow = narrow or Image.new(strip.mode, (target.width, ceil((bottom - top) / down)))
        narrow.paste(strip, (0, (start - top) // down))
    assert narrow is not None  # noqa: S101 - a window has at least one row
    ends = (float((window.top - top) / down), float((window.bottom - top) / down))
    return narrow.resize(target, Image.Resampling.LANCZOS, box=(0, ends[0], target.width, ends[1]))


def _narrowed(
    strip: Image.Image, factors: tuple[int, int], width: int, sides: tuple[float, float]
) -> Image.Image:
    """A strip at the width of the result and, but for whole factors, its own height: resizing goes side by side."""
    plain = colour.flattened(colour.resizable(strip))
    if factors != (1, 1):
        plain = plain.reduce(factors)
    box = (sides[0], 0, sides[1], plain.height)
    return plain.resize((width, plain.height), Image.Resampling.LANCZOS, box=box)


def as_jpeg(picture: Image.Image, *, quality: int, **options: object) -> bytes:
    """With nothing but the picture."""
    # Pillow writes a comment that it finds here.
    picture.info.clear()
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality, **options)
    return buffer.getvalue()
