"""The token is prolonged by schedule: old enough, not too early, once an hour at most, and never because of a refusal."""

import datetime

import pytest

from security.account import events
from security.account.actions import token as token_actions
from security.account.upkeep import connecting, notices, refreshing, sweep
from security.models import AccessToken, AuditEvent, Letter, Notice
from security.notices import composing
from security.office import vault

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]

DAY = datetime.timedelta(days=1)


def token():
    return AccessToken.current()


def refreshes(sandbox):
    return [call for call in sandbox.calls() if call["call"] == "refresh"]


def expiring(sandbox, by, clock, *, in_days, age=2 * DAY):
    """Connected with a token that ends in so many days."""
    connecting.connect(
        by=by, secret=sandbox.give_token(age_seconds=2 * 86400, life_seconds=(in_days + 2) * 86400)
    )
    now = AccessToken.current().issued_at
    AccessToken.objects.filter(replaced_at=None).update(issued_at=now - age, expires_at=now + in_days * DAY)


def test_token_of_unknown_end_is_prolonged_when_a_day_old(adopted, clock):
    sweep.run()
    assert refreshes(adopted) == []
    clock.shift(hours=24, minutes=1)
    sweep.run()
    assert len(refreshes(adopted)) == 1
    assert vault.unseal(token().sealed_secret).startswith("IGAA")
    assert 59 <= (token().expires_at - token().issued_at).days <= 60
    assert AuditEvent.objects.filter(tag=events.TOKEN_REFRESHED.tag).count() == 1
    clock.shift(days=29)
    sweep.run()
    assert len(refreshes(adopted)) == 1
    clock.shift(days=2)
    sweep.run()
    assert len(refreshes(adopted)) == 2


@pytest.mark.parametrize(
    ("age", "left", "due"),
    [(23, 5, False), (25, 5, True), (25, 29.9, True), (25, 30.1, False), (25, -1, False), (25, None, True)],
)
def test_when_it_is_due(adopted, age, left, due):
    now = token().issued_at + datetime.timedelta(hours=age)
    fresh = token()
    fresh.expires_at = None if left is None else now + datetime.timedelta(days=left)
    assert refreshing.is_due(fresh, now) is due


@pytest.mark.parametrize("state", [AccessToken.State.LOST, AccessToken.State.TO_CHECK])
def test_refused_token_is_never_prolonged(adopted, clock, state):
    clock.shift(days=2)
    AccessToken.objects.update(state=state)
    refreshing.refresh_if_due()
    assert refreshes(adopted) == []


def test_of_two_workers_one_prolongs(adopted, clock):
    clock.shift(days=2)
    seen = token()
    turns = [token_actions.take_refresh_turn(seen, pause=refreshing.ONCE_IN) for _ in range(2)]
    assert turns == [True, False]
    refreshing.refresh_if_due()
    assert refreshes(adopted) == []


def test_failure_is_recorded_once_tried_hourly_and_told(sandbox, administrator, clock):
    expiring(sandbox, administrator, clock, in_days=10)
    sandbox.end_tokens(467)
    AccessToken.objects.filter(replaced_at=None).update(check_tried_at=clock_now())
    for _ in range(4):
        refreshing.refresh_if_due()
        clock.shift(minutes=31)
    assert len(refreshes(sandbox)) == 2
    assert AuditEvent.objects.filter(tag=events.TOKEN_REFRESH_FAILED.tag).count() == 1
    assert "取り消されました" in token().refresh_problem
    notices.write()
    assert "取り消されました" in Notice.objects.get().sentence


def clock_now():
    return AccessToken.current().checked_at


@pytest.mark.parametrize(
    ("days", "keys"),
    [(14.5, 0), (13.9, 1), (7.5, 1), (0.5, 1), (-0.5, 1)],
)
def test_administrators_and_the_chief_are_told_once(adopted, administrator, chief, staff, days, keys):
    AccessToken.objects.update(
        expires_at=token().issued_at + datetime.timedelta(days=days), refresh_tried_at=token().issued_at
    )
    for _ in range(3):
        notices.write()
    assert Notice.objects.count() == 2 * keys
    assert {notice.person for notice in Notice.objects.all()} <= {administrator, chief}


def test_each_stage_has_its_letter_and_each_day_after_the_end(adopted, administrator, clock):
    AccessToken.objects.update(expires_at=token().issued_at + 20 * DAY)
    for _ in range(23):
        notices.write()
        clock.shift(minutes=1)
        composing.run()
        Letter.objects.update(state=Letter.State.SENT)
        clock.shift(days=1, minutes=-1)
    subjects = [letter.subject for letter in Letter.objects.order_by("pk")]
    assert len(subjects) == 4 + 3
    assert "あと14日です" in subjects[0]
    assert subjects[-1] == "Instagramとの接続の期限が過ぎました"


def test_stage_that_was_missed_is_not_made_up_twice(adopted, administrator, clock):
    AccessToken.objects.update(expires_at=token().issued_at + 2.5 * DAY)
    notices.write()
    notices.write()
    (notice,) = Notice.objects.all()
    assert "あと3日です" in notice.title


def test_lost_connection_is_written_about_every_day(adopted, chief, clock):
    token_actions.note_lost(token=token(), problem="切れました。")
    for _ in range(3):
        notices.write()
        clock.shift(hours=12)
    assert Notice.objects.count() == 2
    assert "切れました。" in Notice.objects.first().sentence


def test_letters_hold_no_secret(adopted, administrator, clock):
    token_actions.note_lost(token=token(), problem="切れました。")
    notices.write()
    clock.shift(minutes=1)
    composing.run()
    assert "sandbox-token" not in str([*Letter.objects.values(), *Notice.objects.values()])
    assert Letter.objects.exists()
