"""The whole of a photo, small, for choosing what part of it is shown. Seen only by those who may read the post."""

from typing import IO

from posts.imaging import darkroom

SIDE_MAX = 640  # px
QUALITY = 80


def small_whole(file: IO[bytes], *, turn: int = 0) -> bytes:
    """An accepted photo upright and uncropped, its longer side at most SIDE_MAX, as a JPEG without metadata.

    turn: by how many degrees it was turned to the right by hand. Raises `PhotoFailure`.
    """
    return darkroom.work("whole", file, side=SIDE_MAX, quality=QUALITY, turn=turn)[1]
