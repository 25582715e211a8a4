"""The security policy: acknowledged once in each fiscal year (第５第２項)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from security.office.answers import Refused
from security.pages.doors import Door, open_without
from security.pages.requests import OfficeRequest, posted
from security.people import rules
from security.people.querysets import working_today
from security.signing_in import acknowledging, actions
from security.signing_in.forms.acknowledgements import AcknowledgementForm
from security.signing_in.models import PolicyText
from security.signing_in.querysets import acknowledged_in


@dataclass
class Person:
    name: str
    title: str
    organization: str
    at: datetime | None


@open_without(Door.ACKNOWLEDGEMENT)
@login_required
@require_http_methods(["GET", "POST"])
def acknowledgement(request: OfficeRequest) -> HttpResponse:
    text = acknowledging.text_in_force()
    is_done = acknowledging.is_done(request)
    form = AcknowledgementForm(posted(request), initial={"text": text and text.pk})
    if request.method == "POST" and form.is_valid():
        try:
            actions.acknowledge(by=request.user, text=PolicyText(pk=form.cleaned_data["text"]))
        except Refused as refusal:
            messages.warning(request, str(refusal.answer))
            return redirect(request.get_full_path())
        acknowledging.note_in_session(request, request.user)
        messages.success(request, "セキュリティポリシーの確認を記録しました。")
        return redirect(_wanted(request))
    context = {"form": form, "text": text, "is_done": is_done, "year": acknowledging.this_year()}
    return render(
        request, "security/acknowledgement.html", context, status=422 if request.method == "POST" else 200
    )


def _wanted(request: OfficeRequest) -> str:
    """Where the person was going, if that is a page of this site."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return "home"


@login_required
@require_safe
def acknowledgements(request: OfficeRequest) -> HttpResponse:
    """Who has and who has not in this fiscal year."""
    answer = rules.may_read_records(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("security:index")
    people = _people(acknowledging.this_year())
    context = {
        "people": people,
        "done": sum(bool(person.at) for person in people),
        "year": acknowledging.this_year(),
        "text": acknowledging.text_in_force(),
        "may_change": rules.may_administer(request.actor),
    }
    return render(request, "security/acknowledgements.html", context)


def _people(year: int) -> list[Person]:
    """One line a person, whatever the number of appointments; who has not comes first."""
    times = acknowledged_in(year)
    found: dict[int, Person] = {}
    for one in working_today():
        if known := found.get(one.user_id):
            known.title += f"・{one.title}"
        else:
            found[one.user_id] = Person(
                one.user.name, one.title, one.organization.name, times.get(one.user_id)
            )
    return sorted(found.values(), key=lambda person: person.at is not None)
