"""The whole of a photo, small: for choosing what part of it is shown, and for letters. Seen only by those who may read the post."""

from typing import IO

from posts.imaging import darkroom

SIDE_MAX = 640  # px
QUALITY = 80
LETTER_SIDE_MAX = 400  # px; twice what a letter shows it at


def small_whole(file: IO[bytes], *, turn: int = 0, side: int = SIDE_MAX) -> bytes:
    """An accepted photo upright and uncropped, its longer side at most `side`, as a JPEG without metadata.

    turn: by how many degrees it was turned to the right by hand. Raises `PhotoFailure`.
    """
    return darkroom.work("whole", file, side=side, quality=QUALITY, turn=turn)[1]
