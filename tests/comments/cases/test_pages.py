"""The pages of cases: who sees what, the banner, the flow from a comment to the end (第６第３項, 第４項)."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from comments.cases import events as cases_events
from comments.cases.actions import life as actions
from comments.cases.actions import measures as measure_actions
from comments.cases.actions.measures import Wish
from comments.models import Case, Measure, MeasureKind
from security.models import AccessToken, AuditEvent, Device, PasswordTask
from security.office.answers import Refused
from security.trail import events as trail_events
from tests import factories as office
from tests.comments.cases import factories

pytestmark = pytest.mark.clause("第６第３項")
CRITICISM = "正当な批判は、非表示にも削除もしません"


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"cases:{name}", args=args), query)


def press(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"cases:{name}", args=args), data)


def test_one_press_on_a_comment_opens_a_case(client, poster):
    comment = factories.comment(hints="abuse")
    shown = page(client, poster, "open_for_comment", comment.pk)
    assert shown.context["form"].initial["kind"].code == "T01"
    answer = press(
        client, poster, "open_for_comment", comment.pk, kind=factories.kind("T01").pk, description="攻撃"
    )
    case = Case.objects.get()
    assert answer.url == case.get_absolute_url()
    assert case.evidence.get().comment == comment
    again = page(client, poster, "open_for_comment", comment.pk)
    assert again.url == case.get_absolute_url()


def test_refused_report_comes_back_filled(client, poster):
    answer = press(
        client, poster, "new", description="見つけた場所は広告でした", found_at="https://example.com/x"
    )
    assert answer.status_code == 422
    assert "見つけた場所は広告でした" in answer.content.decode()
    assert not Case.objects.exists()


def test_report_by_hand_with_a_screenshot(client, poster, staff):
    file = office.photo_file(size=(300, 200), format="PNG")
    file.name = "写し.png"
    data = {
        "kind": factories.kind("T09").pk,
        "title": "なりすまし",
        "found_at": "https://example.com/",
        "screenshot": file,
    }
    press(client, poster, "new", **data)
    case = Case.objects.get()
    shown = page(client, staff, "evidence_image", case.pk, 1)
    assert shown["Content-Type"] == "image/png"
    assert shown.content == file.getvalue()
    assert "no-store" in shown["Cache-Control"]
    assert AuditEvent.objects.filter(tag=cases_events.CASE_EVIDENCE_READ.tag, actor=staff).count() == 1


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nbroken", b""])
def test_what_is_no_image_is_refused_with_what_to_do(client, poster, content):
    file = io.BytesIO(content)
    file.name = "写し.png"
    answer = press(client, poster, "new", kind=factories.kind("T09").pk, title="なりすまし", screenshot=file)
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_too_large_a_screenshot_is_refused(client, poster, monkeypatch):
    monkeypatch.setattr("comments.cases.screenshots.BYTES_MAX", 100)
    file = office.photo_file(size=(300, 200), format="PNG")
    file.name = "写し.png"
    answer = press(client, poster, "new", kind=factories.kind("T09").pk, title="なりすまし", screenshot=file)
    assert "大きすぎます" in answer.content.decode()


# --- Who sees what --------------------------------------------------------------------------------------------


def test_another_contractor_sees_nothing(client, poster, other_poster):
    case = factories.case(poster)
    assert page(client, other_poster, "detail", case.pk).status_code == 404
    assert page(client, other_poster, "evidence", case.pk, 1).status_code == 404
    listed = page(client, other_poster, "list")
    assert case.number not in listed.content.decode()
    assert list(listed.context["office"]["alerts"]) == []


def test_contractor_sees_what_is_about_its_posts(client, poster, other_poster, staff):
    post = office.draft(poster)
    comment = factories.comment(factories.live_post(post))
    case = factories.case(staff, comment=comment)
    assert page(client, poster, "detail", case.pk).status_code == 200
    assert page(client, other_poster, "detail", case.pk).status_code == 404
    # Its post, but not its report: the case, without the evidence.
    assert page(client, poster, "evidence", case.pk, 1).url == case.get_absolute_url()


@pytest.mark.clause("第５第２項")
def test_administrator_sees_the_list_and_the_case_without_evidence(client, poster, administrator, said):
    case = factories.case(poster)
    assert case.number in page(client, administrator, "list").content.decode()
    shown = page(client, administrator, "detail", case.pk).content.decode()
    assert reverse("cases:evidence", args=[case.pk, 1]) not in shown
    assert factories.ABUSE not in shown
    assert page(client, administrator, "evidence", case.pk, 1).status_code == 302
    assert not AuditEvent.objects.filter(tag=cases_events.CASE_EVIDENCE_READ.tag).exists()


def test_markup_in_evidence_is_shown_as_text(client, poster, staff):
    case = factories.case(poster)
    shown = page(client, staff, "evidence", case.pk, 1).content.decode()
    assert "神(U+FA19)の&lt;b&gt;人&lt;/b&gt;" in shown
    assert "<b>人</b>" not in shown


def test_case_page_shows_no_text_of_the_comment(client, poster, staff):
    """The words are in the evidence alone, where each look is written down."""
    case = factories.case(poster)
    assert "特定の方への攻撃" not in page(client, staff, "detail", case.pk).content.decode()


# --- Banner and duties ----------------------------------------------------------------------------------------


def test_banner_stands_on_every_page_until_the_division_takes_note(client, poster, manager, staff, chief):
    case = factories.case(poster)
    for person in (poster, manager, staff, chief):
        client.force_login(person)
        assert case.number in client.get(reverse("home")).content.decode()
    press(client, staff, "note", case.pk)
    for person in (poster, staff, chief):
        client.force_login(person)
        assert client.get(reverse("home")).context["office"]["alerts"] == []
    assert (
        "報告から受領まで <strong>1分未満</strong>" in page(client, staff, "detail", case.pk).content.decode()
    )


@pytest.mark.parametrize("bystander", ["auditor", "administrator", "other_poster"])
def test_banner_is_not_for_bystanders(client, poster, bystander, request):
    factories.case(poster)
    client.force_login(request.getfixturevalue(bystander))
    assert client.get(reverse("home")).context["office"]["alerts"] == []


def test_drill_says_so_everywhere(client, poster, staff):
    case = factories.case(poster, is_drill=True)
    client.force_login(staff)
    alert = client.get(reverse("home")).context["office"]["alerts"][0]
    assert (alert.title.startswith("【訓練】"), alert.kind) == (True, "warning")
    assert "【訓練】" in page(client, staff, "detail", case.pk).content.decode()
    assert "訓練</span>" in page(client, staff, "list").content.decode()


def test_chief_is_told_of_what_waits(client, poster, chief, policy):
    wish = Wish(kind=MeasureKind.HIDE, ground=factories.GROUND, reason="攻撃")
    measure_actions.propose(by=poster, case=factories.case(poster), wish=wish)
    done = measure_actions.act_in_emergency(by=poster, case=factories.case(poster), wish=wish)
    stored = Measure.objects.get(pk=done.pk)
    stored.finish()
    stored.save()
    client.force_login(chief)
    titles = [duty.title for duty in client.get(reverse("home")).context["duties"]]
    assert {"緊急の措置の事後確認(1件)", "措置を決定する(1件)"} <= set(titles)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(client, poster, staff, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.case(poster)
    client.force_login(staff)
    client.get(reverse("cases:list"))
    with django_assert_num_queries(8):
        client.get(reverse("cases:list"))


def test_list_is_filtered_and_searched(client, poster, staff):
    factories.case(poster, "T05", title="日付の誤り", found_at="https://example.com")
    factories.case(poster, "T01", title="攻撃")
    shown = page(client, staff, "list", kind="T05")
    assert [case.title for case in shown.context["page"]] == ["日付の誤り"]
    shown = page(client, staff, "list", q="攻撃")
    assert [case.title for case in shown.context["page"]] == ["攻撃"]
    assert list(page(client, staff, "list", state="closed").context["page"]) == []
    assert page(client, staff, "list", q="a\0b", kind="\0").status_code == 200


def test_open_cases_come_first(client, poster, chief):
    old = factories.case(poster)
    closed = factories.case(poster)
    actions.close_case(by=chief, case=closed, conclusion="済", learnt="なし", undone="対象外")
    shown = page(client, chief, "list")
    assert list(shown.context["page"]) == [old, closed]


# --- Measures on the page -------------------------------------------------------------------------------------


def test_fair_criticism_stands_where_one_hides(client, poster, chief, policy):
    case = factories.case(poster)
    for name in ("propose", "emergency"):
        assert CRITICISM in page(client, poster, name, case.pk, "hide").content.decode()
    assert CRITICISM in page(client, poster, "propose", case.pk, "delete").content.decode()
    press(client, poster, "propose", case.pk, "hide", ground=factories.GROUND, reason="攻撃")
    assert CRITICISM in page(client, chief, "order", Measure.objects.get().pk).content.decode()


def test_no_button_hides_criticism(client, poster, chief, policy):
    case = factories.case(poster, "T03")
    for person in (poster, chief):
        shown = page(client, person, "detail", case.pk).content.decode()
        assert reverse("cases:propose", args=[case.pk, "hide"]) not in shown
        assert reverse("cases:propose", args=[case.pk, "report"]) in shown
        assert "正当な批判は、非表示にも削除もしません" in shown
    answer = press(client, chief, "propose", case.pk, "delete", ground=factories.GROUND, reason="x")
    assert answer.status_code == 302
    assert not Measure.objects.exists()


def test_measure_goes_its_way_by_the_pages(client, poster, chief, policy):
    case = factories.case(poster)
    press(client, poster, "propose", case.pk, "report", ground=factories.GROUND, reason="悪質")
    measure = Measure.objects.get()
    press(client, chief, "order", measure.pk, note="急ぐ")
    press(
        client,
        poster,
        "record",
        measure.pk,
        result="窓口から申し出た",
        done_on=timezone.localdate().isoformat(),
    )
    press(
        client, poster, "answer", case.pk, answered_on=timezone.localdate().isoformat(), answer="削除された"
    )
    press(client, chief, "close", case.pk, conclusion="削除された", learnt="早く気づけた", undone="対象外")
    case.refresh_from_db()
    assert (case.state, case.answer) == ("closed", "削除された")
    shown = page(client, poster, "detail", case.pk).content.decode()
    assert "早く気づけた" in shown
    assert "窓口から申し出た" in shown


@pytest.mark.clause("第６第４項")
def test_mark_of_a_step_is_set_and_taken_back_as_the_page_showed_it(client, poster, staff):
    case = factories.case(poster)
    step = case.steps.first()
    colleagues = page(client, staff, "step", case.pk, step.pk).context["form"].initial
    press(client, poster, "step", case.pk, step.pk, note="確かめた", undo="False")
    late = press(client, staff, "step", case.pk, step.pk, note="わたしも", undo=str(colleagues["undo"]))
    assert late.status_code == 422
    assert "先に「済ませた」と記録しました" in late.content.decode()
    step.refresh_from_db()
    assert (step.done_by, step.note) == (poster, "確かめた")
    assert 'name="undo" value="True"' in page(client, staff, "step", case.pk, step.pk).content.decode()
    press(client, staff, "step", case.pk, step.pk, note="", undo="True")
    step.refresh_from_db()
    assert step.done_at is None


@pytest.mark.clause("第６第４項")
def test_open_steps_are_listed_at_the_end_and_ask_for_a_reason(client, poster, chief):
    case = factories.case(poster)
    actions.do_step(by=poster, step=case.steps.first(), note="した")
    left = case.steps.count() - 1
    asked = page(client, chief, "close", case.pk).content.decode()
    assert f"まだ済んでいない手順が{left}あります" in asked
    assert asked.count(f"/cases/{case.pk}/steps/") == left
    for undone in ("", " "):
        assert (
            press(client, chief, "close", case.pk, conclusion="済", learnt="なし", undone=undone).status_code
            == 422
        )
        with pytest.raises(Refused, match=f"まだ済んでいない手順が{left}あります"):
            actions.close_case(by=chief, case=case, conclusion="済", learnt="なし", undone=undone)
    press(client, chief, "close", case.pk, conclusion="済", learnt="なし", undone="対象がないため")
    assert case.entries.filter(text__contains="理由: 対象がないため").count() == 1
    assert case.entries.filter(text__contains=f"行わなかった手順({left})").count() == 1


def test_look_afterwards_that_finds_it_wrong_leads_on_to_undoing(client, poster, chief, policy):
    wish = Wish(kind=MeasureKind.HIDE, ground=factories.GROUND, reason="攻撃")
    measure = measure_actions.act_in_emergency(by=poster, case=factories.case(poster), wish=wish)
    stored = Measure.objects.get(pk=measure.pk)
    stored.finish()
    stored.save()
    assert press(client, chief, "see_after", measure.pk, note="理由だけ").status_code == 422
    answer = press(client, chief, "see_after", measure.pk, judged="元に戻す必要がある", note="別の方の発言")
    assert answer.url == reverse("cases:propose", args=[measure.case_id, "unhide"])
    measure.refresh_from_db()
    assert measure.seen_note == "元に戻す必要がある\n別の方の発言"


def test_own_posts_have_one_ground_and_it_is_chosen(client, staff, policy):
    post = office.draft(staff)
    case = factories.case(staff, "T05", post=post)
    for kind in ("correct", "apologise", "take_down"):
        field = page(client, staff, "propose", case.pk, kind).context["form"].fields["ground"]
        assert [value for value, _ in field.choices] == [field.initial]
        assert "第６第４項" in field.initial


def test_report_by_hand_names_a_post_that_one_may_read(client, poster, other_poster, staff):
    mine, others = office.draft(poster), office.draft(other_poster)
    for post in (mine, others):
        factories.live_post(post)
    factories.live_post(office.draft(poster), gone_at=timezone.now())
    field = page(client, poster, "new").context["form"].fields["post"]
    assert list(field.queryset) == [mine]
    data = {"kind": factories.kind("T05").pk, "title": "日付の誤り"}
    assert press(client, poster, "new", **data, post=others.pk).status_code == 422
    press(client, poster, "new", **data, post=mine.pk)
    shown = page(client, staff, "detail", Case.objects.get().pk).content.decode()
    assert mine.get_absolute_url() in shown
    assert "この投稿の取下げへ進む" in shown
    assert "証拠を保全した" in shown  # the trail, beside what people write
    assert shown.count("自動で行いました") == 2  # kept, and told


def test_what_is_known_of_a_step_does_not_hang_on_its_words(client, poster, policy):
    """The office may put a step as it likes; and words alone make no step one of which something is known."""
    case = factories.case(poster)
    wish = Wish(kind=MeasureKind.HIDE, ground=factories.GROUND, reason="攻撃")
    measure = measure_actions.act_in_emergency(by=poster, case=case, wish=wish)
    Measure.objects.filter(pk=measure.pk).update(state="done", done_at=timezone.now())
    case.steps.update(title="適切に行う")
    case.steps.filter(kind="facts").update(title="証拠を保全し、プラットフォームに申し出て、非表示にする")
    views = page(client, poster, "detail", case.pk).context["steps"]
    assert {view.step.kind for view in views if view.since} == {"keep", "tell", "hide"}


def test_refused_measure_comes_back_filled(client, poster, policy):
    case = factories.case(poster)
    answer = press(client, poster, "propose", case.pk, "hide", reason="長い理由を書きました")
    assert answer.status_code == 422
    assert "長い理由を書きました" in answer.content.decode()


def test_unknown_kind_of_measure_is_nothing(client, chief):
    assert page(client, chief, "propose", factories.case(chief).pk, "burn").status_code == 404


def test_division_changes_type_owner_and_deadline(client, poster, staff):
    case = factories.case(poster)
    actions.do_step(by=poster, step=case.steps.first(), note="した")
    data = {"kind": factories.kind("T02").pk, "title": "宣伝", "owner": staff.pk, "due_on": "2030-01-01"}
    assert press(client, poster, "change", case.pk, **data).status_code == 302
    case.refresh_from_db()
    assert case.kind.code == "T01"
    press(client, staff, "change", case.pk, **data)
    case.refresh_from_db()
    assert (case.kind.code, case.owner) == ("T02", staff)
    assert case.steps.filter(done_at__isnull=False).count() == 1
    assert [step.position for step in case.steps.all()] == list(range(1, case.steps.count() + 1))


def test_what_each_type_asks_for_is_not_asked_for_again_after_a_change(poster, staff):
    """In whichever words; a step of the type's own only in the same ones."""
    case = factories.case(poster)
    for kind in ("facts", "hide"):
        actions.do_step(by=poster, step=case.steps.get(kind=kind), note="した")
    other = factories.kind("T02")
    other.steps.filter(kind="facts").update(title="③調べる")
    plan = actions.Plan(
        kind=other, title="宣伝", description="", owner=staff, due_on=None, suspect_username=""
    )
    actions.change_case(by=staff, case=case, plan=plan)
    assert [case.steps.filter(kind=kind).count() for kind in ("facts", "hide")] == [1, 2]


# --- Special ways ---------------------------------------------------------------------------------------------


@pytest.mark.clause("第６第４項")
def test_look_alike_is_compared_on_the_page(client, poster, staff):
    case = factories.case(poster, "T09", found_at="https://example.com", suspect_username="hokkaido__cafe")
    factories.case(poster, "T09", found_at="https://example.com", suspect_username="hokka1do_cafe")
    shown = page(client, staff, "detail", case.pk).content.decode()
    assert "下線(アンダーバー)" in shown
    assert "U+005F" in shown
    assert "@hokkaido__cafe" not in shown  # its own name is no other one
    assert "@hokka1do_cafe" in shown


@pytest.mark.clause("第６第４項")
def test_take_over_asks_for_password_and_connection(client, poster, chief, settings):
    case = factories.case(poster, "T10", found_at="https://example.com")
    press(client, chief, "secure", case.pk)
    assert PasswordTask.objects.get().reason == "incident"
    assert AccessToken.current().state == AccessToken.State.TO_CHECK
    assert case.entries.filter(text__contains="パスワードの変更を求め").exists()


@pytest.mark.clause("第６第４項")
def test_drill_of_a_take_over_asks_for_nothing(client, poster, chief):
    case = factories.case(poster, "T10", found_at="https://example.com", is_drill=True)
    asked = page(client, chief, "secure", case.pk).content.decode()
    assert "実際のパスワードと接続には何もしません" in asked
    assert "用務が生じます" not in asked
    press(client, chief, "secure", case.pk)
    told = client.get(case.get_absolute_url()).content.decode()
    assert "訓練として記録しました。実際の接続は変わっていません。パスワードも変更しないでください。" in told
    assert "管理簿の手順に沿って変更してください" not in told
    assert not PasswordTask.objects.exists()
    assert case.entries.filter(text__contains="訓練").exists()


@pytest.mark.clause("第６第４項")
def test_disaster_leads_to_the_stop_with_its_reason(client, poster, chief):
    """The reason stands on everybody's pages, so it does not name the case."""
    case = factories.case(poster, "T16", found_at="https://example.com")
    reason = f"{case.kind.name}への対応のため"
    address = f"{reverse('emergency_stop')}?{urlencode({'reason': reason})}"
    assert address in page(client, chief, "detail", case.pk).content.decode()
    assert f"{reason}</textarea>" in client.get(address).content.decode()


@pytest.mark.clause("第６第４項")
@pytest.mark.parametrize(("code", "word"), [("T05", "訂正した投稿を起案する"), ("T07", "先に取り下げます")])
def test_error_and_personal_data_lead_to_the_post(client, staff, code, word):
    post = office.draft(staff)
    case = factories.case(staff, code, post=post)
    shown = page(client, staff, "detail", case.pk).content.decode()
    assert word in shown
    assert reverse("posts:record_removal", args=[post.pk]) in shown


@pytest.mark.clause("第６第４項")
@pytest.mark.parametrize(
    ("is_lost", "reason", "cases"),
    [(True, "バスに置き忘れた", 1), (False, "紛失届の出ていた端末と入れ替えたため返却", 0)],
)
def test_lost_device_becomes_a_case(administrator, poster, is_lost, reason, cases):
    from security.workplaces import actions as security_actions  # noqa: PLC0415 - for this test alone

    device = Device.objects.create(
        number="T-1",
        label="タブレット",
        kind=Device.Kind.TABLET,
        organization=poster.appointments.get().organization,
        registered_by=administrator,
    )
    security_actions.cut_off_device(by=administrator, device=device, reason=reason, is_lost=is_lost)
    assert Case.objects.filter(kind__code="T13").count() == cases


# --- The types in the admin site --------------------------------------------------------------------------------


def steps_as_sent(kind, steps):
    """The stored ones taken out, and these in their place."""
    stored = list(kind.steps.all())
    sent = {"steps-TOTAL_FORMS": len(stored) + len(steps), "steps-INITIAL_FORMS": len(stored)}
    for place, step in enumerate(stored):
        values = {"id": step.pk, "position": step.position, "kind": step.kind, "title": step.title}
        sent |= {f"steps-{place}-{name}": value for name, value in {**values, "DELETE": "on"}.items()}
    for place, values in enumerate(steps, start=len(stored)):
        named = zip(("position", "kind", "title"), values, strict=True)
        sent |= {f"steps-{place}-{name}": value for name, value in named}
    return sent


@pytest.mark.clause("第６第４項")
def test_steps_of_a_type_are_changed_in_the_trails_sight(client, chief):
    kind = factories.kind("T15")
    client.force_login(chief)
    values = {"code": "T15", "name": kind.name, "way": "other", "deadline_days": 3, "is_active": "on"}
    address = reverse("admin:comments_troubletype_change", args=[kind.pk])
    page = client.get(address).content.decode()
    assert all(step.title in page for step in kind.steps.all())
    before = [step.title for step in kind.steps.all()]
    client.post(address, values | steps_as_sent(kind, [(1, "tell", "課に電話する")]))
    old, new = AuditEvent.objects.get(tag=trail_events.SETTING_CHANGED.tag).data["changes"]["steps"]
    assert [line.rpartition("(")[0] for line in old.splitlines()] == before
    assert new == "課に電話する(第一報)"


def test_a_type_without_steps_is_not_saved(client, chief):
    kind = factories.kind("T15")
    client.force_login(chief)
    values = {"code": "T15", "name": "名前だけ", "way": "other", "deadline_days": 3, "is_active": "on"}
    answer = client.post(
        reverse("admin:comments_troubletype_change", args=[kind.pk]), values | steps_as_sent(kind, [])
    )
    assert "対応の手順を1つ以上書いてください" in answer.content.decode()
    assert kind.steps.exists()
    assert factories.kind("T15").name != "名前だけ"


@pytest.mark.clause("第６第４項")
@pytest.mark.parametrize(("who", "changed"), [("chief", True), ("administrator", True), ("auditor", False)])
def test_types_are_the_chiefs_and_the_administrators_to_change(client, db, request, who, changed):
    kind = factories.kind("T01")
    client.force_login(request.getfixturevalue(who))
    values = {
        "code": "T01",
        "name": "新しい名前",
        "way": "comment",
        "deadline_days": 3,
        "is_active": "on",
        **steps_as_sent(kind, [(20, "hide", "一つ"), (10, "keep", "二つ")]),
    }
    client.post(reverse("admin:comments_troubletype_change", args=[kind.pk]), values)
    kind.refresh_from_db()
    assert (kind.name == "新しい名前") is changed
    kept = list(kind.steps.values_list("position", "kind", "title"))
    assert (kept == [(1, "keep", "二つ"), (2, "hide", "一つ")]) is changed
    assert AuditEvent.objects.filter(tag=trail_events.SETTING_CHANGED.tag).exists() is changed


def test_types_are_sixteen_and_marked_to_be_replaced(db):
    from comments.models import TroubleType  # noqa: PLC0415 - for this test alone

    assert [kind.code for kind in TroubleType.objects.all()] == [f"T{number:02}" for number in range(1, 17)]
    assert all(kind.to_be_replaced and kind.steps.count() >= 9 for kind in TroubleType.objects.all())
    assert [kind.code for kind in TroubleType.objects.filter(allows_emergency=True)] == ["T01", "T02"]
