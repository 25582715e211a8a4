"""Loaded before Django's settings are read (pyproject.toml, addopts): the environment that tests run in."""

import os
import shutil
import tempfile

from hypothesis import HealthCheck, settings

os.environ.setdefault("DEMO", "1")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="cafe-tests-")

# Nothing here depends on how quick the machine is; speed is measured by bench/.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["DATA_DIR"])
