"""The size of a WebP from its first bytes: its decoder takes the memory for the whole when it is merely opened.

RFC 9649: VP8X for what is extended, VP8 and VP8L for what is not.
"""

from typing import IO, NamedTuple

_ANIMATED = 0x02


class Head(NamedTuple):
    width: int
    height: int
    is_animated: bool


def read_head(file: IO[bytes]) -> Head | None:
    """None for what has none of the three."""
    file.seek(12)
    head = file.read(18).ljust(18, b"\0")
    kind, body = head[:4], head[8:]
    if kind == b"VP8X":
        width, height = int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        return Head(width, height, bool(body[0] & _ANIMATED))
    if kind == b"VP8L":
        both = int.from_bytes(body[1:5], "little")
        return Head((both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1, is_animated=False)
    if kind == b"VP8 ":
        width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
        return Head(width & 0x3FFF, height & 0x3FFF, is_animated=False)
    return None
