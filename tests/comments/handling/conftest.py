"""What the tests of the list stand on."""

import datetime

import pytest
from django.utils import timezone

from comments.models import Comment, LivePost
from security.models import User
from tests.comments import factories


@pytest.fixture
def live_post(db: None) -> LivePost:
    return factories.live_post()


@pytest.fixture
def write(live_post):
    """A comment under the post, so many minutes old, with other fields as given."""

    def write(text: str = "すてきですね", *, minutes: int = 0, **fields: object) -> Comment:
        moment = timezone.now() - datetime.timedelta(minutes=minutes)
        values = {"username": "yuki", "commented_at": moment, "live_post": live_post}
        return Comment.objects.create(text=text, **{**values, **fields})

    return write


@pytest.fixture
def decided(write, staff: User):
    """A comment about which somebody has decided."""

    def decided(text: str = "すてきですね", handling: str = "no_reply", **fields: object) -> Comment:
        values = {"handled_by": staff, "handled_at": timezone.now(), "reason": "感想のため"}
        return write(text, handling=handling, **{**values, **fields})

    return decided
