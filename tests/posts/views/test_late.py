"""A post whose time is over and that still waits says so, on its page, in the list and on the first page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import State
from posts.models import Post
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]

LATE = "を過ぎています"


def shown(client, person, post):
    """By its page, the list, the first page: whether it is said to be late, and that it will go out."""
    client.force_login(person)  # anew: hours may have passed
    pages = [client.get(address).content.decode() for address in (post.get_absolute_url(), "/posts/", "/")]
    return [LATE in page for page in pages], ["自動で投稿されます" in page for page in pages]


def test_due_post_that_does_not_go_out_is_late(client, staff, chief, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    at = timezone.now() + timedelta(hours=1)
    post = factories.approved(staff, chief, publish_at=at)
    assert shown(client, staff, post) == ([False] * 3, [True, False, False])
    time_machine.move_to(at + timedelta(seconds=30), tick=False)
    assert shown(client, staff, post)[0] == [False] * 3  # on its way
    time_machine.move_to(at + timedelta(minutes=90), tick=False)
    assert shown(client, staff, post) == ([True] * 3, [False] * 3)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "まだ投稿されていません。30分を過ぎても投稿できないときは取りやめになり" in page


def test_what_waits_for_approval_past_its_time_is_late_too(client, staff, chief, time_machine):
    post = factories.submitted(staff, publish_at=timezone.now() + timedelta(hours=1))
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    client.force_login(chief)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "を過ぎています。承認も投稿もされず、期限切れになります。" in page


def test_what_has_come_to_its_end_is_not_announced(client, staff, chief):
    factories.approved(staff, chief, publish_at=timezone.now() + timedelta(hours=1))
    client.force_login(staff)
    assert "投稿予定<" in client.get("/posts/").content.decode()
    for state in (State.EXPIRED, State.FAILED, State.WITHDRAWN):
        Post.objects.update(state=state)
        page = client.get("/posts/").content.decode()
        assert "投稿予定<" not in page
        assert "の投稿予定でした<" in page
