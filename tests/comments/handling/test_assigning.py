"""担当: one person at a time, taken by oneself or given by chief and manager (第６第２項)."""

import pytest

from comments.inbox import events
from comments.inbox.actions.assigning import assign
from comments.models import Comment
from security.appointing import actions as security_actions
from security.models import AuditEvent, Role, User
from security.office.answers import Refused
from tests import factories, racing

pytestmark = pytest.mark.clause("第６第２項")


def give(by, comment, to, seen=None):
    return assign(by=by, comment=comment, to=to, seen=seen)


@pytest.mark.parametrize("person", ["staff", "chief", "poster", "manager"])
def test_one_takes_a_comment_oneself_and_leaves_it(request, write, person):
    someone, comment = request.getfixturevalue(person), write()
    assert give(someone, comment, someone).assigned_to == someone
    assert give(someone, comment, None, seen=someone.pk).assigned_to is None
    told = AuditEvent.objects.filter(tag=events.COMMENT_ASSIGNED.tag).order_by("number")
    assert [event.data["assigned_to"] for event in told] == [someone.name, ""]


@pytest.mark.parametrize("person", ["auditor", "administrator"])
def test_readers_take_nothing(request, write, person):
    someone = request.getfixturevalue(person)
    with pytest.raises(Refused):
        give(someone, write(), someone)


def test_nothing_happens_twice(staff, write):
    comment = write()
    give(staff, comment, staff)
    give(staff, comment, staff)
    assert AuditEvent.objects.filter(tag=events.COMMENT_ASSIGNED.tag).count() == 1


def test_chief_and_manager_give_to_their_own_side(chief, staff, manager, poster, write):
    assert give(chief, write(), staff).assigned_to == staff
    assert give(manager, write(), poster).assigned_to == poster


def test_nobody_gives_to_the_other_side_and_posters_to_nobody_else(
    chief, staff, manager, poster, auditor, write
):
    for by, to in ((chief, poster), (manager, staff), (staff, chief), (poster, manager), (chief, auditor)):
        with pytest.raises(Refused, match="同じ組織の移住交流担当課長"):
            give(by, write(), to)
    assert not Comment.objects.exclude(assigned_to=None).exists()


def test_what_somebody_else_sees_to_is_not_taken_from_him(staff, poster, manager, write):
    comment = give(staff, write(), staff)
    colleague = factories.person(Role.PREFECTURE_POSTER)
    for by in (poster, manager, colleague):
        with pytest.raises(Refused, match="佐藤 花子さんが担当しています"):
            give(by, comment, by, seen=staff.pk)
    assert Comment.objects.get().assigned_to == staff


def test_chief_takes_it_away_and_gives_it_on(chief, staff, write):
    comment = give(staff, write(), staff)
    colleague = factories.person(Role.PREFECTURE_POSTER)
    assert give(chief, comment, colleague, seen=staff.pk).assigned_to == colleague


def test_second_to_press_is_told_who_has_it_now(staff, poster, write):
    comment = write()
    give(staff, comment, staff)
    with pytest.raises(Refused, match="佐藤 花子さんが担当になりました"):
        give(poster, comment, poster)


@pytest.mark.clause("第４第２項")
def test_who_has_left_is_taken_off(administrator, staff, chief, write):
    held, others = give(staff, write(), staff), give(chief, write(), chief)
    security_actions.end_appointment(
        by=administrator, appointment=staff.appointments.get(), last_day=None, reason="人事異動"
    )
    assert Comment.objects.get(pk=held.pk).assigned_to is None
    assert Comment.objects.get(pk=others.pk).assigned_to == chief
    event = AuditEvent.objects.filter(tag=events.COMMENT_ASSIGNED.tag).latest("number")
    assert (event.data["count"], event.data["reason"]) == (1, "佐藤 花子さんの任用が終わったため")


def test_who_stays_in_another_post_keeps_his_comments(administrator, staff, write):
    factories.AppointmentFactory(user=staff, role=Role.SECTION_CHIEF)
    comment = give(staff, write(), staff)
    poster = staff.appointments.get(role=Role.PREFECTURE_POSTER)
    security_actions.end_appointment(by=administrator, appointment=poster, last_day=None, reason="昇任")
    assert Comment.objects.get(pk=comment.pk).assigned_to == staff


def one_takes(user_id: int, comment_id: int) -> str:
    """For a process of its own."""
    person = User.objects.get(pk=user_id)
    try:
        give(person, Comment.objects.get(pk=comment_id), person)
    except Refused as refusal:
        return str(refusal)
    return "done"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_has_it_and_the_other_is_told(write):
    people = [factories.person(Role.PREFECTURE_POSTER, name=name) for name in ("一郎", "二郎")]
    comment = write()
    told = racing.race(f"{__name__}:one_takes", *((person.pk, comment.pk) for person in people))
    assert sorted(one == "done" for one in told) == [False, True]
    assert any("郎さんが担当になりました" in one for one in told)
