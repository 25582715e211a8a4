"""Addresses of stylesheets and scripts on a machine that collects none: they change with the file."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class FingerprintedStorage(StaticFilesStorage):
    """Browsers may keep a file without asking: after an update its address is another one."""

    def url(self, name: str | None) -> str:
        return super().url(name) + fingerprint(name or "")


@cache
def fingerprint(name: str) -> str:
    """Nothing where there is no such file: its address answers 404, as it would anyway."""
    found = finders.find(name)
    if not found:
        return ""
    return f"?{hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]}"
