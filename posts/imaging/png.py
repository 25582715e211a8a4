"""A PNG reduced to what makes its picture: one bad or huge chunk beside the picture must not cost the photo.

PNG specification, third edition: chunks whose name begins with a capital are critical, all others may be left out.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What the picture looks like depends on these as well, if they can be read.
_HELPING = {b"tRNS", b"iCCP", b"eXIf"}
_XMP = b"XML:com.adobe.xmp\0"
METADATA_MAX = 1_000_000  # bytes of one chunk, also unpacked
_COPIED_AT_ONCE = 1 << 20


@dataclass
class Cleaned:
    """The picture alone, `exif` and `xmp` as far as they are whole, and whether it moves."""

    file: IO[bytes]
    exif: bytes = b""
    xmp: bytes = b""
    is_animated: bool = False


@dataclass
class _Found:
    critical: list[tuple[int, int]] = field(default_factory=list)  # where each lies, and its length, all told
    helping: dict[bytes, tuple[int, int]] = field(default_factory=dict)


def cleaned(file: IO[bytes]) -> Cleaned:
    """On disk, not in memory. What follows a cut is left to the decoder to find missing."""
    result, found = Cleaned(TemporaryFile()), _Found()  # noqa: SIM115 - its reader closes it
    for kind, at, length in _chunks(file):
        place = (at, length + 12)
        if kind[:1].isupper():
            found.critical.append(place)
        elif length <= METADATA_MAX:
            _note(kind, _body(file, at, length), place, result, found)
    head, rest = found.critical[:1], found.critical[1:]
    result.file.write(SIGNATURE)
    # The palette comes before its transparency, the profile before the palette.
    pictures = [place for place in rest if not _is_palette(file, place)]
    palettes = [place for place in rest if _is_palette(file, place)]
    helping = found.helping
    before = [helping[b"iCCP"]] if b"iCCP" in helping else []
    after = [helping[kind] for kind in (b"tRNS", b"eXIf") if kind in helping]
    for place in [*head, *before, *palettes, *after, *pictures]:
        _copy(file, place, result.file)
    result.file.seek(0)
    return result


def _chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Kind, place and length of the data of each, to the end of the picture or of the file."""
    at = len(SIGNATURE)
    while True:
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        yield kind, at, length
        if kind == b"IEND":
            return
        at += length + 12


def _body(file: IO[bytes], at: int, length: int) -> bytes | None:
    """None where the chunk's own sum says that it is not as it was written."""
    file.seek(at + 4)
    named, told = file.read(4 + length), file.read(4)
    return named[4:] if zlib.crc32(named) == int.from_bytes(told, "big") and len(told) == 4 else None


def _note(kind: bytes, body: bytes | None, place: tuple[int, int], result: Cleaned, found: _Found) -> None:
    if kind == b"acTL":
        result.is_animated |= body is None or int.from_bytes(body[:4], "big") > 1
    if body is None:
        return
    if kind == b"eXIf":
        result.exif = body
    if kind == b"iTXt" and body.startswith(_XMP):
        result.xmp = _xmp(body.removeprefix(_XMP))
    if kind in _HELPING and (kind != b"iCCP" or _unpacked(body.partition(b"\0")[2][1:])):
        found.helping.setdefault(kind, place)


def _xmp(body: bytes) -> bytes:
    """After its name: packed or not, how, two empty words, the text."""
    text = body[2:].split(b"\0", 2)[-1]
    return _unpacked(text) if body[:1] == b"\1" else text


def _unpacked(data: bytes) -> bytes:
    """Empty for what is broken or grows too large."""
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(data, METADATA_MAX)
    except zlib.error:
        return b""
    return unpacked if unpacking.eof else b""


def _is_palette(file: IO[bytes], place: tuple[int, int]) -> bool:
    file.seek(place[0] + 4)
    return file.read(4) == b"PLTE"


def _copy(file: IO[bytes], place: tuple[int, int], to: IO[bytes]) -> None:
    at, left = place
    file.seek(at)
    while left > 0 and (part := file.read(min(left, _COPIED_AT_ONCE))):
        to.write(part)
        left -= len(part)
