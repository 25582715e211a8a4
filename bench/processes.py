"""Processes of the product, started for a bench and stopped after it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

STOP_S = 30
# What configures the product: a bench's processes are told all of it anew.
CONFIGURED = (
    "DATABASE_URL",
    "REDIS_URL",
    "DEMO",
    "DATA_DIR",
    "PORT",
    "SANDBOX_PORT",
    "DJANGO_SETTINGS_MODULE",
)


def environment(**values: str) -> dict[str, str]:
    """This process's, without what configures the product, and with the values."""
    kept = {name: value for name, value in os.environ.items() if name not in CONFIGURED}
    return kept | {"PYTHONWARNINGS": "ignore"} | values  # the worker warns of being root, as in a container


@contextmanager
def running(
    programs: Sequence[Sequence[str]], environ: Mapping[str, str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Each program is a module with its arguments."""
    processes = [
        subprocess.Popen([sys.executable, "-m", *program], env=environ, stdout=subprocess.DEVNULL)
        for program in programs
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=STOP_S)


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_for(
    condition: Callable[[], object], what: str, *, patience_s: float = 120, pause_s: float = 0.05
) -> float:
    """Seconds until the condition holds."""
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > patience_s:
            raise TimeoutError(f"never happened: {what}")
        time.sleep(pause_s)
    return time.perf_counter() - began


def answers(port: int, **headers: str) -> bool:
    """Whether the site is there, with its database."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", "/healthz", headers=headers)
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
