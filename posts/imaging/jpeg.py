"""What the markers of a JPEG tell before, and beside, its pixels: how much it asks of a decoder, and whether it is whole.

ITU-T T.81, annex B. libjpeg fills in what is damaged and keeps its warnings to itself, so damage is found by a rule of
our own: the last bytes of each run of data decide the last block of that run. Where leaving them out changes nothing,
the decoder had lost its place long before, or was still waiting for more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

# Each scan goes over every pixel and may take but some bytes. libjpeg writes 10, the most eager optimisers about 20.
SCANS_MAX = 32
# Runs between restart markers that are looked at singly; a photo with more of them is looked at in its last one only.
RUNS_MAX = 5000
# Bytes: more than a last block takes. Of half a block is shown what the half was, which may be the same by chance.
LEFT_OUT = 384
GREY = 128  # what the decoder shows where it has no data

# In a row, before the rare file that has more is copied without them.
FILL_MAX = 64

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_RESTART = re.compile(rb"\xff+([\xd0-\xd7])")
_EOI, _SOS, _DRI = 0xD9, 0xDA, 0xDD
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, 0xD8}


@dataclass
class Markers:
    """Sizes in pixels; `components` are the sampling factors (across, down) of each."""

    width: int = 0
    height: int = 0
    components: list[tuple[int, int]] = field(default_factory=list)
    restart_every: int = 0  # blocks of a run, 0 for one run
    scans: int = 0
    data: slice = field(default_factory=lambda: slice(0, 0))  # of the last scan, its markers outside
    ended: bool = False  # by its end marker

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def held_bytes(self) -> int:
        """What a decoder must keep of the whole picture before it can show any of it: all where scans add to another."""
        if self.scans < 2 or not self.components:
            return 0
        across, down = self._sampling
        return sum(2 * self.pixels * h * v // (across * down) for h, v in self.components)

    @property
    def block(self) -> tuple[int, int]:
        """Of eight by eight pixels: how many make what a run counts in."""
        return self._sampling if len(self.components) > 1 else (1, 1)

    @property
    def _sampling(self) -> tuple[int, int]:
        return max(h for h, _ in self.components), max(v for _, v in self.components)


def read_markers(data: bytes) -> Markers:
    """As far as they can be followed, and no further than one scan beyond SCANS_MAX."""
    found = Markers()
    for kind, start, end in _segments(data):
        body = data[start:end]
        if kind in _FRAMES and len(body) >= 6 and not found.components:
            found.height, found.width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
            found.components = [(max(both >> 4, 1), max(both & 15, 1)) for both in body[7::3]]
        elif kind == _DRI:
            found.restart_every = int.from_bytes(body[:2], "big")
        elif kind == _SOS:
            found.scans += 1
            following = _MARKER.search(data, end)
            found.data = slice(end, following.start() if following else len(data))
            found.ended = following is not None and data[following.end() - 1] == _EOI
            if found.scans > SCANS_MAX:
                break
    return found


def without_fill(data: bytes) -> bytes:
    """The same photo without the fill bytes between its segments (B.1.1.2): Pillow takes millions of them one by one."""
    if FILL_MAX * b"\xff" not in data:
        return data
    parts, at = [], 0
    for kind, start, end in _segments(data):
        marker = start - 4
        parts.append(data[at:marker].rstrip(b"\xff"))
        at = marker
        if kind == _SOS:
            break
        parts.append(data[marker:end])
        at = end
    return b"".join([*parts, data[at:]])


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each marker with its segment's body: where that begins and ends."""
    at = 2
    while marker := _MARKER.search(data, at):
        kind, at = data[marker.end() - 1], marker.end()
        if kind == _EOI:
            return
        if kind in _ALONE:
            continue
        end = at + max(int.from_bytes(data[at : at + 2], "big"), 2)
        yield kind, at + 2, end
        at = end


def looks_damaged(data: bytes, markers: Markers, shown: Image.Image) -> bool:
    """Whether part of a picture that decodes is not what the camera took. `shown` is it, at an eighth of its size.

    Asked of what cameras write, one scan in one or three colours; of anything else the answer is no.
    """
    if markers.scans != 1 or len(markers.components) not in (1, 3) or not shown.width:
        return False
    if not markers.ended:
        return True
    runs = _runs(data, markers)
    if runs is None:
        return True
    shortened = _decoded(_without_ends(data, markers, runs))
    unchanged = [place for place in _last_blocks(markers, shown, len(runs)) if _same(shown, shortened, place)]
    if not unchanged:
        return False
    if any(not _is_grey(shown, place) for place in unchanged):
        return True
    lengthened = _decoded(_with_more(data, markers, runs))
    if len(runs) == 1:  # it may end long before its last block
        return shown.tobytes() != lengthened.tobytes()
    return any(not _same(shown, lengthened, place) for place in unchanged)


def _runs(data: bytes, markers: Markers) -> list[slice] | None:
    """The data between restart markers, or None where one of them is missing or out of turn."""
    start, runs = markers.data.start, []
    for place, restart in enumerate(_RESTART.finditer(data, start, markers.data.stop)):
        if restart[1][0] & 7 != place & 7:
            return None
        runs.append(slice(start, restart.start()))
        start = restart.end()
    runs.append(slice(start, markers.data.stop))
    return runs if len(runs) == _runs_due(markers) else None


def _runs_due(markers: Markers) -> int:
    if not markers.restart_every:
        return 1
    across, down = _grid(markers)
    return ceil(across * down / markers.restart_every)


def _grid(markers: Markers) -> tuple[int, int]:
    across, down = markers.block
    return ceil(markers.width / (8 * across)), ceil(markers.height / (8 * down))


def _last_blocks(markers: Markers, shown: Image.Image, runs: int) -> Iterator[tuple[int, int, int, int]]:
    """Where the last block of each run is shown: a box in the small picture."""
    columns, rows = _grid(markers)
    across, down = markers.block
    for run in range(runs - 1 if runs > RUNS_MAX else 0, runs):
        last = min((run + 1) * markers.restart_every, columns * rows) - 1 if markers.restart_every else -1
        row, column = divmod(last % (columns * rows), columns)
        left, top = column * across, row * down
        yield left, top, min(left + across, shown.width), min(top + down, shown.height)


def _without_ends(data: bytes, markers: Markers, runs: list[slice]) -> bytes:
    kept = [(run.start, max(run.start, run.stop - LEFT_OUT)) for run in runs]
    return _joined(data, markers, runs, [data[start:stop] for start, stop in kept])


def _with_more(data: bytes, markers: Markers, runs: list[slice]) -> bytes:
    """Each run four times over: what follows the first is read by nobody, unless something is missing of that."""
    return _joined(data, markers, runs, [4 * data[run] for run in runs])


def _joined(data: bytes, markers: Markers, runs: list[slice], parts: list[bytes]) -> bytes:
    between = [data[one.stop : following.start] for one, following in zip(runs, runs[1:], strict=False)]
    body = b"".join(part + marker for part, marker in zip(parts, [*between, b""], strict=True))
    return data[: markers.data.start] + body + b"\xff\xd9"


def _decoded(data: bytes) -> Image.Image:
    image = JpegImageFile(BytesIO(data))
    image.draft(None, (1, 1))
    image.load()
    return image


def _same(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return one.crop(box).tobytes() == other.crop(box).tobytes()


def _is_grey(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return set(image.crop(box).tobytes()) == {GREY}
