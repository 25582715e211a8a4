"""An approved post that waits for 「投稿する」: whoever answers for it is reminded once, the next working morning."""

import datetime
from datetime import timedelta

import pytest
from django.utils import timezone

from approvals import actions as approval_actions
from posts.models import Post
from posts.publishing import actions, reminding
from security.account import connection
from security.account.actions import token as token_actions
from security.models import AccessToken
from tests import factories
from tests.composing import letters_after, told

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第４第１項(1)")]

SUBJECT = "承認済で、「投稿する」を待っています: 雪の朝"


@pytest.fixture
def clock(time_machine):
    """Stands still at 15:00 of a Friday until it is shifted."""
    time_machine.move_to(datetime.datetime.fromisoformat("2026-12-04T06:00:00+00:00"), tick=False)
    return time_machine


def reminded(clock, **delay):
    clock.shift(timedelta(**delay))
    reminding.remind()
    reminding.remind()
    return told(letters_after(clock))


def test_it_is_once_on_monday_at_half_past_eight(staff, chief, clock):
    post = factories.approved(staff, chief)
    letters_after(clock)
    assert reminded(clock, days=1) == []  # Saturday
    assert reminded(clock, days=1, hours=17, minutes=28) == []
    assert timezone.localtime().strftime("%a %H:%M") == "Mon 08:29"
    assert reminded(clock, minutes=2) == [(staff, SUBJECT)]
    assert reminded(clock, days=1) == []
    assert "まだ投稿されていません。投稿者が、ページの「投稿する」を押すと投稿されます。" in (
        staff.letters.latest("pk").body
    )
    assert post.get_absolute_url() in staff.letters.latest("pk").body


def test_another_version_is_another_reminder_and_goes_to_who_is_in_charge(staff, chief, clock):
    heir = factories.person("prefecture_poster")
    post = factories.approved(staff, chief)
    reminded(clock, days=3)
    post = factories.submit(staff, factories.edited(staff, post, caption="直しました。\n#北海道"))
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    Post.objects.update(in_charge=heir)
    letters_after(clock, minutes=6)
    assert set(reminded(clock, days=1)) == {(staff, SUBJECT), (heir, SUBJECT)}


@pytest.mark.parametrize("why", ["pressed", "timed", "taken back", "stopped", "restricted"])
def test_nobody_is_reminded_of_what_he_need_not_or_cannot_press(staff, chief, administrator, clock, why):
    at = timezone.now() + timedelta(days=9) if why == "timed" else None
    post = factories.approved(staff, chief, publish_at=at)
    letters_after(clock)
    if why == "pressed":
        actions.publish_now(by=staff, post=post)
    elif why == "taken back":
        approval_actions.withdraw(by=staff, item=post, reason="中止です。")
    elif why == "stopped":
        approval_actions.stop(by=administrator, reason="念のため")
    elif why == "restricted":
        connection.current()  # which keeps the first token
        token_actions.note_blocked(token=AccessToken.current(), pause=timedelta(days=9))
    assert (staff, SUBJECT) not in reminded(clock, days=3)


def test_after_the_stop_it_is_made_up_for(staff, chief, administrator, clock):
    factories.approved(staff, chief)
    approval_actions.stop(by=administrator, reason="念のため")
    letters_after(clock, days=3)
    assert reminded(clock, minutes=6) == []
    approval_actions.resume(by=administrator, note="済みました。")
    assert reminded(clock, minutes=1) == [(staff, SUBJECT)]
