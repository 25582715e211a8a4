"""The pages of the own account: only those that the office uses, each in the office's words."""

import re

import pytest
import time_machine
from django.core import mail

from security.letters import post_office
from security.models import AuditEvent, Letter
from security.signing_in import events
from tests.signing_in import PASSWORD, is_in, sign_in, with_password

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "password/set/", "login/code/confirm/"])
def test_page_that_the_office_does_not_use_is_not_there(client, staff, path):
    client.force_login(staff)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_forgotten_password_is_replaced_by_mail(client, staff):
    staff.email = "hanako@example.jp"
    staff.save()
    page = client.post("/accounts/password/reset/", {"email": "hanako@example.jp"}, follow=True)
    assert "メールをお送りしました" in page.content.decode()
    post_office.deliver()
    (letter,) = mail.outbox
    assert letter.from_email == "no-reply@127.0.0.1"
    address = re.search(r"http://\S+", letter.body)[0]
    form = client.get(address, follow=True)
    new = {"password1": "tsugaru-kaikyo-1997", "password2": "tsugaru-kaikyo-1997"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)
    assert "変更しました" in done.content.decode()
    staff.refresh_from_db()
    assert staff.check_password("tsugaru-kaikyo-1997")
    assert AuditEvent.objects.filter(tag=events.PASSWORD_CHANGED.tag).exists()


def test_used_address_says_so(client, staff):
    page = client.get("/accounts/password/reset/key/1-abc-def/")
    assert "期限が切れたか、すでに使われています" in page.content.decode()


def test_unknown_mail_address_tells_nothing(client, staff):
    page = client.post("/accounts/password/reset/", {"email": "nobody@example.jp"}, follow=True)
    assert "メールをお送りしました" in page.content.decode()


def test_new_password_is_told_by_mail(client, staff):
    with_password(staff).email = "hanako@example.jp"
    staff.save()
    client.force_login(staff)
    new = {"oldpassword": PASSWORD, "password1": "tsugaru-kaikyo-1997", "password2": "tsugaru-kaikyo-1997"}
    client.post("/accounts/password/change/", new)
    letter = Letter.objects.get(recipient=staff)
    assert letter.subject == "パスワードが変更されました"
    assert "tsugaru" not in letter.body


@pytest.mark.parametrize("weak", ["fourteen-chars", "123456789012345", "hokkaido-cafe-instagram"])
def test_weak_password_is_refused_at_the_change_too(client, staff, weak):
    with_password(staff)
    client.force_login(staff)
    page = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert page.context["form"].errors
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def test_password_does_not_expire(client, staff):
    with time_machine.travel("2020-04-01"):
        with_password(staff)
    sign_in(client, staff)
    assert is_in(client)


def test_hub_leads_to_second_factor_and_sessions(client, staff, administrator):
    def labels(person):
        client.force_login(person)
        return [entry.label for entry in client.get("/security/").context["entries"]]

    assert {"二要素認証", "ログインしている端末"} <= set(labels(staff))
    assert "利用者のログイン" not in labels(staff)
    assert "利用者のログイン" in labels(administrator)
