"""A fresh proof of identity before what can do great harm; afterwards one is back, and nothing typed is lost."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from cafe_instagram.urls import urlpatterns as all_addresses
from security.pages.proof import fresh_proof
from security.signing_in.adapter import WRONG_CODE
from tests.signing_in import PASSWORD, app_code, enter, prove, sign_in, with_app, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


@fresh_proof
def dangerous(request):
    """Repeats what was sent, and in whose name."""
    return HttpResponse(f"{request.method} {request.actor.user.pk} {request.POST.get('reason', '')}")


urlpatterns = [*all_addresses, path("dangerous/", dangerous)]
PASSWORD_PAGE = "/accounts/reauthenticate/?next=%2Fdangerous%2F"


@pytest.fixture(autouse=True)
def with_the_dangerous_page(settings):
    settings.ROOT_URLCONF = "tests.security.signing_in.test_proof"


@pytest.fixture
def client():
    """Django's own: a sign-in made by force is no proof."""
    return Client()


@pytest.fixture
def person(staff):
    return with_password(staff)


@pytest.fixture
def signed_in(client, person):
    """Signed in long ago."""
    client.force_login(person)
    return client


def test_stranger_is_led_to_the_sign_in(client):
    assert client.get("/dangerous/")["Location"].startswith(reverse("account_login"))


def test_proof_is_asked_and_leads_back(signed_in):
    assert signed_in.get("/dangerous/")["Location"] == PASSWORD_PAGE
    back = signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/dangerous/"})
    assert back["Location"] == "/dangerous/"
    assert signed_in.get("/dangerous/").status_code == 200


def test_wrong_password_is_no_proof(signed_in):
    signed_in.get("/dangerous/")
    page = signed_in.post(reverse("account_reauthenticate"), {"password": "wrong", "next": "/dangerous/"})
    assert page.context["form"].errors["password"] == ["パスワードが違います。"]
    assert signed_in.get("/dangerous/").status_code == 302


def test_page_tells_whether_a_form_will_be_taken_up(signed_in):
    sentence = "入力した内容がそのまま登録されます"
    signed_in.get("/dangerous/")
    assert sentence not in signed_in.get(PASSWORD_PAGE).content.decode()
    signed_in.post("/dangerous/", {"reason": "理由"})
    assert sentence in signed_in.get(PASSWORD_PAGE).content.decode()
    elsewhere = signed_in.get(f"{reverse('account_reauthenticate')}?next=/")
    assert sentence not in elsewhere.content.decode()


def test_what_was_sent_is_taken_up_again(signed_in, person):
    assert signed_in.post("/dangerous/", {"reason": "神\ufa19威岬"})["Location"] == PASSWORD_PAGE
    signed_in.post(reverse("account_reauthenticate"), {"password": "wrong", "next": "/dangerous/"})
    done = signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/dangerous/"})
    assert done.content.decode() == f"POST {person.pk} 神\ufa19威岬"


def test_what_was_given_up_is_not_sent_by_looking_again(signed_in, person):
    signed_in.post("/dangerous/", {"reason": "given up"})
    signed_in.get("/dangerous/")
    back = signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/dangerous/"})
    assert (back.status_code, back["Location"]) == (302, "/dangerous/")


def test_sign_in_is_a_proof_for_ten_minutes(client, person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, person)
        assert client.get("/dangerous/").status_code == 200
        clock.shift(599)
        assert client.get("/dangerous/").status_code == 200
        clock.shift(2)
        assert client.get("/dangerous/").status_code == 302


def test_second_factor_is_a_proof_too(client, person):
    secret = with_app(person)
    client.force_login(person)
    page = client.get("/dangerous/", follow=True)
    assert "認証アプリか予備のコードで確認する" in page.content.decode()
    address = reverse("mfa_reauthenticate")
    wrong = client.post(address, {"code": "000000", "next": "/dangerous/"})
    assert wrong.context["form"].errors["code"] == [WRONG_CODE]
    assert (
        client.post(address, {"code": app_code(secret), "next": "/dangerous/"})["Location"] == "/dangerous/"
    )
    assert client.get("/dangerous/").status_code == 200


def test_password_alone_is_no_sign_in_and_no_proof_where_there_is_a_factor(client, person):
    secret = with_app(person)
    sign_in(client, person)
    assert client.get("/dangerous/")["Location"].startswith(reverse("account_login"))
    enter(client, app_code(secret))
    assert client.get("/dangerous/").status_code == 200


def test_proof_is_this_sessions_own(client, person):
    client.force_login(person)
    prove(client, person)
    other = Client()
    other.force_login(person)
    assert client.get("/dangerous/").status_code == 200
    assert other.get("/dangerous/").status_code == 302


def test_proof_leads_nowhere_else(signed_in):
    form = {"password": PASSWORD, "next": "https://evil.example/"}
    assert signed_in.post(reverse("account_reauthenticate"), form)["Location"] == "/"
