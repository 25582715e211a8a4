"""For tests of the chain."""

import pytest

from security.trail import agreement


@pytest.fixture
def chain_alone(monkeypatch):
    """People made by the factories are not in the trail: `verify_audit` looks at the chain only."""
    monkeypatch.setattr(agreement, "differences", lambda: iter(()))
