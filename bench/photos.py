"""The pipeline of a photograph, from the file to what is published: seconds, and the most memory that a file may take.

Compared with libvips (pyvips, or the program vipsthumbnail) where it is installed. The photographs are made here.
"""

import math
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

import pillow_heif
from PIL import Image

from bench.figures import Figure, at_most, heading
from posts.imaging import darkroom
from posts.imaging.frames import Frame, frame_ratio
from posts.imaging.inspection import inspect
from posts.imaging.refusal import PhotoRefused
from posts.imaging.rendering import render

SIZE, WIDTH, ROUNDS = (4000, 3000), 1440, 7
# The most pixels that are taken: a few bytes in the file of a blank image, all of them in memory.
LARGEST = (10_000, 6_000)
START_OF_SCAN, END_OF_IMAGE, SCANS = b"\xff\xda", b"\xff\xd9", 1000
TIMES_LIBVIPS = {"jpg": 0.6, "heic": 1.0}
MEMORY_MAX_MB, FILE_MAX_S, PATIENCE_S = 300, 10, 20


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return [heading("photos, 12 megapixels"), *_speed(Path(folder)), *_largest_files(Path(folder))]


def _speed(folder: Path) -> Iterator[Figure]:
    for kind, path in _photographs(folder).items():
        ours, theirs = _compared(path)
        name = f"{kind.upper()} rendered"
        if theirs is None:
            wanted = f"<= {TIMES_LIBVIPS[kind]:.1f}x libvips"
            yield Figure(name, f"{ours * 1000:.0f} ms (libvips is not installed)", wanted)
        else:
            yield at_most(f"{name}, {ours * 1000:.0f} ms", ours / theirs, TIMES_LIBVIPS[kind], "x libvips")
        yield Figure("  inspected before", f"{_seconds(lambda path=path: _inspect(path)) * 1000:.0f} ms")


def _largest_files(folder: Path) -> Iterator[Figure]:
    """What somebody may send who means no good: much in memory, or much to do, from a small file."""
    for name, path in _hostile(folder).items():
        megabytes, seconds = _alone(path)
        size = f"{path.stat().st_size:,} bytes"
        yield at_most(f"{name}, 60 megapixels in {size}", seconds, FILE_MAX_S, "s")
        if megabytes is not None:
            yield at_most("  memory", megabytes, MEMORY_MAX_MB, "MB")


def _alone(path: Path) -> tuple[float | None, float]:
    """Megabytes at most and seconds, in a process of its own that is ended when it takes far too long."""
    try:
        told = subprocess.run(
            [sys.executable, "-m", "bench.photos", str(path)],
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_S,
        )
    except subprocess.TimeoutExpired:
        return None, math.inf
    megabytes, seconds = map(float, told.stdout.split())
    return megabytes, seconds


# --- Photographs ---------------------------------------------------------------------------------------------------


def _photographs(folder: Path) -> dict[str, Path]:
    """Light that changes over the picture, with the grain of a sensor: it packs like a photograph."""
    light = Image.linear_gradient("L").resize(SIZE)
    shades = [light, light.rotate(180), Image.radial_gradient("L").resize(SIZE)]
    picture = Image.merge("RGB", [Image.blend(one, Image.effect_noise(SIZE, 40), 0.15) for one in shades])
    pillow_heif.register_heif_opener()
    made = {"jpg": folder / "photo.jpg", "heic": folder / "photo.heic"}
    picture.save(made["jpg"], quality=92)
    picture.save(made["heic"], quality=60, enc_params={"preset": "ultrafast"})
    return made


def _hostile(folder: Path) -> dict[str, Path]:
    blank = Image.new("RGB", LARGEST, "steelblue")
    made = {name: folder / name.replace(" ", ".") for name in ("blank webp", "blank png", "progressive jpeg")}
    blank.save(made["blank webp"], lossless=True, quality=0, method=0)
    blank.save(made["blank png"], compress_level=1)
    blank.save(made["progressive jpeg"], format="JPEG", progressive=True)
    _repeat_last_scan(made["progressive jpeg"])
    return made


def _repeat_last_scan(path: Path) -> None:
    """A scan goes over all pixels and may take but some bytes: a file of thirty megabytes could ask for hours."""
    data = path.read_bytes().removesuffix(END_OF_IMAGE)
    scan = data[data.rindex(START_OF_SCAN) :]
    path.write_bytes(data + scan * SCANS + END_OF_IMAGE)


# --- The two pipelines ---------------------------------------------------------------------------------------------


def _compared(path: Path) -> tuple[float, float | None]:
    """Seconds of ours and of libvips, in turns."""
    vips = _vips()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_once(lambda: _render(path)))
        if vips:
            theirs.append(_once(lambda: vips(path)))
    return median(ours), median(theirs) if theirs else None


def _seconds(work: Callable[[], object]) -> float:
    return median(_once(work) for _ in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _inspect(path: Path) -> tuple[int, int]:
    with path.open("rb") as file:
        found = inspect(file, name=path.name)
    return found.width, found.height


def _render(path: Path) -> None:
    with path.open("rb") as file, Image.open(path) as known:
        render(file, ratio=frame_ratio(Frame.FIRST, known.size))


def _vips() -> Callable[[Path], object] | None:
    """The same with libvips: at most so wide, sRGB, JPEG of our quality without metadata."""
    if find_spec("pyvips"):
        import pyvips  # noqa: PLC0415 - rarely there

        def in_process(path: Path) -> object:
            small = pyvips.Image.thumbnail(str(path), WIDTH, size="down", export_profile="srgb")
            return small.jpegsave_buffer(Q=90, strip=True)

        return in_process
    if program := shutil.which("vipsthumbnail"):
        return lambda path: subprocess.run(
            [program, str(path), "--size", f"{WIDTH}x", "--export-profile", "srgb", "-o", ".jpg[Q=90,strip]"],
            check=True,
            stdout=subprocess.DEVNULL,  # the picture
        )
    return None


def _measure(path: Path) -> None:
    """Tells the most megabytes, of the process that photographs are given to and what this one has grown by, and the
    seconds. To refuse is no fault."""
    idle = _most_megabytes()
    began = time.perf_counter()
    with suppress(PhotoRefused):
        size = _inspect(path)
        with path.open("rb") as file:
            render(file, ratio=frame_ratio(Frame.FIRST, size))
    seconds = time.perf_counter() - began
    darkroom.end()
    print(_most_megabytes() - idle + getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024, seconds)


def _most_megabytes() -> float:
    """That this process has ever held; `getrusage` would tell its parent's as well."""
    return (
        int(re.findall(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)[0]) / 1024
    )


if __name__ == "__main__":
    _measure(Path(sys.argv[1]))
