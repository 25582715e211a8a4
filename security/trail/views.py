"""証跡: searched, read and taken along by those who may read records (第５第２項)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest, posted
from security.people import rules
from security.people.actors import Actor
from security.trail import actions, chain, export, search
from security.trail.details import Detail, Names, details, model_of
from security.trail.forms import PeriodForm, SearchForm, people
from security.trail.models import AuditEvent


@dataclass(frozen=True)
class Line:
    """One event as the page tells it."""

    number: int
    at: datetime
    sentence: str
    where: str
    details: list[Detail]
    subject: str  # asks for everything about the same object
    url: str  # the object's own page, if it has one
    digest: str


@require_safe
@login_required
def trail(request: OfficeRequest) -> HttpResponse:
    if refused := _refusal(request):
        return refused
    names = people()
    form = SearchForm(request.GET, people=names)
    form.is_valid()
    page = search.page(form.question, request.GET)
    known = Names(names)
    context = {
        "form": form,
        "page": page,
        "lines": [_line(event, known, request.actor) for event in page],
        "asked": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "security/trail.html", context)


@require_http_methods(["GET", "POST"])
@fresh_proof
def trail_export(request: OfficeRequest) -> HttpResponseBase:
    """The trail as a file, with the program that verifies it beside."""
    if refused := _refusal(request):
        return refused
    form = PeriodForm(posted(request))
    if request.method == "POST" and form.is_valid():
        period = form.period
        stretch = export.of_period(period) if period != search.Period() else export.whole()
        if stretch is not None and stretch.count:
            actions.note_export(by=request.user, stretch=stretch, period=period)
            return _file(stretch)
        form.add_error(None, "この期間に証跡はありません。期間を変えて、もう一度お試しください。")
    status = 422 if form.is_bound else 200
    return render(request, "security/trail_export.html", {"form": form}, status=status)


@require_safe
@login_required
def verifier(request: OfficeRequest) -> HttpResponseBase:
    """chain.py itself: it needs nothing of this system."""
    if refused := _refusal(request):
        return refused
    program = Path(chain.__file__)
    return FileResponse(program.open("rb"), as_attachment=True, content_type="text/x-python; charset=utf-8")


def _refusal(request: OfficeRequest) -> HttpResponse | None:
    answer = rules.may_read_records(request.actor)
    if answer:
        return None
    messages.error(request, str(answer))
    return redirect("home")


def _file(stretch: export.Stretch) -> StreamingHttpResponse:
    name = f"trail-{timezone.localtime():%Y%m%d-%H%M}-{stretch.head.number}.jsonl"
    response = StreamingHttpResponse(
        export.lines(stretch), content_type="application/x-ndjson; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _line(event: AuditEvent, names: Names, reader: Actor) -> Line:
    where = [event.workplace, event.address or ""]
    return Line(
        number=event.number,
        at=event.at,
        sentence=event.sentence,
        where=" ".join(part for part in where if part),
        details=details(event, names, reader),
        subject=event.subject,
        url=_page_of(event),
        digest=event.digest,
    )


def _page_of(event: AuditEvent) -> str:
    model, key = model_of(event), event.subject.partition(":")[2]
    address: Any = getattr(model, "get_absolute_url", None)
    return address(model(pk=int(key))) if model and address and key.isdigit() else ""
