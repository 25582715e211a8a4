"""What becomes of a post that is on its way, or is out, is told to those whom it concerns, once; and to nobody else."""

import pytest

from approvals import actions as approval_actions
from approvals.models import State
from comments.models import Reply
from comments.replies.sending import errand as replying
from instagram.client import Client
from instagram.errors import ContentRefused
from posts.models import Post, PublishJob
from posts.publishing import actions, comparing, differing, errand, settling, sweep
from security.models import Notice
from tests import factories
from tests.comments import factories as comments
from tests.composing import letters_after
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]


@pytest.fixture
def refused(monkeypatch):
    """Instagram will not have it, whatever is done."""

    def refuse(*args, **kwargs):
        raise ContentRefused("100/2207023")

    monkeypatch.setattr(Client, "create_image", refuse)


def told(word):
    return {notice.person for notice in once(Notice.objects.filter(title__startswith=word))}


def once(notices):
    found = list(notices)
    assert len({(notice.person_id, notice.key) for notice in found}) == len(found)
    return found


def letters(clock):
    return letters_after(clock.time_machine)


@pytest.fixture
def lost_outcome(sandbox, job_of, work_off):
    def lose():
        sandbox.arm("F17", call="publish")
        sandbox.arm("F6", call="status", times=500)
        return work_off(job_of())

    return lose


def test_failure_is_told_with_what_to_do(
    sandbox, clock, job_of, staff, chief, administrator, poster, settings
):
    """Of Instagram's own faults the administrator hears too."""
    settings.PUBLIC_URL = "https://cafe.example.jp"
    sandbox.arm("F17", call="create", times=100)
    job = job_of()
    errand.run(job.pk)
    assert not told("投稿失敗")
    clock.shift(minutes=31)
    errand.run(job.pk)
    swept(sweep)
    assert told("投稿失敗") == {staff, chief, administrator}
    assert Post.objects.get().unnoted == "technical"
    (letter,) = [one for one in letters(clock) if one.recipient == staff]
    assert letter.body.startswith(
        "佐藤 花子 様\n\n「雪の朝」は、「投稿失敗」になりました。Instagramが応答できない状態が続いたため、投稿を取りやめました。"
        "何も投稿されていません。もう一度投稿するときは、時間をおいてください。\n次にできることは、ページに書かれています。"
    )
    assert f"\n\nhttps://cafe.example.jp/posts/{job.post_id}/?notice=" in letter.body


def test_refused_content_is_the_offices_own(refused, job_of, work_off, staff, chief, administrator):
    work_off(job_of())
    assert Post.objects.get().state == State.FAILED
    assert told("投稿失敗") == {staff, chief}


def test_each_attempt_that_fails_is_told_and_none_twice(refused, job_of, work_off, staff, chief):
    job = work_off(job_of())
    errand.run(job.pk)
    again = work_off(actions.retry(by=staff, post=job.post))
    assert again.pk != job.pk
    failed = once(Notice.objects.filter(title__startswith="投稿失敗", person=staff))
    assert len(failed) == 2


def test_fault_of_our_own_is_told_to_the_administrator(sandbox, clock, job_of, administrator, monkeypatch):
    def broken(self, claim):
        raise ZeroDivisionError

    monkeypatch.setattr(errand.PublishPost, "require_world", broken)
    job = job_of()
    with pytest.raises(ZeroDivisionError):
        errand.run(job.pk)
    clock.shift(minutes=31)
    swept(sweep)
    assert administrator in told("投稿失敗")


def test_what_nobody_knows_is_told(lost_outcome, staff, chief, administrator):
    lost_outcome()
    assert Post.objects.get().state == State.UNCONFIRMED
    assert told("要確認") == {staff, chief}
    assert "「結果を確かめる」から記録してください。" in Notice.objects.filter(person=staff).first().sentence


def test_what_is_found_missing_is_told_to_the_others(lost_outcome, staff, chief):
    job = lost_outcome()
    settling.declare_missing(by=staff, post=job.post)
    assert told("投稿失敗") == {chief}
    assert Post.objects.get().unnoted == "office"


def test_what_expired_is_told(sandbox, clock, job_of, staff, chief):
    job_of()
    clock.shift(minutes=31)
    swept(sweep)
    assert told("期限切れ") == {staff, chief}
    assert "「下書きに戻す」" in Notice.objects.first().sentence


def test_restriction_of_the_account_is_the_administrators(sandbox, clock, job_of, administrator):
    sandbox.arm("F1-refused")  # the action block
    job = job_of()
    for _ in range(5):
        errand.run(job.pk)
        clock.shift(minutes=8)
    assert administrator in told("要確認")  # what the account refused once may have gone live


def test_reply_that_failed_is_told(sandbox, clock, staff, chief, poster):
    job = comments.reply_approved(staff, chief, to=comments.comment()).jobs.get()
    clock.shift(minutes=31)
    replying.run(job.pk)
    assert told("期限切れ") == {staff, chief}
    assert Reply.objects.get().unnoted == "office"


def test_who_has_left_is_not_told_and_the_chief_is(sandbox, clock, job_of, staff, chief):
    job_of()
    staff.is_active = False
    staff.save()
    clock.shift(minutes=31)
    swept(sweep)
    assert told("期限切れ") == {chief}


@pytest.mark.clause("第４第２項")
def test_post_without_anybody_in_charge_is_told_to_its_side(sandbox, clock, job_of, staff, chief, poster):
    colleague = factories.person("prefecture_poster", staff.appointments.get().organization)
    job = job_of()
    staff.is_active = False
    staff.save()
    for _ in range(3):
        errand.run(job.pk)
        clock.shift(minutes=2)
    assert told("担当の方がいないため") == {colleague, chief}
    Post.objects.update(in_charge=colleague)
    errand.run(job.pk)
    assert Post.objects.get().state == State.PUBLISHED


# --- It is out --------------------------------------------------------------------------------------------------------


def test_author_hears_at_once_where_it_is_and_the_approver_in_the_digest(
    sandbox, clock, job_of, work_off, staff, chief, poster, auditor
):
    job = work_off(job_of())
    for _ in range(3):
        swept(sweep)
    job.refresh_from_db()
    assert job.permalink
    assert {
        (one.person, one.how) for one in once(Notice.objects.filter(title__startswith="投稿されました"))
    } == {
        (staff, "at_once"),
        (chief, "digest"),
    }
    (letter,) = letters(clock)
    assert (letter.recipient, letter.subject) == (staff, "投稿されました: 雪の朝")
    assert f"「雪の朝」がInstagramに投稿されました。\n{job.permalink}\n" in letter.body


@pytest.mark.clause("第４第３項(1)")
def test_who_has_not_read_the_contractors_post_hears_that_it_is_out(
    sandbox, work_off, poster, manager, staff, chief
):
    post = factories.approved(poster, manager)
    approval_actions.mark_read(by=staff, item=post)
    work_off(actions.publish_now(by=poster, post=post))
    swept(sweep)
    assert told("投稿されました") == {poster, manager, chief}
    asked = Notice.objects.filter(sentence__contains="「供覧を確認した」を押してください")
    assert [one.person for one in asked] == [chief]
    approval_actions.mark_read(by=chief, item=Post.objects.get())
    assert not Notice.objects.unseen().filter(person=chief, kind="post_live_to_read").exists()
    assert Notice.objects.unseen().filter(person=manager, kind="post_live_to_read").exists()


def test_post_whose_address_is_not_told_is_out_all_the_same(
    sandbox, clock, job_of, work_off, staff, monkeypatch
):
    job = work_off(job_of())
    monkeypatch.setattr(sweep, "_permalink", lambda job: "")
    swept(sweep)
    clock.shift(minutes=6)
    monkeypatch.undo()
    swept(sweep)
    (notice,) = Notice.objects.filter(title__startswith="投稿されました", person=staff)
    assert "アドレスは、まだInstagramから届いていません。" in notice.sentence
    assert PublishJob.objects.get(pk=job.pk).permalink


def test_who_has_found_it_himself_is_not_told(lost_outcome, staff, chief):
    job = lost_outcome()
    settling.bind(by=staff, post=job.post, address="https://www.instagram.com/p/abc123/")
    assert told("投稿されました") == {chief}


def test_live_post_that_differs_is_told_until_somebody_has_looked(
    sandbox, clock, job_of, work_off, staff, chief
):
    job = work_off(job_of())
    sandbox.edit_post(job.media_id, caption="書き換えられた本文です。")
    swept(comparing)
    assert told("Instagramの投稿が、承認された版と違います") == {staff, chief}
    differing.note_seen(by=chief, post=job.post, reason="承認した直しです。")
    found = {letter.recipient: letter for letter in letters(clock)}
    assert "その後、「違いを確かめた」になりました。" in found[staff].body
    assert chief not in found
