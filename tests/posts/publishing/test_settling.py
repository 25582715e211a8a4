"""要確認 leads a person: what stands on the account, 「これです」, 「ありません」, the pasted address."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.models import State
from instagram.client import Client
from outbox.jobs import JobState
from posts.models import Post
from posts.publishing import actions, agreement, candidates, events, settling
from posts.publishing.models import PublishJob
from security.account.actions import token as token_actions
from security.models import AccessToken, AuditEvent, User
from security.office.answers import Refused
from tests import factories
from tests.racing import race
from tests.sandbox.image_host import running_image_host
from tests.tampering import sign_anew

pytestmark = pytest.mark.django_db(transaction=True)

CAPTION = "雪の朝の喫茶店です。"


@pytest.fixture
def unclear(sandbox, staff, chief, work_off, monkeypatch):
    """A post that is live, of which nothing could be found out: 要確認."""

    def unclear(caption=CAPTION, **fields):
        post = factories.approved(staff, chief, caption=caption, **fields)
        sandbox.arm("F2")
        with monkeypatch.context() as blind:
            blind.setattr("posts.publishing.reconcile.matches", lambda client, job: None)
            blind.setattr("posts.publishing.reconcile.container_status", lambda client, job: None)
            job = work_off(actions.publish_now(by=staff, post=post))
        assert job.state == JobState.UNCONFIRMED
        return job

    return unclear


@pytest.fixture(scope="module")
def picture_host():
    with running_image_host() as running:
        yield running


@pytest.fixture
def by_hand(sandbox, picture_host):
    """A colleague posts from a phone; gives the live post's number."""
    sandbox.set(quota_total=100, obey_robots=False)

    def by_hand(caption):
        body = {"image_url": picture_host.put_picture(), "caption": caption}
        made = sandbox.graph("POST", "me/media", data=body).json()["id"]
        return sandbox.graph("POST", "me/media_publish", data={"creation_id": made}).json()["id"]

    return by_hand


def page_of(name, post):
    return reverse(f"posts:{name}", args=[post.pk])


def tickets(page):
    return re.findall(r'name="ticket" value="([^"]+)"', page.content.decode())


def test_page_shows_what_may_be_it_those_with_its_words_first(sandbox, client, staff, unclear, by_hand):
    job = unclear()
    other = by_hand("夕方の喫茶店です。")
    client.force_login(staff)
    page = client.get(page_of("resolve", job.post)).content.decode()
    same, differing = page.index("承認された文と同じ"), page.index("承認された文と違う")
    assert same < differing
    assert "夕方の喫茶店です。" in page
    assert page.count(">これです<") == 2
    live = {one["id"]: one["permalink"] for one in sandbox.state()["media"]}
    assert all(f'href="{address}"' in page for address in live.values())
    assert other in live


def test_pressing_records_number_and_address(sandbox, client, staff, unclear):
    job = unclear()
    client.force_login(staff)
    ticket = tickets(client.get(page_of("resolve", job.post)))[0]
    page = client.post(page_of("resolve", job.post), {"ticket": ticket}, follow=True)
    job.refresh_from_db()
    live = sandbox.state()["media"][0]
    assert (job.state, job.media_id, job.permalink) == (JobState.DONE, live["id"], live["permalink"])
    assert Post.objects.get().state == State.PUBLISHED
    assert "「投稿済」です" in page.content.decode()
    told = AuditEvent.objects.get(tag=events.PUBLISH_RESOLVED.tag)
    assert (told.actor, told.data["media_id"]) == (staff, live["id"])


def test_what_belongs_to_another_document_is_not_offered(sandbox, job_of, work_off, unclear, by_hand):
    job = unclear()
    other = work_off(job_of(caption="ほかの文書の投稿です。"))
    assert other.state == JobState.DONE
    pasted = by_hand("アドレスで記録された投稿です。")
    address = next(one["permalink"] for one in sandbox.state()["media"] if one["id"] == pasted)
    code = address.rstrip("/").rsplit("/", 1)[-1]
    PublishJob.objects.filter(pk=other.pk).update(
        permalink=f"https://www.instagram.com/p/{code}/", shortcode=code
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates.rules, "post_code", lambda url: url.rstrip("/").rsplit("/", 1)[-1])
        found = candidates.look(job.post)
    assert [one.words for one in found.candidates] == [CAPTION]


def test_only_what_came_since_shortly_before_the_first_request_is_shown(
    sandbox, job_of, work_off, clock, unclear
):
    work_off(job_of(caption="前の投稿です。"))
    PublishJob.objects.update(media_id="of nobody that we know")
    clock.shift(minutes=10)
    job = unclear()
    assert [one.words for one in candidates.look(job.post).candidates] == [CAPTION]


def test_instagram_is_asked_outside_any_transaction(client, staff, unclear, monkeypatch):
    job, asked = unclear(), []
    real = Client.recent_media

    def recent_media(self, **wanted):
        asked.append(connection.in_atomic_block)
        return real(self, **wanted)

    monkeypatch.setattr(Client, "recent_media", recent_media)
    client.force_login(staff)
    client.get(page_of("resolve", job.post))
    client.get(page_of("not_there", job.post))
    client.post(page_of("resolve", job.post), {"permalink": "https://www.instagram.com/p/Abc_1-x/"})
    assert asked == [False, False, False]


@pytest.mark.parametrize("trouble", ["no answer", "no connection"])
def test_where_instagram_cannot_be_read_the_page_says_so_and_takes_the_address(
    sandbox, client, staff, unclear, trouble
):
    job = unclear()
    if trouble == "no answer":
        sandbox.arm("F17", times=9, call="media")
    else:
        sandbox.end_tokens()
        token_actions.note_lost(token=AccessToken.current(), problem="切れました。")
    client.force_login(staff)
    page = client.get(page_of("resolve", job.post)).content.decode()
    assert "公式アカウントを読み取れませんでした" in page
    assert ("接続が切れているため" in page) is (trouble == "no connection")
    assert ">これです<" not in page
    address = "https://www.instagram.com/p/Abc_1-x/?igsh=1"
    client.post(page_of("resolve", job.post), {"permalink": address})
    job.refresh_from_db()
    assert (job.state, job.permalink, job.shortcode) == (JobState.DONE, address, "Abc_1-x")


def test_address_is_required_and_says_so(client, staff, unclear):
    job = unclear()
    client.force_login(staff)
    page = client.get(page_of("resolve", job.post)).content.decode()
    field = re.search(r'<input[^>]*name="permalink"[^>]*>', page)[0]
    assert " required" in field
    assert "※必須" in page
    page = client.post(page_of("resolve", job.post), {"permalink": " "})
    assert page.status_code == 422
    assert "投稿のアドレスを貼り付けてください。" in page.content.decode()
    page = client.post(page_of("resolve", job.post), {"permalink": "https://example.jp/p/x/"})
    assert "投稿のアドレスではありません" in page.content.decode()
    assert Post.objects.get().state == State.UNCONFIRMED


def test_pasted_address_of_a_listed_post_brings_its_number(sandbox, staff, client, unclear):
    job = unclear()
    live = sandbox.state()["media"][0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates.rules, "post_code", lambda url: url.rstrip("/").rsplit("/", 1)[-1])
        client.force_login(staff)
        client.post(page_of("resolve", job.post), {"permalink": live["permalink"]})
    job.refresh_from_db()
    assert (job.state, job.media_id) == (JobState.DONE, live["id"])


def test_not_there_has_a_page_of_its_own_and_its_own_words_in_the_trail(sandbox, client, staff, unclear):
    job = unclear()
    client.force_login(staff)
    first = client.get(page_of("resolve", job.post)).content.decode()
    assert f'href="{page_of("not_there", job.post)}"' in first
    page = client.get(page_of("not_there", job.post)).content.decode()
    assert "これから起こること" in page
    assert "同じ文の投稿があります" in page
    looked = re.search(r'name="looked" value="([^"]+)"', page)[1]
    unticked = client.post(page_of("not_there", job.post), {"looked": looked})
    assert unticked.status_code == 422
    assert Post.objects.get().state == State.UNCONFIRMED
    client.post(page_of("not_there", job.post), {"looked": looked, "has_looked": "on"})
    assert Post.objects.get().state == State.FAILED
    told = AuditEvent.objects.get(tag=events.PUBLISH_NOT_THERE.tag)
    assert "同じ文のものは1件" in told.data["note"]
    assert "投稿がないことを確かめて記録しました" in told.sentence
    page = client.get(job.post.get_absolute_url()).content.decode()
    assert "投稿されていないことを人が確かめた" in page


def test_what_the_form_says_of_the_look_is_believed_only_if_it_was_written_here(client, staff, unclear):
    job = unclear()
    client.force_login(staff)
    client.post(page_of("not_there", job.post), {"looked": "何も見ていません", "has_looked": "on"})
    assert AuditEvent.objects.get(tag=events.PUBLISH_NOT_THERE.tag).data["note"] == ""


def test_stale_page_reads_what_has_been_recorded_and_changes_nothing(client, staff, chief, unclear):
    job = unclear()
    client.force_login(staff)
    ticket = tickets(client.get(page_of("resolve", job.post)))[0]
    settling.declare_missing(by=chief, post=job.post)
    page = client.post(page_of("resolve", job.post), {"ticket": ticket}, follow=True).content.decode()
    assert "結果はすでに記録されています" in page
    assert chief.name in page
    job.refresh_from_db()
    assert (job.state, job.media_id, Post.objects.get().state) == (JobState.FAILED, "", State.FAILED)
    page = client.get(page_of("not_there", job.post), follow=True).content.decode()
    assert "結果はすでに記録されています" in page


@pytest.mark.parametrize("ticket", ["old", "forged", "another's"])
def test_only_what_this_page_has_shown_lately_is_recorded(client, staff, unclear, clock, ticket):
    job = unclear()
    client.force_login(staff)
    if ticket == "another's":
        sent = candidates.ticket_for(unclear("二つめの文です。").post, "1", "")
    else:
        sent = tickets(client.get(page_of("resolve", job.post)))[0]
    if ticket == "old":
        clock.shift(hours=2)
        client.force_login(staff)
    page = client.post(
        page_of("resolve", job.post), {"ticket": "x" if ticket == "forged" else sent}, follow=True
    )
    assert "選び直してください" in page.content.decode()
    assert Post.objects.get(pk=job.post_id).state == State.UNCONFIRMED


def test_one_live_post_settles_one_document(sandbox, staff, unclear):
    first, second = unclear("一つめ"), unclear("二つめ")
    live = sandbox.state()["media"][0]
    settling.bind(by=staff, post=first.post, address=live["permalink"], number=live["id"])
    with pytest.raises(Refused, match="ほかの投稿"):
        settling.bind(by=staff, post=second.post, address=live["permalink"], number=live["id"])
    assert Post.objects.get(pk=second.post_id).state == State.UNCONFIRMED


@pytest.mark.clause("第５第２項")
def test_what_a_person_has_settled_agrees_with_the_trail(sandbox, staff, unclear):
    job = unclear()
    live = sandbox.state()["media"][0]
    settling.bind(by=staff, post=job.post, address=live["permalink"], number=live["id"])
    assert list(agreement.publications()) == []
    PublishJob.objects.filter(pk=job.pk).update(media_id="17999999999999999")
    assert "投稿された証跡がありません" in "".join(agreement.publications())


@pytest.mark.clause("第４第１項(1)")
def test_who_may_not_settle_reads_why(client, poster, manager, auditor, unclear):
    job = unclear()
    client.force_login(auditor)
    for name in ("resolve", "not_there"):
        page = client.get(page_of(name, job.post))
        assert page.status_code == 302
    client.post(page_of("resolve", job.post), {"ticket": candidates.ticket_for(job.post, "1", "")})
    client.post(page_of("not_there", job.post), {"has_looked": "on"})
    client.force_login(poster)
    assert client.get(page_of("resolve", job.post)).status_code == 404
    assert Post.objects.get().state == State.UNCONFIRMED


def test_account_is_looked_at_from_the_approval_on_where_nothing_was_asked_for(
    sandbox, job_of, work_off, clock
):
    """A restored backup: the post is there, and this job has never asked for it."""
    job = work_off(job_of(caption=CAPTION))
    clock.shift(minutes=5)
    PublishJob.objects.filter(pk=job.pk).update(
        state="queued", media_id="", container="", children=[], sent_at=None, first_asked_at=None,
        requests=0, finished_at=None, permalink="", shortcode="", due_at=timezone.now(),
    )  # fmt: skip
    sign_anew(PublishJob.objects.all())
    Post.objects.filter(pk=job.post_id).update(state=State.APPROVED)
    assert work_off(job).state == JobState.UNCONFIRMED
    found = candidates.look(job.post)
    assert [one.is_same for one in found.candidates] == [True]


def press(pk, user, ticket):
    """In a process of its own: 「これです」 or, without a ticket, 「ありません」."""
    post, by = Post.objects.get(pk=pk), User.objects.get(pk=user)
    try:
        if ticket:
            number, address = candidates.opened(post, ticket)
            settling.bind(by=by, post=post, address=address, number=number)
        else:
            settling.declare_missing(by=by, post=post)
    except Refused as refusal:
        return str(refusal.answer)
    return "recorded"


@pytest.mark.postgres
def test_of_two_who_press_at_once_one_wins_and_the_other_reads_it(staff, chief, unclear):
    job = unclear()
    ticket = candidates.look(job.post).candidates[0].ticket
    told = race(f"{__name__}:press", (job.post_id, staff.pk, ticket), (job.post_id, chief.pk, ""))
    assert told.count("recorded") == 1
    assert "結果はすでに記録されています" in next(one for one in told if one != "recorded")
    assert AuditEvent.objects.filter(tag__in=["publish.resolve", "publish.not_there"]).count() == 1


def test_page_asks_the_database_the_same_however_much_is_on_the_account(client, staff, unclear, by_hand):
    job = unclear()
    client.force_login(staff)
    client.get(page_of("resolve", job.post))
    counts = []
    for more in (0, 30):
        for place in range(more):
            by_hand(f"ほかの投稿 {place}")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(page_of("resolve", job.post)).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert page.count(">これです<") == candidates.SHOWN
    assert "このほかに11件あります" in page
