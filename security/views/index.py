"""The way to everything about people, devices, the account and the records."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from security import rules
from security.requests import OfficeRequest


@dataclass(frozen=True)
class Entry:
    """One line of the page: a link with a sentence, and the clause that it serves."""

    label: str
    url: str
    text: str
    clause: str = ""


@login_required
def index(request: OfficeRequest) -> HttpResponse:
    return render(request, "security/index.html", {"entries": entries(request)})


def entries(request: OfficeRequest) -> list[Entry]:
    """What this person may open, in the order of the guideline."""
    own = [
        Entry(
            "二要素認証",
            reverse("mfa_index"),
            "パスワードのほかに、認証アプリやパスキーでもご本人を確かめます。",
            "第５第２項",
        ),
        Entry(
            "ログインしている端末",
            reverse("account_sessions"),
            "どこでログインしているかを見て、終わらせます。",
        ),
    ]
    if not rules.may_administer(request.actor):
        return own
    return [
        *own,
        Entry(
            "利用者のログイン",
            reverse("security:people"),
            "利用者を招待します。二要素認証の端末をなくした人や、離席したままの人のログインにも対応します。",
            "第５第２項",
        ),
    ]
