"""第６第４項: a case that is still open at its deadline is told of, and stands on the first page until it is dealt with."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.cases import telling
from comments.cases.actions import life as actions
from comments.cases.actions.life import Plan
from comments.models import Case
from security.models import Notice, Role
from security.trail.recording import subject_key
from tests import factories as office
from tests.comments.cases import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第４項")]

NOON = 12


@pytest.fixture
def reach(time_machine):
    """Moves to a day of the case's deadline, counted from it, at an hour of the office."""

    def move(case, days=0, hour=NOON):
        day = datetime.datetime.combine(case.due_on, datetime.time(hour))
        time_machine.move_to(timezone.make_aware(day) + datetime.timedelta(days=days))

    return move


@pytest.fixture
def case(poster, staff, chief, time_machine):
    time_machine.move_to(timezone.localtime().replace(hour=NOON, minute=0))
    return factories.case(poster)


def plan(case, **changed):
    values = {
        "kind": case.kind,
        "title": case.title,
        "description": case.description,
        "owner": case.owner,
        "due_on": case.due_on,
    }
    return Plan(**{**values, **changed})


def told(case):
    found = Notice.objects.filter(kind="case_deadline", subject=subject_key(case)).order_by("pk")
    return [(notice.person, notice.title) for notice in found]


def close(case, chief):
    actions.close_case(by=chief, case=case, conclusion="終わった", learnt="学んだ", undone="不要のため")


def test_four_days_before_nobody_is_reminded(case, reach):
    reach(case, days=-4)
    telling.remind()
    assert told(case) == []


def test_three_days_before_on_the_day_and_after_it_each_once(case, staff, chief, reach):
    in_a_week = timezone.localdate() + datetime.timedelta(days=7)
    actions.change_case(by=staff, case=case, plan=plan(case, due_on=in_a_week))
    case.refresh_from_db()
    for days in range(-5, 9):
        reach(case, days=days)
        telling.remind()
        telling.remind()
    titles = [title for person, title in told(case) if person == chief]
    assert titles == [
        f"事案の対応期限が近づいています: {case.number}",
        f"事案の対応期限です: {case.number}",
        f"事案の対応期限を過ぎています: {case.number}",
    ]


def test_a_case_that_began_with_no_more_time_is_not_near_its_deadline_at_once(case, chief, reach):
    assert case.due_on == timezone.localdate() + telling.SOON
    for days in (-3, -2, -1):
        reach(case, days=days)
        telling.remind()
    assert told(case) == []


def test_the_manager_who_may_read_it_is_reminded_too(
    case, poster, staff, chief, manager, other_poster, reach
):
    office.person(Role.MANAGER, other_poster.appointments.get().organization)
    reach(case)
    telling.remind()
    assert {person for person, _ in told(case)} == {staff, chief, manager}


def test_owner_and_chief_are_told_on_the_day(case, staff, poster, chief, reach):
    actions.change_case(by=staff, case=case, plan=plan(case, owner=poster))
    reach(case)
    telling.remind()
    telling.remind()
    subject = f"事案の対応期限です: {case.number}"
    assert set(told(case)) == {(poster, subject), (chief, subject)}
    telling.remind()
    assert len(told(case)) == 2


def test_without_an_owner_the_division_is_told(case, staff, chief, reach):
    reach(case)
    telling.remind()
    assert {person for person, _ in told(case)} == {staff, chief}


def test_an_owner_who_works_here_no_more_leaves_it_to_the_division(case, staff, poster, chief, reach):
    actions.change_case(by=staff, case=case, plan=plan(case, owner=poster))
    poster.appointments.update(valid_until=case.due_on - datetime.timedelta(days=1))
    reach(case)
    telling.remind()
    assert {person for person, _ in told(case)} == {staff, chief}


def test_nothing_is_told_before_the_office_opens(case, reach):
    reach(case, hour=8)
    telling.remind()
    assert told(case) == []
    reach(case, hour=9)
    telling.remind()
    assert len(told(case)) == 2


def test_a_day_on_which_nothing_ran_is_made_up_once(case, reach):
    reach(case, days=4)
    telling.remind()
    telling.remind()
    assert [subject for _, subject in told(case)] == [f"事案の対応期限を過ぎています: {case.number}"] * 2


def test_on_days_off_only_the_deadline_of_that_day_is_told(case, reach):
    """2026-12-05 is a Saturday."""
    for due_on, wanted in (("2026-12-07", 0), ("2026-12-04", 0), ("2026-12-05", 2)):
        Notice.objects.all().delete()
        Case.objects.update(due_on=due_on)
        case.refresh_from_db()
        days = (datetime.date(2026, 12, 5) - case.due_on).days
        reach(case, days=days)
        telling.remind()
        assert len(told(case)) == wanted, due_on


def test_a_case_of_long_ago_is_not_reminded_of(case, reach):
    reach(case, days=14)
    telling.remind()
    assert told(case) == []


def test_a_closed_case_reminds_nobody_and_takes_back_what_has_not_left(case, chief, reach):
    reach(case)
    telling.remind()
    close(case, chief)
    assert told(case) == []


def test_a_case_closed_in_time_reminds_nobody(case, chief, reach):
    close(case, chief)
    reach(case)
    telling.remind()
    assert told(case) == []


def test_the_platforms_answer_does_not_take_back_the_deadline(case, staff, chief, policy, reach):
    Case.objects.filter(pk=case.pk).update(
        reported_on=case.due_on, answer_due_on=case.due_on + datetime.timedelta(days=7)
    )
    reach(case)
    telling.remind()
    actions.record_answer(by=staff, case=case, answered_on=case.due_on, answer="削除された")
    assert {person for person, _ in told(case)} == {staff, chief}


def test_a_new_deadline_is_told_of_anew(case, staff, reach):
    reach(case)
    telling.remind()
    later = case.due_on + datetime.timedelta(days=7)
    actions.change_case(by=staff, case=case, plan=plan(case, due_on=later))
    case.refresh_from_db()
    telling.remind()
    assert told(case) == []  # nobody was told by letter, or had seen it
    reach(case)
    telling.remind()
    assert len(told(case)) == 2


def test_a_drill_says_that_it_is_one(poster, staff, chief, reach):
    drill = factories.case(poster, is_drill=True)
    reach(drill)
    telling.remind()
    assert {title for _, title in told(drill)} == {f"【訓練】事案の対応期限です: {drill.number}"}
    assert all(notice.sentence.startswith("これは訓練の連絡です。\n") for notice in Notice.objects.all())


class TestFirstPage:
    @pytest.fixture
    def shown(self, client):
        def to(person):
            client.force_login(person)
            return client.get(reverse("home")).text

        return to

    def test_it_stands_there_from_the_day_until_it_is_closed(self, case, staff, chief, reach, shown):
        duty = f"事案 {case.number} の対応期限"
        reach(case, days=-1)
        assert duty not in shown(chief)
        reach(case)
        assert duty in shown(chief)
        assert "本日が対応期限です" in shown(staff)
        reach(case, days=30)
        assert "対応期限を30日過ぎています" in shown(chief)
        close(case, chief)
        assert duty not in shown(chief)

    def test_it_stands_before_its_owner_and_the_chief_alone(
        self, case, staff, poster, chief, auditor, other_poster, reach, shown
    ):
        actions.change_case(by=staff, case=case, plan=plan(case, owner=poster))
        reach(case)
        duty = f"事案 {case.number} の対応期限"
        assert duty in shown(poster)
        assert duty in shown(chief)
        for other in (staff, auditor, other_poster):
            assert duty not in shown(other)

    def test_without_an_owner_the_poster_who_reported_it_is_not_charged_with_it(
        self, case, poster, staff, reach, shown
    ):
        reach(case)
        assert "の対応期限" in shown(staff)
        assert "の対応期限" not in shown(poster)
