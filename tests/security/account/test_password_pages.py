"""The register's pages and the letters' page: who sees them, what they take, and that no password fits in anywhere."""

from datetime import timedelta

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from security.account import actions
from security.account.forms import official_password
from security.letters import writing as letters
from security.models import Letter, PasswordChange, PasswordHolder, PasswordPostponement, PasswordTask
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]
REGISTER = "/security/account-password/"
PAGES = ["", "change/", "holders/add/", "ask/", "postpone/"]
OVERDUE, TASK = (
    "公式アカウントのパスワードの変更の期限が過ぎています",
    "公式アカウントのパスワードの変更が必要です",
)


@pytest.fixture
def everybody(staff, poster, manager, chief, administrator, auditor):
    return {"staff": staff, "poster": poster, "manager": manager, "chief": chief} | {
        "administrator": administrator,
        "auditor": auditor,
    }


def change(by, *others, ago=timedelta(0)):
    new = PasswordChange(
        reason="regular", changed_at=timezone.now() - ago, sessions_ended=True, second_factor_checked=True
    )
    actions.record_change(by=by, change=new, holders=[by, *others])
    return new


def ask(by):
    return actions.open_task(by=by, reason=PasswordChange.Reason.INCIDENT, about="紙を紛失した")


def sent_form(*holders, **fields):
    moment = timezone.localtime() - timedelta(minutes=5)
    return {
        "reason": "regular",
        "changed_at": f"{moment:%Y-%m-%dT%H:%M}",
        "sessions_ended": "on",
        "second_factor_checked": "on",
        "holders": [holder.pk for holder in holders],
        **fields,
    }


# --- Who sees what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chief", 200),
        ("manager", 200),
        ("administrator", 200),
        ("auditor", 200),
        ("staff", 404),
        ("poster", 404),
    ],
)
def test_register_is_seen_by_those_who_answer_for_it(client, everybody, who, status):
    client.force_login(everybody[who])
    assert client.get(REGISTER).status_code == status


def test_register_is_seen_by_who_knows_the_password(client, staff, administrator):
    change(administrator, staff)
    client.force_login(staff)
    assert client.get(REGISTER).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_told_that_there_is_nothing(client, staff, administrator, page, method):
    made, task = change(administrator), ask(administrator)
    client.force_login(staff)
    for address in (page, f"{made.pk}/confirm/", f"tasks/{task.pk}/dismiss/"):
        only_read = address == "" and method == "post"  # answered so to everybody
        assert getattr(client, method)(REGISTER + address).status_code == (405 if only_read else 404)


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_for_sign_in(client, db, page):
    assert client.get(REGISTER + page)["Location"].startswith(reverse("account_login"))


def test_auditor_reads_and_changes_nothing(client, auditor, administrator):
    made, task = change(administrator, ago=timedelta(days=100)), ask(administrator)
    client.force_login(auditor)
    page = client.get(REGISTER).content.decode()
    assert "変更を記録する" not in page
    for address in ("change/", "holders/add/", "ask/"):
        assert client.post(REGISTER + address).status_code == 404
    for address in (f"{made.pk}/confirm/", f"tasks/{task.pk}/dismiss/", "postpone/"):
        assert client.post(REGISTER + address, {"reason": "x"})["Location"] == REGISTER
    assert PasswordTask.objects.open().count() == 1


# --- What the forms take -------------------------------------------------------------------------------------------


def test_change_is_recorded_and_confirmed_on_the_pages(client, administrator, chief, staff):
    client.force_login(administrator)
    answer = client.post(f"{REGISTER}change/", sent_form(administrator, staff, note="年度初め"), follow=True)
    assert "パスワードの変更を記録しました" in answer.content.decode()
    made = PasswordChange.objects.get()
    assert set(PasswordHolder.objects.values_list("user", flat=True)) == {administrator.pk, staff.pk}
    client.force_login(chief)
    assert "パスワードの変更を確認する" in client.get("/").content.decode()
    client.post(f"{REGISTER}{made.pk}/confirm/", {"seen": "on"})
    made.refresh_from_db()
    assert made.confirmed_by == chief


def test_refused_change_keeps_what_was_typed_and_says_where(client, administrator, staff):
    client.force_login(administrator)
    answer = client.post(f"{REGISTER}change/", sent_form(staff, note="年度初め", sessions_ended=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "年度初め" in page
    assert "確認して、チェックを入れてください。" in page
    answer = client.post(f"{REGISTER}change/", sent_form(staff))
    assert "変更した方ご自身も" in answer.content.decode()
    assert not PasswordChange.objects.exists()


@pytest.mark.parametrize("wrong", [{"holders": ["999999"]}, {"changed_at": "きのう"}, {"reason": "none"}])
def test_nonsense_is_answered_beside_its_field(client, administrator, wrong):
    client.force_login(administrator)
    answer = client.post(f"{REGISTER}change/", sent_form(administrator) | wrong)
    assert list(answer.context["form"].errors) == list(wrong)


def test_changer_is_led_away_from_confirming(client, administrator):
    made = change(administrator)
    client.force_login(administrator)
    answer = client.get(f"{REGISTER}{made.pk}/confirm/", follow=True)
    assert "ご自分で確認することはできません" in answer.content.decode()


def test_task_is_asked_for_and_dismissed_on_the_pages(client, administrator, chief):
    client.force_login(administrator)
    client.post(f"{REGISTER}ask/", {"reason": "incident", "about": "紙を紛失した"})
    task = PasswordTask.objects.open().get()
    client.force_login(chief)
    assert client.post(f"{REGISTER}tasks/{task.pk}/dismiss/", {"reason": ""}).status_code == 422
    client.post(f"{REGISTER}tasks/{task.pk}/dismiss/", {"reason": "紙が見つかったため"})
    assert "紙が見つかったため" in client.get(REGISTER).content.decode()
    assert not PasswordTask.objects.open().exists()


def test_holder_is_added_on_the_page(client, manager, poster, staff):
    client.force_login(manager)
    answer = client.post(f"{REGISTER}holders/add/", {"user": staff.pk, "reason": "投稿するため"})
    assert answer.status_code == 422
    client.post(f"{REGISTER}holders/add/", {"user": poster.pk, "reason": "投稿するため"})
    assert PasswordHolder.objects.get().user == poster


# --- No password anywhere ------------------------------------------------------------------------------------------


def test_no_form_has_room_for_the_password(client, administrator, chief):
    """Only texts that say what they are for; none is hidden while typed, and each that is free warns."""
    made, task = change(administrator, ago=timedelta(days=100)), ask(administrator)
    client.force_login(chief)
    for page in [*PAGES, f"{made.pk}/confirm/", f"tasks/{task.pk}/dismiss/"]:
        answer = client.get(REGISTER + page)
        assert answer.status_code == 200
        assert 'type="password"' not in answer.content.decode()
        assert 'autocomplete="new-password"' not in answer.content.decode()
        form = answer.context.get("form")
        names = set(form.fields) if form else set()
        assert names <= {
            "reason", "changed_at", "sessions_ended", "second_factor_checked", "holders", "note",
            "seen", "user", "about", "until",
        }  # fmt: skip
    assert official_password.NOT_THE_PASSWORD in str(official_password.ChangeForm(able=[])["note"].help_text)
    for model in (PasswordChange, PasswordHolder, PasswordTask, PasswordPostponement):
        assert not [
            field for field in model._meta.fields if "secret" in field.name or "password" in field.name
        ]
    kinds = [one for one in vars(official_password).values() if isinstance(one, type)]
    fields = [field for one in kinds if issubclass(one, forms.Form) for field in one.base_fields.values()]
    assert not [field for field in fields if isinstance(field.widget, forms.PasswordInput)]


# --- Above every page, and on the first ----------------------------------------------------------------------------


def banners(client, person):
    client.force_login(person)
    return [
        alert.title
        for alert in client.get("/posts/").context["office"]["alerts"]
        if "パスワード" in alert.title
    ]


def test_banner_stands_for_those_concerned_only(client, everybody, administrator, staff):
    change(administrator, staff, ago=timedelta(days=91))
    ask(administrator)
    seen = {name: banners(client, person) for name, person in everybody.items()}
    both = [TASK, OVERDUE]
    assert seen == dict.fromkeys(["staff", "manager", "chief", "administrator"], both) | {
        "poster": [],
        "auditor": [],
    }


def test_banner_of_the_overdue_goes_for_a_reason_and_comes_back(client, administrator, chief):
    change(administrator, ago=timedelta(days=91))
    until = timezone.localdate() + timedelta(days=3)
    client.force_login(chief)
    assert client.post(f"{REGISTER}postpone/", {"until": until, "reason": ""}).status_code == 422
    assert banners(client, chief) == [OVERDUE]
    client.post(f"{REGISTER}postpone/", {"until": until, "reason": "出張中のため"})
    assert banners(client, chief) == []
    PasswordPostponement.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert banners(client, chief) == [OVERDUE]


@pytest.mark.parametrize(("days", "told"), [(75, []), (76, ["あと14日です"]), (90, ["本日が期限です"])])
def test_due_day_is_a_duty_from_two_weeks_before(client, administrator, days, told):
    made = change(administrator, ago=timedelta(days=days))
    PasswordChange.objects.update(confirmed_at=timezone.now(), connected_at=timezone.now())
    assert made
    client.force_login(administrator)
    duties = [duty for duty in client.get("/").context["duties"] if "パスワードを変更" in duty.title]
    assert [duty.why.partition("。")[0] for duty in duties] == told


def test_connection_is_a_duty_until_it_is_checked(client, administrator, manager):
    """Who may connect is told so by the connection itself."""
    change(administrator)
    client.force_login(manager)
    assert "Instagramとの接続を確かめる" in client.get("/").content.decode()
    actions.note_connected(at=timezone.now())
    assert "Instagramとの接続を確かめる" not in client.get("/").content.decode()


def test_first_page_says_when_none_was_ever_recorded(client, administrator, staff):
    client.force_login(administrator)
    assert "まだ一度も記録されていません" in client.get("/").content.decode()
    client.force_login(staff)
    assert "まだ一度も記録されていません" not in client.get("/").content.decode()


# --- Letters -------------------------------------------------------------------------------------------------------


def unknown(person, key="k"):
    letters.write(key=key, to=person, subject="期限のお知らせ", body="本文")
    letter = Letter.objects.get(key=f"{key}:{person.pk}")
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.UNKNOWN)
    return letter


@pytest.mark.parametrize("who", ["chief", "manager", "auditor", "staff", "poster"])
def test_letters_are_the_administrators(client, everybody, who):
    letter = unknown(everybody["staff"])
    client.force_login(everybody[who])
    assert client.get("/security/letters/").status_code == 404
    assert client.post(f"/security/letters/{letter.pk}/", {"resend": ""}).status_code == 404


def test_unknown_letter_is_shown_and_sent_again_once_asked_for(client, administrator, staff):
    letter = unknown(staff)
    client.force_login(administrator)
    assert "さんへのメールが送れたか分かりません(1通)" in client.get("/").content.decode()
    assert letter.message_id.strip("<>") in client.get("/security/letters/").content.decode()
    client.post(f"/security/letters/{letter.pk}/", {"resend": ""})
    letter.refresh_from_db()
    assert letter.state == Letter.State.WAITING
    answer = client.post(f"/security/letters/{letter.pk}/", {"resend": ""}, follow=True)
    assert "いま「送信待ち」です" in answer.content.decode()


def test_letter_that_arrived_is_settled(client, administrator, staff):
    letter = unknown(staff)
    client.force_login(administrator)
    client.post(f"/security/letters/{letter.pk}/", {"arrived": ""})
    letter.refresh_from_db()
    assert letter.state == Letter.State.SENT
    assert "通知メールを確かめる" not in client.get("/").content.decode()


# --- Cost ----------------------------------------------------------------------------------------------------------


def queries_of(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_cost_the_same_for_one_row_and_three(client, administrator, django_assert_max_num_queries):
    client.force_login(administrator)
    costs = []
    for number in range(3):
        others = [factories.person("prefecture_poster") for _ in range(number)]
        made = change(administrator, *others, ago=timedelta(days=200 - number))
        PasswordChange.objects.filter(pk=made.pk).update(
            confirmed_at=timezone.now(), confirmed_by=factories.UserFactory()
        )
        ask(administrator)
        until = timezone.localdate() + timedelta(days=number + 1)
        actions.postpone_change(by=administrator, until=until, reason="出張中のため")
        actions.dismiss_task(by=administrator, task=ask(administrator), reason="重複のため")
        unknown(administrator, key=str(number))
        addresses = [REGISTER, f"{REGISTER}change/", "/security/letters/", "/", "/security/"]
        costs.append([queries_of(client, one, django_assert_max_num_queries) for one in addresses])
    assert costs[0] == costs[1] == costs[2]


@pytest.mark.parametrize("page", ["confirm", "dismiss", "postpone"])
def test_what_leaves_the_password_as_it_is_asks_who_it_is(administrator, chief, page):
    """A session left open is not enough; a sign-in made by force is no proof for Django's own client."""
    client, made = Client(), change(administrator)
    client.force_login(chief)
    address = {
        "confirm": f"{made.pk}/confirm/",
        "dismiss": f"tasks/{ask(administrator).pk}/dismiss/",
        "postpone": "postpone/",
    }[page]
    answer = client.post(REGISTER + address, {"seen": "on", "reason": "紙が見つかったため"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert PasswordTask.objects.open().count() == 1
    assert PasswordChange.objects.get().confirmed_at is None
