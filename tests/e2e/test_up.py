"""`manage.py up` as its users meet it: one command, real processes, accidents."""

import os
import pty
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.e2e.processes import ROOT, eventually, free_ports
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.e2e


def processes_of(machine):
    """Process id to command line, of everything whose environment names this machine's data."""
    data_dir = f"DATA_DIR={machine.environment['DATA_DIR']}".encode()
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if data_dir in (process / "environ").read_bytes().split(b"\0"):
                found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it has just ended
    return found


def found(machine, program):
    """The processes of one program."""
    return {pid for pid, command in processes_of(machine).items() if f"-m {program}" in command}


def has_all(machine):
    return all(found(machine, name) for name in ("cafe_instagram.worker", "cafe_instagram.beat", "sandbox"))


def running(machine):
    """A machine that answers."""
    up = machine.up()
    up.says("カフェ Instagram が動いています")  # not the sandbox alone
    return up


def test_up_starts_everything_and_ctrl_c_leaves_nothing(new_machine):
    machine = new_machine
    up = running(machine)
    up.says("サンドボックスが動いています")
    assert machine.is_healthy()
    assert "chief" in requests.get(f"{machine.address}/accounts/login/", timeout=PATIENCE_S).text
    assert requests.get(machine.sandbox_address, timeout=PATIENCE_S).ok
    eventually(lambda: has_all(machine), "worker, beat and sandbox")

    up.process.send_signal(signal.SIGINT)

    assert up.ended() == 0
    assert processes_of(machine) == {}
    assert "Traceback" not in up.words()


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_killed_program_comes_back(machine, name):
    up = running(machine)
    (old,) = eventually(lambda: found(machine, f"cafe_instagram.{name}"), name)

    os.kill(old, signal.SIGKILL)

    up.says(f"{name:7} | 止まりました(終了コード -9)")
    eventually(lambda: found(machine, f"cafe_instagram.{name}") - {old}, f"a new {name}")


def test_clock_keeps_no_file(machine):
    """One that a power cut had damaged would be read at every start."""
    up = running(machine)
    eventually(lambda: list((machine.folder / "data" / "broker" / "processed").iterdir()), "a look")

    up.process.send_signal(signal.SIGINT)

    assert up.ended() == 0
    assert not list((machine.folder / "data").glob("*beat*"))


def test_killed_supervisor_takes_its_processes_along(machine):
    up = running(machine)

    up.process.kill()
    up.ended()

    eventually(lambda: processes_of(machine) == {}, lambda: f"gone, but {processes_of(machine)}")


def test_closed_terminal_stops_everything(machine):
    terminal, end = pty.openpty()
    up = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=machine.environment,
        stdin=end,
        stdout=end,
        stderr=end,
        start_new_session=True,
    )
    os.close(end)
    eventually(machine.is_healthy, "the site answers")

    os.close(terminal)
    up.send_signal(signal.SIGHUP)

    assert up.wait(PATIENCE_S) == 0
    assert processes_of(machine) == {}


def test_data_of_before_the_first_release_is_refused_in_one_sentence(machine):
    with closing(sqlite3.connect(machine.folder / "data" / "cafe.sqlite3")) as database, database:
        database.execute("UPDATE django_migrations SET name = '0001_initial' WHERE name = '0001_release_0_2'")

    up = machine.up()

    assert up.ended() == 1
    assert up.words().startswith("このデータは、バージョン 0.2.0 より前のもので、引き継ぐことができません")
    assert "Traceback" not in up.words()


def test_second_up_on_the_same_data_is_refused(machine):
    running(machine)
    port, sandbox_port = free_ports(2)

    second = machine.up(PORT=str(port), SANDBOX_PORT=str(sandbox_port))

    assert second.ended() == 1
    assert second.words().startswith(f"このデータ({machine.environment['DATA_DIR']})ではもう動いています。")
    assert machine.is_healthy()


@pytest.mark.parametrize("name", ["PORT", "SANDBOX_PORT"])
def test_taken_port_is_said_in_one_sentence_that_names_the_variable(new_machine, name):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        up = new_machine.up(**{name: str(taken)})
        assert up.ended() == 1
    assert f"ポート {taken} はほかのプログラムが使っています。{name} に" in up.words()
    assert len(up.words().splitlines()) == 1
    assert not (new_machine.folder / "data" / "cafe.sqlite3").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"PORT": "80000"}, "PORT は 1 から 65535 まで"),
        ({"DATA_DIR": "/proc/nowhere"}, "データの置き場所 /proc/nowhere に書き込めません"),
        ({"DATABASE_URL": "postgres://127.0.0.1:1/none"}, "データベースに接続できません"),
        ({"DATABASE_URL": "postgres://127.0.0.1:x/none"}, "DATABASE_URL は postgres:// か"),
        ({"EMAIL_URL": "mail.example.jp"}, "EMAIL_URL は smtp:// か"),
        ({"DEMO": ""}, "SECRET_KEY を環境変数で指定してください"),
    ],
)
def test_wrong_setting_is_said_in_one_sentence(new_machine, changes, sentence):
    up = new_machine.up(**changes)
    assert up.ended() == 1
    assert up.words().startswith(sentence)
    assert len(up.words().splitlines()) == 1
