"""Which appointments give authority: the query and the judgement of rows in hand say the same of every case."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from security.models import Appointment, Organization, Role, User, in_force
from security.people.actors import Actor

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOW_LONG = ("valid", "without end", "to come", "over", "ended early")


def period(how: str) -> dict[str, Any]:
    today = timezone.localdate()
    valid: dict[str, Any] = {"valid_from": today - 10 * DAY, "valid_until": today + 10 * DAY}
    return {
        "valid": valid,
        "without end": {**valid, "valid_until": None},
        "to come": {**valid, "valid_from": today + DAY},
        "over": {**valid, "valid_until": today - DAY},
        "ended early": {**valid, "ended_at": timezone.now(), "ending_reason": "異動"},
    }[how]


def contractors() -> list[Organization]:
    """Deputies allowed or not, within the contract or after it; and one more, for who works elsewhere too."""
    today = timezone.localdate()
    rows = [
        Organization(
            kind=Organization.Kind.CONTRACTOR,
            name=f"{allowed} {until}",
            contract_from=today - 99 * DAY,
            contract_until=today + until * DAY,
            deputies_allowed=allowed,
        )
        for allowed in (True, False)
        for until in (9, -1)
    ]
    return Organization.objects.bulk_create(rows)


@pytest.fixture
def everybody() -> list[User]:
    """A person for each way in which the own appointment, the deputy's and the absent one's can stand."""
    places = contractors()
    elsewhere = Organization.objects.create(kind=Organization.Kind.PREFECTURE, name="地域政策課")
    cases = list(
        itertools.product(
            places, ("none", "elsewhere", *HOW_LONG), ("none", *HOW_LONG[1:]), HOW_LONG[1:], (True, False)
        )
    )
    people = [
        User(username=f"p{n}", name="人", is_active=active, is_demo=n % 7 == 0)
        for n, (*_, active) in enumerate(cases)
    ]
    others = [
        User(username=f"a{n}", name="不在の人", is_active=n % 5 != 0, is_demo=n % 11 == 0)
        for n in range(len(cases))
    ]
    User.objects.bulk_create(people + others)

    def appointed(user: User, place: Organization, how: str, **more: Any) -> Appointment:
        values: dict[str, Any] = {"role": Role.MANAGER, **period(how), **more}
        if "deputizes" in more and values["valid_until"] is None:
            values["valid_until"] = timezone.localdate() + 10 * DAY  # a deputy stands in for a period
        return Appointment(user=user, organization=place, **values)

    absent = Appointment.objects.bulk_create(
        appointed(other, place, how) for other, (place, _, _, how, _) in zip(others, cases, strict=True)
    )
    Appointment.objects.bulk_create(
        appointed(person, elsewhere if own == "elsewhere" else place, "valid" if own == "elsewhere" else own)
        for person, (place, own, *_) in zip(people, cases, strict=True)
        if own != "none"
    )
    Appointment.objects.bulk_create(
        appointed(person, place, deputy, deputizes=one)
        for person, one, (place, _, deputy, *_) in zip(people, absent, cases, strict=True)
        if deputy != "none"
    )
    return people + others


@pytest.mark.clause("第４第２項")
@pytest.mark.parametrize("demo", [True, False])
def test_query_and_judgement_agree_on_every_case(everybody, settings, demo):
    settings.DEMO = demo
    rows = list(Appointment.objects.select_related("user", "organization", "deputizes__user"))
    counts = []
    for day in (timezone.localdate() + n * DAY for n in (-1, 0, 1, 10, 11)):
        asked = set(Appointment.objects.in_force(day).values_list("pk", flat=True))
        judged: set[int] = set()
        for _, own in itertools.groupby(sorted(rows, key=lambda one: one.user_id), lambda one: one.user_id):
            judged |= {one.pk for one in in_force(own, day)}
        assert asked ^ judged == set()
        counts.append(len(asked))
    assert len(set(counts)) > 1  # the cases tell the days apart
    assert 0 < counts[1] < len(rows)


def test_actor_reads_the_same_with_one_query_and_one_more_for_deputies(
    everybody, django_assert_max_num_queries
):
    expected = Appointment.objects.in_force()
    for person in everybody[::31]:
        with django_assert_max_num_queries(2):
            actor = Actor.of(person)
        assert set(actor.appointments) == set(expected.filter(user=person))
