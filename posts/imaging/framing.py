"""Which part of a photo is shown: the post's frame, the window in each photo, the size that goes out.

Instagram crops every photo of a carousel to the ratio of the first (guide "Content Publishing"), so a post
has one frame for all its photos. Ratios are width / height; sizes and boxes are integer pixels of the
upright photo.
"""

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from django.db.models import TextChoices

from instagram.limits import IMAGE_RATIO_MAX, IMAGE_RATIO_MIN, IMAGE_WIDTH_MAX, IMAGE_WIDTH_MIN

CENTRE = (50, 50)


class Frame(TextChoices):
    """The shape that all photos of one post are cropped to."""

    PORTRAIT = "portrait", "縦長 4:5"
    SQUARE = "square", "正方形 1:1"
    LANDSCAPE = "landscape", "横長 1.91:1"
    FIRST = "first", "1枚目の写真の形"


_FIXED_RATIOS = {
    Frame.PORTRAIT: IMAGE_RATIO_MIN,
    Frame.SQUARE: Fraction(1),
    Frame.LANDSCAPE: IMAGE_RATIO_MAX,
}


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


class Box(NamedTuple):
    """A window in a photo, in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


def frame_ratio(frame: Frame, first_size: tuple[int, int]) -> Fraction:
    """The ratio of a post's photos; `first_size` is the upright size of its first photo.

    `Frame.FIRST` keeps the first photo's own ratio as far as Instagram's range allows.
    """
    if frame is Frame.FIRST:
        return min(max(Fraction(*first_size), IMAGE_RATIO_MIN), IMAGE_RATIO_MAX)
    return _FIXED_RATIOS[frame]


def crop_box(size: tuple[int, int], ratio: Fraction, focus: tuple[int, int] = CENTRE) -> Box:
    """The largest window of `ratio` in a photo of `size`, its centre as near `focus` as the edges allow.

    `focus` is in percent of width and height. The window's own ratio lies within Instagram's range exactly
    and is off `ratio` by less than one pixel. ValueError for a ratio or focus out of range.
    """
    if not IMAGE_RATIO_MIN <= ratio <= IMAGE_RATIO_MAX:
        raise ValueError(f"ratio {ratio} is outside Instagram's range")
    if not all(0 <= percent <= 100 for percent in focus):
        raise ValueError(f"focus {focus} is not in percent")
    width, height = size
    if Fraction(width, height) > ratio:
        width = _width_for(height, ratio)
    else:
        height = _height_for(width, ratio)
    left = _offset(size[0], width, focus[0])
    top = _offset(size[1], height, focus[1])
    return Box(left, top, width, height)


def output_size(box: Box, ratio: Fraction) -> Size:
    """The size that a window is rendered at: its own where Instagram takes it, else the nearest width."""
    if IMAGE_WIDTH_MIN <= box.width <= IMAGE_WIDTH_MAX:
        return Size(box.width, box.height)
    width = min(max(box.width, IMAGE_WIDTH_MIN), IMAGE_WIDTH_MAX)
    return Size(width, _height_for(width, ratio))


def _width_for(height: int, ratio: Fraction) -> int:
    """The width nearest to height * ratio with which the ratio, rounded to pixels, stays in range."""
    return min(max(round(height * ratio), ceil(height * IMAGE_RATIO_MIN)), floor(height * IMAGE_RATIO_MAX))


def _height_for(width: int, ratio: Fraction) -> int:
    """The height nearest to width / ratio with which the ratio, rounded to pixels, stays in range."""
    return min(max(round(width / ratio), ceil(width / IMAGE_RATIO_MAX)), floor(width / IMAGE_RATIO_MIN))


def _offset(length: int, window: int, percent: int) -> int:
    start = round(Fraction(length * percent, 100) - Fraction(window, 2))
    return min(max(start, 0), length - window)
