"""運用ポリシー: proposed by either side, approved by the chief, never changed afterwards (第６第１項)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError

from approvals import actions as approval_actions
from approvals import events as approval_events
from approvals import rules as approval_rules
from approvals.completeness import Incomplete
from approvals.models import State
from comments.models import OfficeFacts, Policy, PolicyHeading
from comments.policy import actions, querysets, reviewing
from comments.policy import events as policy_events
from comments.policy import seed as seeds
from comments.policy import text as policy_text
from comments.policy.actions import PolicyDraft
from security.models import AuditEvent, Role
from security.office.answers import Refused
from tests import factories
from tests.comments.policy.making import approve, approved, backdate, draft, in_days, submitted

pytestmark = [pytest.mark.clause("第６第１項"), pytest.mark.django_db]


def points(policy):
    return [point.sentence for point in actions.points_of(policy)]


# --- The template --------------------------------------------------------------------------------------------------


def test_a_new_database_has_the_sixteen_headings_and_every_one_says_what_belongs_there():
    stored = list(PolicyHeading.objects.all())
    assert [heading.number for heading in stored] == list(range(1, 17))
    assert [heading.number for heading in stored if heading.is_needed] == [1, 2, 3, 4, 5, 6, 8, 9, 10, 14, 15]
    assert all(heading.help_text and heading.template for heading in stored)


def test_what_the_office_has_changed_is_not_planted_over():
    PolicyHeading.objects.filter(number=1).update(title="わたしたちの考え")
    seeds.plant(using="default")
    assert PolicyHeading.objects.get(number=1).title == "わたしたちの考え"
    assert OfficeFacts.objects.count() == 1


def test_the_template_is_filled_from_what_the_office_has_registered(staff, contractor):
    OfficeFacts.objects.update(phone="011-231-0000", office_name="北海道の課", email="")
    policy = actions.begin(by=staff, form_key=uuid.uuid4())
    texts = {block.number: block.text for block in policy.blocks.all()}
    assert "北海道の課(以下" in texts[1]
    assert "@hokkaido_cafe" in texts[2]
    assert contractor.name in texts[3]
    assert "011-231-0000" in texts[15]
    assert "メール: {メール}" in texts[15]  # not known: left for a person, and asked for


def test_a_contractor_whose_contract_has_ended_is_not_named(staff, contractor):
    contractor.contract_until = in_days(-1)
    contractor.save()
    policy = actions.begin(by=staff, form_key=uuid.uuid4())
    assert "{受託事業者}" in policy.blocks.get(number=3).text
    assert any("{受託事業者}" in sentence for sentence in points(policy))


@pytest.mark.clause("第６第２項", "第６第３項")
def test_the_template_says_what_the_guideline_says_of_comments():
    texts = {heading.number: heading.template for heading in PolicyHeading.objects.all()}
    assert "すべてのコメントに返信するものではありません" in texts[6]
    assert "正当な批判は削除しません" in texts[8]


@pytest.mark.clause("第６第３項")
def test_the_grounds_are_the_marked_lines_and_nothing_else(staff, chief):
    policy = approved(staff, chief)
    assert len(policy.grounds) >= 12
    assert "他の人や団体になりすますもの" in policy.grounds
    assert not any("次のいずれか" in ground or "正当な批判" in ground for ground in policy.grounds)


# --- Drafting ------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_makes_one_draft_with_one_number(staff):
    key = uuid.uuid4()
    assert actions.begin(by=staff, form_key=key) == actions.begin(by=staff, form_key=key)
    assert Policy.objects.count() == 1


def test_a_next_version_goes_on_from_the_one_in_force_or_from_the_template(staff, chief):
    approved(staff, chief, texts={6: "コメントには返信しません。"})
    following = actions.begin(by=staff, form_key=uuid.uuid4())
    anew = actions.begin(by=staff, form_key=uuid.uuid4(), from_template=True)
    assert (following.number, anew.number) == (2, 3)
    assert following.blocks.get(number=6).text == "コメントには返信しません。"
    assert "必要に応じて返信" in anew.blocks.get(number=6).text


@pytest.mark.parametrize("role", ["chief", "manager", "administrator", "auditor"])
def test_only_posters_propose(role, request):
    with pytest.raises(Refused, match="投稿者"):
        actions.begin(by=request.getfixturevalue(role), form_key=uuid.uuid4())
    assert not Policy.objects.exists()


def test_another_sides_poster_does_not_write_on_it(staff, poster):
    policy = draft(staff)
    with pytest.raises(Refused):
        actions.save_draft(by=poster, policy=policy, version=policy.version, draft=PolicyDraft())


def test_a_save_over_somebody_elses_is_told_and_changes_nothing(staff):
    policy = draft(staff)
    with pytest.raises(actions.Stale):
        actions.save_draft(by=staff, policy=policy, version=1, draft=PolicyDraft(texts={1: "上書き"}))
    assert policy.blocks.get(number=1).text != "上書き"


def test_a_save_without_a_change_is_none(staff):
    policy = draft(staff)
    same = PolicyDraft(policy.in_force_from, policy.change_note, {1: policy.blocks.get(number=1).text})
    assert (
        actions.save_draft(by=staff, policy=policy, version=policy.version, draft=same).version
        == policy.version
    )


def test_a_change_takes_a_pending_version_out_of_the_queue(staff):
    policy = submitted(staff)
    actions.save_draft(
        by=staff, policy=policy, version=policy.version, draft=PolicyDraft(in_days(0), "x", {1: "別の文"})
    )
    assert Policy.objects.get(pk=policy.pk).state == State.DRAFT


def test_all_that_is_missing_is_told_at_once_with_its_field(staff, chief):
    backdate(approved(staff, chief), 5)
    policy = actions.begin(by=staff, form_key=uuid.uuid4())
    actions.save_draft(
        by=staff, policy=policy, version=1, draft=PolicyDraft(texts={1: " ", 8: "禁止します。", 15: "{電話}"})
    )
    with pytest.raises(Incomplete) as told:
        actions.submit(by=staff, policy=policy, version=2)
    assert [point.anchor for point in told.value.points] == [
        "id_in_force_from", "id_change_note", "id_text_1", "id_text_8", "id_text_15",
    ]  # fmt: skip
    assert Policy.objects.get(pk=policy.pk).state == State.DRAFT


def test_headings_without_a_star_may_stay_empty(staff):
    policy = draft(staff, texts={7: "", 11: "", 12: "", 13: "", 16: ""})
    assert points(policy) == []


# --- Deciding ------------------------------------------------------------------------------------------------------


def test_the_division_needs_the_chief_and_the_contractor_the_manager_and_the_chief(staff, poster):
    assert approval_rules.required_steps(draft(staff)) == ["chief"]
    assert approval_rules.required_steps(draft(poster)) == ["manager", "chief"]


def test_the_managers_approval_alone_does_not_put_it_in_force(poster, manager, chief):
    policy = approve(submitted(poster), manager)
    assert policy.state == State.PENDING
    assert Policy.objects.in_force() is None
    assert approve(policy, chief).state == State.APPROVED
    assert Policy.objects.in_force() == policy


def test_nobody_approves_what_he_has_written(staff):
    factories.AppointmentFactory(user=staff, role=Role.SECTION_CHIEF)
    with pytest.raises(Refused, match="ご自身"):
        approve(submitted(staff), staff)


def test_an_approved_version_is_never_edited(staff, chief):
    policy = approved(staff, chief)
    before = policy.sealed_content()
    with pytest.raises(Refused, match="新しい版"):
        actions.save_draft(
            by=staff, policy=policy, version=policy.version, draft=PolicyDraft(texts={1: "変えた"})
        )
    assert Policy.objects.get(pk=policy.pk).sealed_content() == before


def test_it_may_take_effect_on_the_very_day_it_is_approved_and_not_before(staff, chief):
    policy = submitted(staff, days=0)
    late = backdate(submitted(staff, days=3), 1)
    assert approve(policy, chief).state == State.APPROVED
    with pytest.raises(Refused):  # the rows differ from the seal, which is caught before the day is
        approve(late, chief)


def test_a_version_whose_day_has_passed_while_it_waited_cannot_be_approved(staff, chief, time_machine):
    policy = submitted(staff, days=2)
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3))
    with pytest.raises(Refused, match="施行日"):
        approve(policy, chief)
    assert Policy.objects.get(pk=policy.pk).state == State.PENDING
    assert not AuditEvent.objects.filter(tag=approval_events.APPROVED.tag).exists()


def test_two_approved_versions_never_share_a_day(staff, chief):
    first, second = submitted(staff, days=4), submitted(staff, days=4)
    approve(first, chief)
    with pytest.raises(Refused, match="第1版"):
        approve(second, chief)
    assert Policy.objects.get(pk=second.pk).state == State.PENDING
    assert second.submission.decisions.count() == 0


def test_an_overlapping_day_is_told_before_approval_is_asked_for(staff, chief):
    approved(staff, chief, days=4)
    other = draft(staff, days=4)
    assert any("第1版" in sentence for sentence in points(other))


# --- In force ------------------------------------------------------------------------------------------------------


def test_the_version_in_force_is_the_latest_whose_day_has_come(staff, chief):
    old = backdate(approved(staff, chief, days=1), 10)
    new = approved(staff, chief, days=0)
    coming = approved(staff, chief, days=7)
    assert Policy.objects.in_force() == new
    assert Policy.objects.in_force(in_days(-1)) == old
    assert Policy.objects.in_force(in_days(7)) == coming
    assert Policy.objects.in_force(in_days(-11)) is None


def test_before_its_day_an_approval_can_be_revoked_and_the_version_be_put_right(staff, chief):
    policy = approved(staff, chief, days=3)
    approval_actions.revoke(by=chief, item=policy, reason="電話番号に誤り")
    policy = Policy.objects.get(pk=policy.pk)
    assert policy.state == State.DRAFT
    assert not querysets.published().exists()


@pytest.mark.parametrize("way", ["revoke", "withdraw"])
def test_from_its_day_on_it_is_neither_revoked_nor_withdrawn(way, staff, chief):
    policy = approved(staff, chief, days=0)
    by = chief if way == "revoke" else staff
    with pytest.raises(Refused, match="施行日を迎えた版"):
        getattr(approval_actions, way)(by=by, item=policy, reason="やめたい")
    assert Policy.objects.in_force() == policy


# --- Posting and reviewing ------------------------------------------------------------------------------------------


def test_where_it_was_posted_is_recorded_with_the_seal_and_in_the_trail(staff, chief):
    policy = approved(staff, chief)
    assert querysets.unposted() == policy
    actions.record_posting(
        by=staff, policy=policy, url="https://www.pref.example.jp/p.html", posted_on=in_days(0)
    )
    assert querysets.unposted() is None
    assert policy.postings.get().seal == policy.submission.seal
    event = AuditEvent.objects.get(tag=policy_events.POLICY_POSTED.tag)
    assert event.data["url"] == "https://www.pref.example.jp/p.html"


def test_a_posting_of_what_was_revoked_does_not_count_for_what_was_approved_anew(staff, chief):
    policy = approved(staff, chief, days=1)
    actions.record_posting(
        by=staff, policy=policy, url="https://www.pref.example.jp/p.html", posted_on=in_days(0)
    )
    approval_actions.revoke(by=chief, item=policy, reason="誤り")
    changed = PolicyDraft(in_days(0), "直した。", {1: "直した文章です。"})
    actions.save_draft(by=staff, policy=policy, version=policy.version, draft=changed)
    actions.submit(by=staff, policy=policy, version=policy.version + 1)
    again = approve(Policy.objects.select_related("submission").get(pk=policy.pk), chief)
    assert querysets.unposted() == again


@pytest.mark.parametrize(
    ("url", "days", "field"),
    [
        ("javascript:alert(1)", 0, "url"),
        ("ホームページ", 0, "url"),
        ("https://a.example.jp/", 1, "posted_on"),
    ],
)
def test_a_posting_that_cannot_be_is_refused_at_its_field(url, days, field, staff, chief):
    policy = approved(staff, chief)
    with pytest.raises(ValidationError) as refused:
        actions.record_posting(by=staff, policy=policy, url=url, posted_on=in_days(days))
    assert list(refused.value.message_dict) == [field]
    assert not policy.postings.exists()


def test_a_draft_has_no_posting_and_an_auditor_records_none(staff, chief, auditor):
    with pytest.raises(Refused, match="承認された版"):
        actions.record_posting(
            by=staff, policy=draft(staff), url="https://a.example.jp/", posted_on=in_days(0)
        )
    with pytest.raises(Refused, match="投稿者"):
        actions.record_posting(
            by=auditor, policy=approved(staff, chief), url="https://a.example.jp/", posted_on=in_days(0)
        )


def test_a_year_after_approval_or_review_it_is_to_be_looked_at(staff, chief, time_machine):
    policy = approved(staff, chief)
    now = datetime.datetime.now(datetime.UTC)
    assert not reviewing.is_due()
    time_machine.move_to(now + datetime.timedelta(days=366))
    assert reviewing.is_due()
    actions.record_review(by=chief, policy=policy, note="改める点はなかった。")
    assert not reviewing.is_due()
    assert AuditEvent.objects.filter(
        tag=policy_events.POLICY_REVIEWED.tag, data__note="改める点はなかった。"
    ).exists()
    time_machine.move_to(now + datetime.timedelta(days=366 + 366))
    assert reviewing.is_due()


def test_a_review_needs_a_result_and_is_of_the_version_in_force(staff, chief):
    old = backdate(approved(staff, chief, days=1), 10)
    new = approved(staff, chief)
    with pytest.raises(Refused, match="いま施行されている版"):
        actions.record_review(by=chief, policy=old, note="見た")
    with pytest.raises(ValidationError):
        actions.record_review(by=chief, policy=new, note="  ")


def test_nothing_is_due_where_there_is_no_policy(db):
    assert not reviewing.is_due()


# --- Texts ---------------------------------------------------------------------------------------------------------


def test_marked_lines_are_lists_and_others_paragraphs():
    found = policy_text.parts("はじめに\n・一つ\n・二つ\n\nおわり")
    assert [(part.is_list, part.plain) for part in found] == [
        (False, ["はじめに"]), (True, ["一つ", "二つ"]), (False, ["おわり"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://a.example.jp/x?a=1&b=2をご覧ください。", '<a href="https://a.example.jp/x?a=1&amp;b=2">https://a.example.jp/x?a=1&amp;b=2</a>をご覧ください。'),
        ('https://a.example.jp/"onmouseover="x', '<a href="https://a.example.jp/">https://a.example.jp/</a>&quot;onmouseover=&quot;x'),
    ],
)  # fmt: skip
def test_a_line_is_escaped_and_only_web_addresses_lead_anywhere(line, shown):
    assert policy_text.linked(line) == shown


def test_a_version_follows_on_the_one_that_is_announced(staff, chief):
    """What will have changed by then must not be undone by a text that began from today's."""
    approved(staff, chief)
    coming = approved(staff, chief, days=5, texts={6: "五日後からの文章です。"})
    following = actions.begin(by=staff, form_key=uuid.uuid4())
    assert following.blocks.get(number=6).text == "五日後からの文章です。"
    assert querysets.preceding(following) == coming
    following.in_force_from = in_days(3)
    assert querysets.preceding(following).number == 1
