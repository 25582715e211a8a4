"""A short soak: two workers, two beats, all that can happen to them, and Instagram's own count as the judge."""

import os
import subprocess
import sys

import pytest

from tests.e2e.conftest import own_queue
from tests.e2e.processes import ROOT, clean_environment

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.long,
    pytest.mark.clause("第４第１項(1)"),
]

POSTS, SEED = 20, 7


def test_no_post_is_live_twice_and_none_is_lost(figure):
    services = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": own_queue()}
    run = subprocess.run(
        [sys.executable, "-m", "bench.soak", "--posts", str(POSTS), "--seed", str(SEED)],
        cwd=ROOT,
        env=clean_environment(**services),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    figure("soak", f"{POSTS} posts, seed {SEED}: 0 twice, 0 lost")
