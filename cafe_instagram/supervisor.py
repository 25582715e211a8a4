"""Keeps the processes of one machine running: `manage.py up` ends by becoming this.

The standard library only, and little of it, because it stays in memory for as long as the system runs. PORT,
SANDBOX_PORT, DATA_DIR, PUBLIC_URL and DEMO stand in the environment, already checked by the command.
"""

import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

from cafe_instagram import health

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 10.0
GRACE_S = 10.0  # from SIGTERM to SIGKILL
POLL_S = 0.1
# What can wait starts when the site answers, or after this: all at once would slow down the site on a small machine.
PATIENCE_S = 5.0
# How often the site is asked who still moves; who has not for health.STALE_S is started anew.
WATCH_S = 10.0

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    name: str
    arguments: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    can_wait: bool = False


def programs(environ: Mapping[str, str]) -> Iterator[Program]:
    """What one machine runs. The sandbox is the demo's only."""
    web = ["gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket"]
    web += ["--bind", f"127.0.0.1:{environ['PORT']}", "--log-level", "warning", "cafe_instagram.wsgi"]
    yield Program("web", web)
    yield Program("worker", ["cafe_instagram.worker"], can_wait=True)
    yield Program("beat", ["cafe_instagram.beat"], can_wait=True)
    if environ.get("DEMO") == "1":
        places = {
            "SANDBOX_PORT": environ["SANDBOX_PORT"],
            "SANDBOX_DIR": f"{environ['DATA_DIR']}/sandbox",
            "SANDBOX_WEBHOOK_URL": f"http://127.0.0.1:{environ['PORT']}/webhooks/instagram/",
        }
        yield Program("sandbox", ["sandbox"], places)


def die_with_parent(parent: int) -> None:
    """Ask Linux for SIGTERM when the supervisor is killed outright; elsewhere nothing does that."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before we could ask
            os._exit(0)


class Process:
    """A program that has been started, in a process group of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.pipe, output = os.pipe()
        os.set_blocking(self.pipe, False)
        self.process = subprocess.Popen(
            [sys.executable, "-m", *program.arguments],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,  # Ctrl-C reaches the supervisor alone
            preexec_fn=partial(die_with_parent, os.getpid()),
        )
        os.close(output)
        self.started_at = time.monotonic()
        self.unfinished_line = b""

    def lines(self) -> list[str]:
        """The whole lines that have arrived since; an unfinished one waits for its end."""
        arrived = b""
        with suppress(BlockingIOError):
            while chunk := os.read(self.pipe, 65536):
                arrived += chunk
        *whole, self.unfinished_line = (self.unfinished_line + arrived).split(b"\n")
        return [line.decode(errors="replace") for line in whole]

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def kill_group(self) -> None:
        """Also what the process has left behind, such as the server of a killed gunicorn."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Starts the programs, passes their words on, restarts what dies, and stops all on a signal."""

    def __init__(self, programs: list[Program], *, port: int, greeting: list[str]) -> None:
        now = time.monotonic()
        self.due = [(now + PATIENCE_S * program.can_wait, program) for program in programs]
        self.running: list[Process] = []
        self.started: set[str] = set()
        self.pauses_s = {program.name: FIRST_PAUSE_S for program in programs}
        self.width = max(len(program.name) for program in programs)
        self.port, self.greeting = port, greeting
        self.selector = selectors.DefaultSelector()
        self.bell, self.ringer = socket.socketpair()
        self.stopping = self.greeted = False
        self.watch_at, self.heard_at = now + WATCH_S, now

    def run(self) -> None:
        self._heed_signals()
        while not self.stopping:
            self._start_what_is_due()
            self._hear(self._patience())
            self._bury_the_dead()
            self._greet_when_ready()
            self._watch()
        self._stop()

    def _heed_signals(self) -> None:
        self.bell.setblocking(False)
        self.ringer.setblocking(False)
        self.selector.register(self.bell, selectors.EVENT_READ)
        signal.set_wakeup_fd(self.ringer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # rings the bell, nothing more
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start_what_is_due(self) -> None:
        now = time.monotonic()
        for program in [program for start_at, program in self.due if start_at <= now]:
            process = Process(program)
            self.started.add(program.name)
            self.running.append(process)
            self.selector.register(process.pipe, selectors.EVENT_READ, process)
        self.due = [(start_at, program) for start_at, program in self.due if start_at > now]

    def _patience(self) -> float:
        """Seconds to wait for a word or a signal."""
        if not self.greeted:
            return POLL_S
        next_at = min([self.watch_at, *(start_at for start_at, _ in self.due)])
        return max(next_at - time.monotonic(), 0.0)

    def _hear(self, patience_s: float) -> None:
        for key, _ in self.selector.select(patience_s):
            if key.data is None:
                self.bell.recv(4096)
            else:
                self._pass_on(key.data)

    def _pass_on(self, process: Process) -> None:
        for line in process.lines():
            self._say(line, process.program.name)

    def _bury_the_dead(self) -> None:
        for process in [process for process in self.running if process.has_ended()]:
            self._pass_on(process)
            process.kill_group()
            self.selector.unregister(process.pipe)
            os.close(process.pipe)
            self.running.remove(process)
            if not self.stopping:
                self._schedule_restart(process)

    def _schedule_restart(self, process: Process) -> None:
        """The pause doubles with each death, and is short again after a life that lasted."""
        name, now = process.program.name, time.monotonic()
        if now - process.started_at > LONGEST_PAUSE_S:
            self.pauses_s[name] = FIRST_PAUSE_S
        pause_s = self.pauses_s[name]
        self.pauses_s[name] = min(pause_s * 2, LONGEST_PAUSE_S)
        self.due.append((now + pause_s, process.program))
        code = process.process.returncode
        self._say(f"止まりました(終了コード {code})。{pause_s:.0f} 秒後に始め直します。", name)

    def _greet_when_ready(self) -> None:
        if not self.greeted and answers(self.port):
            self.greeted = True
            self.heard_at = time.monotonic()
            self.due = [
                (0.0 if program.can_wait and program.name not in self.started else start_at, program)
                for start_at, program in self.due
            ]
            for line in self.greeting:
                self._say(line)

    def _watch(self) -> None:
        """Whoever hangs has not died, so nothing else would tell. It is killed, and comes back as the dead do."""
        now = time.monotonic()
        if not self.greeted or self.stopping or now < self.watch_at:
            return
        told = health.ask("127.0.0.1", self.port)
        now = time.monotonic()
        self.watch_at = now + WATCH_S
        if told:
            self.heard_at = now
        hanging = standing_still(told, silent_s=now - self.heard_at)
        for process in self.running:
            if process.program.name in hanging and now - process.started_at > health.STALE_S:
                self._say(
                    f"{health.STALE_S} 秒のあいだ動きがありません。終わらせて、始め直します。",
                    process.program.name,
                )
                process.kill_group()

    def _stop(self) -> None:
        self._say("止めています…")
        for process in self.running:
            process.process.terminate()
        deadline = time.monotonic() + GRACE_S
        while self.running:
            if time.monotonic() > deadline:
                for process in self.running:
                    process.kill_group()
            self._hear(POLL_S)
            self._bury_the_dead()
        self._say("すべて止まりました。")

    def _say(self, line: str, name: str = "") -> None:
        try:
            sys.stdout.write(f"{name:{self.width}} | {line}\n" if name else f"{line}\n")
            sys.stdout.flush()
        except OSError:
            self.stopping = True  # nobody listens any more: the terminal is closed
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def standing_still(told: Mapping[str, Any], *, silent_s: float) -> Iterable[str]:
    """Which programs do not move any more, by what the site tells. Without its database nobody can."""
    if not told:
        return ["web"] if silent_s > health.STALE_S else []
    if not told.get("database"):
        return []
    if health.is_stale(told, "heartbeat"):  # a worker that lives looks also where nobody calls it
        return ["worker", "beat"]
    return ["beat"] if told.get("broker") and health.is_stale(told, "beat") else []


def answers(port: int) -> bool:
    """Whether the site is there, with its database."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return connection.makefile("rb").readline().split()[1:2] == [b"200"]
    except OSError:
        return False


def greeting(environ: Mapping[str, str]) -> list[str]:
    lines = [
        "",
        "北海道とつながるカフェ Instagram が動いています。",
        f"  画面            {environ['PUBLIC_URL']}/",
    ]
    if environ.get("DEMO") == "1":
        lines += [f"  サンドボックス  http://127.0.0.1:{environ['SANDBOX_PORT']}/  (Instagramの代わり)"]
    return [*lines, "  止めるときは Ctrl-C を押してください。", ""]


def main() -> None:
    Supervisor(list(programs(os.environ)), port=int(os.environ["PORT"]), greeting=greeting(os.environ)).run()


if __name__ == "__main__":
    main()
