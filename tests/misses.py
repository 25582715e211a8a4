"""For a test that asks one question many times."""

from collections.abc import Sequence

import pytest


def none(misses: Sequence[object]) -> None:
    """Fail with every miss: pytest itself would tell the first of a long list."""
    if misses:
        pytest.fail("\n".join([f"{len(misses)} missed:", *map(str, misses)]), pytrace=False)
