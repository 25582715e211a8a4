"""Which part of a photo is shown: the window in it, and the size that goes out.

Ratios are width / height; sizes and boxes are integer pixels of the upright photo.
"""

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from instagram.limits import IMAGE_RATIO_MAX, IMAGE_RATIO_TALLEST, IMAGE_WIDTH_MAX, IMAGE_WIDTH_MIN

CENTRE = (50, 50)


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


def crop_box(size: tuple[int, int], ratio: Fraction, focus: tuple[int, int] = CENTRE) -> Box:
    """The largest window of `ratio` in a photo of `size`, its centre as near `focus` as the edges allow.

    `focus` is in percent of width and height. The window's own ratio is off `ratio` by less than one pixel, and never
    farther from a square than it, so that it lies in whatever range `ratio` was chosen from. ValueError for a ratio
    or focus out of range.
    """
    if not IMAGE_RATIO_TALLEST <= ratio <= IMAGE_RATIO_MAX:
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


def fitted(size: Size, side: int) -> Size:
    """The size at which the longer side is no longer than that."""
    if max(size) <= side:
        return size
    return Size(max(size.width * side // max(size), 1), max(size.height * side // max(size), 1))


def _width_for(height: int, ratio: Fraction) -> int:
    return ceil(height * ratio) if ratio < 1 else floor(height * ratio)


def _height_for(width: int, ratio: Fraction) -> int:
    return floor(width / ratio) if ratio < 1 else ceil(width / ratio)


def _offset(length: int, window: int, percent: int) -> int:
    start = round(Fraction(length * percent, 100) - Fraction(window, 2))
    return min(max(start, 0), length - window)
