"""The sandbox of the replies' tests, and the account's comments read as they are in the system."""

import datetime

import pytest
from django.utils import timezone

from comments import tasks
from comments.own_answers import noticing
from posts.models import Register
from tests.comments.replies.conftest import (  # noqa: F401 - fixtures
    asked,
    clock,
    connect,
    job_of,
    media_id,
    picture_host,
    sandbox,
    sandbox_process,
    woken,
    work_off,
)
from tests.sandbox.running import USER_ID
from tests.sweeping import swept

OWN = "hokkaido_cafe"


@pytest.fixture
def register(db):
    """Begun a while ago; its profile is not due."""
    long = datetime.timedelta(days=365)
    return Register.objects.create(
        account=USER_ID,
        began_at=timezone.now() - datetime.timedelta(days=1),
        profile_read_at=timezone.now() + long,
    )


@pytest.fixture
def read(register, clock):  # noqa: F811
    def read():
        clock.shift(minutes=16)
        tasks.read_comments()
        swept(noticing)

    return read
