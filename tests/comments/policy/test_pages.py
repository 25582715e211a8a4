"""The staff's pages of the operating policy: nothing typed is lost, each sees what is his to see and do."""

import datetime
import uuid

import pytest
from django.urls import reverse

from approvals.models import State
from cafe_instagram.home import duties
from cafe_instagram.home.facts import Facts
from comments.models import OfficeFacts, Policy, PolicyHeading
from comments.policy import actions
from security.models import AuditEvent, Role
from security.people.actors import Actor
from security.trail import events
from tests import factories
from tests.comments.policy.making import approve, approved, draft, in_days, submitted

pytestmark = [pytest.mark.clause("第６第１項"), pytest.mark.django_db]


def form_of(policy, **changes):
    texts = {f"text_{block.number}": block.text for block in policy.blocks.all()}
    day = policy.in_force_from.isoformat() if policy.in_force_from else ""
    return {
        "version": policy.version,
        "in_force_from": day,
        "change_note": policy.change_note,
        **texts,
        **changes,
    }


def titles(person):
    return [duty.title for duty in duties.for_person(Facts(Actor.of(person)))]


def test_a_version_is_begun_written_and_handed_in_on_the_pages(client, staff, said):
    OfficeFacts.objects.update(phone="011", email="cafe@example.jp")
    client.force_login(staff)
    client.post(reverse("policy:new"), {"form_key": uuid.uuid4()})
    policy = Policy.objects.get()
    edit = reverse("policy:edit", args=[policy.pk])
    sent = form_of(policy, in_force_from=in_days(3).isoformat(), text_3="当課が運用します。", submit="1")
    assert client.post(edit, sent)["Location"] == reverse("policy:submit", args=[policy.pk])
    answer = client.post(reverse("policy:submit", args=[policy.pk]), {"version": 2}, follow=True)
    assert any("承認を求めました" in one for one in said(answer))
    assert Policy.objects.get().state == State.PENDING


def test_a_wrong_field_brings_everything_back(client, staff):
    policy = draft(staff)
    client.force_login(staff)
    sent = form_of(policy, in_force_from="あした", text_1="長い時間をかけて書いた文章")
    answer = client.post(reverse("policy:edit", args=[policy.pk]), sent)
    assert answer.status_code == 422
    assert "長い時間をかけて書いた文章" in answer.content.decode()
    assert "あした" in answer.content.decode()
    assert policy.blocks.get(number=1).text != "長い時間をかけて書いた文章"


def test_somebody_elses_save_in_between_is_told_and_the_input_stays(client, staff):
    policy = draft(staff)
    client.force_login(staff)
    answer = client.post(
        reverse("policy:edit", args=[policy.pk]), form_of(policy, version=1, text_1="わたしの文章")
    )
    assert answer.status_code == 409
    assert "わたしの文章" in answer.content.decode()
    assert policy.blocks.get(number=1).text != "わたしの文章"
    again = client.post(
        reverse("policy:edit", args=[policy.pk]),
        form_of(policy, version=answer.context["version"], text_1="わたしの文章"),
    )
    assert again.status_code == 302
    assert policy.blocks.get(number=1).text == "わたしの文章"


def test_a_session_that_ran_out_does_not_cost_the_text(client, staff):
    policy = draft(staff)
    client.force_login(staff)
    edit = reverse("policy:edit", args=[policy.pk])
    signed = client.get(edit).context["typed_by"]
    client.logout()
    client.post(edit, form_of(policy, typed_by=signed, text_1="ログインが切れる前の文章"))
    client.force_login(staff)
    assert "ログインが切れる前の文章" in client.get(edit).content.decode()


def test_what_is_missing_leads_to_its_field(client, staff):
    policy = actions.begin(by=staff, form_key=uuid.uuid4())
    client.force_login(staff)
    edit = reverse("policy:edit", args=[policy.pk])
    html = client.get(reverse("policy:submit", args=[policy.pk])).content.decode()
    assert f'href="{edit}#id_in_force_from"' in html
    assert f'href="{edit}#id_text_15"' in html
    page = client.get(edit).content.decode()
    assert 'id="id_in_force_from"' in page
    assert 'id="id_text_15"' in page
    assert "まだ受け付けていません" not in page  # nothing has been sent yet


def test_handing_in_an_unfinished_version_is_answered_with_the_points(client, staff):
    policy = actions.begin(by=staff, form_key=uuid.uuid4())
    client.force_login(staff)
    answer = client.post(reverse("policy:submit", args=[policy.pk]), {"version": 1})
    assert answer.status_code == 422
    assert "施行日を入れてください" in answer.content.decode()


# --- The desk ------------------------------------------------------------------------------------------------------


def test_the_chief_decides_in_the_admin_site_on_what_changes(client, staff, chief):
    approved(staff, chief)
    policy = submitted(staff, days=2, texts={6: "コメントには返信しません。"})
    client.force_login(chief)
    desk = reverse("admin:comments_policy_change", args=[policy.pk])
    assert str(policy) in client.get(reverse("admin:comments_policy_changelist")).content.decode()
    html = client.get(desk).content.decode()
    assert "<ins>" in html
    assert "<del>" in html
    seal = policy.submission.seal
    confirm = client.post(desk, {"verdict": "approve", "seal": seal})
    assert confirm.status_code == 200
    client.post(desk, {"verdict": "approve", "seal": seal, "confirmed": "1"})
    assert Policy.objects.get(pk=policy.pk).state == State.APPROVED


def test_the_manager_decides_on_the_ordinary_page_and_the_chief_follows(client, poster, manager, chief):
    policy = submitted(poster)
    client.force_login(manager)
    sent = {"verdict": "approve", "seal": policy.submission.seal, "confirmed": "1"}
    client.post(reverse("policy:decide", args=[policy.pk]), sent)
    assert Policy.objects.get(pk=policy.pk).state == State.PENDING
    assert f"{policy}が承認を待っています" in titles(chief)
    assert f"{policy}が承認を待っています" not in titles(manager)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("approve", "から施行されます。"), ("reject", "この起案は終わりになり、施行されません。")],
)
def test_the_desk_says_before_the_decision_what_becomes_of_the_version(client, staff, chief, verdict, told):
    policy = submitted(staff)
    client.force_login(chief)
    sent = {"verdict": verdict, "reason": "不要", "seal": policy.submission.seal}
    page = client.post(reverse("admin:comments_policy_change", args=[policy.pk]), sent).content.decode()
    assert told in page
    assert f"{policy}を" in page


def test_the_desk_says_beforehand_that_the_day_is_taken(client, staff, chief, said):
    first, second = submitted(staff, days=4), submitted(staff, days=4)
    approve(first, chief)
    client.force_login(chief)
    desk = reverse("admin:comments_policy_change", args=[second.pk])
    assert "このままでは承認できません" in client.get(desk).content.decode()
    sent = {"verdict": "approve", "seal": second.submission.seal, "confirmed": "1"}
    assert any("すでに承認されています" in one for one in said(client.post(desk, sent)))
    assert Policy.objects.get(pk=second.pk).state == State.PENDING


def test_a_draft_has_no_desk(client, staff, chief):
    policy = draft(staff)
    client.force_login(chief)
    assert client.get(reverse("admin:comments_policy_change", args=[policy.pk])).status_code == 302


# --- Who sees and does what ----------------------------------------------------------------------------------------


def test_a_contractor_sees_its_own_versions_and_what_is_approved(client, staff, chief, poster):
    hidden, public, own = draft(staff), approved(staff, chief, days=1), draft(poster)
    client.force_login(poster)
    pages = [client.get(policy.get_absolute_url()).status_code for policy in (hidden, public, own)]
    assert pages == [404, 200, 200]
    listed = client.get(reverse("policy:list")).content.decode()
    assert f'href="{hidden.get_absolute_url()}"' not in listed
    assert f'href="{own.get_absolute_url()}"' in listed


def test_another_contractor_finds_nothing(client, poster):
    policy = draft(poster)
    stranger = factories.person(Role.CONTRACTOR_POSTER, factories.ContractorFactory())
    client.force_login(stranger)
    for name in ("version", "edit", "submit", "decide", "pull_back", "withdraw", "revoke", "post", "review"):
        assert client.get(reverse(f"policy:{name}", args=[policy.pk])).status_code == 404, name


@pytest.mark.parametrize(("name", "role"), [("withdraw", "staff"), ("revoke", "chief")])
def test_a_version_in_force_offers_no_way_back(name, role, client, staff, chief, said, request):
    policy = approved(staff, chief)
    client.force_login(request.getfixturevalue(role))
    address = reverse(f"policy:{name}", args=[policy.pk])
    assert address not in client.get(policy.get_absolute_url()).content.decode()
    answer = client.post(address, {"reason": "やめたい"}, follow=True)
    assert "施行日を迎えた版" in said(answer)[0]
    assert Policy.objects.get(pk=policy.pk).state == State.APPROVED


def test_posting_and_review_are_recorded_on_the_pages(client, staff, chief, said):
    policy = approved(staff, chief)
    client.force_login(staff)
    post, review = (reverse(f"policy:{name}", args=[policy.pk]) for name in ("post", "review"))
    wrong = client.post(post, {"url": "ホームページ", "posted_on": in_days(0).isoformat()})
    assert wrong.status_code == 422
    assert "ホームページ" in wrong.content.decode()
    client.post(post, {"url": "https://www.pref.example.jp/p.html", "posted_on": in_days(0).isoformat()})
    client.post(review, {"note": "改める点はなかった。"})
    html = client.get(policy.get_absolute_url()).content.decode()
    assert "https://www.pref.example.jp/p.html" in html
    assert "改める点はなかった。" in html


# --- Duties --------------------------------------------------------------------------------------------------------


def test_keepers_are_told_until_there_is_a_policy_and_it_is_posted(staff, chief, auditor):
    assert "運用ポリシーを定めて掲示してください" in titles(staff)
    policy = approved(staff, chief)
    for person in (staff, chief):
        assert f"{policy}の掲示を記録してください" in titles(person)
    assert not any("運用ポリシー" in title for title in titles(auditor))
    actions.record_posting(by=staff, policy=policy, url="https://www.pref.example.jp/", posted_on=in_days(0))
    assert not any("運用ポリシー" in title for title in titles(staff))


def test_after_a_year_they_are_told_to_look_at_it(staff, chief, time_machine):
    policy = approved(staff, chief)
    actions.record_posting(by=staff, policy=policy, url="https://www.pref.example.jp/", posted_on=in_days(0))
    assert "運用ポリシーを見直してください" not in titles(staff)
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=366))
    assert "運用ポリシーを見直してください" in titles(staff)


# --- Reference data ------------------------------------------------------------------------------------------------


def test_the_administrator_changes_headings_and_facts_and_it_is_on_record(client, administrator):
    client.force_login(administrator)
    heading = PolicyHeading.objects.get(number=7)
    sent = {"number": 7, "title": "フォロー等", "help_text": "", "template": "文", "is_needed": "on"}
    client.post(reverse("admin:comments_policyheading_change", args=[heading.pk]), sent)
    heading.refresh_from_db()
    assert (heading.title, heading.is_needed) == ("フォロー等", True)
    assert AuditEvent.objects.filter(tag=events.SETTING_CHANGED.tag).count() == 1
    assert client.get(reverse("admin:comments_officefacts_add")).status_code == 403


def test_others_do_not_change_them(client, staff, chief):
    heading = PolicyHeading.objects.get(number=7)
    for person in (staff, chief):
        client.force_login(person)
        client.post(reverse("admin:comments_policyheading_change", args=[heading.pk]), {"title": "x"})
    heading.refresh_from_db()
    assert heading.title != "x"


QUERIES = 11  # session, person, appointments, what stands around every page, and six of its own


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_version_and_for_three(
    rows, client, staff, chief, django_assert_num_queries
):
    for days in range(rows):
        approved(staff, chief, days=days)
    client.force_login(staff)
    client.get(reverse("policy:list"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("policy:list"))


# --- A text that changes nothing ------------------------------------------------------------------------------


def test_an_unchanged_text_needs_a_tick(client, staff, chief):
    before = approved(staff, chief)
    again = draft(staff, days=3, note="連絡先を改めた")
    sentence = f"本文は前の版(第{before.number}版)と同じです。改めるところがあるか、お確かめください。"
    client.force_login(staff)
    address = reverse("policy:submit", args=[again.pk])
    shown = client.get(address).content.decode()
    assert sentence in shown
    assert "変わる見出し" not in shown
    client.post(address, {"version": again.version})
    assert Policy.objects.get(pk=again.pk).state == State.DRAFT
    client.post(address, {"version": again.version, "same_text": "on"})
    assert Policy.objects.get(pk=again.pk).state == State.PENDING
    client.force_login(chief)
    assert sentence in client.get(reverse("policy:decide", args=[again.pk])).content.decode()


def test_a_changed_text_is_asked_for_nothing_more(client, staff, chief):
    approved(staff, chief)
    changed = draft(staff, days=3, note="改めた")
    block = changed.blocks.first()
    block.text += "\nあたらしい文。"
    block.save()
    client.force_login(staff)
    shown = client.get(reverse("policy:submit", args=[changed.pk])).content.decode()
    assert "本文は前の版" not in shown
    assert f"#section-{block.number}" in shown
    client.post(reverse("policy:submit", args=[changed.pk]), {"version": changed.version})
    assert Policy.objects.get(pk=changed.pk).state == State.PENDING


def test_same_form_with_the_other_text_says_that_nothing_was_replaced(client, staff, chief, said):
    approved(staff, chief, days=1, texts={1: "前の版の文章"})
    client.force_login(staff)
    form = {"form_key": uuid.uuid4(), "source": "latest"}
    client.post(reverse("policy:new"), form)
    count = Policy.objects.count()
    twice = client.post(reverse("policy:new"), form, follow=True)
    other = client.post(reverse("policy:new"), form | {"source": "template"}, follow=True)
    assert Policy.objects.count() == count
    assert not any("替えていません" in one for one in said(twice))
    assert any("替えていません" in one for one in said(other))
