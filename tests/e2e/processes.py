"""Starting parts of the system as real processes, and waiting for what they do."""

import os
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180


def eventually(condition, what):
    """The first true answer of the condition; fails with `what` when it never comes."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"never happened: {what() if callable(what) else what}")


def free_ports(count):
    """Different ports that nobody listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def clean_environment(**values):
    """This process's environment without what configures the system, and with the values."""
    configured = {
        "DATABASE_URL",
        "REDIS_URL",
        "DEMO",
        "DATA_DIR",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
        "DJANGO_SETTINGS_MODULE",
    }
    return {name: value for name, value in os.environ.items() if name not in configured} | values


class Started:
    """A process whose words go to a file."""

    def __init__(self, command, environment, log):
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)

    def words(self):
        return self.log.read_text()

    def says(self, words):
        eventually(lambda: words in self.words(), lambda: f"{words!r} in:\n{self.words()}")

    def ended(self):
        """The exit code, waiting for the end."""
        return self.process.wait(PATIENCE_S)
