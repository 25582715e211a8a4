"""The disk that holds what the office keeps: how much is free, and from when on it counts as nearly full, and as full."""

import shutil

from django.conf import settings

# Bytes. A day of ten posts with ten photos each still fits.
NEARLY_FULL = 2 * 2**30
# Below it nothing more can be kept: SQLite's log alone grows to four megabytes. The intent to publish cannot be written
# then, so nothing goes out.
FULL = 16 * 2**20


def free() -> int | None:
    """Bytes; None if the place is gone."""
    try:
        return shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return None


def is_nearly_full() -> bool:
    return (free() or 0) < NEARLY_FULL


def is_full() -> bool:
    return (free() or 0) < FULL


def told_free() -> str:
    """What is free, in words."""
    left = free() or 0
    return f"{left / 2**30:.1f}GB" if left >= 2**30 // 10 else f"{left // 2**20}MB"
