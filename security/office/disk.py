"""The disk that holds what the office keeps: how much is free, and from when on it counts as nearly full."""

import shutil

from django.conf import settings

# Bytes. A day of ten posts with ten photos each still fits.
NEARLY_FULL = 2 * 2**30


def free() -> int:
    """Bytes."""
    return shutil.disk_usage(settings.DATA_DIR).free


def is_nearly_full() -> bool:
    return free() < NEARLY_FULL


def told_free() -> str:
    """What is free, in words."""
    return f"{free() / 2**30:.1f}GB"
