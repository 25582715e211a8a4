"""What comes in numbers is one notice that grows, until it was told or seen: nothing lost, nothing twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from security.models import Notice, Role, User
from security.notices import actions, composing, telling
from security.notices.models import How
from tests import factories
from tests.composing import letters_after, told
from tests.racing import race
from tests.security.notices.conftest import words

pytestmark = pytest.mark.django_db
WORKERS, ROUNDS, PEOPLE = 4, 10, 3


def counts(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("count", "title"))


def test_a_flood_is_one_notice_and_one_letter(grow, kind, clock, staff, chief):
    for _ in range(50):
        grow(kind, staff, chief, count=100)
    assert counts(staff) == counts(chief) == [(5000, "5,000件 の雪")]
    (one, two) = letters_after(clock, seconds=95)
    assert one.subject == two.subject == "5,000件 の雪"
    assert "5,000件のできごとがありました。" in one.body
    assert "/posts/?n=5000" in one.body


def test_what_comes_after_the_letter_or_the_look_is_counted_anew(grow, kind, clock, staff, chief):
    grow(kind, staff, chief, count=3)
    actions.see_all(by=staff)
    grow(kind, staff, chief, count=4)
    assert [number for number, _ in counts(staff)] == [3, 4]
    assert [number for number, _ in counts(chief)] == [7]
    letters_after(clock, seconds=95)
    grow(kind, staff, chief, count=2)
    assert [number for number, _ in counts(staff)] == [3, 4, 2]
    assert [number for number, _ in counts(chief)] == [7, 2]


def test_growing_puts_no_letter_off(grow, kind, clock, staff):
    grow(kind, staff)
    for _ in range(4):
        clock.shift(timedelta(seconds=5))
        grow(kind, staff)
    assert told(letters_after(clock, seconds=71)) == [(staff, "5件 の雪")]


def test_a_flood_of_hours_is_a_letter_an_hour_until_somebody_looks(grow, kind, clock, staff):
    def flood(minutes):
        written = []
        for _ in range(minutes):
            grow(kind, staff, count=100)
            written += letters_after(clock, minutes=1)
        return written

    assert len(flood(180)) == 3
    actions.see_all(by=staff)
    assert len(flood(4)) == 1


def test_growing_letter_comes_as_the_person_has_chosen_by_now(grow, kind, clock, staff, chief):
    actions.choose(by=staff, chosen={kind: How.PAGE})
    grow(kind, staff, chief)
    actions.choose(by=staff, chosen={kind: How.AT_ONCE})
    actions.choose(by=chief, chosen={kind: How.PAGE})
    grow(kind, staff, chief)
    assert told(letters_after(clock, seconds=95)) == [(staff, "2件 の雪")]


def test_who_came_back_to_office_hears_of_it_by_letter_again(grow, kind, clock, staff):
    grow(kind, staff)
    until = staff.appointments.get().valid_until
    staff.appointments.update(valid_until=timezone.localdate() - timedelta(days=1))
    letters_after(clock, seconds=95)
    staff.appointments.update(valid_until=until)
    grow(kind, staff)
    assert told(letters_after(clock, seconds=95)) == [(staff, "2件 の雪")]


def test_ordinary_notice_of_the_kind_and_other_subjects_do_not_grow(tell, grow, kind, staff, chief):
    tell(kind, staff, title="一つ")
    grow(kind, staff, about=chief)
    grow(kind, staff, count=2)
    assert counts(staff) == [(None, "一つ"), (1, "1件 の雪"), (2, "2件 の雪")]


def test_nobody_is_told_of_his_own_act_and_what_is_rolled_back_is_not_counted(grow, kind, staff, chief):
    grow(kind, staff, chief, by=chief)
    with transaction.atomic():
        grow(kind, staff, chief)
        transaction.set_rollback(True)
    assert counts(staff) == [(1, "1件 の雪")]
    assert counts(chief) == []


def test_all_grow_with_as_many_statements_as_one(grow, kind, staff, django_assert_max_num_queries):
    people = [staff, *(factories.person(Role.PREFECTURE_POSTER) for _ in range(20))]
    most = 10  # four, and the savepoints around them
    for told_of in ([staff], people, people):
        with django_assert_max_num_queries(most):
            grow(kind, *told_of, about=staff)
    assert [number for number, _ in counts(staff)] == [3]


# --- Several workers: real processes on PostgreSQL --------------------------------------------------------------


def grow_and_compose(worker):
    """Comments come in everywhere at once, and letters are written meanwhile."""
    composing.PAUSE = composing.HELD_FOR = timedelta(0)
    kind = telling.Kind("raced", "競争", "職員", (Role.PREFECTURE_POSTER,))
    for number in range(ROUNDS):
        with transaction.atomic():
            telling.grow(kind, to=User.objects.all(), about=User(pk=1), count=1, words=words, by=None)
        if number % 5 == worker:
            for pk in Notice.objects.untold().values_list(
                "pk", flat=True
            ):  # each by itself, as people look at them
                Notice.objects.filter(pk=pk).update(due_at="2026-01-01T00:00Z")
            composing.run()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_counted_twice_by_four_workers_that_grow_and_compose():
    people = [factories.person(Role.PREFECTURE_POSTER) for _ in range(PEOPLE)]
    race(f"{__name__}:grow_and_compose", *[(worker,) for worker in range(WORKERS)])
    for person in people:
        rows = Notice.objects.filter(person=person)
        assert sum(rows.values_list("count", flat=True)) == WORKERS * ROUNDS
        assert rows.filter(told_at=None).count() <= 1
    # Not of each person: who is held by another worker at the last look is told at the next.
    assert Notice.objects.exclude(told_at=None).exists()
