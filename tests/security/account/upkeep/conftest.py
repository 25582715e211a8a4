"""A real sandbox for the connection's upkeep, with one clock for both."""

import pytest

from security.account.actions import token as token_actions
from security.account.upkeep import receivers
from tests.posts.publishing.conftest import Clock
from tests.sandbox.running import TOKEN, running_sandbox


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process, settings):
    sandbox_process.reset()
    settings.INSTAGRAM_GRAPH_URL = sandbox_process.base_url
    settings.INSTAGRAM_ACCESS_TOKEN = TOKEN
    return sandbox_process


@pytest.fixture
def facebook(sandbox, settings):
    """The other flavour, with an app."""
    settings.INSTAGRAM_FLAVOUR = "facebook"
    settings.INSTAGRAM_APP_ID, settings.INSTAGRAM_APP_SECRET = "1234", "app-secret-value"
    settings.INSTAGRAM_ACCESS_TOKEN = ""
    return sandbox


@pytest.fixture
def clock(time_machine, sandbox):
    return Clock(time_machine, sandbox)


@pytest.fixture
def adopted(sandbox):
    """Connected with the environment's token, not yet checked."""
    token_actions.adopt()
    return sandbox


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """How often a check has been called for; no message leaves the test."""
    calls = []
    monkeypatch.setattr(receivers, "wake", lambda task: calls.append(task.rpartition(".")[2]))
    return calls
