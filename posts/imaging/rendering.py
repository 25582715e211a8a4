"""The bytes that Instagram gets: upright, cropped, sRGB, baseline JPEG, and nothing but the picture."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import IO

from posts.imaging import darkroom
from posts.imaging.framing import CENTRE

QUALITY = 90


@dataclass(frozen=True)
class Rendition:
    """A photo as it is published; its digest (SHA-256, hex) names it in the store and in the seal."""

    data: bytes
    digest: str
    width: int
    height: int


def render(file: IO[bytes], *, ratio: Fraction, focus: tuple[int, int] = CENTRE, turn: int = 0) -> Rendition:
    """Renders an inspected photo for Instagram; the same input gives the same bytes.

    turn: by how many degrees it was turned to the right by hand; `focus` is of the photo so turned.
    The result keeps the limits of reference "IG User Media": JPEG, at most 8 MB, 320 to 1440 px wide, ratio
    in range. It carries no metadata: no position, no date, no camera, no profile, no thumbnail, no comment.
    Raises `PhotoFailure` for a file that inspection would have refused.
    """
    order = {"ratio": ratio.as_integer_ratio(), "focus": focus, "turn": turn, "quality": QUALITY}
    made, data = darkroom.work("render", file, **order)
    return Rendition(data, hashlib.sha256(data).hexdigest(), made["width"], made["height"])
