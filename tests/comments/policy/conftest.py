import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def nothing_kept():
    """Two tests may begin with the same empty trail."""
    caches["pages"].clear()
