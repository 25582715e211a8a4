"""Looking a case up for a page, and the one way in which its steps are taken."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from comments.models import Case, Measure
from comments.querysets import cases as querysets
from comments.rules import cases as rules
from security.answers import Answer, Refused
from security.kept_input import was_typed_by
from security.requests import OfficeRequest


def readable_case(request: OfficeRequest, pk: int) -> Case:
    """404 for those who may not know of it."""
    case = querysets.whole(Case.objects.filter(pk=pk)).first()
    if case is None or not rules.may_read(request.actor, case):
        raise Http404
    return case


def readable_measure(request: OfficeRequest, pk: int) -> Measure:
    found = Measure.objects.filter(pk=pk).values_list("case", flat=True).first()
    if found is None:
        raise Http404
    case = readable_case(request, found)
    measure = next(one for one in case.measures.all() if one.pk == pk)
    measure.case = case
    return measure


def step(
    request: OfficeRequest,
    case: Case,
    *,
    heading: str,
    verb: str,
    done: str,
    answer: Answer,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    consequences: list[str],
    danger: bool = False,
    leads_to: Callable[[], str] = str,
    **more: Any,
) -> HttpResponse:
    """Ask the rule, show what will happen, act once the person has confirmed, say what happened. `leads_to`: on to another page."""
    if not answer and not was_typed_by(request, form.data):
        messages.error(request, str(answer))
        return redirect(case)
    if not answer:
        # It became so while the person was typing: the text stays, to be taken along.
        form.add_error(None, str(answer))
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, str(refusal) if isinstance(refusal, Refused) else refusal)
        else:
            messages.success(request, done)
            return redirect(leads_to() or case)
    context = {
        "case": case,
        "form": form,
        "heading": heading,
        "verb": verb,
        "consequences": consequences,
        "danger": danger,
        "cancel_url": case.get_absolute_url(),
        **more,
    }
    return render(request, "cases/step.html", context, status=422 if request.method == "POST" else 200)


def one_press(request: OfficeRequest, case: Case, act: Callable[[], Any], *, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(case)
