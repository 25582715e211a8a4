"""Pages for when something is wrong: each says what happened, why, and what to do now."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.home.urls"), pytest.mark.django_db]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/suspicious/", 400, "送られた内容を受け取れませんでした"),
        ("/denied/", 403, "この操作はできません"),
        ("/nowhere/", 404, "ページが見つかりません"),
        ("/broken/", 500, "処理を続けられませんでした"),
    ],
)
def test_error_page_says_what_happened(visitor, address, status, heading):
    response = visitor.get(address)
    assert response.status_code == status
    assert heading in response.text
    assert "システム管理者" in response.text


def test_refusal_gives_its_reason(visitor):
    assert "第４第１項(1)" in visitor.get("/denied/").text


def test_expired_form_says_how_to_keep_the_input():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "staff"})
    assert response.status_code == 403
    assert "「戻る」ボタン" in response.text


def test_samples_show_every_state_in_the_demo(client, settings):
    settings.DEMO = True
    page = client.get("/styleguide/").text
    for word in (
        "下書き",
        "承認待ち",
        "承認済",
        "投稿中",
        "投稿済",
        "要確認",
        "投稿失敗",
        "期限切れ",
        "取下げ",
        "却下",
        "削除済",
    ):
        assert f"{word}</span>" in page


def test_samples_are_absent_outside_the_demo(client, settings):
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404


def test_demo_people_are_shown_in_the_demo_only(client, settings):
    settings.DEMO = True
    assert "hokkaido-cafe" in client.get("/accounts/login/").text
    settings.DEMO = False
    assert "hokkaido-cafe" not in client.get("/accounts/login/").text


@pytest.mark.parametrize("address", ["/styleguide/", "/accounts/login/", "/broken/", "/nowhere/"])
def test_page_needs_no_inline_script_or_style(visitor, settings, address):
    settings.DEMO = True
    page = visitor.get(address).text
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count("<script src=") + page.count('<script type="module" src=')
