"""The whole of a photo, small, for choosing what part of it is shown. Seen only by those who may read the post."""

from io import BytesIO
from typing import IO

from PIL import Image

from posts.imaging import colour, opening
from posts.imaging.kinds import HEAD_BYTES, Format, accepted_format

SIDE_MAX = 640  # px
QUALITY = 80


def small_whole(file: IO[bytes]) -> bytes:
    """An accepted photo upright and uncropped, its longer side at most SIDE_MAX, as a JPEG without metadata.

    Raises `Unreadable` or `TooManyPixels` for a file that inspection would have refused.
    """
    file.seek(0)
    photo_format = accepted_format(file.read(HEAD_BYTES))
    if photo_format is None:
        raise opening.Unreadable("not a photo")
    image = opening.open_photo(file, photo_format)
    if photo_format is Format.JPEG:
        image.draft(None, (SIDE_MAX, SIDE_MAX))
    with opening.decoding():
        image.load()
    turned = colour.resizable(opening.upright(image, opening.orientation(image)))
    turned.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    picture = colour.to_srgb(colour.flattened(turned), image.info.get("icc_profile"))
    picture.info.clear()
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
