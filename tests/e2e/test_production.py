"""docker-compose.yml without containers: each service's command as it stands there, on real PostgreSQL and Redis."""

import json
import os
import secrets
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
import requests
from cryptography.fernet import Fernet
from psycopg2.extensions import AsIs

from tests import misses
from tests.e2e.processes import ROOT, Started, clean_environment, eventually, free_ports
from tests.ops import compose
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.e2e, pytest.mark.postgres, pytest.mark.redis]

GIVEN = {"PUBLIC_URL": "https://cafe.example.jp", "INSTAGRAM_USER_ID": "17841400000000001"}
THROUGH_PROXY = {"Host": "cafe.example.jp", "X-Forwarded-Proto": "https"}


WORKING_ROLE = "cafe_app"  # as the compose file's `migrate` names it


@pytest.fixture
def database_urls():
    """A database of its own on the server of the tests: for the role that owns it, and for the one that works."""
    server, name = urlsplit(os.environ["DATABASE_URL"]), f"cafe_production_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(server._replace(path="/postgres").geturl())) as connection:
        connection.autocommit = True
        password, role = secrets.token_hex(16), [AsIs(WORKING_ROLE)]
        connection.cursor().execute("CREATE DATABASE %s", [AsIs(name)])
        connection.cursor().execute("DROP ROLE IF EXISTS %s", role)
        connection.cursor().execute("CREATE ROLE %s LOGIN PASSWORD %s", [*role, password])
        owner = server._replace(path=f"/{name}")
        place = server.netloc.rpartition("@")[2]
        yield owner.geturl(), owner._replace(netloc=f"{WORKING_ROLE}:{password}@{place}").geturl()
        connection.cursor().execute("DROP DATABASE %s WITH (FORCE)", [AsIs(name)])
        connection.cursor().execute("DROP ROLE %s", role)


@pytest.fixture
def redis_url():
    """The database after that of the tests, empty."""
    address = urlsplit(os.environ["REDIS_URL"])
    address = address._replace(path=f"/{int(address.path.strip('/') or 0) + 1}").geturl()
    with closing(redis.Redis.from_url(address)) as server:
        server.flushdb()
        yield address
        server.flushdb()


class Deployment:
    """The services of the compose file; only places on this machine differ from those in a container."""

    def __init__(self, folder, owner_url, database_url, redis_url):
        self.folder, self.started = folder, []
        self.services = compose.load(GIVEN)["services"]
        self.secrets = {
            "secret_key": secrets.token_urlsafe(50),
            "field_keys": Fernet.generate_key().decode(),
            "seal_keys": Fernet.generate_key().decode(),
            "database_owner_url": owner_url,
            "database_url": database_url,
            "instagram_access_token": "a-token",
            "instagram_app_secret": "",
            "webhook_verify_token": "",
            "webhook_secrets": "",
            "metrics_token": "",
            "email_url": "smtp://127.0.0.1:25",
        }
        for name, value in self.secrets.items():
            (folder / name).write_text(value)
        self.port = str(free_ports(1)[0])
        self.places = {"DATA_DIR": str(folder / "data"), "STATIC_COLLECTED": "1"}
        self.places |= {"PORT": self.port, "REDIS_URL": redis_url}
        self.places |= {
            "PYTHONWARNINGS": "ignore"
        }  # Celery's, of a worker that is root: in the image it is not

    def environment(self, name):
        written = {
            key: value.replace("/run/secrets/", f"{self.folder}/")
            for key, value in self.services[name]["environment"].items()
        }
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return clean_environment(**written | self.places | {"PATH": path})

    def run(self, name, command=None):
        """Run a service's command, or another one in its place, to its end."""
        return subprocess.run(
            command or self.services[name]["command"],
            cwd=ROOT,
            env=self.environment(name),
            capture_output=True,
            text=True,
        )

    def start(self, name):
        log = self.folder / f"{name}.log"
        self.started.append(Started(self.services[name]["command"], self.environment(name), log))
        return self.started[-1]

    def is_healthy(self, name):
        kind, *test = self.services[name]["healthcheck"]["test"]
        test = [word.replace("web:8000", f"127.0.0.1:{self.port}") for word in test]
        return self.run(name, ["sh", "-c", *test] if kind == "CMD-SHELL" else test).returncode == 0

    def get(self, path, **headers):
        return requests.get(
            f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=PATIENCE_S, allow_redirects=False
        )


@pytest.fixture
def deployment(tmp_path, database_urls, redis_url):
    deployment = Deployment(tmp_path, *database_urls, redis_url)
    yield deployment
    for started in deployment.started:
        started.process.send_signal(signal.SIGTERM)
        started.ended()


def test_services_of_the_compose_file_work_together(deployment):
    collected = deployment.run("web", ["python", "manage.py", "collectstatic", "--noinput"])
    assert collected.returncode == 0, collected.stderr
    for _ in range(2):
        migrated = deployment.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
    assert "No migrations to apply" in migrated.stdout

    services = {name: deployment.start(name) for name in ("web", "worker", "beat")}
    for name, started in services.items():
        eventually(lambda name=name: deployment.is_healthy(name), lambda started=started: started.words())

    told = deployment.get("/healthz").json()
    assert told["ok"]
    assert told["broker"]
    assert deployment.get("/", Host="cafe.example.jp").headers["Location"] == "https://cafe.example.jp/"
    assert deployment.get("/", Host="evil.example").status_code == 400
    page = deployment.get("/accounts/login/", **THROUGH_PROXY)
    assert page.status_code == 200
    assert "hokkaido-cafe" not in page.text
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    style = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in deployment.get(style, **THROUGH_PROXY).headers["Cache-Control"]

    inspect = ["celery", "-A", "cafe_instagram.celery", "inspect", "stats", "--json"]
    eventually(
        lambda: '"cafe_instagram.tasks.look"' in deployment.run("worker", inspect).stdout,
        lambda: f"a look: {services['beat'].words()} {services['worker'].words()}",
    )

    for name in ("web", "worker", "beat"):  # each line is for a machine
        misses.none([line for line in services[name].words().splitlines() if not line.startswith("{")])
    answered = [json.loads(line) for line in services["web"].words().splitlines()]
    assert any({"path", "status", "seconds", "request"} <= set(line) for line in answered)

    for started in services.values():
        started.process.send_signal(signal.SIGTERM)
    assert [started.ended() for started in services.values()] == [0, 0, 0]
    words = "".join(started.words() for started in services.values())
    assert "Traceback" not in words
    assert not [name for name, value in deployment.secrets.items() if value and value in words]
