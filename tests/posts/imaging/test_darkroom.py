"""Where photos are worked on: whatever a file asks for, it gets no more than the limits, and nobody else notices."""

import os
import re
import signal
import threading
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from posts.imaging import darkroom
from posts.imaging.failures import NotNow, TooManyPixels, TooManyScans, TooMuchWork, Unreadable
from posts.imaging.inspection import inspect
from posts.imaging.refusal import PhotoRefused
from posts.imaging.rendering import render
from tests import misses
from tests.posts.imaging.samples import encode, exif, picture, png16_interlaced, stored_turned

SIXTY = (10_000, 6_000)
MEGABYTES = 300
WITHIN = {"ratio": (4, 5), "focus": (50, 50), "turn": 0, "quality": 90}


@pytest.fixture(autouse=True)
def fresh_child():
    darkroom.end()
    yield
    darkroom.end()


def child_pid():
    return darkroom._child.process.pid  # the one of this process


def most_megabytes():
    status = Path(f"/proc/{child_pid()}/status").read_text()
    return int(re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[0]) / 1024


def blank(mode, size=SIXTY):
    return Image.new(mode, size)


def largest():
    """Sixty megapixels of every kind that is taken in, from small files."""
    yield "JPEG", encode(blank("RGB"))
    yield "progressive JPEG", encode(blank("RGB"), progressive=True)
    yield "progressive JPEG, colours in full", encode(blank("RGB"), progressive=True, subsampling=0)
    yield "CMYK JPEG", encode(blank("CMYK"))
    yield "progressive CMYK JPEG", encode(blank("CMYK"), progressive=True)
    yield "PNG with alpha", encode(blank("RGBA"), "PNG", compress_level=1)
    yield "PNG of a palette with alpha", encode(blank("P"), "PNG", compress_level=1, transparency=b"\0\x80")
    yield "interlaced PNG of 16 bits", png16_interlaced(SIXTY)
    yield "WebP with alpha", encode(blank("RGBA"), "WEBP", lossless=True, quality=0, method=0)
    yield "HEIC", encode(blank("RGB"), "HEIF", quality=10, enc_params={"preset": "ultrafast"})
    yield "a strip of a JPEG", encode(blank("RGB", (2_879, 20_840)), progressive=True)


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_largest_photos_of_every_kind_stay_within_the_memory_or_are_refused_for_their_size():
    missed = []
    for name, file in largest():
        darkroom.end()
        for job, order in (
            ("examine", {}),
            ("render", WITHIN),
            ("whole", {"side": 640, "quality": 80, "turn": 90}),
        ):
            try:
                darkroom.work(job, file, **order)
            except TooManyPixels:
                pass
            except (TooMuchWork, Unreadable) as failure:
                missed.append(f"{name}, {job}: {failure!r}")
                break
        if darkroom._child and most_megabytes() > MEGABYTES:
            missed.append(f"{name}: {most_megabytes():.0f} MB")
    misses.none(missed)


def test_scans_are_counted_before_anything_is_decoded():
    data = encode(picture(), progressive=True).getvalue().removesuffix(b"\xff\xd9")
    again = data[data.rindex(b"\xff\xda") :]
    with pytest.raises(TooManyScans):
        darkroom.work("examine", BytesIO(data + 40 * again + b"\xff\xd9"))
    hidden = b"\xff\xfe\0\x04\xff\xd9"  # a comment that looks like the end
    with pytest.raises(TooManyScans):
        darkroom.work("examine", BytesIO(data + hidden + 40 * again + b"\xff\xd9"))
    darkroom.work("examine", BytesIO(data + 4 * again + b"\xff\xd9"))


def test_memory_over_the_limit_is_a_failure_and_the_next_photo_is_worked_on(monkeypatch):
    monkeypatch.setitem(darkroom.LIMITS, "memory_bytes", 60_000_000)
    with pytest.raises(TooMuchWork):
        darkroom.work("examine", encode(blank("RGB", (5_000, 5_000)), "PNG", compress_level=1))
    monkeypatch.setitem(darkroom.LIMITS, "memory_bytes", 290_000_000)
    assert inspect(encode(picture()), name="a").width == 600


def test_time_over_the_limit_is_a_failure_and_the_next_photo_is_worked_on(monkeypatch):
    inspect(encode(picture()), name="a")
    os.kill(child_pid(), signal.SIGSTOP)  # it will never answer
    monkeypatch.setattr(darkroom, "WALL_S", 0.2)
    with pytest.raises(TooMuchWork):
        darkroom.work("examine", encode(picture()))
    monkeypatch.setattr(darkroom, "WALL_S", 60)
    assert inspect(encode(picture()), name="a").width == 600


def test_processor_over_the_limit_is_a_failure(monkeypatch):
    monkeypatch.setitem(darkroom.LIMITS, "cpu_s", 0)
    noise = Image.effect_noise((4_000, 4_000), 90).convert("RGB")
    large = encode(noise, "PNG", compress_level=1)

    def render_often():
        for _ in range(50):
            darkroom.work("render", large, **WITHIN)

    with pytest.raises(TooMuchWork):
        render_often()


def test_child_that_was_ended_from_outside_is_replaced():
    inspect(encode(picture()), name="a")
    first = child_pid()
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert inspect(encode(picture()), name="a").width == 600
    assert child_pid() != first


def test_photo_whose_child_is_ended_from_outside_is_worked_on_once_more(monkeypatch):
    """By whoever needs memory, or ends what he does not know: the photo is not to blame, unless it happens again."""
    work, ended = darkroom._Child.work, []

    def ended_amid(child, file, order):
        if len(ended) < times:
            ended.append(child.process.pid)
            child.process.kill()
        return work(child, file, order)

    monkeypatch.setattr(darkroom._Child, "work", ended_amid)
    times = 1
    assert inspect(encode(picture()), name="a").width == 600
    times = 3
    with pytest.raises(PhotoRefused, match="処理に時間かメモリがかかりすぎる"):
        inspect(encode(picture()), name="a")
    assert len(ended) == 3


def test_one_child_serves_photo_after_photo_and_is_replaced_now_and_then(monkeypatch):
    monkeypatch.setattr(darkroom, "JOBS_MAX", 3)
    served = []
    for _ in range(5):
        inspect(encode(picture()), name="a")
        served.append(child_pid())
    assert len(set(served[:3])) == 1
    assert len(set(served)) == 2


def test_photos_are_worked_on_one_after_another(monkeypatch):
    inside, most, worked = [], [], darkroom._worked

    def watched(*args):
        inside.append(1)
        most.append(len(inside))
        try:
            return worked(*args)
        finally:
            inside.pop()

    monkeypatch.setattr(darkroom, "_worked", watched)
    threads = [
        threading.Thread(target=inspect, args=(encode(picture()),), kwargs={"name": "a"}) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def test_child_knows_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "told-to-nobody")
    inspect(encode(picture()), name="a")
    environment = Path(f"/proc/{child_pid()}/environ")
    if environment.exists():
        assert b"told-to-nobody" not in environment.read_bytes()


def test_machine_that_cannot_start_a_process_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(darkroom.sys, "executable", str(tmp_path / "nothing"))
    with pytest.raises(NotNow):
        darkroom.work("examine", encode(picture()))


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_photo_turned_by_hand_is_what_an_upright_one_turned_would_be(orientation):
    """Whatever way it lies in the file; and a window is of the photo as turned."""
    tall = picture((700, 400))
    for degrees, turned in (
        (90, Image.Transpose.ROTATE_270),
        (180, Image.Transpose.ROTATE_180),
        (270, Image.Transpose.ROTATE_90),
    ):
        file = encode(stored_turned(tall, orientation), "PNG", exif=exif(orientation=orientation).tobytes())
        made = render(file, ratio=Fraction(1), focus=(0, 100), turn=degrees)
        wanted = render(encode(tall.transpose(turned), "PNG"), ratio=Fraction(1), focus=(0, 100))
        assert made.data == wanted.data
