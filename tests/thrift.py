"""What tests do without, for the whole run: each saving says why nothing is proven less by it."""

import hashlib
import math
from fractions import Fraction
from typing import IO, Any

import pytest

from outbox import heartbeat
from posts.drafting.actions import photos
from posts.imaging import store
from posts.imaging.rendering import Rendition, render


def render_once(patch: pytest.MonkeyPatch) -> None:
    """Drafts are rendered by their content once, since the same photo gives the same bytes.

    That it does is proven in tests/posts/imaging, which calls the renderer itself.
    """
    made: dict[tuple[str, Fraction, Any], Rendition] = {}

    def rendered(file: IO[bytes], *, ratio: Fraction, **options: Any) -> Rendition:
        key = (hashlib.sha256(file.read()).hexdigest(), ratio, tuple(options.items()))
        if key not in made:
            made[key] = render(file, ratio=ratio, **options)
        return made[key]

    patch.setattr(photos, "render", rendered)


def never_wait_for_the_disk(patch: pytest.MonkeyPatch) -> None:
    """No power fails during a test. test_store.py asks for the real order: file, link, folders."""
    patch.setattr(store, "fsync", lambda descriptor: None)


def stay_young(patch: pytest.MonkeyPatch) -> None:
    """No beat is missed in a test, since nothing beats. tests/home/test_standstill.py grows old."""
    patch.setattr(heartbeat, "BORN", math.inf)
