"""A case is reported: numbered, evidence first, the division told, minutes counted (第６第３項)."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from comments.cases import events as cases_events
from comments.cases import evidence_content, times
from comments.cases.actions import evidence as evidence_actions
from comments.cases.actions import life as actions
from comments.cases.actions.life import Report
from comments.inbox import events as inbox_events
from comments.models import Case, CaseEntry, Evidence, Handling
from security.account.key_rotation import rotate_keys
from security.models import AuditEvent, Notice, Role
from security.office import vault
from security.office.answers import Refused
from security.trail.recording import subject_key
from tests import factories as office
from tests.comments.cases import factories

pytestmark = pytest.mark.clause("第６第３項")


def test_case_has_number_steps_deadline_and_evidence_at_once(poster, staff):
    comment = factories.comment()
    case = factories.case(poster, "T01", comment=comment)
    assert case.number.startswith("道カフェ事案-令和")
    assert case.serial == 1
    planned = [list(steps.values_list("kind", "title")) for steps in (case.steps, case.kind.steps)]
    assert planned[0] == planned[1] != []
    assert case.due_on == timezone.localdate() + datetime.timedelta(days=case.kind.deadline_days)
    kept = case.evidence.get()
    assert factories.ABUSE not in kept.sealed_content
    content = evidence_actions.read(by=poster, evidence=kept).content
    assert content["comment"]["text"] == factories.ABUSE
    assert content["comment"]["author_id"] == "777"
    assert content["post"]["permalink"] == comment.live_post.permalink
    comment.refresh_from_db()
    assert comment.handling == Handling.MEASURE


def test_evidence_stays_when_the_comment_is_rewritten_and_deleted(poster):
    comment = factories.comment()
    case = factories.case(poster, comment=comment)
    comment.text, comment.gone_at = "なにも書いていません", timezone.now()
    comment.save()
    opened = evidence_actions.read(by=poster, evidence=case.evidence.get())
    assert opened.content["comment"]["text"] == factories.ABUSE
    assert opened.problem == ""


def test_known_edits_and_the_thread_are_kept_too(poster):
    root = factories.comment(text="いい町ですね", username="kind_person")
    comment = factories.comment(root.live_post, parent=root)
    comment.edits.create(text="はじめの悪口")
    content = evidence_actions.read(
        by=poster, evidence=factories.case(poster, comment=comment).evidence.get()
    ).content
    assert content["comment"]["edits"][0][0] == "はじめの悪口"
    assert [one["text"] for one in content["thread"]] == ["いい町ですね"]


def test_division_and_manager_are_told_and_nothing_is_quoted_there(
    poster, manager, staff, chief, administrator, auditor, other_poster
):
    office.person(Role.MANAGER, other_poster.appointments.get().organization)
    case = factories.case(poster)
    told = Notice.objects.filter(kind="case_opened", subject=subject_key(case))
    assert {notice.person for notice in told} == {staff, chief, manager}
    assert all(case.number in notice.title for notice in told)
    assert not any(factories.ABUSE in notice.sentence or "bad_person" in notice.sentence for notice in told)


def test_nothing_is_kept_when_the_report_fails(poster, monkeypatch):
    comment = factories.comment()
    monkeypatch.setattr(evidence_content, "sealed", lambda content: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        factories.case(poster, comment=comment)
    assert not Case.objects.exists()
    assert not Notice.objects.exists()


def test_second_report_of_the_same_comment_is_led_to_the_first(poster, staff):
    comment = factories.comment()
    first = factories.case(poster, comment=comment)
    with pytest.raises(Refused, match=first.number):
        factories.case(staff, comment=comment)


def test_drills_have_their_own_numbers(poster):
    real = factories.case(poster)
    drill = factories.case(poster, is_drill=True)
    assert (real.serial, drill.serial) == (1, 1)
    assert drill.number == f"訓練-{real.number}"
    told = Notice.objects.filter(subject=subject_key(drill))
    assert all(notice.title.startswith("【訓練】") for notice in told)


def test_drill_leaves_the_comment_as_it_is(poster):
    comment = factories.comment()
    factories.case(poster, comment=comment, is_drill=True)
    comment.refresh_from_db()
    assert comment.handling == Handling.OPEN


def test_auditor_and_administrator_report_nothing(auditor, administrator):
    for person in (auditor, administrator):
        with pytest.raises(Refused, match="第６第３項"):
            factories.case(person)


def test_minutes_run_until_somebody_of_the_division_takes_note(poster, staff, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    case = factories.case(poster)
    time_machine.shift(12 * 60 + 30)
    assert times.minutes_until_noted(case, timezone.now()) == 12
    actions.note_case(by=staff, case=case)
    case.refresh_from_db()
    time_machine.shift(3600)
    assert times.minutes_until_noted(case, timezone.now()) == 12
    assert case.owner == staff
    assert times.spoken(12) == "12分"
    assert times.spoken(125) == "2時間5分"


def test_only_another_of_the_division_takes_note(poster, staff, auditor):
    case = factories.case(poster)
    for person in (poster, auditor):
        with pytest.raises(Refused):
            actions.note_case(by=person, case=case)
    own = factories.case(staff)
    with pytest.raises(Refused, match="ほかの方"):
        actions.note_case(by=staff, case=own)


def test_chief_who_reports_has_taken_note(chief):
    assert factories.case(chief).noted_by == chief


# --- Evidence -------------------------------------------------------------------------------------------------


@pytest.mark.clause("第５第２項")
def test_each_reading_stands_in_the_trail_before_it_is_shown(poster, staff):
    kept = factories.case(poster).evidence.get()
    evidence_actions.read(by=staff, evidence=kept)
    event = AuditEvent.objects.get(tag=cases_events.CASE_EVIDENCE_READ.tag)
    assert event.actor == staff
    assert event.subject == f"comments.evidence:{kept.pk}"


@pytest.mark.clause("第５第２項")
def test_evidence_is_closed_to_another_contractor_and_the_administrator(poster, other_poster, administrator):
    kept = factories.case(poster).evidence.get()
    colleague = office.person(office.Role.CONTRACTOR_POSTER, poster.appointments.get().organization)
    for person in (other_poster, administrator, colleague):
        with pytest.raises(Refused):
            evidence_actions.read(by=person, evidence=kept)
    assert not AuditEvent.objects.filter(tag=cases_events.CASE_EVIDENCE_READ.tag).exists()


@pytest.mark.clause("第５第２項")
def test_evidence_is_open_to_those_who_need_it(poster, manager, staff, chief, auditor):
    kept = factories.case(poster).evidence.get()
    for person in (poster, manager, staff, chief, auditor):
        assert evidence_actions.read(by=person, evidence=kept).content


def test_changed_content_is_told_loudly(poster, staff):
    """Whoever has the key and the database could write other sealed bytes; the digest tells."""
    kept = factories.case(poster).evidence.get()
    Evidence.objects.filter(pk=kept.pk).update(sealed_content=vault.seal('{"comment":{"text":"x"}}'))
    opened = evidence_actions.read(by=staff, evidence=Evidence.objects.get(pk=kept.pk))
    assert "一致しません" in opened.problem
    assert "problem" in AuditEvent.objects.get(tag=cases_events.CASE_EVIDENCE_READ.tag).data


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE comments_evidence SET digest = 'x'",
        "UPDATE comments_evidence SET kept_at = '2020-01-01 00:00:00+00:00'",
        "UPDATE comments_evidence SET comment_id = NULL",
        "UPDATE comments_evidence SET sealed_file = 'x'",
        "DELETE FROM comments_evidence",
        "UPDATE comments_caseentry SET text = 'x'",
        "DELETE FROM comments_caseentry",
    ],
)
def test_database_refuses_to_change_evidence_and_log(poster, statement):
    case = factories.case(poster)
    actions.enter_note(by=poster, case=case, text="電話で知らせた")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Evidence.objects.count() == CaseEntry.objects.count() == 1


@pytest.mark.parametrize("table", ["comments_evidence", "comments_caseentry"])
def test_database_refuses_to_put_another_row_in_place(poster, table):
    case = factories.case(poster)
    actions.enter_note(by=poster, case=case, text="電話で知らせた")
    statement = (
        f"TRUNCATE {table} CASCADE"
        if connection.vendor == "postgresql"
        else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - the parameters above
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.clause("第５第２項")
def test_exchange_of_keys_seals_evidence_anew(poster, staff, settings):
    from cryptography.fernet import Fernet  # noqa: PLC0415 - for this test alone

    screenshot = _screenshot()
    case = factories.case(poster, screenshot=screenshot)
    before = case.evidence.get()
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    rotation = rotate_keys()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    after = case.evidence.get()
    assert rotation.unreadable == []
    assert after.sealed_content != before.sealed_content
    assert evidence_actions.read(by=staff, evidence=after).problem == ""
    assert evidence_actions.read_file(by=staff, evidence=after).content == screenshot.content


def test_evidence_without_its_key_says_so(poster, staff, settings):
    from cryptography.fernet import Fernet  # noqa: PLC0415 - for this test alone

    kept = factories.case(poster).evidence.get()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert "鍵" in evidence_actions.read(by=staff, evidence=kept).problem


def _screenshot():
    from comments.cases.screenshots import take_in  # noqa: PLC0415 - for this module alone

    return take_in(office.photo_file(size=(300, 200), format="PNG"), "../画面.png")


def test_page_found_on_the_net_is_kept_with_its_screenshot(poster, staff):
    case = factories.case(
        poster, "T09", found_at="https://example.com/fake", description="当選を装う", screenshot=_screenshot()
    )
    kept = case.evidence.get()
    assert kept.file_name == "証拠1.png"
    assert (
        evidence_actions.read(by=staff, evidence=kept).content["page"]["address"]
        == "https://example.com/fake"
    )


def test_report_names_its_chain_of_custody_in_the_trail(poster):
    case = factories.case(poster)
    tags = list(AuditEvent.objects.filter(actor=poster).order_by("number").values_list("tag", flat=True))
    assert tags == [
        cases_events.CASE_OPENED.tag,
        cases_events.EVIDENCE_KEPT.tag,
        inbox_events.COMMENT_HANDLED.tag,
    ]
    assert case.evidence.get().digest in str(AuditEvent.objects.get(tag=cases_events.EVIDENCE_KEPT.tag).data)


# --- Two at once ------------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_report_at_once_get_different_numbers(poster, staff):
    from tests.racing import race  # noqa: PLC0415 - for this test alone

    runs = [(user.pk,) for user in (poster, staff)]
    numbers = race("tests.comments.cases.test_opening:report_once", *runs)
    assert sorted(numbers) == [1, 2]


def report_once(user_pk: int) -> int:
    from security.models import User  # noqa: PLC0415 - in the child

    user = User.objects.get(pk=user_pk)
    report = Report(kind=factories.kind("T05"), title="日付の誤り")
    return actions.open_case(by=user, report=report).serial
