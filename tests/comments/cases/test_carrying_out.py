"""Hiding, showing and deleting at Instagram, whatever it answers; a drill never asks it (第６第３項)."""

import pytest

from approvals import actions as approval_actions
from comments.cases import carrying_out, events, sweep
from comments.cases.actions import measures as actions
from comments.cases.actions.measures import Wish
from comments.models import MeasureJob, MeasureKind, MeasureState
from instagram.client import Client
from instagram.results import RemoteComment
from outbox.jobs import JobState
from security.models import AccessToken, AuditEvent
from tests.comments.cases import factories
from tests.sweeping import swept

pytestmark = [pytest.mark.clause("第６第３項")]


@pytest.fixture
def ordered(poster, chief, policy, on_instagram):
    """A measure that the chief has ordered, of the comment that stands on the sandbox."""

    def order(kind=MeasureKind.HIDE, **fields):
        case = factories.case(poster, comment=on_instagram, **fields)
        wish = Wish(kind=kind, ground=factories.GROUND, reason="攻撃のため")
        return actions.propose(by=chief, case=case, wish=wish)

    return order


def moderations(sandbox):
    """How often Instagram was asked to hide, show or delete."""
    return [
        call
        for call in sandbox.calls()
        if call["method"] in ("POST", "DELETE") and "media" not in call["path"]
    ]


def test_hidden_comment_is_hidden_there_and_here(ordered, work_off, remote, on_instagram):
    measure = ordered()
    job = work_off(measure)
    assert (measure.state, job.state) == (MeasureState.DONE, JobState.DONE)
    assert remote(on_instagram)["hidden"]
    on_instagram.refresh_from_db()
    assert on_instagram.is_hidden
    assert AuditEvent.objects.filter(tag=events.MEASURE_DONE.tag).count() == 1


def test_comment_is_shown_again(ordered, work_off, remote, on_instagram, chief):
    measure = ordered()
    work_off(measure)
    again = actions.propose(
        by=chief,
        case=measure.case,
        wish=Wish(kind=MeasureKind.UNHIDE, ground=factories.GROUND, reason="誤りだったため"),
    )
    work_off(again)
    assert not remote(on_instagram)["hidden"]
    on_instagram.refresh_from_db()
    assert not on_instagram.is_hidden


def test_deleted_comment_is_gone_there_and_here(ordered, work_off, remote, on_instagram):
    measure = ordered(MeasureKind.DELETE)
    work_off(measure)
    assert measure.state == MeasureState.DONE
    assert remote(on_instagram) is None
    on_instagram.refresh_from_db()
    assert on_instagram.gone_at


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_answered_500_but_done_is_seen_and_not_asked_again(ordered, sandbox, work_off, kind):
    measure = ordered(kind)
    sandbox.arm("F17-applied", call=f"{kind}:applied")
    before = len(moderations(sandbox))
    work_off(measure)
    assert measure.state == MeasureState.DONE
    assert "読み直して確かめました" in measure.result
    assert len(moderations(sandbox)) == before + 1


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_answered_500_and_not_done_is_asked_again(ordered, sandbox, work_off, remote, on_instagram, kind):
    measure = ordered(kind)
    sandbox.arm("F17", call=str(kind))
    work_off(measure)
    assert measure.state == MeasureState.DONE
    assert remote(on_instagram) is None or remote(on_instagram)["hidden"]


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_comment_that_is_gone_already_needs_no_more(ordered, sandbox, work_off, on_instagram, kind):
    measure = ordered(kind)
    sandbox.delete_comment(on_instagram.remote_id)
    work_off(measure)
    assert measure.state == MeasureState.DONE
    assert measure.result == carrying_out.WAS_GONE
    on_instagram.refresh_from_db()
    assert on_instagram.gone_at
    assert not on_instagram.is_hidden


def test_worker_that_died_after_asking_is_followed_by_a_look(ordered, sandbox, work_off, on_instagram):
    """Asked, done, and then nothing: the next attempt sees it."""
    from outbox import claims  # noqa: PLC0415 - for this test alone

    measure = ordered()
    job = measure.jobs.get()
    shown = RemoteComment(id=on_instagram.remote_id, text=on_instagram.text, hidden=False)
    assert actions.begin_asking(claims.claim(MeasureJob, job.pk), shown)
    sandbox.graph("POST", on_instagram.remote_id, params={"hide": "true"})
    MeasureJob.objects.filter(pk=job.pk).update(lease_until=measure.proposed_at)
    before = len(moderations(sandbox))
    work_off(measure)
    assert measure.state == MeasureState.DONE
    assert len(moderations(sandbox)) == before


def test_emergency_stop_does_not_stop_protecting(ordered, work_off, manager):
    measure = ordered()
    approval_actions.stop(by=manager, reason="災害")
    work_off(measure)
    assert measure.state == MeasureState.DONE


def test_lost_connection_waits_and_is_told(ordered, sandbox, clock, work_off):
    measure = ordered()
    sandbox.end_tokens()
    carrying_out.run(measure.jobs.get().pk)
    job = measure.jobs.get()
    assert job.state == JobState.QUEUED
    assert "接続" in job.problem
    assert AccessToken.current().state == AccessToken.State.LOST
    clock.shift(hours=25)
    work_off(measure)
    assert measure.state == MeasureState.FAILED
    assert "もう一度" in measure.result


def test_given_up_after_a_day_and_done_at_the_second_order(ordered, sandbox, work_off, poster):
    measure = ordered()
    sandbox.arm("F17", call="hide")
    job = measure.jobs.get()
    MeasureJob.objects.filter(pk=job.pk).update(asked_for=job.asked_for - carrying_out.PATIENCE)
    work_off(measure)
    assert measure.state == MeasureState.FAILED
    actions.retry(by=poster, measure=measure)
    work_off(measure)
    assert measure.state == MeasureState.DONE
    assert measure.jobs.count() == 2


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_drill_never_asks_instagram(ordered, sandbox, remote, on_instagram, kind):
    before = len(sandbox.calls())
    measure = ordered(kind, is_drill=True)
    swept(sweep)
    measure.refresh_from_db()
    assert measure.state == MeasureState.DONE
    assert "訓練" in measure.result
    assert not MeasureJob.objects.exists()
    assert len(sandbox.calls()) == before
    assert not remote(on_instagram)["hidden"]
    on_instagram.refresh_from_db()
    assert not on_instagram.is_hidden
    assert on_instagram.gone_at is None


def test_sweep_calls_a_worker_for_what_a_message_lost(ordered, woken):
    measure = ordered()
    woken.clear()
    swept(sweep)
    assert woken == [("comments.tasks.carry_out", measure.jobs.get().pk)]


def test_first_try_of_a_worker_that_was_away_for_days_is_no_giving_up(ordered, clock, work_off):
    measure = ordered()
    clock.shift(days=3)
    work_off(measure)
    assert measure.state == MeasureState.DONE


def test_fault_of_our_own_ends_with_a_person_who_is_told_so(ordered, clock, monkeypatch):
    monkeypatch.setattr(Client, "comment", lambda self, number: {}["data"])
    measure = ordered()
    job = measure.jobs.get()
    with pytest.raises(KeyError):
        carrying_out.run(job.pk)
    clock.shift(days=1, minutes=1)
    carrying_out.run(job.pk)
    measure.refresh_from_db()
    assert measure.state == MeasureState.FAILED
    assert "システムの不具合で処理できませんでした" in measure.result
