"""A real sandbox whose account is read as it is in the system, the documents' own publications beside it."""

import pytest

from comments import tasks
from posts.live import picturing
from posts.models import AccountPost
from tests.comments.connecting import connect_account
from tests.posts.publishing.conftest import (  # noqa: F401 - fixtures
    clock,
    job_of,
    sandbox,
    sandbox_process,
    woken,
    work_off,
)
from tests.sweeping import swept


@pytest.fixture
def connected(db):
    return connect_account()


@pytest.fixture
def read(connected, clock):  # noqa: F811
    """The account's list is read, and the pictures of what is on it, and some minutes pass."""

    def read(*, minutes=2):
        tasks.read_comments()
        swept(picturing)
        clock.shift(minutes=minutes)

    return read


@pytest.fixture
def begun(sandbox, read):  # noqa: F811
    """The register has begun with an account on which there is nothing."""
    read()
    assert not AccountPost.objects.exists()
