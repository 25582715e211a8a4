"""第４第１項(3)ウ: an approval rests on a site's agreement as it stood, and goes with it when it is shortened."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import events as approval_events
from approvals import seals
from approvals.completeness import Incomplete
from approvals.models import State
from cafe_instagram.home import waiting
from cafe_instagram.home.facts import Facts
from outbox import claims
from outbox.jobs import JobState
from posts.drafting.actions import save_site_agreement
from posts.drafting.content import sealed
from posts.models import Post, PublishJob, SiteAgreement
from posts.publishing import actions as publishing
from security.models import AuditEvent, Notice
from security.people.actors import Actor
from tests import factories, outgoing

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(3)ウ", "第４第３項(3)ウ")]

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


@pytest.fixture
def agreement(db):
    return factories.agreement(
        host="www.example.jp",
        agreed_with="〇〇町",
        agreed_on=today() - 9 * DAY,
        agreed_how="文書",
        valid_until=today() + 30 * DAY,
    )


@pytest.fixture
def resting(staff, chief, agreement):
    """An approved post that rests on it, to go out in so many days or any time."""

    def make(days=None, by=staff, approver=chief):
        moment = None if days is None else timezone.now() + days * DAY
        link = factories.link(agreement=agreement, agreed=False)
        return factories.approved(by, *([approver] if approver else []), publish_at=moment, links=[link])

    return make


def end(by, agreement, day):
    agreement.refresh_from_db()
    agreement.valid_until = day
    return save_site_agreement(by=by, agreement=agreement)


def state(post):
    return Post.objects.get(pk=post.pk).state


def told(post):
    return list(Notice.objects.filter(kind="approval_lost", url=post.get_absolute_url()))


def lapses():
    return AuditEvent.objects.filter(tag=approval_events.APPROVAL_LAPSED.tag)


@pytest.mark.parametrize(("days", "until"), [(5, 4), (5, -1), (None, -1)])
def test_an_approval_goes_with_the_agreement_it_rests_on(staff, chief, agreement, resting, days, until):
    post = resting(days)
    end(staff, agreement, today() + until * DAY)
    assert state(post) == State.DRAFT
    assert not post.jobs.exclude(state=JobState.CANCELLED).exists()
    (event,) = lapses()
    assert (event.data["version"], "www.example.jp" in event.data["reason"]) == (1, True)
    assert {notice.person for notice in told(post)} == {staff, chief}


@pytest.mark.parametrize(("days", "until"), [(5, 5), (5, 29), (None, 0)])
def test_what_the_shorter_agreement_still_covers_stays_approved(staff, agreement, resting, days, until):
    post = resting(days)
    end(staff, agreement, today() + until * DAY)
    assert state(post) == State.APPROVED
    assert seals.differing_parts(Post.objects.get(), post.submission) == []
    assert told(post) == []


def test_prolonging_changes_nothing_that_is_sealed(staff, agreement, resting):
    post = resting(5)
    for until in (today() + 300 * DAY, None):
        end(staff, agreement, until)
        assert state(post) == State.APPROVED
        assert seals.differing_parts(Post.objects.get(), post.submission) == []
    assert lapses().count() == 0


def test_number_and_end_stand_in_the_seal_as_they_stood(staff, agreement, resting):
    until = agreement.valid_until
    post = resting()
    end(staff, agreement, None)
    (link,) = sealed(post.submission).links
    assert (link.agreement.number, link.agreement.until) == (agreement.pk, until)
    post.links.update(agreement_until=None)
    assert seals.differing_parts(Post.objects.get(), post.submission) == ["リンク"]


def test_asked_for_anew_it_is_sealed_as_it_stands_then(staff, agreement, resting):
    post = resting()
    end(staff, agreement, None)
    factories.edited(staff, post, caption="直しました。")
    again = factories.submit(staff, Post.objects.get())
    assert sealed(again.submission).links[0].agreement.until is None


def test_what_waits_for_approval_lapses_too(staff, agreement, resting):
    post = resting(5, approver=None)
    end(staff, agreement, today())
    assert state(post) == State.DRAFT
    assert {notice.person for notice in told(post)} == {staff}


def test_who_is_in_charge_is_told_and_each_once(staff, chief, agreement, resting):
    post = resting(5)
    successor = factories.person("prefecture_poster", staff.appointments.get().organization)
    Post.objects.update(in_charge=successor)
    end(staff, agreement, today() + DAY)
    end(staff, agreement, today())
    assert sorted(notice.person.pk for notice in told(post)) == sorted([staff.pk, chief.pk, successor.pk])
    assert "「サイトの了解」の期限を改める" in told(post)[0].sentence


def test_a_post_that_is_on_its_way_is_not_touched(staff, agreement, resting):
    post = resting()
    job = publishing.publish_now(by=staff, post=post)
    claim = claims.claim(PublishJob, job.pk)
    outgoing.announce(claim)
    end(staff, agreement, today() - DAY)
    assert state(post) == State.PUBLISHING
    assert PublishJob.objects.get().state == JobState.RUNNING
    assert lapses().count() == 0


def test_posts_of_other_sites_stay(staff, chief, agreement, resting):
    resting(5)
    other = factories.approved(staff, chief, links=[factories.link("https://other.example.jp/")])
    end(staff, agreement, today())
    assert state(other) == State.APPROVED


def test_it_cannot_be_asked_for_again_on_an_agreement_that_has_ended(staff, agreement, resting):
    post = resting(5)
    end(staff, agreement, today())
    with pytest.raises(Incomplete) as refusal:
        factories.submit(staff, Post.objects.get(pk=post.pk))
    assert any("了解の期限が、投稿する日より前に過ぎます" in point.sentence for point in refusal.value.points)


def test_the_page_lists_what_would_lose_its_approval_before_the_press(
    client, staff, chief, agreement, resting
):
    post = resting(5)
    address = reverse("posts:agreement", args=[agreement.pk])
    client.force_login(staff)
    page = client.get(address).content.decode()
    assert f'<a href="{post.get_absolute_url()}">{post}</a>(承認済)' in page
    assert "その投稿の承認が無効になります" in page
    form = {
        "host": agreement.host,
        "agreed_with": "〇〇町",
        "agreed_on": agreement.agreed_on,
        "agreed_how": "文書",
    }
    answer = client.post(address, {**form, "valid_until": today()}, follow=True).content.decode()
    assert "期限に間に合わない投稿1件の承認は、無効になりました。" in answer
    assert state(post) == State.DRAFT


def test_the_other_sides_posts_are_counted_and_not_named(client, poster, agreement, resting):
    SiteAgreement.objects.update(organization=poster.appointments.get().organization)
    post = resting(5)
    client.force_login(poster)
    page = client.get(reverse("posts:agreement", args=[agreement.pk])).content.decode()
    assert post.title not in page
    assert "ほかの組織の投稿が1件あります" in page


def test_the_post_says_why_and_stands_among_what_has_to_be_done(client, staff, agreement, resting):
    post = resting(5)
    end(staff, agreement, today())
    client.force_login(staff)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "承認が無効になりました" in page
    assert "リンク先 www.example.jp の了解の期限が" in page
    assert "内容を直す" in page
    sections = {one.title: [row[0] for row in one.rows] for one in waiting.for_person(Facts(Actor.of(staff)))}
    assert sections["対応が必要です"] == [post]
    again = factories.edited(staff, post, publish_at=None)
    factories.submit(staff, again)
    assert "承認が無効になりました" not in client.get(post.get_absolute_url()).content.decode()
