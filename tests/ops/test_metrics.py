"""Numbers for Prometheus: behind a token, of all processes of the site together, and nothing of what the site holds."""

import re
import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests

from tests.e2e.processes import ROOT, Started, clean_environment, eventually, free_ports
from tests.patience import PATIENCE_S

TOKEN = "a-token-of-twenty-characters"


def test_without_a_token_there_is_no_such_page(client, db, settings):
    settings.METRICS_TOKEN = ""
    for head in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}):
        assert client.get("/metrics", headers=head).status_code == 404


def test_other_tokens_are_refused(client, db, settings):
    settings.METRICS_TOKEN = TOKEN
    for word in ("", TOKEN, f"Bearer {TOKEN[:-1]}", f"bearer {TOKEN}", "Bearer é"):
        answer = client.get("/metrics", headers={"Authorization": word})
        assert (answer.status_code, answer.content) == (401, b"")


def test_token_that_could_be_guessed_is_refused(tmp_path):
    environment = clean_environment(DEMO="1", DATA_DIR=str(tmp_path), METRICS_TOKEN="short")
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert "METRICS_TOKEN" in done.stderr


@contextmanager
def serving(folder, **values):
    """Two processes of the site, on one database."""
    (port,) = free_ports(1)
    environment = clean_environment(DEMO="1", DATA_DIR=str(folder), PORT=str(port), **values)
    migrate = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        "2",
        "--threads",
        "2",
        "--worker-class",
        "gthread",
    ]
    command += ["--no-control-socket", "--bind", f"127.0.0.1:{port}", "cafe_instagram.wsgi"]
    server = Started(command, environment, folder / "log")
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.process.terminate()
        server.ended()


def numbers(address):
    answer = requests.get(
        f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE_S
    )
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return dict(re.findall(r"^(\w+(?:\{[^}]*\})?) (\S+)$", answer.text, re.MULTILINE))


def answers(address):
    try:
        return requests.get(f"{address}/healthz", timeout=PATIENCE_S)
    except requests.ConnectionError:
        return None


@pytest.mark.e2e
@pytest.mark.long
def test_all_processes_are_counted_together(tmp_path):
    with serving(tmp_path, METRICS_TOKEN=TOKEN) as (address, server):
        eventually(lambda: answers(address), lambda: server.words())
        before = numbers(address)
        processes = set()
        for _ in range(40):  # each with a connection of its own, so that both have their share
            requests.get(f"{address}/accounts/login/", timeout=PATIENCE_S)
        requests.get(f"{address}/極秘/?q=needle", timeout=PATIENCE_S)
        told = numbers(address)
        assert float(told['cafe_page_seconds_count{view="account_login"}']) == 40
        assert float(told['cafe_page_seconds_count{view=""}']) == 1
        # Whoever of the two is asked.
        asked = {numbers(address)['cafe_page_seconds_count{view="account_login"}'] for _ in range(8)}
        assert asked == {"40.0"}
        assert before["cafe_database_up"] == "1.0"
        assert {f'cafe_jobs_due{{kind="{kind}"}}' for kind in ("post", "reply", "measure", "letter")} <= set(
            told
        )
        assert float(told["cafe_disk_free_bytes"]) > 0
        assert "cafe_heartbeat_seconds" not in told  # nobody has looked yet
        assert not processes
        assert "needle" not in str(told)
        assert "極秘" not in str(told)


@pytest.mark.e2e
def test_library_is_loaded_only_where_there_is_a_token(tmp_path):
    loaded = "import sys, cafe_instagram.wsgi; print('prometheus_client' in sys.modules, 'sentry_sdk' in sys.modules)"
    found = []
    for token in ("", TOKEN):
        environment = clean_environment(DEMO="1", DATA_DIR=str(tmp_path), METRICS_TOKEN=token)
        done = subprocess.run(
            [sys.executable, "-c", loaded], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )  # fmt: skip
        found.append(done.stdout.strip())
    assert found == ["False False", "True False"]
