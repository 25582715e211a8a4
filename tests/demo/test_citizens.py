"""The demo's comments are written in the sandbox, once, when the demo's posts are live."""

import pytest
from django.core.cache import cache
from django.test.utils import override_settings

from comments.models import Comment, LivePost
from demo import citizens
from demo.stories import STORIES
from tests import factories
from tests.sandbox.image_host import running_image_host
from tests.sandbox.running import running_sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox(tmp_path):
    cache.clear()
    with (
        running_sandbox(tmp_path) as sandbox,
        override_settings(DEMO=True, INSTAGRAM_GRAPH_URL=sandbox.base_url),
    ):
        sandbox.set(processing_seconds=0, obey_robots=False)
        yield sandbox


@pytest.fixture
def live(sandbox, staff, chief):
    """The demo's posts as they stand in the sandbox."""
    with running_image_host() as host:
        picture = host.put_picture()
        for title in {said.title for said in citizens.SAID}:
            made = sandbox.graph("POST", "me/media", data={"image_url": picture, "caption": title}).json()
            media = sandbox.graph("POST", "me/media_publish", data={"creation_id": made["id"]}).json()["id"]
            LivePost.objects.create(media_id=media, post=factories.approved(staff, chief, title=title))


def test_citizens_write_once_under_the_demos_posts(sandbox, live):
    citizens.write()
    cache.clear()
    citizens.write()
    written = sandbox.state()["comments"]
    assert sorted(one["text"] for one in written) == sorted(said.text for said in citizens.SAID)
    assert [one["username"] for one in written if one["parent_id"]] == ["yotei_neighbor"]


def test_nobody_writes_before_the_posts_are_live(sandbox):
    citizens.write()
    assert sandbox.state()["comments"] == []


def test_nobody_writes_outside_the_demo_or_once_there_are_comments(sandbox, live):
    with override_settings(DEMO=False):
        citizens.write()
    live_post = LivePost.objects.first()
    Comment.objects.create(live_post=live_post, text="x", commented_at=factories.timezone.now())
    citizens.write()
    assert sandbox.state()["comments"] == []


def test_every_comment_stands_under_a_story_that_is_published():
    published = {story.title for story in STORIES if story.plot[-1:] == ["publish"]}
    assert {said.title for said in citizens.SAID} <= published
