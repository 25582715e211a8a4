"""Where photos are worked on: a child process of this one, with limits, one photo at a time.

A file may ask for a thousand times its own size in memory, or for hours; a decoder may crash. None of that may happen to
a process that serves people. The child is kept for the next photo, since it takes longer to start one than to shrink a
photo; it is ended when it has broken a limit, and now and then, so that what libraries forget to give back is given back.
It holds no secret, no connection and no setting: a file comes in, JSON and a JPEG go out.
"""

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from signal import SIGKILL, SIGXCPU
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

from posts.imaging.failures import KINDS, NotNow, TooMuchWork, Unreadable

logger = logging.getLogger(__name__)

LIMITS = {"memory_bytes": 290_000_000, "cpu_s": 8}  # of one photo
WALL_S = 20  # the same on a machine that is busy with other things
START_S = 60  # for a child to come up on a machine that does nothing but swap
JOBS_MAX = 200
ROOT = Path(__file__).resolve().parents[2]

Answer = tuple[dict[str, Any], bytes]


@dataclass
class _Child:
    process: subprocess.Popen[bytes]
    line: socket.socket
    jobs: int = 0

    @classmethod
    def start(cls) -> "_Child":
        ours, theirs = socket.socketpair()
        with theirs, ExitStack() as failed:
            failed.enter_context(ours)
            process = subprocess.Popen(
                [
                    sys.executable, "-X", "utf8", "-W", "ignore", "-m", "posts.imaging.child",
                    str(theirs.fileno()),
                ],
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )  # fmt: skip
            failed.pop_all()
        child = cls(process, ours)
        ours.settimeout(START_S)
        if ours.recv(1) != b"\n":
            raise ChildProcessError(f"ended with {child.end()} before its first photo")
        return child

    def work(self, file: IO[bytes], order: dict[str, Any]) -> Answer:
        """Raises OSError where the child is not there any more, or does not answer in time."""
        self.jobs += 1
        self.line.settimeout(WALL_S)
        socket.send_fds(self.line, [json.dumps(order).encode() + b"\n"], [file.fileno()])
        with self.line.makefile("rb") as answers:
            head = answers.readline()
            if not head:
                raise ConnectionError
            answer = json.loads(head)
            return answer, answers.read(answer.pop("bytes", 0))

    def end(self) -> int:
        """How it ended: minus the number of the signal, where it was one."""
        self.line.close()
        if self.process.poll() is None:
            self.process.kill()
        return self.process.wait()


_in_use = Lock()
_child: _Child | None = None


def work(job: str, file: IO[bytes], **order: Any) -> Answer:
    """What `child` makes of the file. Raises what stands in `failures`; waits for others of this process."""
    with _on_disk(file) as handed, _in_use:
        answer, data = _worked(handed, {"job": job, "limits": LIMITS, **order})
    if failure := answer.get("failure"):
        raise _failure(failure, answer)
    return answer, data


def _worked(file: IO[bytes], order: dict[str, Any], *, is_again: bool = False) -> Answer:
    """Once more, if somebody else has ended the child: mostly that says nothing of this photo."""
    global _child
    if _child and (_child.jobs >= JOBS_MAX or _child.process.poll() is not None):
        end()
    try:
        _child = _child or _Child.start()
    except OSError as error:  # no memory for a process, no process left to have
        logger.exception("the process for photos does not start")
        raise NotNow(str(error)) from error
    try:
        return _child.work(file, order)
    except TimeoutError as error:
        end()
        raise TooMuchWork("too long") from error
    except (OSError, ValueError) as error:
        ended = end()
        if ended == -SIGKILL and not is_again:
            return _worked(file, order, is_again=True)
        if ended in (-SIGXCPU, -SIGKILL):
            raise TooMuchWork("ended by a limit") from error
        raise Unreadable("the decoder has crashed") from error


def _failure(code: str, answer: dict[str, Any]) -> Exception:
    kind = KINDS[code]
    return kind(answer["most"]) if answer["most"] else kind(answer["told"])


def _on_disk(file: IO[bytes]) -> IO[bytes]:
    """A file of its own, since the child reads what it is handed by itself, and an upload may lie in memory alone."""
    copy = TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    file.seek(0)
    copyfileobj(file, copy)
    copy.flush()
    copy.seek(0)
    file.seek(0)
    return copy


def _environment() -> dict[str, str]:
    """Nothing of ours but where programs are. Large pieces go back to the system at once, small ones are kept together."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
        "MALLOC_ARENA_MAX": "1",
    }


def end() -> int:
    """Ends the child; the next photo gets another. Answers how it ended."""
    global _child
    ended, _child = _child, None
    return ended.end() if ended else 0


def _forget() -> None:
    """In a fork: the child is the parent's, and whoever held the lock is not here."""
    global _child, _in_use
    if _child:
        _child.line.close()
    _child, _in_use = None, Lock()


os.register_at_fork(after_in_child=_forget)
atexit.register(end)
