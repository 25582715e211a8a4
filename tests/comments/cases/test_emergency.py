"""緊急の措置: hides on a marked line, tells everybody, and is no door to a deletion (第６第３項)."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from comments.cases.actions import measures as actions
from comments.cases.actions.measures import Wish
from comments.models import Measure, MeasureJob, MeasureKind, MeasureState, Policy, PolicyBlock
from security.models import Notice, Role
from security.office.answers import Refused
from tests import factories as office
from tests import misses
from tests.comments.cases import factories

pytestmark = pytest.mark.clause("第６第３項")

ELECTION = "政治活動、選挙運動又は宗教活動を目的とするもの"


def wish(kind=MeasureKind.HIDE, ground=factories.GROUND):
    return Wish(kind=kind, ground=ground, reason="特定の方への攻撃のため")


def failed(measure):
    stored = Measure.objects.get(pk=measure.pk)
    stored.jobs.update(state="failed")
    stored.fail()
    stored.save()
    return stored


@pytest.fixture
def policy(staff, chief):
    """With one line for emergencies and one that is none."""
    return factories.policy(staff, chief, factories.GROUND, ELECTION, emergency=[factories.GROUND])


@pytest.fixture
def renewed(staff, chief, clock):
    """A day later another version is in force."""

    def renew(*lines, emergency=None):
        clock.reach(timezone.now() + datetime.timedelta(days=1))
        return factories.policy(staff, chief, *lines, emergency=emergency)

    return renew


# --- On which line ---------------------------------------------------------------------------------------------


def test_only_marked_lines_are_grounds_of_an_emergency(client, poster, staff, manager, policy):
    case = factories.case(poster)
    address = reverse("cases:emergency", args=[case.pk, "hide"])
    for person in (poster, staff, manager):
        client.force_login(person)
        assert dict(client.get(address).context["form"].fields["ground"].choices) == {
            factories.GROUND: factories.GROUND
        }
        for ground in (ELECTION, "気に入らない", ""):
            client.post(address, {"ground": ground, "reason": "急ぐ"})
            with pytest.raises(Refused):
                actions.act_in_emergency(by=person, case=case, wish=wish(ground=ground))
    assert not Measure.objects.exists()
    assert actions.propose(by=poster, case=case, wish=wish(ground=ELECTION)).state == MeasureState.PROPOSED


@pytest.mark.clause("第６第１項")
def test_without_a_policy_or_without_a_mark_there_is_no_emergency(client, poster, staff, chief):
    case = factories.case(poster)
    client.force_login(poster)
    address = reverse("cases:emergency", args=[case.pk, "hide"])
    for make in (lambda: None, lambda: factories.policy(staff, chief, "個人への脅迫", emergency=[])):
        make()
        with pytest.raises(Refused):
            actions.act_in_emergency(by=poster, case=case, wish=wish(ground="個人への脅迫"))
        assert client.post(address, {"ground": "個人への脅迫", "reason": "急ぐ"}).status_code == 302
    assert not Measure.objects.exists()


def test_rows_beside_the_seal_mark_nothing(poster, policy):
    """The mark that counts is the one that was approved."""
    PolicyBlock.objects.filter(policy=policy).update(emergency=[ELECTION])
    assert Policy.objects.in_force().emergency_grounds == [factories.GROUND]
    with pytest.raises(Refused):
        actions.act_in_emergency(by=poster, case=factories.case(poster), wish=wish(ground=ELECTION))


# --- Every door to a deletion ----------------------------------------------------------------------------------


def test_nobody_but_the_chief_deletes_by_any_door(client, poster, staff, manager, chief, policy):
    found, case = [], factories.case(poster)
    ordered = failed(actions.propose(by=chief, case=case, wish=wish(MeasureKind.DELETE)))
    doors = {
        "emergency": lambda by: actions.act_in_emergency(by=by, case=case, wish=wish(MeasureKind.DELETE)),
        "order": lambda by: actions.order(by=by, measure=proposed),
        "once more": lambda by: actions.retry(by=by, measure=ordered),
    }
    proposed = actions.propose(by=poster, case=case, wish=wish(MeasureKind.DELETE))
    for person in (poster, staff, manager):
        for name, door in doors.items():
            try:
                door(person)
                found.append(f"{person}: {name}")
            except Refused as refusal:
                if "第６第３項" not in str(refusal):
                    found.append(f"{name} says no clause: {refusal}")
        client.force_login(person)
        shown = client.get(case.get_absolute_url()).content.decode()
        found += [
            f"{person} is offered {button}"
            for button in ("緊急に削除", reverse("cases:retry", args=[ordered.pk]))
            if button in shown
        ]
        for address in (
            reverse("cases:emergency", args=[case.pk, "delete"]),
            reverse("cases:retry", args=[ordered.pk]),
        ):
            client.post(address, {"ground": factories.GROUND, "reason": "急ぐ"})
    states = set(Measure.objects.values_list("kind", "state", "is_emergency"))
    if states != {("delete", "failed", False), ("delete", "proposed", False)}:
        found.append(f"measures are {states}")
    misses.none(found)


def test_the_chief_who_deletes_once_more_decides_once_more(poster, staff, chief, policy):
    second = office.person(Role.SECTION_CHIEF)
    case = factories.case(poster)
    measure = failed(actions.propose(by=chief, case=case, wish=wish(MeasureKind.DELETE)))
    actions.retry(by=second, measure=measure)
    measure.refresh_from_db()
    assert (measure.decided_by, measure.state) == (second, MeasureState.ORDERED)


@pytest.mark.both
def test_the_database_makes_no_measure_another(poster, chief, policy):
    """Neither an emergency nor what the chief has ordered to be hidden becomes a deletion."""
    case = factories.case(poster)
    taken = actions.act_in_emergency(by=poster, case=case, wish=wish())
    ordered = actions.propose(by=chief, case=factories.case(poster), wish=wish())
    for measure in (taken, ordered):
        for change in ({"kind": "delete"}, {"is_emergency": not measure.is_emergency}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Measure.objects.filter(pk=measure.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        _row(case, poster, kind="delete", is_emergency=True)


def _row(case, by, **fields):
    """Past every rule."""
    said = {
        "comment": case.comment,
        "policy": Policy.objects.in_force(),
        "ground": factories.GROUND,
        "basis": "policy",
    }
    mine = {"reason": "x", "proposed_by": by, "proposed_in": by.appointments.get()}
    return Measure.objects.create(case=case, **said, **mine, **fields)


def test_an_order_that_is_not_the_chiefs_deletes_nothing(
    poster, chief, policy, on_instagram, remote, work_off
):
    """However the row came about: the worker asks who has decided to delete."""
    case = factories.case(poster, comment=on_instagram)
    decided = {"decided_by": poster, "decided_in": poster.appointments.get(), "decided_at": timezone.now()}
    measure = _row(case, poster, kind="delete", state=MeasureState.ORDERED, **decided)
    MeasureJob.objects.create(measure=measure)
    work_off(measure)
    assert remote(on_instagram)
    assert (measure.state, "移住交流担当課長" in measure.result) == (MeasureState.WITHDRAWN, True)


def test_an_older_order_deletes_nothing_once_the_policy_is_another(
    poster, staff, chief, policy, on_instagram, remote, work_off, renewed
):
    case = factories.case(poster, comment=on_instagram)
    measure = actions.propose(by=chief, case=case, wish=wish(MeasureKind.DELETE))
    renewed(factories.GROUND)
    work_off(measure)
    assert remote(on_instagram)
    assert (measure.state, "改められました" in measure.result) == (MeasureState.WITHDRAWN, True)
    told = Notice.objects.filter(title__contains="措置は行われませんでした")
    assert {notice.person for notice in told} == {staff, chief}


def test_an_order_under_the_same_policy_is_carried_out(poster, chief, policy, on_instagram, remote, work_off):
    """So that the tests around it do not hold because nothing is ever deleted."""
    case = factories.case(poster, comment=on_instagram)
    measure = actions.propose(by=chief, case=case, wish=wish(MeasureKind.DELETE))
    work_off(measure)
    assert remote(on_instagram) is None
    assert measure.state == MeasureState.DONE


# --- Right before the request ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "emergency", "is_hidden"),
    [
        ([factories.GROUND], [], False),
        ([ELECTION], [ELECTION], False),
        ([factories.GROUND], [factories.GROUND], True),
    ],
)
def test_an_emergency_is_asked_for_its_line_once_more_before_instagram_is(
    poster, staff, chief, policy, on_instagram, remote, work_off, renewed, lines, emergency, is_hidden
):
    case = factories.case(poster, comment=on_instagram)
    measure = actions.act_in_emergency(by=poster, case=case, wish=wish())
    renewed(*lines, emergency=emergency)
    work_off(measure)
    assert remote(on_instagram)["hidden"] is is_hidden
    assert measure.state == (MeasureState.DONE if is_hidden else MeasureState.WITHDRAWN)
    told = Notice.objects.filter(title__contains="措置は行われませんでした")
    assert {notice.person for notice in told} == (set() if is_hidden else {poster, staff, chief})


# --- Told at once ----------------------------------------------------------------------------------------------


def told_of_emergency():
    return {notice.person: notice for notice in Notice.objects.filter(kind="measure_emergency")}


def test_chief_division_and_manager_are_told_at_once(poster, manager, staff, chief, other_poster, policy):
    stranger = office.person(Role.MANAGER, other_poster.appointments.get().organization)
    own = factories.comment(factories.live_post(office.draft(poster)))
    case = factories.case(poster, comment=own)
    actions.act_in_emergency(by=poster, case=case, wish=wish())
    told = told_of_emergency()
    assert set(told) == {manager, staff, chief}
    assert stranger not in told
    for notice in told.values():
        assert case.number in notice.title
        assert notice.url == case.get_absolute_url()
        assert factories.GROUND in notice.sentence
        assert factories.ABUSE not in notice.sentence
        assert wish().reason not in notice.sentence


def test_a_manager_is_told_of_the_divisions_emergency_without_its_case(manager, staff, chief, policy):
    """He works under the division's posts, too; its case is not his to read."""
    under_ours = factories.comment(factories.live_post(office.draft(staff)))
    case = factories.case(staff, comment=under_ours)
    actions.act_in_emergency(by=staff, case=case, wish=wish())
    told = told_of_emergency()
    assert set(told) == {manager, chief}
    assert case.number not in f"{told[manager].title}{told[manager].sentence}"
    assert told[manager].url == under_ours.get_absolute_url()
    assert case.number in told[chief].sentence


# --- What is decided about -------------------------------------------------------------------------------------


def test_every_page_of_a_measure_shows_its_comment_and_leads_to_the_evidence(
    client, poster, staff, chief, policy
):
    found = []
    case = factories.case(poster)
    evidence = reverse("cases:evidence", args=[case.pk, 1])
    seen = actions.act_in_emergency(by=poster, case=case, wish=wish())
    stored = Measure.objects.get(pk=seen.pk)
    stored.finish()
    stored.save()
    order = actions.propose(by=poster, case=case, wish=wish(MeasureKind.DELETE))
    again = failed(actions.propose(by=chief, case=factories.case(poster), wish=wish()))
    pages = [
        (poster, case, ["propose", case.pk, "report"], False),
        (poster, case, ["propose", case.pk, "hide"], True),
        (poster, case, ["emergency", case.pk, "hide"], True),
        (chief, case, ["order", order.pk], True),
        (chief, case, ["refuse", order.pk], True),
        (poster, case, ["withdraw", order.pk], True),
        (chief, case, ["see_after", seen.pk], True),
        (chief, again.case, ["retry", again.pk], True),
        (staff, again.case, ["record", again.pk], True),
    ]
    for person, about, (name, *arguments), is_about_it in pages:
        client.force_login(person)
        answer = client.get(reverse(f"cases:{name}", args=arguments))
        shown = answer.content.decode()
        comment = about.comment
        wanted = {
            "text": "特定の方への攻撃。神(U+FA19)の&lt;b&gt;人&lt;/b&gt;",
            "author": "@bad_person",
            "time": f'datetime="{timezone.localtime(comment.commented_at):%Y-%m-%dT%H:%M:%S}',
            "evidence": reverse("cases:evidence", args=[about.pk, 1]),
        }
        missing = [what for what, words in wanted.items() if words not in shown]
        if answer.status_code != 200 or (is_about_it and missing):
            found.append(f"{name}: {answer.status_code}, lacks {missing}")
    misses.none(found)
    assert evidence


def test_who_may_not_see_the_evidence_is_not_led_there(client, poster, staff, chief, policy):
    colleague = office.person(Role.CONTRACTOR_POSTER, poster.appointments.get().organization)
    case = factories.case(poster)
    client.force_login(colleague)
    shown = client.get(reverse("cases:propose", args=[case.pk, "hide"])).content.decode()
    assert "@bad_person" in shown
    assert reverse("cases:evidence", args=[case.pk, 1]) not in shown


def test_the_post_above_the_comment_is_shown_with_its_picture_to_who_may_read_it(
    client, poster, staff, chief, policy
):
    post = office.draft(staff, title="部内だけの件名")
    case = factories.case(poster, comment=factories.comment(factories.live_post(post)))
    picture = reverse("posts:image", args=[post.pk, post.photos.get().rendition])
    address = reverse("cases:propose", args=[case.pk, "hide"])
    for person, may_read in ((chief, True), (poster, False)):
        client.force_login(person)
        shown = client.get(address).content.decode()
        assert (picture in shown, "部内だけの件名" in shown) == (may_read, may_read)
