"""A real sandbox in its own process, the site's photos served to it, and one clock for both."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from outbox import wake_ups
from outbox.jobs import JobState
from posts import tasks
from posts.publishing import actions, errand
from security.account.actions import token as token_actions
from security.account.actions.token import Findings
from tests import factories
from tests.sandbox.running import USER_ID, running_sandbox

ROUNDS = 60


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process, live_server, settings):
    """As on its first start, but with photos ready at once; our client and our photos are bound to it."""
    sandbox_process.reset()
    sandbox_process.set(processing_seconds=0)
    settings.INSTAGRAM_GRAPH_URL = sandbox_process.base_url
    settings.PUBLIC_URL = live_server.url
    return sandbox_process


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """The jobs for which a worker has been called, in order; no message leaves the test."""
    called = []

    def send_task(name, args):
        if name == tasks.publish.name:
            called.extend(args)

    monkeypatch.setattr(wake_ups, "current_app", SimpleNamespace(send_task=send_task))
    return called


@pytest.fixture
def connect(administrator):
    """Connects with this token, as if Instagram had spoken well of it."""

    def connect(secret):
        findings = Findings(user_id=USER_ID, username="hokkaido_cafe", permissions=())
        return token_actions.connect(
            by=administrator,
            secret=secret,
            flavour="instagram",
            findings=findings,
            asked_at=timezone.now(),
        )

    return connect


class Clock:
    """Our time and the sandbox's, moved together."""

    def __init__(self, time_machine, sandbox):
        self.time_machine, self.sandbox = time_machine, sandbox
        time_machine.move_to(timezone.now())

    def shift(self, **delta):
        seconds = datetime.timedelta(**delta).total_seconds()
        self.time_machine.shift(seconds)
        self.sandbox.advance(seconds)

    def hold(self):
        """Our time stands still until it is shifted, however long the machine takes."""
        self.time_machine.move_to(timezone.now(), tick=False)

    def reach(self, moment):
        left = (moment - timezone.now()).total_seconds()
        if left > 0:
            self.shift(seconds=left + 0.01)


@pytest.fixture
def clock(time_machine, sandbox):
    return Clock(time_machine, sandbox)


@pytest.fixture
def job_of(staff, chief):
    """An approved post of the given fields whose poster has pressed 「投稿する」."""

    def ask(**fields):
        return actions.publish_now(by=staff, post=factories.approved(staff, chief, **fields))

    return ask


@pytest.fixture
def work_off(clock):
    """Work on the job whenever it is due, as the workers would, until it has come to an end."""

    def work(job):
        for _ in range(ROUNDS):
            errand.run(job.pk)
            job.refresh_from_db()
            if job.state == JobState.QUEUED:
                clock.reach(job.due_at)
            elif job.state == JobState.RUNNING:
                clock.reach(job.lease_until)
            else:
                return job
        raise AssertionError(f"no end in sight: {job.problem}")

    return work
