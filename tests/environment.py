"""Loaded before Django's settings are read (pyproject.toml, addopts): the environment that tests run in."""

import os
import tempfile

os.environ.setdefault("DEMO", "1")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="cafe-tests-")
