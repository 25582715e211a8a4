"""The way to everything about people, devices, the account and the records."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

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
    return []
