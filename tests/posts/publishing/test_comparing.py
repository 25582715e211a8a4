"""The live post is held against what was sealed: once it is out, and an hour later. What differs is told once."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from instagram.client import Client
from instagram.errors import Gone
from instagram.results import Media
from outbox.jobs import JobState
from posts.models import LiveDifference, Post
from posts.publishing import actions, comparing, differing, events
from posts.publishing.models import PublishJob
from security.account.actions import token as token_actions
from security.models import AccessToken, AuditEvent, Notice, User
from security.office.answers import Refused
from tests import factories, misses
from tests.racing import race
from tests.sweeping import swept

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = datetime.timedelta(hours=1)
What = LiveDifference.What
CAPTION = "雪の朝の喫茶店です。\n#北海道 @hokkaido_pref まで。"


@pytest.fixture
def live(job_of, work_off, clock):
    """A published job whose comparison is due."""

    def live(**fields):
        job = work_off(job_of(caption=CAPTION, **fields))
        assert job.state == JobState.DONE
        return job

    return live


def found():
    return list(LiveDifference.objects.values_list("what", flat=True))


def an_hour_later(clock):
    swept(comparing)
    clock.shift(hours=1, minutes=1)
    swept(comparing)


def notices():
    return Notice.objects.filter(kind="post_live_differs")


def told():
    return AuditEvent.objects.filter(tag=events.LIVE_DIFFERS.tag)


def test_what_went_out_as_approved_is_compared_twice_and_nothing_is_told(live, clock, sandbox):
    job = live(photos=2)
    assert comparing.is_due()
    swept(comparing)
    job.refresh_from_db()
    assert job.compare_at == job.finished_at + HOUR
    assert not comparing.is_due()
    clock.shift(hours=1)
    swept(comparing)
    job.refresh_from_db()
    assert job.compare_at is None
    assert (found(), notices().count()) == ([], 0)


@pytest.mark.clause("第４第１項(1)")
def test_other_words_are_told_at_once_to_author_and_approver(live, sandbox, staff, chief, client):
    job = live()
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    swept(comparing)
    assert found() == [What.WORDS]
    assert "本文が違います" in told().get().data["problem"]
    assert set(notices().values_list("person", flat=True)) == {staff.pk, chief.pk}
    assert notices()[0].url == job.post.get_absolute_url()
    client.force_login(staff)
    page = client.get(job.post.get_absolute_url()).content.decode()
    assert "承認のとおりではありません" in page
    assert "本文が違います。" in page
    assert ">違いを確かめた<" in page
    assert Post.objects.get().state == State.PUBLISHED


def test_who_cannot_record_it_reads_of_no_button(live, sandbox, auditor, client):
    job = live()
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    swept(comparing)
    client.force_login(auditor)
    page = client.get(job.post.get_absolute_url()).content.decode()
    assert "本文が違います。" in page
    assert "違いを確かめた" not in page
    assert "削除を記録する" not in page


def test_what_differs_is_told_once(live, sandbox, clock):
    job = live()
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    an_hour_later(clock)
    assert (found(), told().count()) == ([What.WORDS], 1)


def test_what_is_changed_within_the_hour_is_found_by_the_second_look(live, sandbox, clock):
    job = live()
    swept(comparing)
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    clock.shift(hours=1)
    swept(comparing)
    assert found() == [What.WORDS]


@pytest.fixture
def album(staff, chief, work_off, clock):
    """A published job of three pictures, each with a description of its own."""

    def album():
        post = factories.draft(staff, photos=3, caption=CAPTION)
        for place, photo in enumerate(post.photos.all()):
            photo.alt_text = f"{place + 1}つめの窓"
            photo.save()
        post = factories.submit(staff, Post.objects.get(pk=post.pk))
        approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
        return work_off(actions.publish_now(by=staff, post=Post.objects.get(pk=post.pk)))

    return album


def test_number_and_order_of_the_pictures_are_compared(album, sandbox):
    def pictures(job):
        live = next(one for one in sandbox.state()["media"] if one["id"] == job.media_id)
        return [child["id"] for child in live["children"]]

    fewer, other_order = album(), album()
    sandbox.edit_post(fewer.media_id, pictures=pictures(fewer)[:2])
    sandbox.edit_post(other_order.media_id, pictures=pictures(other_order)[::-1])
    swept(comparing)
    told = dict(LiveDifference.objects.values_list("job", "what"))
    assert told == {fewer.pk: What.COUNT, other_order.pk: What.ORDER}


def test_what_differs_harmlessly_is_no_difference(live, sandbox, clock):
    job = live()
    for caption in (CAPTION.replace("@", ""), CAPTION.replace("\n", "\r\n"), f" {CAPTION} \n"):
        sandbox.edit_post(job.media_id, caption=caption)
        PublishJob.objects.update(compare_at=timezone.now())
        swept(comparing)
    assert found() == []


def test_what_an_answer_leaves_out_proves_nothing():
    missed = []
    for media, expected in (
        (Media("1", "文", media_type="IMAGE"), []),
        (Media("1", "文"), []),
        (Media("1", "文", media_type="CAROUSEL_ALBUM", children_count=2), [What.COUNT]),
        (Media("1", "文", media_type="VIDEO"), [What.KIND]),
        (Media("1", "", media_type="IMAGE"), [What.WORDS]),
    ):
        content = content_of("文", ["窓"])
        if (got := list(comparing.differences(media, content))) != expected:
            missed.append((media, got))
    album = {"media_type": "CAROUSEL_ALBUM", "children_count": 2}
    for media, expected in (
        (Media("1", "文", **album, kinds=("IMAGE", "IMAGE"), alt_texts=("窓", "机")), []),
        (Media("1", "文", **album, kinds=("IMAGE", "VIDEO"), alt_texts=("窓", "机")), [What.KIND]),
        (Media("1", "文", **album, alt_texts=("机", "窓")), [What.ORDER]),
        (Media("1", "文", **album, alt_texts=("机",)), []),
        (Media("1", "文", **album, alt_texts=("机", "書き直された説明")), []),
        (Media("1", "文", media_type="CAROUSEL_ALBUM"), []),
    ):
        content = content_of("文", ["窓", "机"])
        if (got := list(comparing.differences(media, content))) != expected:
            missed.append((media, got))
    misses.none(missed)


def content_of(caption, alt_texts):
    return SimpleNamespace(
        caption=caption, is_generated=False, photos=[SimpleNamespace(alt_text=one) for one in alt_texts]
    )


# --- Not there any more ------------------------------------------------------------------------------------------


def test_deleted_post_is_told_an_hour_later_after_two_looks(live, sandbox, clock, client, staff):
    job = live()
    sandbox.delete_post(job.media_id)
    swept(comparing)
    assert found() == []
    clock.shift(hours=1)
    swept(comparing)
    assert found() == []
    clock.shift(seconds=50)
    swept(comparing)
    assert found() == []
    clock.shift(seconds=15)
    swept(comparing)
    assert found() == [What.GONE]
    assert "見当たりません" in told().get().data["problem"]
    assert "削除を記録する" in notices()[0].sentence
    client.force_login(staff)
    page = client.get(job.post.get_absolute_url()).content.decode()
    assert ">削除を記録する<" in page
    actions.record_removal(by=staff, post=job.post, reason="公式アカウントから消えていた")
    assert differing.all_unseen() == ()


def test_unreadable_medium_that_the_list_shows_is_there(live, sandbox, clock, monkeypatch):
    live()

    def unreadable(self, media_id):
        raise Gone("100/33")

    monkeypatch.setattr(Client, "compared_media", unreadable)
    an_hour_later(clock)
    clock.shift(minutes=5)
    swept(comparing)
    assert found() == []
    assert PublishJob.objects.get().compare_at is None


def test_list_that_cannot_be_read_proves_nothing(live, sandbox, clock):
    job = live()
    sandbox.delete_post(job.media_id)
    clock.shift(hours=2)
    sandbox.arm("F17", times=3, call="media")
    for _ in range(3):
        swept(comparing)
        clock.shift(minutes=6)
    assert found() == []
    for _ in range(2):
        swept(comparing)
        clock.shift(minutes=6)
    assert found() == [What.GONE]


def test_a_day_without_an_answer_ends_the_looking_and_says_so(live, sandbox, clock):
    job = live()
    sandbox.delete_post(job.media_id)
    sandbox.arm("F17", times=9, call="media")
    clock.shift(days=1, minutes=1)
    swept(comparing)
    job.refresh_from_db()
    assert (job.compare_at, found()) == (None, [])
    assert job.lines[-1].sentence == differing.NOT_COMPARED


# --- Holding nothing up, and once --------------------------------------------------------------------------------


def test_waits_while_the_connection_is_paused(live, sandbox):
    job = live()
    token_actions.note_lost(token=AccessToken.current(), problem="切れました。")
    assert not comparing.is_due()
    comparing.run()
    before = job.compare_at
    job.refresh_from_db()
    assert job.compare_at == before


def test_removed_post_is_not_compared(live, sandbox, staff):
    job = live()
    sandbox.delete_post(job.media_id)
    actions.record_removal(by=staff, post=job.post, reason="誤りがあった")
    swept(comparing)
    job.refresh_from_db()
    assert (job.compare_at, found()) == (None, [])


def test_post_settled_by_a_pasted_address_alone_is_not_looked_for(live, sandbox):
    """Its number is not known, and it may be older than anything that the list is read back to."""
    live()
    PublishJob.objects.update(media_id="")
    assert not comparing.is_due()


def test_worker_whose_turn_has_been_taken_over_changes_nothing(live, sandbox, clock):
    job = live()
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    turn = differing.take_turn(job, until=timezone.now() + comparing.LEASE)
    clock.shift(minutes=6)
    swept(comparing)
    assert told().count() == 1
    differing.note(job=job, turn=turn, found=[What.COUNT], next_at=None)
    assert found() == [What.WORDS]


def sweep_once(_):
    comparing.run()


@pytest.mark.postgres
def test_four_workers_at_once_tell_it_once(live, sandbox, staff, chief):
    job = live()
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    race(f"{__name__}:sweep_once", (1,), (2,), (3,), (4,))
    assert (found(), told().count(), notices().count()) == ([What.WORDS], 1, 2)


# --- Looked into, and shown to whom ------------------------------------------------------------------------------


def test_alert_stands_until_somebody_has_looked_into_it(live, sandbox, client, staff, chief, auditor, poster):
    job = live()
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    swept(comparing)
    shown = {}
    for person in (staff, chief, auditor, poster):
        client.force_login(person)
        shown[person.pk] = "承認された版と違う投稿があります" in client.get("/").content.decode()
    assert shown == {staff.pk: True, chief.pk: True, auditor.pk: False, poster.pk: False}
    with pytest.raises(Refused):
        differing.note_seen(by=poster, post=job.post, reason="確かめた")
    client.force_login(staff)
    address = reverse("posts:note_difference", args=[job.post_id])
    assert client.post(address, {"reason": " "}).status_code == 422
    client.post(address, {"reason": "アプリで誤字を直したもので、そのままにする"})
    row = LiveDifference.objects.get()
    assert (row.seen_by, row.seen_at is not None) == (staff, True)
    assert AuditEvent.objects.get(tag=events.DIFFERENCE_SEEN.tag).actor == staff
    assert "承認された版と違う投稿があります" not in client.get("/").content.decode()
    with pytest.raises(Refused, match="確かめていない違いはありません"):
        differing.note_seen(by=chief, post=job.post, reason="確かめた")


def test_who_has_left_is_not_written_to(live, sandbox, staff, chief):
    heir = factories.person("prefecture_poster")
    job = live()
    Post.objects.update(in_charge=heir)
    User.objects.filter(pk=staff.pk).update(is_active=False)
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    swept(comparing)
    assert set(notices().values_list("person", flat=True)) == {heir.pk, chief.pk}
