"""Before a post goes out its links are opened again (第４第１項(3), 第４第３項(3)): one that is gone keeps it back."""

import pytest
from django.db import connection

from approvals import actions as approval_actions
from approvals.models import State
from cafe_instagram.home import duties
from cafe_instagram.home.facts import Facts
from cafe_instagram.home.templatetags.office import wareki_time
from outbox.claims import GRACE
from outbox.jobs import JobState
from posts.links import actions as link_actions
from posts.links import check
from posts.links.check import Finding
from posts.links.check import State as Found
from posts.links.findings import Trouble
from posts.links.models import Outage
from posts.models import Link, Post
from posts.publishing import errand, events, links_again
from security.models import AuditEvent, Notice
from security.people.actors import Actor
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第４第１項(3)", "第４第３項(3)"),
]

URL = "https://www.example.jp/yuki"
NOT_THERE = (Found.DEAD, "ページがありません(404)。", False)
CUT_OFF = (Found.CUT_OFF, check.CUT_OFF, True, Trouble.NAMES)
SILENT = (Found.UNCLEAR, "時間内に返事がありませんでした。", True)


@pytest.fixture
def web(monkeypatch):
    """What each address answers, and what was asked of it; outside of any transaction."""
    answers, asked = {}, []

    def check_all(urls):
        assert not connection.in_atomic_block
        urls = list(urls)
        asked.extend(urls)
        return [Finding(url, *answers.get(url, (Found.ALIVE, "開けました。", False))) for url in urls]

    monkeypatch.setattr(check, "check_all", check_all)
    answers["asked"] = asked
    return answers


@pytest.fixture
def waiting(job_of, clock):
    """A post with a link for which 「投稿する」 has been pressed, at a moment that does not pass."""
    clock.hold()
    return job_of(links=[factories.link(URL)])


def tried(job):
    errand.run(job.pk)
    job.refresh_from_db()
    return job


def state():
    return Post.objects.get().state


def told(tag):
    return AuditEvent.objects.filter(tag=tag.tag).count()


@pytest.mark.parametrize(
    "found",
    [
        NOT_THERE,
        (Found.DEAD, "www.example.jp というサイトが見つかりません。", False),
        (Found.MOVED, "casino.example.com に転送されます。", False),
    ],
)
def test_a_link_that_is_gone_keeps_the_post_back(sandbox, web, waiting, found):
    web[URL] = found
    job = tried(waiting)
    assert (state(), job.state) == (State.APPROVED, JobState.QUEUED)
    assert URL in job.problem
    assert found[1] in job.problem
    assert sandbox.state()["counts"]["containers"] == 0


def test_it_goes_out_by_itself_when_the_site_is_back(sandbox, web, waiting, clock, work_off):
    web[URL] = NOT_THERE
    tried(waiting)
    clock.shift(minutes=5)
    tried(waiting)
    del web[URL]
    clock.shift(minutes=2)
    work_off(waiting)
    assert state() == State.PUBLISHED
    assert (told(events.LINK_DEAD), told(events.LINKS_OPEN)) == (1, 1)


def test_when_its_time_is_over_it_fails_with_the_true_reason(sandbox, web, waiting, work_off):
    web[URL] = NOT_THERE
    job = work_off(waiting)
    assert (state(), job.state) == (State.FAILED, JobState.FAILED)
    assert "ページがありません(404)。" in job.problem
    assert "第４第１項(3)" in job.problem
    assert "「内容を直す」" in job.problem
    assert job.finished_at <= job.asked_for + GRACE


@pytest.mark.parametrize(
    "found",
    [
        (Found.UNCLEAR, "サイトが開かせませんでした(403)。", False),
        (Found.REFUSED, "デモでは、インターネットのサイトを開きません。", False),
    ],
)
def test_what_proves_nothing_keeps_nothing_back(sandbox, web, waiting, found):
    web[URL] = found
    tried(waiting)
    assert state() == State.PUBLISHED


def test_a_silent_site_is_asked_twice_more_and_then_left_alone(sandbox, web, waiting, work_off):
    web[URL] = SILENT
    assert tried(waiting).state == JobState.QUEUED
    assert "もう一度確かめます" in waiting.problem
    work_off(waiting)
    assert state() == State.PUBLISHED
    assert web["asked"] == [URL] * 3
    assert told(events.LINK_DEAD) == 0


def test_where_we_cannot_get_out_the_approval_counts_and_the_author_is_asked_to_look(
    client, sandbox, web, waiting, work_off, staff, administrator
):
    """A fault of ours is none of the site's: the post neither waits for ever nor fails, and nobody is told a lie."""
    web[URL] = CUT_OFF
    assert "この装置から外に出られないため、確かめられていません。" in tried(waiting).problem
    work_off(waiting)
    assert state() == State.PUBLISHED
    assert web["asked"] == [URL] * 3
    (notice,) = Notice.objects.filter(title__startswith="リンク先をご自分の端末で確かめてください")
    assert notice.person == staff
    assert f"・{URL}\n" in notice.sentence
    assert told(events.LINKS_UNSEEN) == 1
    assert told(events.LINK_DEAD) == 0
    client.force_login(staff)
    page = client.get(waiting.post.get_absolute_url()).content.decode()
    assert "承認のときに人が確かめたものとして、投稿を続けます。" in page
    assert Outage.current().trouble == Trouble.NAMES
    assert Notice.objects.filter(person=administrator, title__startswith="リンクを確かめられません").exists()


def test_a_persons_word_counts_more_than_the_machines(client, sandbox, web, waiting, staff, clock, work_off):
    """The site tells programs that there is nothing; he has opened it and says so."""
    web[URL] = NOT_THERE
    tried(waiting)
    client.force_login(staff)
    link = Link.objects.get()
    assert URL in client.get("/posts/links/").content.decode()
    answer = client.post(f"/posts/links/{link.pk}/opened/", follow=True).content.decode()
    assert "リンク先を確かめたことを記録しました。" in answer
    clock.shift(minutes=2)
    work_off(waiting)
    assert state() == State.PUBLISHED
    assert AuditEvent.objects.get(tag="link.seen").data["url"] == URL


def test_a_persons_word_of_before_does_not_count(sandbox, web, waiting, staff, clock):
    link_actions.note_seen(by=staff, link=Link.objects.get())
    clock.shift(minutes=1)
    web[URL] = NOT_THERE
    tried(waiting)
    clock.shift(minutes=3)
    tried(waiting)
    assert state() == State.APPROVED


def test_where_a_link_leads_elsewhere_nobodys_word_lets_it_pass(sandbox, web, waiting, staff, clock):
    """Nobody has approved that site."""
    web[URL] = (Found.MOVED, "casino.example.com に転送されます。", False)
    tried(waiting)
    clock.shift(minutes=1)
    link_actions.note_seen(by=staff, link=Link.objects.get())
    clock.shift(minutes=3)
    tried(waiting)
    assert state() == State.APPROVED


def test_being_cut_off_does_not_bring_a_dead_link_back_but_a_person_does(
    sandbox, web, waiting, staff, clock, work_off
):
    web[URL] = NOT_THERE
    tried(waiting)
    web[URL] = CUT_OFF
    for _ in range(3):
        clock.shift(minutes=3)
        tried(waiting)
    assert state() == State.APPROVED
    link_actions.note_seen(by=staff, link=Link.objects.get())
    work_off(waiting)
    assert state() == State.PUBLISHED


def test_silence_does_not_bring_a_dead_link_back(sandbox, web, waiting, clock):
    web[URL] = NOT_THERE
    tried(waiting)
    web[URL] = SILENT
    for _ in range(5):
        clock.shift(minutes=3)
        tried(waiting)
    assert state() == State.APPROVED


def test_what_was_found_minutes_ago_counts(sandbox, web, waiting, clock, monkeypatch):
    """An attempt that goes on where the last one stopped opens nothing again, but after ten minutes it does."""
    sandbox.set(processing_seconds=3600)
    tried(waiting)
    clock.shift(minutes=9)
    tried(waiting)
    assert web["asked"] == [URL]
    clock.shift(minutes=2)
    web[URL] = NOT_THERE
    assert URL in tried(waiting).problem
    assert web["asked"] == [URL] * 2
    assert state() == State.APPROVED


def test_a_post_without_links_asks_nobody(sandbox, web, job_of):
    tried(job_of())
    assert state() == State.PUBLISHED
    assert web["asked"] == []


def test_who_answers_for_it_is_told_once(sandbox, web, waiting, clock, staff, chief):
    successor = factories.person("prefecture_poster", staff.appointments.get().organization)
    Post.objects.update(in_charge=successor)
    web[URL] = NOT_THERE
    for _ in range(3):
        tried(waiting)
        clock.shift(minutes=2)
    notices = Notice.objects.filter(title__startswith="リンク先が開けないため")
    assert {notice.person for notice in notices} == {staff, successor}
    assert len(notices) == 2
    assert URL in notices[0].sentence
    assert "「内容を直す」" in notices[0].sentence
    assert notices[0].until == waiting.asked_for + GRACE
    assert told(events.LINK_DEAD) == 1
    assert [one.title for one in duties_of(staff)] == [
        f"リンク先が開けないため、投稿を待っています: {waiting.post}"
    ]
    assert duties_of(chief) == []


def duties_of(person):
    return [one for one in duties.for_person(Facts(Actor.of(person))) if "リンク先" in one.title]


def test_the_page_says_which_link_what_was_found_and_what_to_do(client, sandbox, web, waiting, staff):
    web[URL] = NOT_THERE
    tried(waiting)
    client.force_login(staff)
    page = client.get(waiting.post.get_absolute_url()).content.decode()
    assert "リンク先が開けないため、投稿を待っています。" in page
    assert f"リンク {URL} を開いて確かめました: ページがありません(404)。" in page
    assert "内容を直す" in page
    assert f"{wareki_time(waiting.asked_for + GRACE)}までに元に戻れば" in page


def test_taking_the_approval_back_ends_the_waiting(sandbox, web, waiting, chief, clock):
    web[URL] = NOT_THERE
    tried(waiting)
    approval_actions.revoke(by=chief, item=waiting.post, reason="リンクを替える")
    del web[URL]
    clock.shift(minutes=3)
    tried(waiting)
    assert (state(), waiting.state) == (State.DRAFT, JobState.CANCELLED)
    assert list(links_again.held(Actor.of(chief))) == []


def test_a_very_long_address_is_told_in_what_a_step_holds(sandbox, web, job_of):
    url = f"https://www.example.jp/{'a' * 470}"
    web[url] = (Found.MOVED, f"{'b' * 250} に転送されます。", False)
    job = tried(job_of(links=[factories.link(url), factories.link(f"{URL}/2")]))
    assert max(len(line.sentence) for line in job.lines) <= 300
    assert state() == State.APPROVED
