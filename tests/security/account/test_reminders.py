"""Reminders of the official account's password: each exactly once, over months, outages and restarts (第５第１項)."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from security.account import actions, reminders
from security.letters import post_office
from security.models import AccountCheck, Appointment, Letter, Notice, PasswordChange, PasswordHolder, User
from security.notices import composing
from security.office.calendar import is_working_day
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]
JAPAN = ZoneInfo("Asia/Tokyo")
NIGHT = datetime(2026, 4, 1, 0, 0, tzinfo=JAPAN)
MORNING = datetime(2026, 4, 1, 9, 0, tzinfo=JAPAN)
DUE = datetime(2026, 6, 30, tzinfo=JAPAN).date()


@pytest.fixture
def office(staff, poster, chief, administrator, manager, auditor):
    """Everybody has an address; staff and poster know the password, changed on 4月1日."""
    Appointment.objects.update(valid_from="2026-01-01")
    contract = poster.appointments.get().organization
    contract.contract_from, contract.contract_until = "2026-01-01", "2027-03-31"
    contract.save()
    for person in User.objects.all():
        person.email = f"{person.username}@example.jp"
        person.save()
    change(administrator, [staff, poster], at=MORNING)
    for quarter in (1, 2):  # of which nothing else is to be told
        AccountCheck.objects.create(fiscal_year=2026, quarter=quarter, findings={}, done_by=chief)
    return {"staff": staff, "poster": poster, "chief": chief, "administrator": administrator}


def change(by, others, *, at):
    with time_machine.travel(at, tick=False):
        new = PasswordChange(
            reason=PasswordChange.Reason.REGULAR,
            changed_at=at,
            sessions_ended=True,
            second_factor_checked=True,
        )
        actions.record_change(by=by, change=new, holders=[by, *others])
        Notice.objects.filter(kind="password_changed").update(seen_at=at)  # who is to confirm it has looked
    return new


def work(at):
    """What beat does, in the order in which it may come."""
    with time_machine.travel(at, tick=False) as clock:
        reminders.remind()
        clock.shift(timedelta(seconds=25))
        composing.run()
        post_office.deliver()


def run(start, *, days, every=timedelta(hours=1), down=lambda at: False):
    at, end = start, start + timedelta(days=days)
    while at < end:
        if not down(at):
            work(at)
        at += every


def sent():
    """How often which reminder reached whom."""
    return Counter((message.to[0].split("@")[0], message.subject) for message in mail.outbox)


def before(days):
    return f"公式アカウントのパスワードの変更の期限まであと{days}日です"


def after(days):
    return f"公式アカウントのパスワードの変更の期限が{days}日過ぎています"


def expected(office, *, overdue_days):
    responsible = [office[one].username for one in ("staff", "poster", "administrator")]
    # Three days before is a Saturday: the next working day says how many days are left then.
    due = {(one, before(days)): 1 for one in responsible for days in (14, 7, 1)}
    late = (days for days in range(1, overdue_days + 1) if is_working_day(DUE + timedelta(days=days)))
    for days in late:
        due |= {(one, after(days)): 1 for one in (*responsible, office["chief"].username)}
    return due


@pytest.mark.long
def test_over_120_days_each_reminder_reaches_each_person_once(office):
    """Due on 6月30日; the run ends on 7月29日. Hour by hour around the due day."""
    run(NIGHT, days=75, every=timedelta(hours=8))
    run(NIGHT + timedelta(days=75), days=20)
    run(NIGHT + timedelta(days=95), days=25, every=timedelta(hours=6))
    assert sent() == expected(office, overdue_days=29)
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.SENT}


def test_minute_by_minute_into_the_first_day_overdue(office):
    run(datetime(2026, 7, 1, 8, 0, tzinfo=JAPAN), days=0.05, every=timedelta(minutes=1))
    assert sent() == {key: n for key, n in expected(office, overdue_days=1).items() if key[1] == after(1)}
    told = {
        at.astimezone(JAPAN) for at in Notice.objects.filter(kind="password_due").values_list("at", flat=True)
    }
    assert told == {datetime(2026, 7, 1, 8, 30, tzinfo=JAPAN)}


def test_stage_missed_while_all_was_down_is_made_up_once_by_the_latest(office):
    """Down from 20 to 5 days before: of 14 and 7 only the latter is told, with the days as they are."""
    day = timedelta(days=1)
    start = datetime(2026, 6, 10, 10, 0, tzinfo=JAPAN)
    run(start, days=19, down=lambda at: at.date() < DUE - 5 * day)
    subjects = {subject for _, subject in sent()}
    assert subjects == {before(5), before(1)}
    assert set(sent().values()) == {1}


def test_overdue_days_missed_are_not_made_up(office):
    start = datetime(2026, 7, 5, 10, 0, tzinfo=JAPAN)  # a Sunday, on which nothing is told
    run(start, days=2)
    assert {subject for _, subject in sent()} == {after(6), after(7)}


def test_change_ends_the_reminders_until_the_next_due_day(office):
    run(datetime(2026, 6, 16, 10, 0, tzinfo=JAPAN), days=1)
    assert {subject for _, subject in sent()} == {before(14)}
    change(office["staff"], [office["poster"]], at=datetime(2026, 6, 20, 10, 0, tzinfo=JAPAN))
    mail.outbox.clear()
    run(datetime(2026, 6, 20, 11, 0, tzinfo=JAPAN), days=70, every=timedelta(hours=8))
    assert sent() == {}
    run(datetime(2026, 9, 4, 10, 0, tzinfo=JAPAN), days=1)
    assert {subject for _, subject in sent()} == {before(14)}


def test_letter_that_could_not_leave_before_the_change_never_leaves(office, monkeypatch):
    def no_server(server, mail):
        raise post_office.Unreachable

    with monkeypatch.context() as down:
        down.setattr(post_office.MailServer, "offer", no_server)
        run(datetime(2026, 6, 16, 10, 0, tzinfo=JAPAN), days=1)
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.WAITING}
    change(office["staff"], [office["poster"]], at=datetime(2026, 6, 20, 10, 0, tzinfo=JAPAN))
    run(datetime(2026, 6, 20, 11, 0, tzinfo=JAPAN), days=1)
    assert sent() == {}


def test_who_becomes_responsible_later_is_told_too(office):
    run(datetime(2026, 6, 24, 10, 0, tzinfo=JAPAN), days=1)
    newcomer = factories.UserFactory(username="newcomer", email="newcomer@example.jp")
    factories.AppointmentFactory(user=newcomer, role="administrator", valid_from="2026-06-01")
    run(datetime(2026, 6, 25, 10, 0, tzinfo=JAPAN), days=1)
    assert sent()[("newcomer", before(5))] == 1


def test_without_any_change_the_responsible_are_told_weekly(administrator, staff, chief):
    """It has no day by which it is due: that this is today, said on each of many days, would be untrue."""
    Appointment.objects.update(valid_from="2026-01-01")
    User.objects.update(email="one@example.jp")
    run(MORNING, days=8)
    told = Notice.objects.filter(kind="password_due")
    assert [one.person for one in told] == [administrator] * 2
    assert {one.title for one in told} == {"公式アカウントのパスワードの変更が、まだ記録されていません"}


def test_never_changed_is_told_on_working_days_alone_and_not_beside_a_task(administrator, staff, chief):
    Appointment.objects.update(valid_from="2026-01-01")
    User.objects.update(email="one@example.jp")
    run(datetime(2026, 11, 21, 10, 0, tzinfo=JAPAN), days=2.9)  # to 勤労感謝の日
    assert not Notice.objects.filter(kind="password_due").exists()
    tuesday = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
    with time_machine.travel(tuesday, tick=False):
        actions.open_task(reason="incident", about="おそれがあるため", by=administrator)
    run(tuesday, days=1)
    assert Notice.objects.filter(kind="password_task").exists()
    assert not Notice.objects.filter(kind="password_due").exists()


# --- Tasks ---------------------------------------------------------------------------------------------------------


def test_transfer_is_told_at_once_at_any_hour_then_daily_until_it_ends(office, staff, chief):
    night = datetime(2026, 4, 6, 23, 50, tzinfo=JAPAN)  # a Monday
    with time_machine.travel(night, tick=False):
        actions.open_task(reason="transfer", about="佐藤さんの異動", appointment=staff.appointments.get())
    work(night + timedelta(minutes=1))
    assert sorted(person for person, _ in sent()) == sorted(
        office[one].username for one in ("staff", "poster", "administrator")
    )
    run(night + timedelta(minutes=2), days=3)
    assert set(sent().values()) == {4}
    made = change(office["poster"], [], at=night + timedelta(days=3, hours=1))
    with time_machine.travel(night + timedelta(days=3, hours=2), tick=False):
        actions.confirm_change(by=chief, change=made)
        actions.note_connected(at=timezone.now())
    mail.outbox.clear()
    run(night + timedelta(days=3, hours=3), days=5)
    assert sent() == {}


def test_what_ends_together_is_told_in_one_letter(office, staff, poster, manager):
    at = datetime(2026, 4, 10, 10, 0, tzinfo=JAPAN)
    with time_machine.travel(at, tick=False):
        for person in (staff, poster, manager):
            actions.open_task(
                reason="contract_end", about=f"{person.name}の終わり", appointment=person.appointments.get()
            )
    run(at, days=0.25, every=timedelta(minutes=1))
    assert set(sent().values()) == {1}
    assert all(name in mail.outbox[0].body for name in ("佐藤 花子の終わり", "鈴木 次郎の終わり"))


def test_who_has_left_gets_no_more_letters(office, staff):
    PasswordHolder.objects.get(user=staff)
    Appointment.objects.filter(user=staff).update(valid_until="2026-04-09")
    run(datetime(2026, 6, 16, 10, 0, tzinfo=JAPAN), days=1)
    assert {person for person, _ in sent()} == {office["poster"].username, office["administrator"].username}


def test_letter_says_when_and_never_asks_for_the_password(office):
    run(datetime(2026, 6, 16, 10, 0, tzinfo=JAPAN), days=1)
    body = mail.outbox[0].body
    assert "令和8年6月30日(火)" in body
    assert "/security/account-password/" in body
    assert "パスワードそのものは、このシステムにもメールにも書かないでください。" in body
