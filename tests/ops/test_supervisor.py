"""Which program the supervisor starts when, and what it takes for an answer."""

import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from cafe_instagram import supervisor
from cafe_instagram.supervisor import Program, Supervisor

ENVIRONMENT = {"PORT": "8000", "SANDBOX_PORT": "8001", "DATA_DIR": "/data", "DEMO": "1"}


def names(programs):
    return [program.name for program in programs]


@pytest.fixture
def started(monkeypatch):
    """The names of what has been started, in order; nothing is really started."""
    started, pipes = [], []

    class Process:
        def __init__(self, program):
            started.append(program.name)
            self.pipe, end = os.pipe()
            pipes.extend((self.pipe, end))

    monkeypatch.setattr(supervisor, "Process", Process)
    yield started
    for end in pipes:
        os.close(end)


@pytest.fixture
def keep():
    """Makes a supervisor, which never runs."""
    made = []

    def keep(*programs):
        made.append(Supervisor(list(programs), port=8000, greeting=[]))
        return made[-1]

    yield keep
    for keeper in made:
        for opened in (keeper.selector, keeper.bell, keeper.ringer):
            opened.close()


@pytest.fixture
def answering(monkeypatch):
    """Whether the site answers; a list, so that a test can change it."""
    answering = [False]
    monkeypatch.setattr(supervisor, "answers", lambda port: answering[0])
    return answering


def test_pages_come_first_and_the_rest_as_soon_as_they_answer(started, answering, keep):
    programs = list(supervisor.programs(ENVIRONMENT))
    keeper = keep(*programs)
    keeper._start_what_is_due()
    keeper._greet_when_ready()
    keeper._start_what_is_due()
    assert started == ["web", "sandbox"]
    answering[0] = True
    keeper._greet_when_ready()
    keeper._start_what_is_due()
    assert sorted(started) == sorted(names(programs))


def test_rest_does_not_wait_for_ever(started, answering, keep, monkeypatch):
    monkeypatch.setattr(supervisor, "PATIENCE_S", 0.0)
    keeper = keep(Program("worker", [], can_wait=True))
    keeper._start_what_is_due()
    assert started == ["worker"]
    assert not keeper.greeted


def test_rest_is_waited_for_no_longer_than_that(answering, keep):
    keeper = keep(Program("worker", [], can_wait=True))
    keeper.greeted = True  # which alone would let it sleep until a signal comes
    assert 0 < keeper._patience() <= supervisor.PATIENCE_S


WELL = {"ok": True, "database": True, "broker": True, "heartbeat": 3, "beat": 2}


@pytest.mark.parametrize(
    ("told", "silent_s", "hanging"),
    [
        (WELL, 0, []),
        (WELL | {"beat": 61}, 0, ["beat"]),
        (WELL | {"beat": 61, "heartbeat": 61}, 0, ["worker", "beat"]),
        (WELL | {"beat": None, "heartbeat": None}, 0, ["worker", "beat"]),
        (WELL | {"beat": 61, "broker": False}, 0, []),  # its calls get nowhere
        ({"ok": False, "database": False}, 0, []),
        ({}, 59, []),
        ({}, 61, ["web"]),
    ],
)
def test_who_stands_still_is_read_off_what_the_site_tells(told, silent_s, hanging):
    assert list(supervisor.standing_still(told, silent_s=silent_s)) == hanging


class Hanging:
    def __init__(self, name, started_at):
        self.program, self.started_at, self.is_killed = Program(name, []), started_at, False

    def kill_group(self):
        self.is_killed = True


def test_who_stands_still_is_killed_unless_just_begun(keep, monkeypatch, capsys):
    monkeypatch.setattr(supervisor.health, "ask", lambda host, port: WELL | {"heartbeat": 61})
    keeper, now = keep(Program("worker", [], can_wait=True)), time.monotonic()
    keeper.due, keeper.watch_at = [], now
    old, young, web = Hanging("worker", now - 61), Hanging("beat", now), Hanging("web", now - 61)
    keeper.running = [old, young, web]
    keeper._watch()
    assert not old.is_killed  # the system has not begun yet
    keeper.greeted = True
    keeper._watch()
    assert [old.is_killed, young.is_killed, web.is_killed] == [True, False, False]
    assert "worker | 60 秒のあいだ動きがありません" in capsys.readouterr().out
    old.is_killed = False
    keeper._watch()  # not before the next watch
    assert not old.is_killed
    assert 0 < keeper._patience() <= supervisor.WATCH_S


@pytest.mark.parametrize(
    ("said", "is_there"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", False),
        (b"something else\n", False),
        (b"", False),
    ],
)
def test_only_200_is_an_answer(said, is_there):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(said)

        serving = threading.Thread(target=serve)
        serving.start()
        assert supervisor.answers(server.getsockname()[1]) is is_there
        serving.join()


def test_nobody_listening_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not supervisor.answers(port)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells of a parent's death")
def test_program_whose_supervisor_dies_before_it_begins_never_runs():
    def words(parent):
        code = f"from cafe_instagram.supervisor import die_with_parent as ask; ask({parent}); print('runs')"
        return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert words(os.getppid()) == ""  # as if somebody between us had started it, and died
    assert words(os.getpid()) == "runs\n"
