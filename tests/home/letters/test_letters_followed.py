"""Each letter leads to its end: its one button, the sign-in, what it says is to be done; and then nothing asks any more.

A sentence of a letter names buttons: they are pressed as they are named.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals import actions as approvals
from approvals.models import Decision, State
from comments.cases import telling as case_telling
from comments.cases.actions import measures
from comments.cases.actions.measures.deciding import Wish
from comments.models import Case, Measure, MeasureKind, PolicyReview
from comments.policy import telling as policy_telling
from posts.models import Post
from security.account import checking, reminders
from security.appointing import running_out
from security.models import AccountCheck, Appointment, Organization, Role
from tests import factories
from tests.comments.cases import factories as cases
from tests.comments.policy import making as policies
from tests.signing_in import Browser, sign_in, with_password
from tests.walking import Walk, is_over, letter_to

pytestmark = pytest.mark.django_db
LUNCH = {"hours": 1, "minutes": 1}  # to the letter of one o'clock


@pytest.fixture
def clock(time_machine):
    """Stands still at noon of a Monday until it is shifted."""
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    return time_machine


# --- A draft that comes back -----------------------------------------------------------------------------------


@pytest.mark.clause("第４第１項(1)")
def test_what_was_returned_is_put_right_and_approved(staff, chief, clock):
    post = factories.submitted(staff)
    desk = Walk(chief).follow(letter_to(chief, "承認のお願い", clock)).press("内容を確かめて決める")
    desk.press("差し戻す", reason="題名を直してください。")
    desk = desk.press("差し戻す") if "差し戻しました" not in desk.html else desk
    assert Post.objects.get().is_returned
    author = Walk(staff).follow(letter_to(staff, "差し戻されました", clock))
    author.says("題名を直してください。").press("内容を直す")
    author.press("保存する", title="雪の夕方").visit(post.get_absolute_url()).press("承認を求める")
    author.press("承認を求める", tick=True)
    assert Post.objects.get().state == State.PENDING
    is_over(staff, "差し戻", "雪の夕方")
    decide = Walk(chief).follow(letter_to(chief, "雪の夕方", clock, minutes=6)).press("内容を確かめて決める")
    decide.press("承認する").press("承認する")
    assert Post.objects.get().state == State.APPROVED
    is_over(chief, "雪の夕方")


@pytest.mark.clause("第４第１項(1)")
def test_what_expired_becomes_a_draft_with_another_time(staff, chief, clock):
    post = factories.submitted(staff, publish_at=timezone.now() + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    approvals.expire(item=post, now=timezone.now())
    letter = letter_to(staff, "期限切れ", clock)
    assert "「下書きに戻す」" in letter.body
    author = Walk(staff).follow(letter).press("下書きに戻す").press("下書きに戻す")
    assert Post.objects.get().state == State.DRAFT
    is_over(staff, "期限切れ")
    author.press("内容を直す")


@pytest.mark.clause("第４第１項(1)")
def test_what_has_lost_its_approval_is_asked_for_again(staff, chief, clock):
    post = factories.approved(staff, chief)
    factories.edited(
        factories.person(Role.PREFECTURE_POSTER, name="同僚 六子"), post, caption="別の本文\n#北海道"
    )
    author = Walk(staff).follow(letter_to(staff, "承認がなくなりました", clock))
    author.press("承認を求める").press("承認を求める", tick=True)
    assert Post.objects.get().state == State.PENDING
    is_over(staff, "承認がなくなりました")
    approver = Walk(chief).follow(letter_to(chief, "承認のお願い", clock, minutes=6))
    approver.press("内容を確かめて決める").press("承認する").press("承認する")
    is_over(chief, "承認がなくなりました", "雪の朝")


@pytest.mark.clause("第４第１項(1)")
def test_what_the_deputy_decided_is_looked_at_afterwards(staff, chief, clock):
    office = Appointment.objects.get(user=chief)
    second = factories.person(Role.PREFECTURE_POSTER, name="係長 一子")
    factories.AppointmentFactory(
        user=second,
        organization=office.organization,
        role=office.role,
        deputizes=office,
        valid_until=timezone.localdate() + timedelta(days=3),
    )
    Organization.objects.filter(pk=office.organization_id).update(deputies_allowed=True)
    post = factories.submitted(staff)
    approvals.approve(by=second, item=post, seal=post.submission.seal)
    letter = letter_to(chief, "代決されました", clock, **LUNCH)
    assert "「後閲した」" in letter.body
    Walk(chief).follow(letter).press("後閲した")
    assert Decision.objects.get().seen_by == chief
    is_over(chief, "代決", "後閲")


# --- Cases -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("第６第３項")
def test_emergency_measure_is_looked_at_afterwards(poster, staff, chief, clock):
    cases.policy(staff, chief)
    case = cases.case(poster)
    letter = letter_to(chief, "事案が報告されました", clock, **LUNCH)
    Walk(chief).follow(letter).press("受領する")
    is_over(chief, "事案が報告されました", "まだ受領していません")
    wish = Wish(kind=MeasureKind.HIDE, ground=cases.GROUND, reason="特定の方への攻撃のため")
    measures.act_in_emergency(by=poster, case=case, wish=wish)
    letter = letter_to(chief, "緊急の措置がとられました", clock, minutes=6)
    Measure.objects.update(state="done")
    walk = Walk(chief).follow(letter).press("事後の確認を記録する")
    walk.press("確認を記録する", tick=True, note="内容を確かめました。")
    assert Measure.objects.get().seen_by == chief
    is_over(chief, "緊急の措置")


@pytest.mark.clause("第６第４項")
def test_case_at_its_deadline_is_given_another_or_closed(poster, staff, chief, clock):
    case = cases.case(poster)
    Case.objects.update(due_on=timezone.localdate() + timedelta(days=2), owner=staff)
    Walk(chief).visit(case.get_absolute_url()).press("受領する")
    clock.shift(timedelta(days=2))
    case_telling.remind()
    letter = letter_to(staff, "事案の対応期限です", clock, minutes=6)
    later = timezone.localdate() + timedelta(days=10)
    assert "「種類・担当・期限を変更する」" in letter.body
    walk = Walk(staff).follow(letter).press("種類・担当・期限を変更する")
    walk.press("変更する", due_on=later.isoformat())
    assert Case.objects.get().due_on == later
    is_over(staff, "対応期限")
    is_over(chief, "対応期限です")


# --- The account, people and devices ---------------------------------------------------------------------------


@pytest.mark.clause("第５第１項")
def test_quarterly_check_is_recorded(chief, administrator, clock):
    reminders.remind_of_check()
    letter = letter_to(chief, "公式アカウントを点検してください", clock, **LUNCH)
    fine = {f"{point.key}": "fine" for point in checking.POINTS}
    Walk(chief).follow(letter).press("点検を記録する", tick=True, **fine)
    assert AccountCheck.objects.count() == 1
    for person in (chief, administrator):
        is_over(person, "公式アカウントを点検")


@pytest.mark.clause("第４第２項")
def test_appointment_that_ends_is_followed_by_another(staff, chief, administrator, clock):
    Appointment.objects.filter(user=staff).update(valid_until=timezone.localdate() + timedelta(days=7))
    running_out.remind()
    letter = letter_to(chief, "任用はあと7日です", clock, **LUNCH)
    assert "地域政策課投稿者" in letter.body
    walk = Walk(chief).follow(letter)
    walk.press("任用と異動の画面") if "任用と異動の画面" in walk.html else None


@pytest.mark.clause("第５第２項")
def test_login_that_was_not_mine_is_ended(staff, clock):
    mine = Browser()
    sign_in(mine, with_password(staff))
    clock.shift(timedelta(days=2))
    stranger = Browser()
    sign_in(stranger, staff)
    letter = letter_to(staff, "初めてのブラウザーからログインがありました", clock)
    walk = Walk(staff, mine).follow(letter)
    walk.press("この端末のほかをすべてログアウトさせる")
    assert stranger.get("/").status_code == 302
    is_over(staff, "初めてのブラウザー")


# --- The policy ------------------------------------------------------------------------------------------------


@pytest.mark.clause("第６第１項")
def test_yearly_look_at_the_policy_is_recorded(staff, chief, clock):
    policies.approved(staff, chief)
    clock.shift(timedelta(days=366))
    policy_telling.remind()
    letter = letter_to(chief, "運用ポリシーの見直しの時期です", clock, days=1)
    walk = Walk(chief).follow(letter).press("見直しを記録する")
    walk.press("見直しを記録する", note="改めるところはありませんでした。")
    assert PolicyReview.objects.count() == 1
    is_over(chief, "見直し")
    is_over(staff, "見直し")
