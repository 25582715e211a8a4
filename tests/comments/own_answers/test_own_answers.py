"""What the account writes without an approved reply is found and told at once; what has one, or may have, never is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import State
from comments.cases.actions import evidence
from comments.models import Case, Comment, OwnAnswer
from comments.own_answers import actions, events, noticing
from comments.replies.models import ReplyJob
from comments.replies.sending import comparing, errand
from outbox.jobs import JobState
from posts.models import Standing
from security.models import AuditEvent, Notice, PasswordTask
from security.office.answers import Refused
from tests.comments import factories
from tests.comments.own_answers.conftest import OWN
from tests.sweeping import swept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第６第２項")]


def told():
    return sorted(Notice.objects.filter(kind="around_answer").values_list("person__username", flat=True))


def test_an_answer_without_an_approved_reply_is_told_at_once(
    sandbox, asked, read, chief, manager, administrator, staff, client
):
    sandbox.comment(parent=asked().remote_id, text="駐車場はありません", username=OWN)
    read()
    found = OwnAnswer.objects.get()
    assert (found.standing, found.comment.text) == (Standing.OPEN, "駐車場はありません")
    assert told() == sorted(one.username for one in (chief, manager, administrator))
    assert "駐車場はありません" in Notice.objects.filter(person=chief).get(kind="around_answer").sentence
    assert AuditEvent.objects.filter(tag=events.FOUND.tag).count() == 1
    read()
    assert len(told()) == 3
    sentence = "公式アカウントに、承認の記録のない返信があります"
    for person, sees in ((chief, True), (manager, True), (staff, False)):
        client.force_login(person)
        assert (sentence in client.get(reverse("posts:list")).content.decode()) is sees, person


def test_a_comment_of_the_account_that_answers_nobody_is_told_too(sandbox, media_id, asked, read, chief):
    asked()
    sandbox.comment(media_id, "お知らせです", username=OWN)
    read()
    assert OwnAnswer.objects.get().standing == Standing.OPEN


def test_an_approved_reply_and_what_citizens_write_are_no_finding(
    sandbox, asked, read, job_of, work_off, chief
):
    work_off(job_of())
    asked("ほかの質問です")
    read()
    assert not OwnAnswer.objects.exists()
    assert told() == []
    assert Comment.objects.filter(is_own=True).count() == 1


@pytest.mark.parametrize("fault", ["F8", "F9"])
def test_a_reply_whose_answer_was_lost_alarms_nobody(sandbox, asked, read, job_of, work_off, chief, fault):
    job = job_of()
    sandbox.arm(fault)
    errand.run(job.pk)
    job.refresh_from_db()
    assert (job.remote_id, len(sandbox.state()["comments"])) == ("", 2)
    read()
    assert Comment.objects.filter(is_own=True).exists()
    assert not OwnAnswer.objects.exists()
    ReplyJob.objects.filter(pk=job.pk).update(state=JobState.FAILED)  # a person has said: it is not there
    read()
    assert OwnAnswer.objects.get().standing == Standing.OPEN
    assert chief.username in told()


def test_what_was_written_before_the_register_began_is_taken_over(sandbox, asked, read, register, chief):
    sandbox.comment(parent=asked().remote_id, text="前からの返信", username=OWN, age_seconds=2 * 86400)
    read()
    assert Comment.objects.filter(is_own=True).exists()
    assert (OwnAnswer.objects.exists(), told()) == (False, [])


def test_it_is_explained_once_its_reply_is_bound(sandbox, asked, read, staff, chief):
    comment = asked()
    remote = sandbox.comment(parent=comment.remote_id, text="駐車場はありません", username=OWN)
    read()
    reply = factories.reply_approved(staff, chief, to=comment)
    reply.published_as = Comment.objects.get(remote_id=remote)
    reply.save(update_fields=["published_as"])
    swept(noticing)
    assert OwnAnswer.objects.get().standing == Standing.EXPLAINED
    assert told() == []


@pytest.fixture
def found(sandbox, asked, read, clock, staff, chief):
    """An approved reply that is not sent, and what the account has written since."""

    def found(text="はい、ございます。"):
        comment = asked()
        reply = factories.reply_approved(staff, chief, to=comment)
        clock.shift(minutes=5)
        sandbox.comment(parent=comment.remote_id, text=text, username=OWN)
        read()
        return reply, OwnAnswer.objects.get()

    return found


def test_an_approved_reply_that_was_written_by_hand_is_joined(found, chief):
    reply, row = found()
    actions.join(by=chief, found=row, reply=reply, knows_words_differ=False)
    reply.refresh_from_db()
    row.refresh_from_db()
    assert (reply.state, reply.published_as, row.standing) == (
        State.PUBLISHED,
        row.comment,
        Standing.EXPLAINED,
    )
    assert ReplyJob.objects.get(state=JobState.DONE).remote_id == row.comment.remote_id
    assert not ReplyJob.objects.filter(state=JobState.QUEUED).exists()
    swept(comparing)
    assert ReplyJob.objects.get(state=JobState.DONE).differs_since is None


def test_what_may_not_be_joined(found, chief, manager, staff, administrator, asked, clock):
    reply, row = found("ほかの言葉")
    late = factories.reply_approved(staff, chief, to=asked("別の質問"))
    other_post = factories.reply_approved(staff, chief, to=factories.comment())
    for person, given, why in (
        (chief, reply, "返信文が、承認された版と違います"),
        (chief, late, "書き込んだ後"),
        (chief, other_post, "同じ投稿"),
        (manager, reply, "業務処理責任者です"),
        (staff, reply, "移住交流担当課長"),
        (administrator, reply, "移住交流担当課長"),
    ):
        with pytest.raises(Refused, match=why):
            actions.join(by=person, found=row, reply=given, knows_words_differ=False)
        assert OwnAnswer.objects.get().standing == Standing.OPEN
    actions.join(by=chief, found=row, reply=reply, knows_words_differ=True)
    swept(comparing)
    assert ReplyJob.objects.get(state=JobState.DONE).differs_since
    with pytest.raises(Refused, match="すでに"):
        actions.open_case(by=chief, found=row, is_take_over=True, note="")


@pytest.mark.clause("第５第１項")
def test_a_case_keeps_the_words_and_asks_for_a_new_password(found, chief):
    _, row = found("怪しい返信")
    actions.open_case(by=chief, found=row, is_take_over=True, note="心当たりがない")
    case = Case.objects.get()
    assert (case.kind.code, case.comment) == ("T10", row.comment)
    kept = evidence.read(by=chief, evidence=case.evidence.get()).content
    assert kept["comment"]["text"] == "怪しい返信"
    assert PasswordTask.objects.open().exists()
    assert OwnAnswer.objects.get().standing == Standing.CASE


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages(client, chief, poster, django_assert_max_num_queries, count, staff):
    reply = factories.reply_approved(staff, chief, to=factories.comment(username="himitsu"))
    for place in range(count):
        comment = factories.comment(text=f"公式の書き込み{place}", is_own=True, username=OWN)
        OwnAnswer.objects.create(
            comment=comment,
            standing=Standing.EXPLAINED if place else Standing.OPEN,
            reply=reply if place else None,
            settled_at=timezone.now() if place else None,
            settled_by=chief if place else None,
        )
    client.force_login(poster)
    client.get(reverse("own_answers:list"))
    with django_assert_max_num_queries(8):
        page = client.get(reverse("own_answers:list")).content.decode()
    assert page.count("公式の書き込み") == count
    assert "himitsu" not in page
    client.force_login(chief)
    row = OwnAnswer.objects.get(standing=Standing.OPEN)
    page = client.get(row.get_absolute_url()).content.decode()
    assert reverse("own_answers:join", args=[row.pk]) in page
    answer = client.post(reverse("own_answers:case", args=[row.pk]), {"kind": "unapproved"})
    assert (answer.status_code, Case.objects.get().kind.code) == (302, "T06")
