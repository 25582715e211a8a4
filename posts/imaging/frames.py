"""The shape of a post's photos.

Instagram crops every photo of a carousel to the ratio of the first (guide "Content Publishing"), so a post has one
frame for all its photos. Ratios are width / height.
"""

from fractions import Fraction

from django.conf import settings
from django.db.models import TextChoices

from instagram.limits import (
    IMAGE_RATIO_DOCUMENTED,
    IMAGE_RATIO_MAX,
    IMAGE_RATIO_TALLEST,
    IMAGE_RATIOS_MIN,
)


class Frame(TextChoices):
    """The shape that all photos of one post are cropped to."""

    TALL = "tall", "縦長 3:4"
    PORTRAIT = "portrait", "縦長 4:5"
    SQUARE = "square", "正方形 1:1"
    LANDSCAPE = "landscape", "横長 1.91:1"
    FIRST = "first", "1枚目の写真の形"


_FIXED_RATIOS = {
    Frame.TALL: IMAGE_RATIO_TALLEST,
    Frame.PORTRAIT: IMAGE_RATIO_DOCUMENTED,
    Frame.SQUARE: Fraction(1),
    Frame.LANDSCAPE: IMAGE_RATIO_MAX,
}


def smallest_ratio() -> Fraction:
    """The tallest shape that is sent to Instagram."""
    return IMAGE_RATIOS_MIN[settings.INSTAGRAM_SMALLEST_RATIO]


def frame_ratio(frame: Frame, first_size: tuple[int, int]) -> Fraction:
    """The ratio of a post's photos; `first_size` is the upright size of its first photo.

    Always within what Instagram takes: `Frame.FIRST` keeps the first photo's own ratio, and a frame that was chosen
    before the limit was narrowed its own, as far as that allows.
    """
    wanted = Fraction(*first_size) if frame is Frame.FIRST else _FIXED_RATIOS[frame]
    return min(max(wanted, smallest_ratio()), IMAGE_RATIO_MAX)


def offered() -> list[Frame]:
    """Those that Instagram takes."""
    return [frame for frame in Frame if frame is Frame.FIRST or _FIXED_RATIOS[frame] >= smallest_ratio()]
