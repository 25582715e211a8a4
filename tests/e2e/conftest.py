"""One machine that runs `manage.py up`."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import uuid
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import requests

from tests.e2e.processes import ROOT, Started, clean_environment, eventually, free_ports
from tests.patience import PATIENCE_S


class Machine:
    """The whole embedded system on free ports, with its data in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        port, sandbox_port = free_ports(2)
        self.address = f"http://127.0.0.1:{port}"
        self.sandbox_address = f"http://127.0.0.1:{sandbox_port}"
        self.environment = clean_environment(
            DEMO="1", DATA_DIR=str(folder / "data"), PORT=str(port), SANDBOX_PORT=str(sandbox_port)
        )
        self.ups = []

    def up(self, **changes):
        log = self.folder / f"up{len(self.ups)}.log"
        self.ups.append(Started([sys.executable, "manage.py", "up"], self.environment | changes, log))
        return self.ups[-1]

    def is_healthy(self):
        try:
            return requests.get(f"{self.address}/healthz", timeout=PATIENCE_S).ok
        except (requests.ConnectionError, requests.Timeout):
            return False


def make_demo(folder, **services):
    environment = clean_environment(DEMO="1", DATA_DIR=str(folder), **services)
    for command in ("migrate", "demo"):
        subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=environment, check=True)


@contextmanager
def made_once(folder, make, drop=lambda: None):
    """What takes long is made by the first of a run's processes that needs it; the last that did lets it go."""
    folder.mkdir(exist_ok=True)

    def count(more):
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            users = folder / "users"
            before = int(users.read_text()) if users.exists() else 0
            if before == 0:
                make()
            users.write_text(str(before + more))
            if before + more == 0:
                drop()

    count(+1)
    try:
        yield
    finally:
        count(-1)


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory):
    """A folder for all the processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def demo_data(of_the_run):
    """A data folder with its demo, made once: the demo's photos take seconds."""
    folder = of_the_run / "demo"
    with made_once(folder, lambda: make_demo(folder / "data"), lambda: shutil.rmtree(folder / "data")):
        yield folder / "data"


def on_the_server(statement):
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def address_of(name):
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@contextmanager
def new_database(template):
    """The address of a database of its own, as the template is, on the server of the run."""
    name = f"cafe_e2e_{uuid.uuid4().hex}"
    on_the_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield address_of(name)
    on_the_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def demo_database(of_the_run, testrun_uid):
    """As `demo_data`, with its rows in a database of the server; gives the folder and the database's name."""
    folder, name = of_the_run / "demo-on-server", f"cafe_e2e_demo_{testrun_uid}"

    def make():
        on_the_server(f"CREATE DATABASE {name}")
        make_demo(folder / "data", DATABASE_URL=address_of(name))

    def drop():
        on_the_server(f"DROP DATABASE {name} WITH (FORCE)")
        shutil.rmtree(folder / "data")

    with made_once(folder, make, drop):
        yield folder / "data", name


@pytest.fixture
def machine(new_machine, demo_data):
    """A machine that has been used before."""
    shutil.copytree(demo_data, new_machine.folder / "data")
    return new_machine


@pytest.fixture
def new_machine(tmp_path):
    machine = Machine(tmp_path)
    yield machine
    for up in machine.ups:
        up.process.send_signal(signal.SIGTERM)
        up.ended()


def own_queue():
    """A Redis database of this process's own: a worker takes whatever it finds there, another machine's messages too."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{8 + process % 8}").geturl()


@pytest.fixture
def services(new_machine, request):
    """What the machine runs on: SQLite and files, or a database and Redis where the run has them. The demo is there."""
    data = new_machine.folder / "data"
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        shutil.copytree(request.getfixturevalue("demo_data"), data)
        yield {}
        return
    folder, template = request.getfixturevalue("demo_database")
    shutil.copytree(folder, data)
    with new_database(template) as address:
        yield {"DATABASE_URL": address, "REDIS_URL": own_queue()}


@pytest.fixture
def running(services, new_machine: Machine) -> Machine:
    new_machine.up(**services)
    eventually(new_machine.is_healthy, lambda: new_machine.ups[0].words())
    return new_machine
