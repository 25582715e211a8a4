"""Document numbers by fiscal year, and the rule books named by every version (第３第２項, 第７, 附則)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from approvals import actions
from approvals.completeness import Confirmation, Incomplete
from approvals.models import Dossier, Guideline
from posts.drafting import rules
from posts.drafting.actions import submit as submit_post
from posts.models import Post
from security.office.answers import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def standing_since_2026(person):
    person.appointments.update(valid_from="2026-01-01")
    return person


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2026-03-31T14:59:59Z", "道カフェ-令和7-1"),
        ("2026-03-31T15:00:00Z", "道カフェ-令和8-1"),
        ("2026-12-31T15:00:00Z", "道カフェ-令和8-1"),
        ("2027-03-31T14:59:59Z", "道カフェ-令和8-1"),
        ("2027-04-01T00:00:00Z", "道カフェ-令和9-1"),
    ],
)
def test_number_belongs_to_the_fiscal_year_in_japan(staff, time_machine, moment, number):
    standing_since_2026(staff)
    time_machine.move_to(moment, tick=False)
    assert factories.draft(staff).dossier.number == number


def test_numbers_run_within_a_year_and_begin_anew(staff, time_machine):
    standing_since_2026(staff)
    numbers = []
    for moment in (
        "2026-03-30T03:00:00Z",
        "2026-03-31T03:00:00Z",
        "2026-04-01T03:00:00Z",
        "2026-04-02T03:00:00Z",
    ):
        time_machine.move_to(moment, tick=False)
        numbers.append(factories.draft(staff).dossier.number)
    assert numbers == ["道カフェ-令和7-1", "道カフェ-令和7-2", "道カフェ-令和8-1", "道カフェ-令和8-2"]


def test_rolled_back_draft_leaves_no_gap(staff):
    with transaction.atomic():
        factories.draft(staff)
        transaction.set_rollback(True)
    assert factories.draft(staff).dossier.serial == 1


def test_same_number_twice_is_refused_by_the_database(staff):
    given = factories.draft(staff).dossier
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.create(fiscal_year=given.fiscal_year, serial=given.serial)


def test_submitted_item_is_never_deleted(staff):
    post = factories.submitted(staff)
    for row in (post.submission, post.dossier):
        with pytest.raises(ProtectedError):
            row.delete()
    assert Post.objects.filter(pk=post.pk).exists()


@pytest.mark.clause("附則")
def test_guidelines_dates_stand_in_a_new_database():
    dates = Guideline.objects.filter(kind=Guideline.Kind.OPERATION).values_list("in_force_from", flat=True)
    assert sorted(dates) == [
        datetime.date(2021, 7, 29),
        datetime.date(2022, 5, 20),
        datetime.date(2023, 7, 19),
    ]


@pytest.mark.clause("附則")
@pytest.mark.parametrize(
    ("day", "since"),
    [
        (datetime.date(2021, 7, 29), datetime.date(2021, 7, 29)),
        (datetime.date(2022, 5, 19), datetime.date(2021, 7, 29)),
        (datetime.date(2022, 5, 20), datetime.date(2022, 5, 20)),
        (datetime.date(2026, 11, 22), datetime.date(2023, 7, 19)),
    ],
)
def test_version_in_force_on_a_day(day, since):
    assert Guideline.objects.in_force(Guideline.Kind.OPERATION, day).in_force_from == since


def test_before_the_first_version_there_is_none():
    with pytest.raises(Guideline.DoesNotExist):
        Guideline.objects.in_force(Guideline.Kind.OPERATION, datetime.date(2021, 7, 28))


@pytest.mark.clause("第７")
@pytest.mark.clause("附則")
def test_submission_names_the_versions_in_force_at_that_time(staff):
    first = factories.submitted(staff).submission
    new = Guideline.objects.create(
        kind=Guideline.Kind.OPERATION,
        version="今日から",
        in_force_from=first.submitted_at.astimezone(datetime.timezone(datetime.timedelta(hours=9))).date(),
    )
    second = factories.submitted(staff).submission
    assert first.operation_guideline.in_force_from == datetime.date(2023, 7, 19)
    assert second.operation_guideline == new
    assert second.social_media_guideline.kind == Guideline.Kind.SOCIAL_MEDIA


@pytest.mark.clause("第３第２項")
def test_checklist_in_force_is_confirmed_and_recorded(staff):
    guideline = Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)
    guideline.checklist = "  新しい留意事項を確認しました。 \n\n"
    guideline.save()
    post = factories.draft(staff)
    asked = rules.confirmations(guideline)
    assert asked[-1] == Confirmation("新しい留意事項を確認しました。", "第３第２項")
    with pytest.raises(Incomplete) as refusal:
        submit_post(by=staff, post=post, version=post.version, confirmed=[one.sentence for one in asked[:-1]])
    assert [(point.clause, "新しい留意事項" in point.sentence) for point in refusal.value.points] == [
        ("第３第２項", True)
    ]
    assert "新しい留意事項を確認しました。" in factories.submit(staff, post).submission.confirmations


@pytest.mark.clause("第３第１項")
@pytest.mark.clause("第３第１項(1)ただし書")
def test_each_confirmation_is_needed(staff):
    post = factories.draft(staff)
    asked = rules.confirmations(Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA))
    assert [one.clause for one in asked[:2]] == ["第３第１項", "第３第１項(1)ただし書"]
    for left_out in asked:
        confirmed = [one.sentence for one in asked if one != left_out]
        with pytest.raises(Incomplete) as refusal:
            submit_post(by=staff, post=post, version=post.version, confirmed=confirmed)
        assert [point.clause for point in refusal.value.points] == [left_out.clause]


@pytest.mark.clause("第７")
@pytest.mark.parametrize("kind", Guideline.Kind)
def test_version_that_a_submission_names_stays_as_it_was(staff, administrator, kind):
    factories.submitted(staff)
    guideline = Guideline.objects.in_force(kind)
    guideline.in_force_from += datetime.timedelta(days=1)
    with pytest.raises(Refused, match="承認の記録に使われているため変更できません"):
        actions.save_guideline(by=administrator, guideline=guideline)
    assert Guideline.objects.get(pk=guideline.pk).in_force_from != guideline.in_force_from


@pytest.mark.clause("第３第２項")
def test_version_not_named_yet_can_be_changed_and_a_new_one_added(administrator):
    guideline = Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)
    guideline.checklist = "新しい留意事項"
    actions.save_guideline(by=administrator, guideline=guideline)
    new = Guideline(kind=guideline.kind, version="次の版", in_force_from="2027-04-01")
    actions.save_guideline(by=administrator, guideline=new)
    assert Guideline.objects.get(pk=guideline.pk).points == ["新しい留意事項"]
    assert new.pk


def test_version_in_use_is_for_reading_in_the_admin_site(client, staff, administrator):
    client.force_login(administrator)
    guideline = Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)
    address = reverse("admin:approvals_guideline_change", args=[guideline.pk])
    assert 'name="checklist"' in client.get(address).content.decode()
    factories.submitted(staff)
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="checklist"' not in page.content.decode()
    assert client.post(address, {"version": "書き換え"}).status_code == 403
