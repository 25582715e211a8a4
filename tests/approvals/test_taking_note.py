"""確認しました: what went wrong stands on the first page of those concerned until one of them has taken note of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals import actions, events, rules
from approvals.models import State
from cafe_instagram.home import waiting
from cafe_instagram.home.facts import Facts
from posts.models import Post
from security.models import AuditEvent, Notice, Role
from security.office.answers import Refused
from security.people.actors import Actor
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]


@pytest.fixture
def expired(staff, chief):
    """By the real act: pending past its time."""

    def expire(by=staff, **fields):
        post = factories.submitted(by, publish_at=timezone.now() + timedelta(hours=1), **fields)
        actions.expire(item=post, now=timezone.now() + timedelta(hours=2))
        return Post.objects.get(pk=post.pk)

    return expire


def wrong(person):
    """What of it stands on the person's first page."""
    sections = waiting.for_person(Facts(Actor.of(person)))
    return [str(item) for one in sections for item, _, _ in one.rows if item.state == State.EXPIRED]


def test_it_stands_with_author_and_approver_until_one_has_taken_note(
    expired, staff, chief, poster, manager, administrator, auditor, client
):
    post, everybody = expired(), (staff, chief, poster, manager, administrator, auditor)
    assert [bool(wrong(person)) for person in everybody] == [True, True, False, False, False, False]
    client.force_login(chief)
    page = client.get(post.get_absolute_url()).content.decode()
    assert ">確認しました</button>" in page
    answer = client.post(f"/posts/{post.pk}/take-note/", follow=True).content.decode()
    assert "確認したことを記録しました。" in answer
    assert "うまくいかなかったことを確認した" in answer  # これまでの経過
    assert "神田 太郎" in answer
    assert ">確認しました</button>" not in answer
    # The approver knows; whoever is to act finds it still.
    assert [bool(wrong(person)) for person in everybody] == [True] + [False] * 5
    event = AuditEvent.objects.get(tag=events.NOTED.tag)
    assert (event.actor, event.data["standing"]) == (chief, "期限切れ")
    assert not Notice.objects.unseen().filter(person=chief, kind="sending_went_wrong").exists()
    assert Notice.objects.unseen().filter(person=staff, kind="sending_went_wrong").exists()


def test_author_who_has_taken_note_has_done_so_for_everybody(expired, staff, chief, manager):
    post = expired()
    actions.take_note(by=chief, item=post)
    with pytest.raises(Refused, match="起案した組織の投稿者の確認が残っています"):
        actions.take_note(by=chief, item=post)
    actions.take_note(by=staff, item=post)
    assert (wrong(staff), wrong(chief)) == ([], [])
    other = expired(title="夏の朝")
    actions.take_note(by=staff, item=other)
    assert (wrong(staff), wrong(chief)) == ([], [])


def test_who_is_not_concerned_cannot_take_note(expired, poster, manager, administrator, auditor, staff):
    post = expired()
    for person in (poster, manager, administrator, auditor):
        with pytest.raises(Refused, match="起案した組織の投稿者"):
            actions.take_note(by=person, item=post)
    actions.take_note(by=staff, item=post)
    with pytest.raises(Refused, match="確認は済んでいるか"):
        actions.take_note(by=staff, item=post)


def test_administrator_takes_note_of_what_is_technical_for_himself(expired, administrator, chief):
    post = expired()
    Post.objects.update(unnoted="technical")
    assert wrong(administrator) == ["雪の朝"]
    assert rules.may_take_note(Actor.of(administrator), Post.objects.get())
    actions.take_note(by=administrator, item=post)
    assert (wrong(administrator), wrong(chief)) == ([], ["雪の朝"])


def test_whoever_does_what_the_page_asks_for_has_taken_note(expired, staff, chief):
    actions.reopen(by=staff, item=expired())
    assert wrong(chief) == []


def test_managers_side_and_what_the_chief_approves_of_it(expired, poster, manager, chief, contractor, staff):
    expired(by=poster)
    assert (wrong(manager), wrong(chief), wrong(staff)) == (["雪の朝"], [], [])
    contractor.chief_approves_all = True
    contractor.save()
    expired(by=poster, title="夏の朝")
    assert wrong(chief) == ["夏の朝", "雪の朝"]


def test_what_nobody_knows_stays_with_its_posters(expired, staff, chief):
    post = expired()
    Post.objects.update(state=State.UNCONFIRMED)
    actions.take_note(by=chief, item=post)
    titles = {one.title for one in waiting.for_person(Facts(Actor.of(staff)))}
    assert "対応が必要です" in titles


def test_draft_has_nothing_to_take_note_of(staff):
    with pytest.raises(Refused):
        actions.take_note(by=staff, item=factories.draft(staff))


def test_deputy_who_posts_reads_it_once(expired, chief):
    both = factories.person(Role.PREFECTURE_POSTER)
    factories.AppointmentFactory(user=both, role=Role.SECTION_CHIEF)
    expired()
    assert wrong(both) == ["雪の朝"]


def test_first_page_costs_the_same_for_one_and_for_three(expired, chief):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            waiting.for_person(Facts(Actor.of(chief)))
        return len(found)

    expired()
    one = cost()
    expired(title="夏の朝")
    expired(title="秋の朝")
    assert (cost(), len(wrong(chief))) == (one, 3)
