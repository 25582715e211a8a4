"""Several keep the same field at the same moment: exactly one is written, and every other is told. On PostgreSQL."""

import json

import pytest
from django.urls import reverse

from posts.models import Post
from security.models import Role, User
from security.pages.kept_input import SIGNER
from security.trail import recording as audit
from tests import factories
from tests.racing import race
from tests.signing_in import Browser

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def keep(username, pk, name, was, now):
    person, browser = User.objects.get(username=username), Browser(SERVER_NAME="localhost")
    browser.force_login(person)
    response = browser.post(
        reverse("posts:keep", args=[pk]),
        {"typed_by": SIGNER.sign(str(person.pk)), "changes": json.dumps({name: [[was], [now]]})},
    )
    assert response.status_code == 200, response.content.decode()
    answer = response.json()
    return now, sorted(answer["stored"]), [one["theirs"] for one in answer["differing"]]


def people(count):
    return [factories.person(Role.PREFECTURE_POSTER) for _ in range(count)]


@pytest.mark.clause("第４第１項(1)")
def test_same_field_is_written_once_and_the_others_are_told(staff):
    post = factories.draft(staff, caption="おはよう")
    answers = race(
        f"{__name__}:keep",
        *[(one.username, post.pk, "caption", "おはよう", f"{n}人目") for n, one in enumerate(people(4))],
    )
    caption = Post.objects.get().caption
    assert [now for now, stored, _ in answers if stored] == [caption]
    assert [theirs for _, stored, theirs in answers if not stored] == [[caption]] * 3
    assert Post.objects.get().version == post.version + 1
    assert not list(audit.faults())


@pytest.mark.clause("第４第１項(1)")
def test_different_fields_all_go_in(staff):
    post = factories.draft(staff, title="件", caption="おはよう")
    one, two = people(2)
    answers = race(
        f"{__name__}:keep",
        (one.username, post.pk, "title", "件", "雪の朝"),
        (two.username, post.pk, "caption", "おはよう", "こんにちは"),
    )
    after = Post.objects.get()
    assert (after.title, after.caption, after.version) == ("雪の朝", "こんにちは", post.version + 2)
    assert all(stored for _, stored, _ in answers)
