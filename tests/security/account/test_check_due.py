"""The quarterly check is asked for when the quarter begins and in its last month, unless it has been made (第５第１項)."""

import pytest
from django.utils import timezone

from security.account import actions, checking, reminders
from security.account.actions.account_checks import Finding
from security.models import Appointment, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]


def told():
    rows = Notice.objects.filter(kind="account_check").order_by("at", "person")
    return [(f"{timezone.localtime(one.at):%m-%d %H:%M}", one.person.username) for one in rows]


@pytest.fixture
def look(time_machine, chief, administrator, staff, auditor):
    """As the clock program asks, at these hours of Japan."""

    Appointment.objects.update(valid_from="2026-01-01")

    def look(*moments):
        for moment in moments:
            time_machine.move_to(f"2026-{moment}:00+09:00", tick=False)
            reminders.remind()

    return look


def test_chief_and_administrators_are_told_once_in_the_beginning_and_once_in_the_last_month(
    look, chief, administrator, staff, auditor
):
    look(
        "10-01T00:01",
        "10-01T08:29",
        "10-01T08:30",
        "10-01T09:00",
        "11-20T10:00",
        "12-01T08:31",
        "12-25T10:00",
    )
    assert [when for when, _ in told()] == ["10-01 08:30"] * 2 + ["12-01 08:31"] * 2
    assert {who for _, who in told()} == {chief.username, administrator.username}


def test_what_was_checked_is_not_asked_for(look, chief, administrator):
    look("10-01T08:00")
    fine = {point.key: Finding(is_fine=True) for point in checking.POINTS}
    actions.record_account_check(by=chief, findings=fine, note="")
    look("10-01T08:31", "12-01T08:31")
    assert told() == []
