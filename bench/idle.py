"""What `manage.py up` costs while nobody does anything: memory and processor of all its processes, and a second start.

The demo with everything on one machine, as `make run` starts it: SQLite, no Redis, files in a folder of its own.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, at_most, heading
from bench.processes import STOP_S, answers, environment, free_ports, wait_for

# The first sweeps of everything are over after so long.
SETTLE_S, WATCH_S = 20, 30
MEMORY_MAX_MB, CORE_MAX_PERCENT, START_MAX_S = 250, 3, 2
# Places in proc(5)'s stat, counted from its third.
PARENT, USED = 1, slice(11, 15)
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Process:
    """Megabytes that are its own (what several share is divided among them), and percent of a core over a while."""

    name: str
    megabytes: float
    percent: float


def run() -> list[Figure]:
    port, sandbox_port = free_ports(2)
    with tempfile.TemporaryDirectory() as folder:
        environ = environment(DEMO="1", DATA_DIR=folder, PORT=str(port), SANDBOX_PORT=str(sandbox_port))
        with _up(environ):
            first = wait_for(lambda: answers(port), "the site answers")
        with _up(environ) as root:
            second = wait_for(lambda: answers(port), "the site answers", pause_s=0.02)
            time.sleep(SETTLE_S)
            family = _watched(root)
    return [
        heading("idle: manage.py up"),
        at_most("memory of all processes", sum(one.megabytes for one in family), MEMORY_MAX_MB, "MB PSS"),
        at_most(
            f"processor over {WATCH_S} s", sum(one.percent for one in family), CORE_MAX_PERCENT, "% of a core"
        ),
        *(Figure(f"  {one.name}", f"{one.megabytes:.0f} MB, {one.percent:.1f} %") for one in family),
        at_most("second start, until it answers", second, START_MAX_S, "s"),
        Figure("  first start, with the demo's data", f"{first:.1f} s"),
    ]


@contextmanager
def _up(environ: dict[str, str]) -> Iterator[int]:
    command = [sys.executable, "manage.py", "up"]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=STOP_S)


def _watched(root: int) -> list[Process]:
    before = {pid: _seconds(pid) for pid in _family(root)}
    time.sleep(WATCH_S)
    return [
        Process(_name(pid), _megabytes(pid), (_seconds(pid) - used) / WATCH_S * 100)
        for pid, used in before.items()
    ]


def _family(root: int) -> Iterator[int]:
    """The process and all that came of it."""
    yield root
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(_stat(int(folder.name))[PARENT]) == root:
                yield from _family(int(folder.name))


def _seconds(pid: int) -> float:
    """Of a processor, its ended children's included."""
    return sum(int(ticks) for ticks in _stat(pid)[USED]) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """What proc(5) numbers from 3 on: the name before may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _megabytes(pid: int) -> float:
    return int(PSS.findall(Path(f"/proc/{pid}/smaps_rollup").read_text())[0]) / 1024


def _name(pid: int) -> str:
    """The command without the interpreter."""
    words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").split()
    return " ".join(words[words.index("-m") + 1 :] if "-m" in words else words)[:40]
