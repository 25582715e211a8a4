"""The way to everything about people, devices, the account and the records."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from security import rules
from security.actors import Actor
from security.querysets import knows_password
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
    return list(_entries(request.actor))


def _entries(actor: Actor) -> Iterator[Entry]:
    if rules.may_see_people(actor):
        yield Entry(
            "任用と異動",
            reverse("security:people"),
            "投稿する人と承認する人の、任用の期間。投稿者の指定、終了、代決者、年度替わりの異動。",
            "第２、第４第２項",
        )
    if rules.may_see_register(actor, knows=knows_password(actor.user)):
        yield Entry(
            "公式アカウントのパスワード",
            reverse("security:account_password"),
            "いまだれが知っているか、いつ変更したか、次の期限。変更の記録と確認。",
            rules.REGISTER_CLAUSE,
        )
    if rules.may_administer(actor):
        yield Entry(
            "通知メール",
            reverse("security:letters"),
            "このシステムが送るメール。送れないもの、送れたか分からないもの。",
        )
