"""A policy in force, and a real sandbox with a comment on it."""

from types import SimpleNamespace

import pytest

from comments.cases import carrying_out
from outbox import wake_ups
from outbox.jobs import JobState
from tests import factories as office
from tests.comments.cases import factories
from tests.posts.publishing.conftest import Clock
from tests.sandbox.image_host import running_image_host
from tests.sandbox.running import publish, running_sandbox

ROUNDS = 60


@pytest.fixture
def policy(staff, chief):
    return factories.policy(staff, chief)


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """The tasks for which a worker has been called; no message leaves the test."""
    called = []
    monkeypatch.setattr(
        wake_ups, "current_app", SimpleNamespace(send_task=lambda name, args: called.append((name, *args)))
    )
    return called


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process, settings):
    sandbox_process.reset()
    sandbox_process.set(processing_seconds=0, obey_robots=False)
    settings.INSTAGRAM_GRAPH_URL = sandbox_process.base_url
    return sandbox_process


@pytest.fixture
def clock(time_machine, sandbox):
    return Clock(time_machine, sandbox)


@pytest.fixture
def on_instagram(sandbox, db):
    """A comment that a citizen has written under a post of the account, and our row of it."""
    with running_image_host() as host:
        answer = sandbox.graph("POST", "me/media", data={"image_url": host.put_picture(), "caption": "雪"})
        media_id = publish(sandbox, answer.json()["id"]).json()["id"]
    remote_id = sandbox.comment(media_id, factories.ABUSE, "bad_person")
    return factories.comment(factories.live_post(media_id=media_id), remote_id=remote_id)


@pytest.fixture
def remote(sandbox):
    """How the sandbox has a comment; None if it is gone."""

    def look(comment):
        return {one["id"]: one for one in sandbox.state()["comments"]}.get(comment.remote_id)

    return look


@pytest.fixture
def work_off(clock):
    """Work on the measure's job whenever it is due, until it has come to an end."""

    def work(measure):
        job = measure.jobs.first()
        for _ in range(ROUNDS):
            carrying_out.run(job.pk)
            job.refresh_from_db()
            if job.state != JobState.QUEUED:
                break
            clock.reach(job.due_at)
        measure.refresh_from_db()
        return job

    return work


@pytest.fixture
def other_poster(db):
    """運営者投稿者 of another contractor."""
    return office.person(office.Role.CONTRACTOR_POSTER, office.ContractorFactory(name="別の受託者"))
