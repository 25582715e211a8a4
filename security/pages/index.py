"""The way to everything about people, devices, the account and the records: each noun says what it offers (`entries.py`)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from security.pages.requests import OfficeRequest
from security.people.actors import Actor


class Group(Enum):
    """A heading, in the order of the page."""

    OWN = "ご自分のこと"
    PEOPLE = "人と任用"
    ACCOUNT = "公式アカウント"
    WORKPLACES = "職場の端末"
    RECORDS = "記録と設定"


def everybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One line: a link with a sentence, the clause that it serves, and who may open it."""

    group: Group
    label: str
    view: str
    text: str
    clause: str = ""
    is_for: Callable[[Actor], object] = everybody

    @property
    def url(self) -> str:
        return reverse(self.view)


_offered: list[Entry] = []


def offer(*entries: Entry) -> None:
    """Put a noun's entries on the page: within a group, behind those of the nouns that came before."""
    _offered.extend(entries)


@require_safe
@login_required
def index(request: OfficeRequest) -> HttpResponse:
    found = [one for group in Group for one in _offered if one.group == group and one.is_for(request.actor)]
    return render(request, "security/index.html", {"entries": found})
