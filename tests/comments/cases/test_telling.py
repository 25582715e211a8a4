"""第６第３項: what happens in a case is told to the division, to the managers who may read it and to who it concerns."""

import dataclasses

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from comments.cases import carrying_out, notices
from comments.cases.actions import life
from comments.cases.actions import measures as actions
from comments.cases.actions.life import Plan
from comments.cases.actions.measures import Wish
from comments.models import Case, MeasureKind, MeasureState
from security.models import Notice, Role
from security.notices.models import How
from tests import factories as office
from tests import misses
from tests.comments.cases import factories
from tests.composing import letters_after

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第６第３項")]

REASON = "特定の方への攻撃のため"


def wish(kind=MeasureKind.HIDE):
    return Wish(kind=kind, ground=factories.GROUND, reason=REASON)


def people(kind):
    return {notice.person for notice in Notice.objects.filter(kind=kind.key)}


@pytest.fixture
def strangers(administrator, auditor, other_poster):
    """None of whom is told of anything."""
    stranger = office.person(Role.MANAGER, other_poster.appointments.get().organization)
    return {administrator, auditor, other_poster, stranger}


@pytest.fixture
def noon(time_machine):
    time_machine.move_to("2026-11-30T03:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def case(policy, poster, manager, staff, chief, strangers):
    found = factories.case(poster)
    Notice.objects.all().delete()
    return found


def test_nothing_of_a_case_can_be_switched_off_and_each_says_why():
    kinds = [kind for kind in vars(notices).values() if isinstance(kind, notices.Kind)]
    assert len(kinds) == 8
    misses.none(
        [
            kind.key
            for kind in kinds
            if kind.how != How.AT_ONCE
            or not kind.may_be(How.DIGEST)
            or "すみやかに" not in str(kind.may_be(How.PAGE))
            or "第６第" not in str(kind.may_be(How.PAGE))
        ]
    )


def test_who_reported_it_hears_that_the_division_has_taken_note(case, poster, manager, staff, chief):
    life.note_case(by=staff, case=case)
    assert people(notices.TAKEN) == {poster, manager, chief}
    assert "が、事案「道カフェ事案-" in Notice.objects.first().sentence


def test_who_takes_note_is_not_asked_to_any_more(poster, staff, chief, policy):
    case = factories.case(poster)
    life.note_case(by=staff, case=case)
    unseen = Notice.objects.unseen().filter(kind=notices.OPENED.key)
    assert {notice.person for notice in unseen} == {chief}


def test_a_letter_of_a_case_that_was_taken_note_of_meanwhile_says_so(noon, poster, staff, chief, policy):
    case = factories.case(poster)
    letters_after(noon, hours=1)
    other = factories.case(poster)
    life.note_case(by=staff, case=other)
    (letter,) = [one for one in letters_after(noon) if one.recipient == chief]
    assert "その後、「対応中」になりました。" in letter.body
    assert case.number not in letter.body


def test_a_new_owner_hears_that_the_case_is_his(case, poster, manager, staff, chief):
    plan = Plan(case.kind, case.title, case.description, owner=None, due_on=case.due_on)
    life.change_case(by=staff, case=case, plan=dataclasses.replace(plan, owner=poster))
    assert people(notices.TAKEN) == {poster}
    life.change_case(by=staff, case=case, plan=dataclasses.replace(plan, owner=poster, title="別の件名"))
    life.change_case(by=staff, case=case, plan=dataclasses.replace(plan, owner=staff))
    assert Notice.objects.count() == 1


def test_a_proposal_waits_before_them_until_it_is_decided(case, poster, manager, staff, chief):
    order, refused, withdrawn = (
        actions.propose(by=poster, case=case, wish=wish(kind))
        for kind in (MeasureKind.HIDE, MeasureKind.DELETE, MeasureKind.REPORT)
    )
    assert people(notices.PROPOSED) == {manager, staff, chief}
    actions.order(by=chief, measure=order)
    assert people(notices.DECIDED) == {poster, manager, staff}
    actions.refuse(by=chief, measure=refused, reason=REASON)
    actions.withdraw(by=poster, measure=withdrawn)
    assert people(notices.PROPOSED) == set()
    titles = set(Notice.objects.values_list("title", flat=True))
    assert titles == {f"措置が決定されました: {case.number}", f"措置が却下されました: {case.number}"}


def test_the_chiefs_own_order_asks_nobody_to_decide(case, manager, staff, chief):
    actions.propose(by=chief, case=case, wish=wish())
    assert people(notices.PROPOSED) == set()
    assert people(notices.DECIDED) == {manager, staff}


def test_a_proposer_who_may_not_read_it_any_more_is_told_nothing(case, poster, manager, staff, chief):
    measure = actions.propose(by=poster, case=case, wish=wish())
    poster.appointments.update(organization=office.ContractorFactory(name="移った先"))
    actions.refuse(by=chief, measure=measure, reason=REASON)
    assert people(notices.DECIDED) == {manager, staff}


def test_a_failure_at_instagram_is_told_with_what_to_do(
    poster, staff, chief, policy, on_instagram, sandbox, work_off
):
    case = factories.case(poster, comment=on_instagram)
    measure = actions.propose(by=chief, case=case, wish=wish())
    sandbox.arm("F17", call="hide")
    job = measure.jobs.get()
    type(job).objects.filter(pk=job.pk).update(asked_for=job.asked_for - carrying_out.PATIENCE)
    work_off(measure)
    assert measure.state == MeasureState.FAILED
    assert people(notices.FAILED) == {staff, chief}
    notice = Notice.objects.filter(kind=notices.FAILED.key).first()
    assert "「行ったことを記録する」から記録するか" in notice.sentence


def test_the_look_afterwards_settles_what_the_chief_was_told(case, poster, chief):
    measure = actions.act_in_emergency(by=poster, case=case, wish=wish())
    stored = type(measure).objects.get(pk=measure.pk)
    stored.finish()
    stored.save()
    actions.see_after(by=chief, measure=stored, note="確認した。")
    unseen = Notice.objects.unseen().filter(kind=notices.EMERGENCY.key)
    assert chief not in {notice.person for notice in unseen}
    assert unseen.exists()


def test_no_notice_gives_a_reason_or_a_citizens_words_or_name(case, poster, manager, staff, chief):
    """第５第２項: the administrator, who sees what was mailed, reads no reasons of measures."""
    measure = actions.act_in_emergency(by=poster, case=case, wish=wish())
    proposed = actions.propose(by=poster, case=case, wish=wish(MeasureKind.DELETE))
    actions.refuse(by=chief, measure=proposed, reason=REASON)
    shown = "".join(f"{notice.title}{notice.sentence}{notice.url}" for notice in Notice.objects.all())
    assert measure.ground in shown
    assert not [word for word in (REASON, factories.ABUSE, "bad_person", case.title) if word in shown]


def test_strangers_are_told_nothing_of_any_of_it(case, strangers, poster, staff, chief):
    life.note_case(by=staff, case=case)
    actions.act_in_emergency(by=poster, case=case, wish=wish())
    actions.refuse(
        by=chief, measure=actions.propose(by=poster, case=case, wish=wish(MeasureKind.DELETE)), reason=REASON
    )
    about_the_comment = Notice.objects.filter(kind=notices.EMERGENCY.key)
    told_of = {notice.person for notice in Notice.objects.exclude(pk__in=about_the_comment)}
    assert not told_of & strangers
    # Whoever may act under the post hears of an emergency there, without the case.
    for notice in about_the_comment.filter(person__in=strangers):
        assert notice.url == case.comment.get_absolute_url()
        assert case.number not in notice.title + notice.sentence


def test_an_emergency_is_one_letter_with_the_case_that_it_came_with(
    noon, poster, manager, staff, chief, policy
):
    case = factories.case(poster)
    actions.act_in_emergency(by=poster, case=case, wish=wish())
    letters = letters_after(noon)
    assert {letter.recipient for letter in letters} == {staff, chief, manager}
    assert all(
        "緊急の措置がとられました" in letter.body and "事案が報告されました" in letter.body
        for letter in letters
    )


def test_what_is_rolled_back_has_told_nobody(poster, staff, chief, policy):
    Notice.objects.all().delete()
    with transaction.atomic():
        factories.case(poster)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Case.objects.exists()


def test_a_drill_says_so_in_every_notice(poster, manager, staff, chief, policy):
    Notice.objects.all().delete()
    drill = factories.case(poster, is_drill=True)
    life.note_case(by=staff, case=drill)
    actions.act_in_emergency(by=poster, case=drill, wish=wish())
    actions.refuse(
        by=chief, measure=actions.propose(by=poster, case=drill, wish=wish(MeasureKind.REPORT)), reason=REASON
    )
    found = Notice.objects.exclude(kind__startswith="approval")
    assert {kind for kind in found.values_list("kind", flat=True)} == {
        "case_opened",
        "case_taken",
        "measure_emergency",
        "measure_proposed",
        "measure_decided",
    } - {"measure_proposed"}  # it was decided before anybody was told
    misses.none(
        [
            notice.title
            for notice in found
            if not notice.title.startswith("【訓練】") or "訓練の連絡" not in notice.sentence
        ]
    )


def test_all_managers_and_posters_are_told_with_as_many_statements(poster, staff, chief, policy):
    case = factories.case(poster)
    counted = []
    for more in (0, 10):
        for _ in range(more):
            office.person(Role.PREFECTURE_POSTER)
            office.person(Role.MANAGER, case.organization)
        with CaptureQueriesContext(connection) as queries:
            actions.propose(by=poster, case=case, wish=wish(MeasureKind.REPORT))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_who_works_for_another_contractor_by_now_reads_of_no_case(client, case, manager, other_poster, staff):
    """Told in the office that he had: the words stay, and stand before him no more."""
    life.note_case(by=staff, case=case)
    assert Notice.objects.filter(person=manager, kind=notices.TAKEN.key).exists()
    client.force_login(manager)
    assert case.number in client.get("/notices/").content.decode()
    manager.appointments.update(organization=other_poster.appointments.get().organization)
    for address in ("/notices/", "/notices/latest/"):
        page = client.get(address).content.decode()
        assert "いまの任用では見られない" in page
        assert case.number not in page
