"""Several at once at the same measure and at the year's end, in real processes on PostgreSQL (第６第３項, 第４項)."""

import datetime
import itertools
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from comments.cases import carrying_out, events, telling
from comments.cases.actions import life as case_actions
from comments.cases.actions import measures as actions
from comments.cases.actions.life import Report
from comments.cases.actions.measures import Wish
from comments.models import Case, Measure, MeasureJob, MeasureKind, MeasureState
from outbox.jobs import JobState
from security.models import AuditEvent, Notice, User
from security.office.answers import Refused
from security.office.calendar import fiscal_year
from security.trail import recording as audit
from tests.comments.cases import factories
from tests.racing import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

HERE = "tests.comments.cases.test_races"
JAPAN = ZoneInfo("Asia/Tokyo")
WORKERS = 4


def carry_out(job_pk: int) -> None:
    """For a process of its own, as are all of these."""
    carrying_out.run(job_pk)


def press(username: str, verb: str, pk: int) -> str:
    by = User.objects.get(username=username)
    try:
        if verb == "order":
            actions.order(by=by, measure=Measure.objects.get(pk=pk))
        else:
            wish = Wish(kind=MeasureKind.HIDE, ground=factories.GROUND, reason="攻撃のため")
            actions.act_in_emergency(by=by, case=Case.objects.get(pk=pk), wish=wish)
    except Refused as refusal:
        return str(refusal)
    return "done"


def report_at(username: str, moment: str, is_drill: bool = False) -> str:
    with time_machine.travel(datetime.datetime.fromisoformat(moment)):
        report = Report(kind=factories.kind("T05"), title="日付の誤り", is_drill=is_drill)
        return case_actions.open_case(by=User.objects.get(username=username), report=report).number


def moderations(sandbox) -> int:
    """How often Instagram was asked to hide or delete."""
    calls = [call for call in sandbox.calls() if call["method"] in ("POST", "DELETE")]
    return len([call for call in calls if "media" not in call["path"]])


# --- The same measure -------------------------------------------------------------------------------------------


@pytest.mark.clause("第６第３項")
@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.DELETE])
def test_of_many_workers_at_one_measure_one_asks_instagram(
    poster, chief, policy, on_instagram, sandbox, remote, kind
):
    case = factories.case(poster, comment=on_instagram)
    wish = Wish(kind=kind, ground=factories.GROUND, reason="攻撃のため")
    job = actions.propose(by=chief, case=case, wish=wish).jobs.get()
    race(f"{HERE}:carry_out", *itertools.repeat((job.pk,), WORKERS))
    job.refresh_from_db()
    assert (job.state, Measure.objects.get().state) == (JobState.DONE, MeasureState.DONE)
    assert moderations(sandbox) == 1
    shown = remote(on_instagram)
    assert shown["hidden"] if kind == MeasureKind.HIDE else shown is None
    assert AuditEvent.objects.filter(tag=events.MEASURE_DONE.tag).count() == 1
    assert list(audit.faults()) == []


@pytest.mark.clause("第６第３項")
def test_of_many_who_order_at_once_one_does_and_one_job_is_made(poster, chief, policy):
    from tests import factories as office  # noqa: PLC0415 - for this test alone

    other = office.person(office.Role.SECTION_CHIEF, name="別の課長")
    wish = Wish(kind=MeasureKind.HIDE, ground=factories.GROUND, reason="攻撃のため")
    measure = actions.propose(by=poster, case=factories.case(poster), wish=wish)
    pressed = [(one.username, "order", measure.pk) for one in (chief, other, chief, other)]
    told = race(f"{HERE}:press", *pressed)
    assert told.count("done") == 1
    assert all("決定するものがありません" in one for one in told if one != "done")
    assert (
        MeasureJob.objects.count() == AuditEvent.objects.filter(tag=events.MEASURE_ORDERED.tag).count() == 1
    )


@pytest.mark.clause("第６第３項")
def test_of_many_who_hide_in_an_emergency_at_once_one_does(poster, manager, chief, policy):
    case = factories.case(poster)
    pressed = [(one.username, "emergency", case.pk) for one in (poster, manager, poster, manager)]
    told = race(f"{HERE}:press", *pressed)
    assert told.count("done") == 1
    assert all("同じ措置が、すでに" in one for one in told if one != "done")
    assert Measure.objects.count() == MeasureJob.objects.count() == 1


# --- Numbers at the year's end ----------------------------------------------------------------------------------


@pytest.mark.clause("第６第４項")
def test_numbers_begin_again_with_april_in_japan_also_for_those_who_press_at_once(chief, staff):
    year = fiscal_year(timezone.localdate())
    april = datetime.datetime(year + 1, 4, 1, tzinfo=JAPAN)
    before = (april - datetime.timedelta(seconds=30)).isoformat()
    after = april.isoformat()
    numbers = race(
        f"{HERE}:report_at",
        *itertools.product([chief.username, staff.username], [before, after], [False, True]),
    )
    symbols = ("道カフェ事案", "訓練-道カフェ事案")
    assert sorted(numbers) == sorted(
        f"{symbol}-令和{one - 2018}-{serial}"
        for symbol, one, serial in itertools.product(symbols, (year, year + 1), (1, 2))
    )
    # The day is Japan's: in UTC both moments are of the 31st of March.
    assert {datetime.datetime.fromisoformat(one).astimezone(datetime.UTC).day for one in (before, after)} == {
        31
    }


def remind() -> None:
    telling.OPENING, telling.is_working_day = datetime.time(0), lambda day: True
    telling.remind()


def test_a_deadline_is_told_of_once_by_several_workers(poster, staff, chief):
    case = factories.case(poster)
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate())
    race(f"{HERE}:remind", *[()] * WORKERS)
    told = Notice.objects.filter(kind="case_deadline").values_list("person", flat=True)
    assert sorted(told) == sorted([staff.pk, chief.pk])
