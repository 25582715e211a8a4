"""The connection's page, as each person meets it, in every state; the banner; a post that waits."""

import datetime

import pytest
from cryptography.fernet import Fernet
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from security.account.actions import token as token_actions
from security.account.upkeep import connecting
from security.models import AccessToken
from security.office import vault
from tests import factories, misses
from tests.every_form import every_form
from tests.sandbox.running import TOKEN
from tests.security.account.upkeep.conftest import *  # noqa: F403 - the sandbox and its clock
from tests.signing_in import with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第１項")]

PEOPLE = ["administrator", "chief", "manager", "staff", "poster", "auditor"]
PAGES = ["/", "/posts/", "/security/", "/security/connection/", "/security/connection/connect/"]


@pytest.fixture
def address():
    return reverse("security:connection")


@pytest.fixture
def connect():
    return reverse("security:connect")


def lost():
    token_actions.note_lost(token=AccessToken.current(), problem="切れました。")


def doubted():
    token_actions.doubt(by=None, reason="公式アカウントのパスワードが変更されました。")


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_at_work_reads_the_state_and_nobody_the_token(adopted, client, address, person, request):
    client.force_login(request.getfixturevalue(person))
    page = client.get(address)
    assert page.status_code == 200
    assert "接続中" in page.text
    assert TOKEN not in page.text
    assert AccessToken.current().sealed_secret not in page.text


@pytest.mark.parametrize(
    ("person", "connects", "checks"),
    [
        ("administrator", True, True),
        ("chief", True, True),
        ("manager", False, True),
        ("staff", False, False),
        ("auditor", False, False),
    ],
)
def test_buttons_are_for_those_who_may(adopted, client, address, person, connects, checks, request):
    client.force_login(request.getfixturevalue(person))
    page = client.get(address).text
    assert ("接続をやり直す</a>" in page, "接続を確かめる</button>" in page) == (connects, checks)
    assert ("トークンを発行する手順" in client.get(reverse("security:connect"), follow=True).text) == connects


def test_check_at_a_press(adopted, client, address, manager):
    client.force_login(manager)
    page = client.post(reverse("security:check_connection"), follow=True)
    assert "つながっていることを確かめました" in page.text
    assert "hokkaido_cafe" in page.text
    assert "0件(上限50件" in page.text


def test_check_by_others_is_refused_and_asks_nothing(adopted, client, staff):
    client.force_login(staff)
    page = client.post(reverse("security:check_connection"), follow=True)
    assert "業務処理責任者です" in page.text
    assert adopted.calls() == []


def test_check_is_no_link(adopted, client, administrator):
    client.force_login(administrator)
    assert client.get(reverse("security:check_connection"))["Location"] == reverse("security:connection")
    assert adopted.calls() == []


def test_new_token_is_connected(adopted, client, connect, administrator):
    client.force_login(administrator)
    secret = adopted.give_token()
    page = client.post(connect, {"token": f" {secret} "}, follow=True)
    assert "hokkaido_cafe に接続しました" in page.text
    assert vault.unseal(AccessToken.current().sealed_secret) == secret
    assert secret not in page.text


def test_connecting_is_refused_to_others(adopted, client, connect, manager):
    client.force_login(manager)
    secret = adopted.give_token()
    page = client.post(connect, {"token": secret}, follow=True)
    assert "システム管理者と担当課長です" in page.text
    assert AccessToken.objects.count() == 1
    assert secret not in page.text


def test_bad_token_is_answered_beside_the_field_and_never_shown(adopted, client, connect, chief):
    client.force_login(chief)
    page = client.post(connect, {"token": "IGAAnonsense"})
    assert page.status_code == 422
    assert "このトークンは無効です" in page.text
    assert "IGAAnonsense" not in page.text


@pytest.mark.clause("第５第１項")
@pytest.mark.parametrize("person", ["chief", "administrator"])
def test_what_cannot_be_a_token_is_sent_nowhere(adopted, client, connect, person, request, monkeypatch):
    """Browsers fill such a field with the login password; one may even begin as tokens do."""
    user = with_password(request.getfixturevalue(person), "IGAAooyuki-sapporo-77")
    asked = []
    monkeypatch.setattr(connecting, "connect", lambda **told: asked.append(told))
    client.force_login(user)
    for secret, words in {
        "IGAAooyuki-sapporo-77": "ログインするときのパスワード",
        "ooyuki-sapporo-78": "アクセストークンではない",
        "https://example.jp/IGAA0123456789": "アクセストークンではない",
        "IGAA": "アクセストークンではない",
        "IGAA雪0123456789": "アクセストークンではない",
        "EAA 0123456789": "アクセストークンではない",
        "公式の合言葉": "アクセストークンではない",
    }.items():
        page = client.post(connect, {"token": secret})
        assert page.status_code == 422
        assert words in page.text
        assert secret not in page.text
    assert asked == []


def test_browsers_are_told_what_each_secret_field_is_for():
    """Without, they put the login password into any of them."""
    told = {
        f"{form.__name__}.{name}": field.widget.attrs.get("autocomplete")
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput)
    }
    assert "new-password" in {told["ConnectForm.token"]}
    untold = [name for name, use in told.items() if use not in ("new-password", "current-password")]
    misses.none(untold)


def test_another_account_is_asked_about_first(adopted, client, connect, administrator):
    connecting.connect(by=administrator, secret=adopted.give_token())
    client.force_login(administrator)
    foreign = adopted.give_token(username="somebody_else")
    page = client.post(connect, {"token": foreign})
    assert page.status_code == 422
    assert "これまでと違うアカウント(somebody_else)" in page.text
    assert "違うアカウントに接続します" in page.text
    client.post(connect, {"token": foreign, "another_account": "on"})
    assert AccessToken.current().username == "somebody_else"


@pytest.mark.parametrize("trouble", [lost, doubted])
@pytest.mark.parametrize("page", PAGES)
def test_banner_stands_on_every_page(adopted, client, staff, administrator, trouble, page):
    trouble()
    for person, remedy in ((staff, "知らせてください"), (administrator, "「Instagramとの接続」を開いて")):
        client.force_login(person)
        (alert,) = client.get(page, follow=True).context["office"]["alerts"]
        assert (remedy if trouble is doubted else "切れました。") in alert.text


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("page", PAGES)
def test_token_that_no_key_opens_breaks_no_page(adopted, client, settings, person, page, request):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    client.force_login(request.getfixturevalue(person))
    response = client.get(page, follow=True)
    assert response.status_code == 200
    (alert,) = response.context["office"]["alerts"]
    assert "アクセストークンを読めません" in alert.title
    assert ("FIELD_KEYS" in response.text) == (person == "administrator")
    assert "システム管理者に" in alert.text or person in ("administrator", "chief")


def test_unreadable_token_is_replaced_on_the_page(adopted, client, settings, address, connect, chief):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    client.force_login(chief)
    assert "読めません" in client.post(reverse("security:check_connection"), follow=True).text
    client.post(connect, {"token": adopted.give_token()})
    assert client.get(address).context["pause"] is None


def test_nothing_connected_yet(sandbox, client, settings, address, administrator):
    settings.INSTAGRAM_ACCESS_TOKEN = ""
    client.force_login(administrator)
    page = client.get(address).text
    assert "まだ接続されていません" in page
    assert "接続する</a>" in page


@pytest.mark.parametrize("person", ["administrator", "staff"])
def test_end_that_comes_near_is_told_to_those_who_can_prevent_it(adopted, client, person, request):
    AccessToken.objects.update(expires_at=timezone.now() + datetime.timedelta(days=6.5))
    client.force_login(request.getfixturevalue(person))
    page = client.get("/")
    told = [alert.title for alert in page.context["office"]["alerts"]]
    duties = [duty.title for duty in page.context["duties"]]
    expected = person == "administrator"
    assert told == (["Instagramとの接続の期限まで、あと7日です。"] if expected else [])
    assert ("Instagramとの接続をやり直してください" in duties) == expected


def test_facebook_page_has_its_own_steps_and_names_the_missing_app(
    facebook, client, settings, connect, chief
):
    settings.INSTAGRAM_APP_ID = ""
    client.force_login(chief)
    page = client.get(connect).text
    assert "グラフAPIエクスプローラ" in page
    assert "INSTAGRAM_APP_ID" in page


def test_waiting_post_says_why(adopted, client, staff, chief):
    post = factories.approved(staff, chief, publish_at=timezone.now() + datetime.timedelta(hours=1))
    doubted()
    client.force_login(staff)
    page = client.get(reverse("posts:detail", args=[post.pk])).text
    assert "接続の確認を待っています。Instagramとの接続が戻るまで待っています" in page
    assert "に自動で投稿されます" not in page


def test_post_page_offers_no_publication_while_it_waits(adopted, client, staff, chief):
    post = factories.approved(staff, chief)
    client.force_login(staff)
    assert "投稿する" in [button.label for button in client.get(f"/posts/{post.pk}/").context["buttons"]]
    lost()
    assert "投稿する" not in [button.label for button in client.get(f"/posts/{post.pk}/").context["buttons"]]
    said = client.get(reverse("posts:publish", args=[post.pk]), follow=True).text
    assert "投稿は止まっています。切れました" in said


def test_entry_on_the_hub(adopted, client, staff):
    client.force_login(staff)
    assert reverse("security:connection") in client.get("/security/").text


def test_connecting_wants_fresh_proof_and_keeps_no_token_for_later(adopted, client, connect, administrator):
    Client.force_login(client, administrator)  # signed in long ago
    assert client.get(connect).url.startswith(reverse("account_reauthenticate"))
    secret = adopted.give_token()
    assert client.post(connect, {"token": secret}).url == connect
    assert secret not in str(dict(client.session))
    assert AccessToken.objects.count() == 1
