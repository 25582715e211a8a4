"""What becomes of an item is told: to who decides it, to who answers for it, and to nobody twice."""

import datetime
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from approvals import actions, reminding
from approvals.models import State
from posts.models import Post
from security.letters import post_office
from security.models import Appointment, Letter, Notice, Organization, Role
from security.office.days import with_weekday_time
from tests import factories
from tests.comments import factories as comment_factories
from tests.comments.policy import making
from tests.composing import letters_after, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(time_machine):
    """Stands still at noon of a Monday until it is shifted."""
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    return time_machine


def approve(by, item):
    actions.approve(by=by, item=item, seal=item.submission.seal)
    return type(item).objects.get(pk=item.pk)


def ends(verb, by, item, reason="人物が写っています。"):
    getattr(actions, verb)(by=by, item=item, seal=item.submission.seal, reason=reason)


@pytest.mark.clause("第４第１項(1)")
def test_chief_is_asked_and_the_author_hears_of_the_approval(staff, chief, clock, settings):
    settings.PUBLIC_URL = "https://cafe.example.jp"
    at = timezone.now() + timedelta(days=3)
    post = factories.submitted(staff, publish_at=at)
    (asked,) = letters_after(clock)
    assert asked.recipient == chief
    assert asked.subject == "承認のお願い: 雪の朝"
    assert asked.body == (
        "神田 太郎 様\n\n"
        f"地域政策課投稿者 佐藤 花子が「雪の朝」({post.submission})の承認を求めています。"
        "必要なのは「移住交流担当課長の承認」です。\n"
        "いつまで: 令和8年12月3日(木) 12:00\n\n"
        "  「おはようございます。\n#北海道」\n\n"
        f"https://cafe.example.jp/posts/{post.pk}/?notice={Notice.objects.get(person=chief).pk}\n\n"
        "北海道とつながるカフェInstagram運用システム\n"
        "このメールには返信できません。\n"
        "令和8年11月30日(月) 12:00現在の内容です。\n"
        "届け方は、画面の「お知らせの設定」で変えられます。\n"
    )
    post = approve(chief, post)
    (given,) = letters_after(clock)
    assert (given.recipient, given.subject) == (staff, "承認されました: 雪の朝")
    assert "地域政策課移住交流担当課長 神田 太郎が「雪の朝」" in given.body
    assert letters_after(clock, hours=1) == []


def test_deputies_are_asked_and_who_has_written_it_is_not(staff, chief, clock):
    Organization.objects.filter(pk=chief.appointments.get().organization_id).update(deputies_allowed=True)
    writer = factories.person(Role.PREFECTURE_POSTER)
    deputy = factories.person(Role.PREFECTURE_POSTER)
    today = timezone.localdate()
    for person in (deputy, writer):
        Appointment.objects.create(
            user=person,
            organization=chief.appointments.get().organization,
            role=Role.SECTION_CHIEF,
            valid_from=today,
            valid_until=today,
            deputizes=chief.appointments.get(),
        )
    factories.submit(staff, factories.edited(writer, factories.draft(staff), caption="直しました。\n#北海道"))
    assert {letter.recipient for letter in letters_after(clock)} == {chief, deputy}


@pytest.mark.clause("第４第３項(1)")
def test_next_step_is_asked_after_the_first(poster, manager, contractor, chief, clock):
    contractor.chief_approves_all = True
    contractor.save()
    post = factories.submitted(poster)
    assert told(letters_after(clock)) == [(manager, "承認のお願い: 雪の朝")]
    post = approve(manager, post)
    (asked,) = letters_after(clock)
    assert asked.recipient == chief
    assert "次の承認を待っています。必要なのは「移住交流担当課長の承認」です。" in asked.body
    approve(chief, post)
    assert told(letters_after(clock)) == [(poster, "承認されました: 雪の朝")]


ENDS = {
    "send_back": ("差し戻されました: 雪の朝", State.DRAFT),
    "reject": ("却下されました: 雪の朝", State.REJECTED),
}


@pytest.mark.parametrize("verb", ENDS)
def test_return_and_rejection_are_told_with_the_reason(staff, chief, clock, verb):
    other = factories.person(Role.PREFECTURE_POSTER)
    post = factories.submitted(other)
    Post.objects.update(in_charge=staff)
    letters_after(clock)
    ends(verb, chief, post, reason="人物が写っています。\n許諾を得てください。")
    letters = letters_after(clock)
    assert {letter.recipient for letter in letters} == {staff, other}
    assert {letter.subject for letter in letters} == {ENDS[verb][0]}
    assert all("理由: 人物が写っています。\n許諾を得てください。" in letter.body for letter in letters)


def test_revoking_is_told_to_author_and_who_had_approved(poster, manager, chief, clock):
    post = factories.approved(poster, manager)
    letters_after(clock)
    actions.revoke(by=chief, item=post, reason="日程が変わりました。")
    letters = letters_after(clock, minutes=6)
    assert {letter.recipient for letter in letters} == {poster, manager}
    assert all("日程が変わりました。" in letter.body for letter in letters)


def test_change_that_takes_the_approval_away_is_told(staff, chief, clock):
    post = factories.approved(staff, chief)
    letters_after(clock)
    factories.edited(factories.person(Role.PREFECTURE_POSTER, name="直す 人"), post, caption="別の本文")
    letters = letters_after(clock, minutes=6)
    assert {letter.recipient for letter in letters} == {staff, chief}
    assert all("直す 人が内容を変更したため" in letter.body for letter in letters)


def test_what_an_approval_rested_on_is_gone(staff, chief, clock):
    reply = comment_factories.reply_approved(staff, chief)
    letters_after(clock)
    actions.lapse(item=reply, because="返信先のコメントが書き換えられました。")
    letters = letters_after(clock, minutes=6)
    assert {letter.recipient for letter in letters} == {staff, chief}
    assert all("返信先のコメントが書き換えられました。" in letter.body for letter in letters)


def test_draft_of_which_nothing_was_asked_has_nothing_to_lose(staff, clock):
    post = factories.draft(staff)
    factories.edited(factories.person(Role.PREFECTURE_POSTER), post, caption="別の本文")
    actions.withdraw(by=factories.person(Role.PREFECTURE_POSTER), item=post, reason="不要")
    assert letters_after(clock) == []


def test_nobody_hears_of_his_own_act(staff, chief, clock):
    post = factories.submitted(staff)
    assert staff not in {letter.recipient for letter in letters_after(clock)}
    approve(chief, post)
    assert chief not in {letter.recipient for letter in letters_after(clock)}
    actions.withdraw(by=staff, item=post, reason="中止です。")
    assert staff not in {letter.recipient for letter in letters_after(clock, minutes=6)}


def test_act_that_is_rolled_back_tells_nobody(staff, chief, clock):
    with transaction.atomic():
        factories.submitted(staff)
        transaction.set_rollback(True)
    assert letters_after(clock) == []


def test_pulling_back_takes_back_what_has_not_been_told(staff, chief, clock):
    post = factories.submitted(staff)
    actions.pull_back(by=staff, item=post)
    assert letters_after(clock) == []
    assert not Notice.objects.exists()


def test_letter_says_what_has_become_of_it_meanwhile(staff, chief, clock):
    other = factories.person(Role.SECTION_CHIEF)
    ends("send_back", chief, factories.submitted(staff))
    letters = {letter.recipient: letter for letter in letters_after(clock)}
    assert set(letters) == {other, staff}  # he who has decided it is not asked any more
    assert "その後、「差戻し」になりました。" in letters[other].body
    assert "その後" not in letters[staff].body


def test_what_is_decided_waits_at_nobodys_bell(staff, chief, clock):
    other = factories.person(Role.SECTION_CHIEF)
    at = timezone.now() + timedelta(hours=40)
    of_chief = Notice.objects.unseen().filter(person__in=[chief, other])
    for happens in (
        lambda post: approve(chief, post),
        lambda post: actions.pull_back(by=staff, item=post),
        lambda post: clock.shift(timedelta(hours=41)) or actions.expire(item=post, now=timezone.now()),
    ):
        post = factories.submitted(staff, publish_at=at)
        letters_after(clock)
        assert of_chief.count() == 2
        happens(post)
        assert [one.kind for one in of_chief.exclude(kind="sending_went_wrong")] == []


def test_asked_again_before_the_letter_asks_once(staff, chief, clock):
    other = factories.person(Role.SECTION_CHIEF)
    post = factories.submitted(staff)
    ends("send_back", chief, post)
    factories.submit(staff, factories.edited(staff, Post.objects.get(), caption="直しました。\n#北海道"))
    (letter,) = [one for one in letters_after(clock) if one.recipient == other]
    assert letter.subject == "承認のお願い: 雪の朝"
    assert "第2版" in letter.body


def test_replies_and_policies_are_told_like_posts(staff, chief, clock):
    reply = comment_factories.reply_submitted(staff)
    (asked,) = letters_after(clock)
    assert asked.subject == f"承認のお願い: {reply}"
    approve(chief, reply)
    (given,) = letters_after(clock)
    assert (given.recipient, given.subject) == (staff, f"承認されました: {reply}")
    policy = making.submitted(staff)
    (asked,) = letters_after(clock, minutes=6)
    assert (asked.recipient, asked.subject) == (chief, f"承認のお願い: {policy}")


# --- Reminders ------------------------------------------------------------------------------------------------------


def reminded(clock, **delay):
    clock.shift(timedelta(**delay))
    reminding.remind()
    reminding.remind()
    return told(letters_after(clock))


def test_waiting_approval_is_reminded_of_a_day_and_two_hours_before_its_time(staff, chief, clock):
    factories.submitted(staff, publish_at=timezone.now() + timedelta(days=2))
    letters_after(clock)
    assert reminded(clock, hours=23) == []
    assert reminded(clock, hours=1) == [(chief, "承認待ちのまま、投稿まで24時間を切りました: 雪の朝")]
    assert reminded(clock, hours=20) == []
    assert reminded(clock, hours=2) == [(chief, "承認待ちのまま、投稿まで2時間を切りました: 雪の朝")]
    assert reminded(clock, hours=1) == []
    assert "期限切れになり" in Letter.objects.latest("pk").body


def test_who_was_asked_late_is_not_reminded_at_once(staff, chief, clock):
    factories.submitted(staff, publish_at=timezone.now() + timedelta(hours=20))
    letters_after(clock)
    assert reminded(clock, minutes=1) == []
    assert len(reminded(clock, hours=18)) == 1


def test_who_was_asked_shortly_before_is_not_reminded(staff, chief, clock):
    factories.submitted(staff, publish_at=timezone.now() + timedelta(hours=24, minutes=50))
    letters_after(clock)
    assert reminded(clock, minutes=51) == []
    assert len(reminded(clock, hours=22)) == 1


def test_what_is_decided_is_not_reminded_of(staff, chief, clock):
    post = factories.submitted(staff, publish_at=timezone.now() + timedelta(days=2))
    approve(chief, post)
    letters_after(clock)
    assert reminded(clock, hours=47) == []


def test_waiting_reply_is_reminded_of_once_after_a_working_day(staff, chief, clock):
    clock.move_to(datetime.datetime.fromisoformat("2026-12-04T06:00:00+00:00"), tick=False)  # a Friday, 15:00
    reply = comment_factories.reply_submitted(staff)
    letters_after(clock)
    assert reminded(clock, days=1) == []
    assert reminded(clock, days=1, hours=23) == []
    assert reminded(clock, hours=1) == [(chief, f"承認待ちのまま、1開庁日がたちました: {reply}")]
    assert reminded(clock, days=1) == []


@pytest.mark.parametrize("by_whom", ["staff", "poster"])
def test_what_waits_without_a_time_is_reminded_of_once_after_a_working_day(request, clock, by_whom):
    """Posts for which somebody presses, and versions of the policy; a contractor's go to its manager."""
    author = request.getfixturevalue(by_whom)
    decider = request.getfixturevalue("chief" if by_whom == "staff" else "manager")
    factories.submitted(author)
    letters_after(clock)
    assert reminded(clock, hours=23) == []
    assert reminded(clock, hours=1) == [(decider, "承認待ちのまま、1開庁日がたちました: 雪の朝")]
    assert reminded(clock, days=1) == []
    assert "期限切れ" not in Letter.objects.latest("pk").body


@pytest.mark.clause("第６第１項")
def test_waiting_version_of_the_policy_is_reminded_of(staff, chief, clock):
    policy = making.submitted(staff)
    letters_after(clock)
    assert reminded(clock, days=1, minutes=1) == [(chief, f"承認待ちのまま、1開庁日がたちました: {policy}")]
    assert reminded(clock, days=1) == []


# --- What follows an approval, and what nobody approved in time -----------------------------------------------------


def test_approval_says_what_comes_next(staff, chief, clock):
    approve(chief, factories.submitted(staff))
    at = timezone.now() + timedelta(days=3)
    approve(chief, factories.submitted(staff, title="夏の朝", publish_at=at))
    approve(chief, comment_factories.reply_submitted(staff))
    said = {notice.title: notice.sentence for notice in Notice.objects.filter(kind="approval_given")}
    assert said["承認されました: 雪の朝"].endswith("投稿者が、ページの「投稿する」を押すと投稿されます。")
    assert said["承認されました: 夏の朝"].endswith(f"{with_weekday_time(at)}に、自動で投稿されます。")
    assert [words for title, words in said.items() if "返信" in title][0].endswith("すべて済みました。")


@pytest.mark.clause("第４第１項(1)")
def test_what_nobody_approved_in_time_is_told_to_author_and_deciders(
    staff, chief, poster, manager, administrator, clock, settings
):
    settings.PUBLIC_URL = "https://cafe.example.jp"
    at = timezone.now() + timedelta(hours=3)
    post = factories.submitted(staff, publish_at=at)
    deputy = factories.person(Role.SECTION_CHIEF)
    clock.shift(timedelta(hours=3, seconds=1))
    for _ in range(2):
        actions.expire(item=post, now=timezone.now())
    letters = letters_after(clock)
    assert {letter.recipient for letter in letters} == {staff, chief, deputy}
    assert {letter.subject for letter in letters} == {
        "期限切れ: 雪の朝"
    }  # the request itself is told no more
    assert letters[0].body == (
        f"{letters[0].recipient.name} 様\n\n"
        "「雪の朝」は、「期限切れ」になりました。投稿する日時までに承認されなかったため、投稿しませんでした。\n"
        "投稿するときは、起案した組織の投稿者が「下書きに戻す」を押し、日時を改めて、もう一度承認を求めてください。\n"
        "次にできることは、ページに書かれています。対応が済むか、起案した組織の投稿者が「確認しました」を押すまで、"
        "関係する方のホームに表示されます。\n\n"
        f"https://cafe.example.jp/posts/{post.pk}/?notice={_notice_of(letters[0]).pk}\n\n"
        "北海道とつながるカフェInstagram運用システム\n"
        "このメールには返信できません。\n"
        "令和8年11月30日(月) 15:00現在の内容です。\n"
        "届け方は、画面の「お知らせの設定」で変えられます。\n"
    )


def _notice_of(letter):
    return Notice.objects.get(person=letter.recipient, kind="sending_went_wrong")


def test_expiry_that_is_rolled_back_tells_nobody(staff, chief, clock):
    post = factories.submitted(staff, publish_at=timezone.now() + timedelta(hours=3))
    letters_after(clock)
    clock.shift(timedelta(hours=4))
    with transaction.atomic():
        actions.expire(item=post, now=timezone.now())
        transaction.set_rollback(True)
    assert letters_after(clock) == []


def changes_sides(person, role, organization):
    """He leaves where he was, and works there from today on."""
    person.appointments.update(valid_until=timezone.localdate() - timedelta(days=1))
    factories.AppointmentFactory(user=person, role=role, organization=organization)


@pytest.mark.clause("第５第２項")
def test_who_works_for_the_other_side_by_now_reads_no_title_or_reason(
    client, staff, chief, contractor, clock
):
    """Neither in a letter that was still to come nor in what was told him before."""
    ends("send_back", chief, factories.submitted(staff, title="極秘の催し"))
    changes_sides(staff, Role.CONTRACTOR_POSTER, contractor)
    assert letters_after(clock, minutes=10) == []
    assert Notice.objects.filter(person=staff).exists()
    client.force_login(staff)
    for address in ("/notices/", "/notices/latest/"):
        page = client.get(address).content.decode()
        assert "いまの任用では見られない" in page
        assert "極秘の催し" not in page
        assert "人物が写っています" not in page
    changes_sides(staff, Role.PREFECTURE_POSTER, chief.appointments.get().organization)
    assert "極秘の催し" in client.get("/notices/").content.decode()


@pytest.mark.clause("第５第２項")
def test_a_letter_that_has_waited_does_not_leave_to_who_has_changed_sides(staff, chief, contractor, clock):
    """The mail server was away when it was written."""
    ends("send_back", chief, factories.submitted(staff, title="極秘の催し"))
    (letter,) = letters_after(clock)
    changes_sides(staff, Role.CONTRACTOR_POSTER, contractor)
    post_office.deliver()
    letter.refresh_from_db()
    assert (letter.state, mail.outbox) == (Letter.State.CANCELLED, [])
