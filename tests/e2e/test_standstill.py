"""What stands still: found and started anew, or done without. Real processes, a real Redis."""

import os
import signal
import subprocess
import sys

import pytest
import requests

from tests.e2e.processes import ROOT, eventually
from tests.e2e.test_up import found
from tests.e2e.test_up import running as up_and_running
from tests.patience import PATIENCE_S
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.e2e, pytest.mark.long]

# Approved and not asked for yet, as the demo leaves one (others of it go live by themselves at the first start);
# pressing 投稿する is this action.
WORDS = "夏の丘が、紫の帯になります。"
PRESS = f"""
from posts.models import Post
from posts.publishing import actions
post = Post.objects.get(caption__startswith="{WORDS}", state="approved")
actions.publish_now(by=post.author, post=post)
"""


def health(machine):
    return requests.get(f"{machine.address}/healthz", timeout=PATIENCE_S).json()


def is_live(machine):
    """Whether Instagram shows that post."""
    token = {"Authorization": "Bearer sandbox-token"}
    address = f"{machine.sandbox_address}/me/media?fields=caption"
    answer = requests.get(address, headers=token, timeout=PATIENCE_S)
    return any(media["caption"].startswith(WORDS) for media in answer.json()["data"])


def press(machine, **services):
    command = [sys.executable, "manage.py", "shell", "-c", PRESS]
    subprocess.run(command, cwd=ROOT, env=machine.environment | services, check=True)


def beats(machine):
    told = health(machine)
    return all(told[name] is not None and told[name] < 15 for name in ("heartbeat", "beat"))


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_program_that_hangs_is_started_anew(machine, name):
    up = up_and_running(machine)
    (old,) = eventually(lambda: found(machine, f"cafe_instagram.{name}"), name)
    eventually(lambda: beats(machine), "a beat")

    os.kill(old, signal.SIGSTOP)

    up.says(f"{name:7} | 60 秒のあいだ動きがありません")
    eventually(lambda: found(machine, f"cafe_instagram.{name}") - {old}, f"a new {name}")
    eventually(lambda: beats(machine), "a beat")
    assert health(machine)["ok"]


@pytest.mark.redis_server
@pytest.mark.parametrize("trouble", ["killed", "full"])
def test_post_goes_out_without_redis(machine, tmp_path, trouble):
    server = RedisServer(tmp_path)
    server.start()
    services = {"REDIS_URL": server.address}
    try:
        machine.up(**services)
        eventually(machine.is_healthy, "the site answers")
        eventually(lambda: beats(machine), "a beat")
        if trouble == "killed":
            server.kill()
        else:
            server.ask("CONFIG", "SET", "maxmemory", "1")
        eventually(lambda: not health(machine)["broker"], "the trouble is told")

        press(machine, **services)

        eventually(lambda: is_live(machine), lambda: f"it is live, but: {machine.ups[0].words()[-2000:]}")
        told = health(machine)
        assert (told["ok"], told["broker"]) == (True, False)
    finally:
        server.kill()
