"""A real sandbox with posts on it, and one clock for both."""

import datetime

import pytest
from django.utils import timezone

from comments import tasks
from posts.models import Register
from tests.comments.connecting import connect_account
from tests.sandbox.image_host import running_image_host
from tests.sandbox.running import USER_ID, publish, running_sandbox


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(scope="session")
def picture():
    with running_image_host() as host:
        yield host.put_picture()


@pytest.fixture
def sandbox(sandbox_process, settings):
    sandbox_process.reset()
    sandbox_process.set(processing_seconds=0, obey_robots=False)
    settings.INSTAGRAM_GRAPH_URL = sandbox_process.base_url
    settings.WEBHOOK_VERIFY_TOKEN = ""
    return sandbox_process


@pytest.fixture
def connected(db):
    """The account's register has begun, and its profile is not due: what is counted here is the reading of comments."""
    Register.objects.create(account=USER_ID, profile_read_at=timezone.now() + datetime.timedelta(days=365))
    return connect_account()


@pytest.fixture
def published(sandbox, picture):
    """Puts a post on the account and gives its number."""

    def make(caption="雪の朝\nおはようございます"):
        made = sandbox.graph("POST", "me/media", data={"image_url": picture, "caption": caption})
        return publish(sandbox, made.json()["id"]).json()["id"]

    return make


class Clock:
    """Our time and the sandbox's, moved together."""

    def __init__(self, time_machine, sandbox):
        self.time_machine, self.sandbox = time_machine, sandbox
        time_machine.move_to(timezone.now())

    def shift(self, **delta):
        seconds = datetime.timedelta(**delta).total_seconds()
        self.time_machine.shift(seconds)
        self.sandbox.advance(seconds)


@pytest.fixture
def clock(time_machine, sandbox):
    return Clock(time_machine, sandbox)


class Reading:
    """What beat does, and which calls to Instagram it takes."""

    def __init__(self, clock, sandbox):
        self.clock, self.sandbox = clock, sandbox

    def __call__(self, *, minutes=2):
        """The next turn; the calls as (method, path), oldest first."""
        before = len(self.sandbox.calls())
        tasks.read_comments()
        calls = [(call["method"], call["path"]) for call in self.sandbox.calls()[before:]]
        self.clock.shift(minutes=minutes)
        return calls

    def settle(self, turns=5):
        """Until nothing more is due at once."""
        for _ in range(turns):
            self()


@pytest.fixture
def read(connected, clock, sandbox):
    return Reading(clock, sandbox)
