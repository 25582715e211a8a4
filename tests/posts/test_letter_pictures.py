"""The letter that asks for an approval shows the first photo, small, and how the words begin."""

from io import BytesIO

import pytest
from django.core import mail
from PIL import Image

from approvals import notices
from posts.imaging import store
from posts.imaging.whole import LETTER_SIDE_MAX
from security.letters import post_office
from security.notices import composing
from security.people.actors import Actor
from tests import factories
from tests.composing import letters_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def asked(staff, chief, clock):
    """The letter to the chief, written and not sent."""
    chief.email = "chief@example.jp"
    chief.save()
    post = factories.submitted(staff, photos=2, caption="雪の朝です。" * 30)
    (letter,) = letters_after(clock)
    return post, letter


def sent():
    post_office.deliver()
    return mail.outbox[-1].message()


def parts_of(message):
    return {part.get_content_type(): part for part in message.walk()}


def test_picture_is_small_and_inside_the_letter(asked):
    post, letter = asked
    parts = parts_of(sent())
    assert parts.keys() == {
        "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/jpeg"
    }  # fmt: skip
    (content_id,) = letter.pictures
    assert parts["image/jpeg"]["Content-ID"] == f"<{content_id}>"
    assert f'src="cid:{content_id}"' in parts["text/html"].get_payload(decode=True).decode()
    picture = Image.open(BytesIO(parts["image/jpeg"].get_payload(decode=True)))
    assert max(picture.size) == LETTER_SIDE_MAX
    assert "「雪の朝です。雪の朝です。" in letter.body
    assert "雪の朝です。" * 14 not in letter.body  # 80 characters


def test_picture_that_is_not_as_it_was_stored_is_left_out(asked):
    post, letter = asked
    store.renditions().path(post.photos.first().rendition).unlink()
    parts = parts_of(sent())
    assert "image/jpeg" not in parts
    page = parts["text/html"].get_payload(decode=True).decode()
    assert "<img" not in page
    assert "雪の朝です。" in page


def test_who_may_not_read_it_sees_nothing_of_it(staff, chief, manager):
    post = factories.submitted(staff, photos=1)
    assert notices.preview(post, Actor.of(chief)).picture
    assert notices.preview(post, Actor.of(manager)) is None


def test_many_pictures_make_no_heavy_letter(staff, chief, clock):
    for _ in range(composing.PICTURES_MAX + 2):
        factories.submitted(staff, photos=1)
    (letter,) = letters_after(clock)
    assert len(letter.pictures) == letter.html.count("<img") == composing.PICTURES_MAX
