"""The way to everything about people, devices, the account and the records."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from security import rules
from security.actors import Actor
from security.requests import OfficeRequest


@dataclass(frozen=True)
class Entry:
    """One line of the page: a link with a sentence, and the clause that it serves."""

    label: str
    url: str
    text: str
    clause: str = ""


@require_safe
@login_required
def index(request: OfficeRequest) -> HttpResponse:
    return render(request, "security/index.html", {"entries": list(entries(request.actor))})


def entries(actor: Actor) -> Iterator[Entry]:
    """What this person may open, in the order of the guideline."""
    if rules.may_read_records(actor):
        text = "いつ、だれが、何をしたか。絞り込んで読み、ファイルに書き出せます。"
        yield Entry("証跡", reverse("security:trail"), text, "第５第２項")
