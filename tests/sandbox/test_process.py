"""The sandbox as a process: starting, stopping, remembering, and its control calls."""

import socket
import subprocess

import pytest
import requests

from tests.patience import PATIENCE_S
from tests.sandbox.running import publish, running_sandbox, start_process


def test_state_survives_a_restart(tmp_path, host):
    url = host.put_picture()
    with running_sandbox(tmp_path) as sandbox:
        sandbox.set(processing_seconds=0, quota_total=7)
        sandbox.advance(3600)
        sandbox.arm("F1")
        first = sandbox.graph("POST", "me/media", data={"image_url": url, "caption": "前"}).json()["id"]
        publish(sandbox, first)
        before = sandbox.state()
    with running_sandbox(tmp_path) as sandbox:
        after = sandbox.state()
        media_url = f"{sandbox.base_url}/pictures/{after['media'][0]['id']}.jpg"
        assert requests.get(media_url, timeout=PATIENCE_S).status_code == 200
    for changing in ("now", "media"):
        before.pop(changing)
        after.pop(changing)
    assert after == before


def test_state_survives_a_kill(tmp_path, host):
    url = host.put_picture()
    with running_sandbox(tmp_path) as sandbox:
        sandbox.graph("POST", "me/media", data={"image_url": url})
        sandbox.process.kill()
    with running_sandbox(tmp_path) as sandbox:
        assert sandbox.state()["counts"]["containers"] == 1


def test_sigterm_ends_it_cleanly(tmp_path):
    with running_sandbox(tmp_path) as sandbox:
        sandbox.process.terminate()
        assert sandbox.process.wait(timeout=PATIENCE_S) == 0


def refused_start(folder, port):
    process = start_process(folder, port, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, message = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "Traceback" not in message
    return message


def test_a_taken_port_is_said_plainly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = refused_start(tmp_path, port)
    assert f"127.0.0.1 のポート {port} は使えない" in message


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("")
    assert "書き込めません" in refused_start(tmp_path / "file" / "sandbox", 0)


def test_healthz_answers(sandbox):
    assert requests.get(f"{sandbox.base_url}/healthz", timeout=PATIENCE_S).status_code == 200


def test_links_begin_with_the_public_url_if_there_is_one(tmp_path, host):
    url = host.put_picture()
    with running_sandbox(tmp_path, SANDBOX_PUBLIC_URL="http://practice.example.jp/") as sandbox:
        sandbox.set(processing_seconds=0)
        publish(sandbox, sandbox.graph("POST", "me/media", data={"image_url": url}).json()["id"])
        (post,) = sandbox.state()["media"]
    assert post["permalink"].startswith("http://practice.example.jp/p/")


def test_the_call_log_holds_everything_but_secrets(sandbox):
    secrets = {"access_token": "sandbox-token", "appsecret_proof": "proof"}
    sandbox.graph("POST", "me/media", params=secrets, json={"image_url": "no address", "caption": "あ"})
    (call,) = sandbox.calls()
    call.pop("at")
    assert call == {
        "call": "create",
        "method": "POST",
        "path": "/v26.0/me/media",
        "params": {"image_url": "no address", "caption": "あ"},
        "status": 400,
        "fault": None,
    }


def test_reset_forgets_everything(sandbox, post):
    post()
    sandbox.advance(100)
    sandbox.arm("F1")
    sandbox.reset()
    state = sandbox.state()
    assert set(state["counts"].values()) == {0}
    assert (state["faults"], state["clock_offset_seconds"]) == ([], 0)
    assert state["settings"]["processing_seconds"] == 2
    assert sandbox.graph("GET", "me").status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("settings", {"unknown": 1}),
        ("settings", {"quota_total": "many"}),
        ("settings", {"quota_total": True}),
        ("settings", {"obey_robots": 1}),
        ("settings", {"processing_seconds": -1}),
        ("clock", {"advance_seconds": -1}),
        ("clock", {}),
        ("clock", []),
    ],
)
def test_control_calls_that_make_no_sense_are_refused(sandbox, path, body):
    before = sandbox.state()["settings"]
    answer = requests.post(f"{sandbox.base_url}/_sandbox/{path}", json=body, timeout=PATIENCE_S)
    assert answer.status_code == 400
    assert "error" in answer.json()
    assert sandbox.state()["settings"] == before


def test_a_form_of_another_site_cannot_control_the_sandbox(sandbox, post):
    post()
    answer = requests.post(f"{sandbox.base_url}/_sandbox/reset", data={"a": "b"}, timeout=PATIENCE_S)
    assert answer.status_code == 415
    assert sandbox.state()["counts"]["media"] == 1


def test_armed_faults_are_listed(sandbox):
    sandbox.arm("F17", times=3, call="status")
    listed = requests.get(f"{sandbox.base_url}/_sandbox/faults", timeout=PATIENCE_S).json()
    assert listed["armed"] == [{"fault": "F17", "call": "status", "times": 3}]
    assert {"F1", "F2", "F3", "F4", "F7", "F17"} <= set(listed["known"])
