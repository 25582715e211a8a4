"""Starting parts of the system as real processes, and waiting for what they do."""

import os
import secrets
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]


def eventually(condition, what):
    """The first true answer of the condition; fails with `what` when it never comes.

    Asked less and less often: a page that is opened without a pause keeps a processor from those that are waited for.
    """
    deadline, pause_s = time.monotonic() + PATIENCE_S, 0.05
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(pause_s)
        pause_s = min(1.5 * pause_s, 1.0)
    raise AssertionError(f"never happened: {what() if callable(what) else what}")


def free_ports(count):
    """Different ports that nobody listens on, below those that the system gives to whoever asks for any.

    One of the latter might be somebody else's before the system under test has begun to listen on it.
    """
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    lowest = int(given.read_text().split()[0]) if given.exists() else 49_152
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            port = secrets.choice(range(10_000, lowest))
            try:
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue  # somebody listens there
            found.append(port)
    return found


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
