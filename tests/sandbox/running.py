"""A real sandbox in its own process, for any test that needs an Instagram."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.patience import PATIENCE_S

TOKEN = "sandbox-token"
USER_ID = "17841400000000001"


class Sandbox:
    """A running sandbox and what a test may ask of it."""

    def __init__(self, process, base_url):
        self.process = process
        self.base_url = base_url

    def graph(self, method, path, *, token=TOKEN, **options):
        """One Graph call: `graph("POST", "me/media", data={...})`. Gives the response, good or bad."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(
            method, f"{self.base_url}/v26.0/{path}", headers=headers, timeout=PATIENCE_S, **options
        )

    def state(self):
        return self._control("GET", "state")

    def calls(self):
        return self._control("GET", "calls")

    def arm(self, fault, times=1, call=None):
        """Arm a fault; one that can strike at many calls wants one of them: faults.py names both."""
        return self._control("POST", "faults", {"fault": fault, "times": times, "call": call})

    def disarm(self, fault=None, call=None):
        """All faults, or the one; gives what is still armed."""
        return self._control("POST", "faults/disarm", {"fault": fault, "call": call})["armed"]

    def force(self, container_id, status_code):
        """Keep a container in ERROR, EXPIRED or IN_PROGRESS; "" lets it be."""
        return self._control("POST", "containers", {"id": container_id, "status_code": status_code})

    def set(self, **switches):
        return self._control("POST", "settings", switches)

    def advance(self, seconds):
        return self._control("POST", "clock", {"advance_seconds": seconds})

    def give_token(self, **wanted):
        """A token as the developer's console would give it; `kind`, `username`, `age_seconds`, `life_seconds`,
        `permissions`."""
        return self._control("POST", "tokens", wanted)["token"]

    def end_tokens(self, subcode=460, **token):
        """End all tokens of the account, as a new password does, or the one `token`."""
        return self._control("POST", "tokens/end", {"subcode": subcode, **token})

    def comment(self, media_id="", text="すてきですね", username="citizen", parent=None, age_seconds=0):
        """A citizen comments on a post, or answers the comment `parent`; gives the id."""
        return self.comments(media_id, 1, text, username, parent, age_seconds)[0]

    def comments(self, media_id, count, text="すてきですね", username="citizen", parent=None, age_seconds=0):
        """As `comment`, `count` times at once and numbered; gives the ids."""
        wanted = {"media_id": media_id, "parent_id": parent, "username": username, "text": text}
        return self._control("POST", "comments", {**wanted, "count": count, "age_seconds": age_seconds})[
            "ids"
        ]

    def edit_comment(self, comment_id, text):
        return self._control("POST", "comments/edit", {"id": comment_id, "text": text})

    def delete_comment(self, comment_id):
        """Its author takes it back, with all replies to it."""
        return self._control("POST", "comments/delete", {"id": comment_id})

    def post_by_hand(self, caption="だれも承認していない投稿", pictures=1, age_seconds=0):
        """Somebody posts with the app; the post's id."""
        body = {"caption": caption, "pictures": pictures, "age_seconds": age_seconds}
        return self._control("POST", "media/post", body)["id"]

    def edit_profile(self, **parts):
        self._control("POST", "profile", parts)

    def edit_post(self, media_id, **changed):
        """Somebody changes the post in the app: `caption`, or `pictures` (the ids of those that stay, in order)."""
        return self._control("POST", "media/edit", {"id": media_id, **changed})

    def delete_post(self, media_id):
        """Somebody takes the post down in the app, with all comments."""
        return self._control("POST", "media/delete", {"id": media_id})

    def notify(self, url, **secrets):
        """Notify this address of comments from now on; `app_secret`, `verify_token`. None: nobody any more."""
        if url:
            self.graph("POST", "me/subscribed_apps", params={"subscribed_fields": "comments"})
        return self._control("POST", "webhooks", {"url": url, **secrets})

    def deliver(self):
        """Wait until every notification that is due has been sent; gives all there have been."""
        return self._control("POST", "webhooks/deliver", {})["deliveries"]

    def reset(self):
        return self._control("POST", "reset", {})

    def _control(self, method, path, body=None):
        response = requests.request(method, f"{self.base_url}/_sandbox/{path}", json=body, timeout=PATIENCE_S)
        response.raise_for_status()
        return response.json()


@contextmanager
def running_sandbox(folder, port=0, **environment):
    """Start a sandbox that keeps its state in `folder`; port 0 takes a free one. Stops it at the end."""
    process = start_process(folder, port, stdout=subprocess.PIPE, **environment)
    try:
        line = process.stdout.readline()
        assert "http://" in line, f"the sandbox did not start: {line!r}"
        yield Sandbox(process, line.split()[-1].rstrip("/"))
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def publish(sandbox, container_id):
    return sandbox.graph("POST", "me/media_publish", data={"creation_id": container_id})


def refusal(response):
    """HTTP status, code and subcode: what a client may decide on."""
    error = response.json()["error"]
    return response.status_code, error["code"], error.get("error_subcode")


def start_process(folder, port, *, stdout=None, stderr=None, **environment):
    root = Path(__file__).parents[2]
    settings = {"SANDBOX_DIR": str(folder), "SANDBOX_HOST": "127.0.0.1", "SANDBOX_PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        cwd=root,
        env={**os.environ, **settings, **environment},
        stdout=stdout,
        stderr=stderr,
        text=True,
    )
