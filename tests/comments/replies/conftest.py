"""A real sandbox in its own process with a post and comments under it, and one clock for both."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from comments.models import Reply
from comments.replies.sending import errand, reconcile
from outbox import wake_ups
from outbox.jobs import JobState
from security.account.actions import token as token_actions
from security.account.actions.token import Findings
from tests.comments import factories
from tests.sandbox.image_host import running_image_host
from tests.sandbox.running import TOKEN, USER_ID, publish, running_sandbox

ROUNDS = 150


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(scope="session")
def picture_host():
    with running_image_host() as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process, settings):
    sandbox_process.reset()
    sandbox_process.set(processing_seconds=0, obey_robots=False)
    settings.INSTAGRAM_GRAPH_URL = sandbox_process.base_url
    return sandbox_process


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """The tasks that were called for, in order; no message leaves the test."""
    called = []
    app = SimpleNamespace(send_task=lambda name, args: called.append((name, *args)))
    monkeypatch.setattr(wake_ups, "current_app", app)
    return called


@pytest.fixture
def connect(administrator):
    """Connects with this token, as if Instagram had spoken well of it."""

    def connect(secret=TOKEN):
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

    def reach(self, moment):
        left = (moment - timezone.now()).total_seconds()
        if left > 0:
            self.shift(seconds=left + 0.01)


@pytest.fixture
def clock(time_machine, sandbox):
    return Clock(time_machine, sandbox)


@pytest.fixture
def media_id(sandbox, picture_host):
    """A post on the account."""
    image = {"image_url": picture_host.put_picture(), "caption": "雪の朝"}
    container = sandbox.graph("POST", "me/media", data=image).json()["id"]
    return publish(sandbox, container).json()["id"]


@pytest.fixture
def asked(sandbox, media_id, connect):
    """A citizen's comment there and here: `asked()` gives the row; the account is connected."""
    connect()
    live_post = factories.live_post(media_id=media_id)

    def asked(text="駐車場はありますか?", parent=None, **fields):
        remote = sandbox.comment(media_id, text, parent=parent.remote_id if parent else None)
        given = {"parent": parent, "parent_remote_id": parent.remote_id} if parent else {}
        return factories.comment(live_post=live_post, remote_id=remote, text=text, **given, **fields)

    return asked


@pytest.fixture
def job_of(asked, staff, chief):
    """An approved reply's job, which waits for a worker."""

    def make(**given):
        given.setdefault("to", None)
        given["to"] = given["to"] or asked()
        return factories.reply_approved(staff, chief, **given).jobs.get()

    return make


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


@pytest.fixture
def answers(sandbox):
    """What the account itself has written on Instagram, texts in order."""

    def answers():
        return [one["text"] for one in sandbox.state()["comments"] if one["username"] == "hokkaido_cafe"]

    return answers


@pytest.fixture
def stored():
    return lambda reply: Reply.objects.get(pk=reply.pk)


@pytest.fixture
def unclear(sandbox, work_off, monkeypatch):
    """Works a job off whose answer is lost and cannot be looked for: it stands there, and is 要確認."""

    def unclear(job):
        sandbox.arm("F9")
        with monkeypatch.context() as blind:
            blind.setattr(reconcile, "matches", lambda *args, **kwargs: None)
            return work_off(job)

    return unclear
