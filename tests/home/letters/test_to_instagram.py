"""Letters about what Instagram did, or somebody did there, followed to their end against a real sandbox."""

import pytest

from approvals.models import State
from comments import tasks
from comments.models import OwnAnswer
from comments.own_answers import noticing
from outbox.jobs import JobState
from posts.links import check
from posts.live import picturing
from posts.models import AccountPost, Post, Standing
from posts.publishing import actions, comparing, errand
from security.account.actions import token as token_actions
from security.account.upkeep import notices
from security.models import AccessToken
from tests import factories
from tests.comments.connecting import connect_account
from tests.sweeping import swept
from tests.walking import Walk, is_over, letter_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unclear(sandbox, staff, chief, work_off, monkeypatch):
    """A post that is live, of which nothing could be found out: 要確認."""

    def unclear(**fault):
        post = factories.approved(staff, chief, caption="雪の朝の喫茶店です。")
        sandbox.arm(**fault)
        with monkeypatch.context() as blind:
            blind.setattr("posts.publishing.reconcile.matches", lambda client, job: None)
            blind.setattr("posts.publishing.reconcile.container_status", lambda client, job: None)
            job = work_off(actions.publish_now(by=staff, post=post))
        assert job.state == JobState.UNCONFIRMED
        return job

    return unclear


@pytest.fixture
def read(sandbox, clock):
    connect_account()

    def read(*, minutes=2):
        tasks.read_comments()
        swept(picturing)
        swept(noticing)
        clock.shift(minutes=minutes)

    read()
    return read


@pytest.mark.clause("第４第１項(1)")
def test_result_that_is_there_is_recorded(unclear, staff, chief, clock):
    unclear(fault="F2")
    letter = letter_to(staff, "要確認", clock.time_machine)
    assert "「結果を確かめる」" in letter.body
    Walk(staff).follow(letter).press("結果を確かめる").press("これです")
    assert Post.objects.get().state == State.PUBLISHED
    is_over(staff, "要確認")
    is_over(chief, "要確認")


@pytest.mark.clause("第４第１項(1)")
def test_result_that_is_not_there_is_recorded_and_sent_again(unclear, staff, chief, clock, sandbox, work_off):
    unclear(fault="F17", call="publish")
    walk = Walk(staff).follow(letter_to(staff, "要確認", clock.time_machine)).press("結果を確かめる")
    walk.press("ありません").press("投稿されていないと記録する", tick=True)
    assert Post.objects.get().state == State.FAILED
    is_over(staff, "要確認")
    walk.press("もう一度投稿する").press("もう一度投稿する")
    sandbox.disarm()
    work_off(Post.objects.get().jobs.latest("pk"))
    assert Post.objects.get().state == State.PUBLISHED, Post.objects.get().jobs.latest("pk").problem
    is_over(staff, "投稿失敗", "要確認")
    is_over(chief, "投稿失敗", "要確認")


@pytest.mark.clause("第５第１項")
def test_connection_that_was_lost_is_made_anew(sandbox, connect, administrator, chief, clock):
    connect("sandbox-token")
    token_actions.note_lost(token=AccessToken.current(), problem="アクセストークンが無効です。")
    notices.write()
    letter = letter_to(administrator, "Instagramとの接続が切れています", clock.time_machine)
    walk = Walk(administrator).follow(letter).press("接続をやり直す")
    walk.press("確かめて接続する", token=sandbox.give_token())
    assert AccessToken.current().state == AccessToken.State.CONNECTED, walk.html
    for person in (administrator, chief):
        is_over(person, "接続が切れています", "接続を元に戻して")


@pytest.mark.clause("第５第１項")
def test_connection_that_came_back_by_a_check_asks_no_more(sandbox, connect, administrator, chief, clock):
    connect("sandbox-token")
    token_actions.note_lost(token=AccessToken.current(), problem="アクセストークンが無効です。")
    notices.write()
    letter = letter_to(administrator, "Instagramとの接続が切れています", clock.time_machine)
    Walk(administrator).follow(letter).press("接続を確かめる")
    assert AccessToken.current().state == AccessToken.State.CONNECTED
    for person in (administrator, chief):
        is_over(person, "接続が切れています", "接続を元に戻して")


@pytest.mark.clause("第４第１項(3)")
def test_dead_link_is_opened_by_the_author_and_the_post_goes_out(
    sandbox,
    staff,
    chief,
    clock,
    work_off,
    monkeypatch,
):
    dead = check.State.DEAD
    told = "ページがありません(404)。"
    monkeypatch.setattr(
        check, "check_all", lambda urls: [check.Finding(one, dead, told, False) for one in urls]
    )
    clock.hold()
    post = factories.approved(staff, chief, links=[factories.link("https://www.example.jp/yuki")])
    job = actions.publish_now(by=staff, post=post)
    errand.run(job.pk)
    letter = letter_to(staff, "リンク先が開けないため", clock.time_machine)
    walk = Walk(staff).follow(letter).press("リンクの状態を開く")
    walk.press("開いて確かめた").press("リンク先を開いて確かめた", tick=True)
    work_off(job)
    assert Post.objects.get().state == State.PUBLISHED
    is_over(staff, "リンク先が開けない")


@pytest.mark.clause("第４第１項(1)")
def test_live_post_that_differs_is_looked_into(sandbox, staff, chief, clock, job_of, work_off):
    job = work_off(job_of())
    sandbox.edit_post(job.media_id, caption="別の本文")
    swept(comparing)
    letter = letter_to(chief, "承認された版と違います", clock.time_machine)
    assert "「違いを確かめた」" in letter.body
    walk = Walk(chief).follow(letter).press("違いを確かめた")
    walk.press("違いを確かめた", reason="誤字を直しただけでした。")
    for person in (chief, staff):
        is_over(person, "承認された版と違")


@pytest.mark.clause("第５第１項")
def test_post_around_the_system_becomes_a_case(sandbox, read, chief, manager, clock):
    sandbox.post_by_hand("だれも承認していない投稿です。")
    read()
    letter = letter_to(chief, "承認の記録のない投稿", clock.time_machine)
    walk = Walk(chief).follow(letter).press("事案にする").press("事案にする")
    assert AccountPost.objects.get().standing == Standing.CASE, walk.html
    for person in (chief, manager):
        is_over(person, "承認の記録のない投稿")


@pytest.mark.clause("第６第２項", "第５第１項")
def test_answer_around_the_system_becomes_a_case(
    sandbox,
    read,
    chief,
    manager,
    clock,
    job_of,
    work_off,
):
    job = work_off(job_of())
    read()
    asked = sandbox.comment(job.media_id, "駐車場はありますか", "mimi")
    sandbox.comment(parent=asked, text="ありません", username="hokkaido_cafe")
    clock.shift(minutes=16)
    read()
    read(minutes=16)
    letter = letter_to(chief, "承認の記録のない返信", clock.time_machine)
    Walk(chief).follow(letter).press("事案にする").press("事案にする")
    assert OwnAnswer.objects.get().standing == Standing.CASE
    for person in (chief, manager):
        is_over(person, "承認の記録のない返信")
