"""公式アカウントのいま: every post with its document or the lack of it, and what is said of it there."""

import pytest
from django.urls import reverse

from approvals.models import State
from outbox.jobs import JobState
from posts.live import querysets
from posts.models import AccountPost, AccountProfile, LiveDifference, PublishJob, Register, Standing
from security.models import AccessToken
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/posts/live/"
QUERIES_MAX = 8


@pytest.fixture
def register(db):
    return Register.objects.create(account="17841400000000001", read_at="2026-11-30T03:00:00Z", taken_over=2)


def put(register, place=1, **fields):
    values = {
        "media_id": f"1790000000000000{place}",
        "permalink": f"https://www.instagram.com/p/code{place}/",
        "shortcode": f"code{place}",
        "caption": f"投稿{place}の本文",
        "kind": "IMAGE",
        "pictures": 1,
        "posted_at": f"2026-11-2{place}T03:00:00Z",
        "standing": Standing.OPEN,
    }
    return AccountPost.objects.create(register=register, **{**values, **fields})


def published(register, by, *approvers, place=1, **fields):
    post = factories.approved(by, *approvers, title=f"秘密の件名{place}")
    job = PublishJob.objects.create(
        post=post,
        submission=post.submission,
        state=JobState.DONE,
        media_id=f"1790000000000000{place}",
        shortcode=f"code{place}",
    )
    LiveDifference.objects.create(job=job, what="words")
    return put(register, place, standing=Standing.EXPLAINED, post=post, **fields)


def test_all_are_shown_with_their_document_or_the_lack_of_it(client, register, staff, chief):
    published(register, staff, chief, place=1)
    put(register, 2)
    put(register, 3, standing=Standing.BEFORE)
    put(register, 4, standing=Standing.EXPLAINED, gone_at="2026-11-29T03:00:00Z")
    client.force_login(staff)
    page = client.get(ADDRESS).content.decode()
    for said in (
        "秘密の件名1",
        "承認された版と違います",
        "承認の記録がありません",
        "要領より前のもの",
        "令和8年11月30日(月) 12:00",
        "2件",
    ):
        assert said in page, said
    assert "投稿4の本文" not in page
    only_open = client.get(f"{ADDRESS}?show=open").content.decode()
    assert "投稿2の本文" in only_open
    assert "投稿1の本文" not in only_open
    differing = client.get(f"{ADDRESS}?show=differs").content.decode()
    assert "投稿1の本文" in differing
    assert "投稿2の本文" not in differing


def test_the_contractor_reads_no_title_of_the_division(client, register, staff, chief, poster):
    found = published(register, staff, chief)
    client.force_login(poster)
    for address in (ADDRESS, found.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "秘密の件名1" not in page, address
        assert "別の組織の投稿" in page, address
        assert "投稿1の本文" in page, address


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client, register, staff, chief, django_assert_max_num_queries, count
):
    AccountProfile.objects.create(register=register, standing=Standing.FIRST, username="hokkaido_cafe")
    for place in range(1, count + 1):
        published(register, staff, chief, place=place)
    client.force_login(staff)
    client.get(ADDRESS)
    with django_assert_max_num_queries(QUERIES_MAX):
        assert client.get(ADDRESS).content.decode().count("承認された版と違います</") == count


def test_what_can_be_said_stands_only_before_those_who_may(client, register, staff, chief, manager):
    old = put(register, 1)
    new = put(register, 2, posted_at="2030-01-01T00:00:00Z")
    wanted = (
        (chief, old, {"join", "older", "case"}),
        (chief, new, {"join", "case"}),
        (manager, old, {"join", "case"}),
        (staff, old, set()),
    )
    for person, found, steps in wanted:
        client.force_login(person)
        page = client.get(found.get_absolute_url()).content.decode()
        assert {one for one in ("join", "older", "case") if f"{ADDRESS}{found.pk}/{one}/" in page} == steps


def test_the_steps_through_the_pages(client, register, staff, chief):
    post = factories.approved(staff, chief, caption="投稿1の本文")
    AccountPost.objects.all().delete()
    found = put(register, 1, posted_at="2030-01-01T00:00:00Z")
    other = put(register, 2)
    client.force_login(chief)
    page = client.get(reverse("posts:live_join", args=[found.pk])).content.decode()
    assert "本文が同じ" in page
    joined = {"post": post.pk, "has_seen_photos": "on"}
    answer = client.post(reverse("posts:live_join", args=[found.pk]), joined)
    assert answer.status_code == 302
    post.refresh_from_db()
    assert post.state == State.PUBLISHED
    answer = client.post(reverse("posts:live_older", args=[other.pk]), {"reason": "前からあった"})
    other.refresh_from_db()
    assert (answer.status_code, other.standing) == (302, Standing.BEFORE)


def test_nobody_reads_it_without_an_appointment(client, register):
    found = put(register, 1)
    client.force_login(factories.UserFactory())
    for address in (ADDRESS, found.get_absolute_url(), f"{found.get_absolute_url()}picture.jpg"):
        assert "投稿1の本文" not in client.get(address).content.decode(), address


def test_an_account_that_was_connected_before_is_not_shown(register, administrator):
    put(register, 1)
    AccessToken.objects.create(
        flavour="instagram", user_id="999", username="other", sealed_secret="x", state="connected"
    )
    assert querysets.current_register() is None
