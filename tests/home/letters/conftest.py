"""Instagram as the publishing tests have it."""

from tests.posts.publishing.conftest import (  # noqa: F401 - fixtures
    clock,
    connect,
    job_of,
    sandbox,
    sandbox_process,
    woken,
    work_off,
)
