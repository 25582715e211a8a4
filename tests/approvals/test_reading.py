"""供覧: the division sees what the contractor's manager has approved."""

import pytest

from approvals import actions, events, querysets
from approvals.models import Reading
from posts.models import Post
from security.office.answers import Refused
from security.people.actors import Actor
from security.trail.recording import events_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第３項(1)")]


def unread(person):
    return list(querysets.unread(Post.objects.all(), Actor.of(person)))


def test_approved_contractors_post_circulates_until_each_has_seen_it(poster, manager, staff, chief):
    post = factories.approved(poster, manager)
    assert unread(staff) == unread(chief) == [post]
    actions.mark_read(by=staff, item=post)
    assert (unread(staff), unread(chief)) == ([], [post])
    assert events_of(post).last().tag == events.READ.tag


def test_pending_and_prefectures_posts_do_not_circulate(poster, staff, chief):
    factories.submitted(poster)
    factories.approved(staff, chief)
    assert unread(chief) == []


def test_contractor_and_auditor_have_nothing_to_mark(poster, manager, auditor):
    post = factories.approved(poster, manager)
    for person in (poster, manager, auditor):
        assert unread(person) == []
        with pytest.raises(Refused, match="地域政策課の担当課長と投稿者"):
            actions.mark_read(by=person, item=post)
    assert not Reading.objects.exists()


def test_second_mark_is_refused(poster, manager, staff):
    post = factories.approved(poster, manager)
    actions.mark_read(by=staff, item=post)
    with pytest.raises(Refused, match="すでに確認済み"):
        actions.mark_read(by=staff, item=post)
    assert Reading.objects.count() == 1


def test_new_version_circulates_again(poster, manager, staff):
    post = factories.approved(poster, manager)
    actions.mark_read(by=staff, item=post)
    post = factories.submit(poster, factories.edited(poster, post, caption="改めました。"))
    actions.approve(by=manager, item=post, seal=post.submission.seal)
    assert unread(staff) == [post]


def test_button_is_on_the_page_and_gone_once_pressed(client, poster, manager, staff):
    post = factories.approved(poster, manager)
    client.force_login(staff)
    assert "供覧を確認した" in client.get(post.get_absolute_url()).content.decode()
    page = client.post(f"{post.get_absolute_url()}mark-read/", follow=True).content.decode()
    assert "供覧を確認しました。" in page
    assert 'action="/posts/' not in page
