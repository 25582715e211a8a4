import pytest

from tests.comments.connecting import connect_account


@pytest.fixture
def connected(db):
    return connect_account()
