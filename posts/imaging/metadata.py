"""The three things in a photo's metadata that we ask for: how it was held, whether it tells where it was taken, and the day.

Read by hand and only there where they stand, since whatever else lies in a file's metadata (pointers into nowhere,
thousands of entries that name the same megabytes) must neither cost the photo nor be paid for. What cannot be read is
unknown: upright, no position, no day.
"""

import re
import struct
from collections.abc import Iterator
from datetime import date
from typing import Literal

Order = Literal["little", "big"]

_ORIENTATION, _GPS, _EXIF, _TAKEN = 0x0112, 0x8825, 0x8769, 0x9003
_LATITUDE, _LONGITUDE = 2, 4
_TEXT, _SHORT, _LONG, _RATIONAL, _SIGNED_RATIONAL, _DIRECTORY = 2, 3, 4, 5, 10, 13
_ENTRIES_MAX = 1000
_DAY = re.compile(rb"(\d{4})[:/-](\d\d)[:/-](\d\d)(?!\d)")
_FIRST_YEAR = 1990  # a camera whose clock was never set tells an earlier one, or none
# A latitude that says something: a figure, or the element that holds one.
_XMP_POSITION = re.compile(rb"""GPSLatitude\s*(?:=\s*["']|>)\s*[0-9]""")


def orientation(exif: bytes) -> int:
    """How the pixels lie, 1 to 8 as in EXIF."""
    tiff, order = _tiff(exif)
    for tag, kind, _, value in _entries(tiff, order, _first(tiff, order)):
        if tag == _ORIENTATION and kind == _SHORT:
            turned = int.from_bytes(value[:2], order)
            return turned if 1 <= turned <= 8 else 1
    return 1


def has_position(exif: bytes, xmp: bytes) -> bool:
    tiff, order = _tiff(exif)
    for tag, kind, _, value in _entries(tiff, order, _first(tiff, order)):
        if (
            tag == _GPS
            and kind in (_LONG, _DIRECTORY)
            and _tells_where(tiff, order, int.from_bytes(value, order))
        ):
            return True
    return bool(_XMP_POSITION.search(xmp))


def taken_on(exif: bytes) -> date | None:
    """The day on the camera's clock when the picture was taken; None where it says none that there is."""
    tiff, order = _tiff(exif)
    for tag, kind, _, value in _entries(tiff, order, _first(tiff, order)):
        if tag == _EXIF and kind in (_LONG, _DIRECTORY):
            return _day_in(tiff, order, int.from_bytes(value, order))
    return None


def _day_in(tiff: bytes, order: Order, directory: int) -> date | None:
    for tag, kind, _, value in _entries(tiff, order, directory):
        at = int.from_bytes(value, order)
        if tag == _TAKEN and kind == _TEXT and (told := _DAY.match(tiff[at : at + 20])):
            year, month, day = (int(part) for part in told.groups())
            try:
                return date(year, month, day) if year >= _FIRST_YEAR else None
            except ValueError:
                return None
    return None


def _tells_where(tiff: bytes, order: Order, at: int) -> bool:
    """Cameras without a fix leave the block empty, or write zeros over zeros."""
    said = {
        tag: _rationals(tiff, order, count, value)
        for tag, kind, count, value in _entries(tiff, order, at)
        if tag in (_LATITUDE, _LONGITUDE) and kind in (_RATIONAL, _SIGNED_RATIONAL)
    }
    # Minutes and seconds may be missing: degrees alone tell enough.
    known = [[above for above, below in parts if below] for parts in said.values() if parts and parts[0][1]]
    return len(known) == 2 and any(map(any, known))


def _rationals(tiff: bytes, order: Order, count: int, value: bytes) -> list[tuple[int, int]]:
    """Above and below the line, as far as they lie within the file."""
    at = int.from_bytes(value, order)
    data = tiff[at : at + 8 * min(count, 3)]
    pairs = struct.iter_unpack("<2I" if order == "little" else ">2I", data[: len(data) // 8 * 8])
    return [(above, below) for above, below in pairs]


def _tiff(exif: bytes) -> tuple[bytes, Order]:
    tiff = exif.removeprefix(b"Exif\0\0")
    return tiff, "big" if tiff.startswith(b"MM") else "little"


def _first(tiff: bytes, order: Order) -> int:
    return int.from_bytes(tiff[4:8], order)


def _entries(tiff: bytes, order: Order, at: int) -> Iterator[tuple[int, int, int, bytes]]:
    """Tag, kind, count and the four bytes of the value (or of where it stands) of one directory."""
    if tiff[:4] not in (b"II*\0", b"MM\0*") or not 8 <= at < len(tiff):
        return
    count = min(int.from_bytes(tiff[at : at + 2], order), _ENTRIES_MAX)
    for start in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
        entry = tiff[start : start + 12]
        yield (
            int.from_bytes(entry[:2], order),
            int.from_bytes(entry[2:4], order),
            int.from_bytes(entry[4:8], order),
            entry[8:],
        )
