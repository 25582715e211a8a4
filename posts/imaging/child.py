"""The process in which photos are opened: `python -m posts.imaging.child <descriptor of its line>`.

One order a line, in JSON, with the file's descriptor beside it; one answer a line, followed by as many bytes as it says.
It ends when whoever started it does. Django stays out: a child is started while somebody waits.
"""

import json
import resource
import socket
import sys
from collections.abc import Callable
from fractions import Fraction
from math import ceil
from typing import IO, Any

from posts.imaging import developing, opening, turning
from posts.imaging.failures import PhotoFailure, TooMuchWork
from posts.imaging.framing import Size, crop_box, fitted, output_size

ORDER_MAX = 4096  # bytes

Made = tuple[dict[str, Any], bytes]


def limit(*, memory_bytes: int, cpu_s: int) -> None:
    """For the next photo. Memory is what the process may write to of its own, all told (Linux; macOS does not hold it)."""
    # Not RLIMIT_AS, which counts libraries and what is only reserved.
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, resource.RLIM_INFINITY))
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = ceil(used.ru_utime + used.ru_stime) + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def examine(file: IO[bytes], order: dict[str, Any]) -> Made:
    """Reads the whole photo, so that damage shows now. Sizes are of the upright photo."""
    picture = opening.open_photo(file)
    size = turning.upright_size(picture.size, picture.orientation)
    with opening.decoding():
        picture.load(Size(1, 1))
    return {
        "width": size.width,
        "height": size.height,
        "has_position": picture.has_position,
        "taken_on": picture.taken_on.isoformat() if picture.taken_on else None,
        "is_damaged": opening.is_damaged(file, picture),
    }, b""


def render(file: IO[bytes], order: dict[str, Any]) -> Made:
    """The window of a frame, as it is published."""
    picture = opening.open_photo(file)
    held = turning.turned_right(picture.orientation, order["turn"])
    size = turning.upright_size(picture.size, held)
    ratio = Fraction(*order["ratio"])
    box = crop_box(size, ratio, tuple(order["focus"]))
    target = output_size(box, ratio)
    image = developing.developed(picture, box, target, size=size, held=held)
    data = developing.as_jpeg(image, quality=order["quality"], subsampling="4:2:0", progressive=False)
    return {"width": target.width, "height": target.height}, data


def whole(file: IO[bytes], order: dict[str, Any]) -> Made:
    """All of it, upright and small."""
    picture = opening.open_photo(file)
    held = turning.turned_right(picture.orientation, order["turn"])
    size = turning.upright_size(picture.size, held)
    target = fitted(size, order["side"])
    image = developing.developed(picture, (0, 0, *size), target, size=size, held=held)
    return {}, developing.as_jpeg(image, quality=order["quality"])


JOBS: dict[str, Callable[[IO[bytes], dict[str, Any]], Made]] = {
    job.__name__: job for job in (examine, render, whole)
}


def _done(file: IO[bytes], order: dict[str, Any]) -> Made:
    try:
        limit(**order["limits"])
        return JOBS[order["job"]](file, order)
    except PhotoFailure as failure:
        return _told(failure)
    except MemoryError as error:
        return _told(TooMuchWork(str(error)))


def _told(failure: PhotoFailure) -> Made:
    return {"failure": failure.code, "most": failure.most, "told": str(failure)[:200]}, b""


def main(line: socket.socket) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line.sendall(b"\n")
    while True:
        order, descriptors, _, _ = socket.recv_fds(line, ORDER_MAX, 1)
        if not order:
            return
        with open(descriptors[0], "rb") as file:
            answer, data = _done(file, json.loads(order))
        line.sendall(json.dumps(answer | {"bytes": len(data)}).encode() + b"\n" + data)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
