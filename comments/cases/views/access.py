"""Looking a case up for a page, and the page of its steps."""

from functools import partial

from django.http import Http404

from comments.cases import querysets
from comments.cases.models import Case, Measure
from comments.cases.rules import cases as rules
from security.pages.requests import OfficeRequest
from security.pages.steps import step_page

step = partial(step_page, template="cases/step.html")


def readable_case(request: OfficeRequest, pk: int) -> Case:
    """404 for those who may not know of it."""
    case = querysets.find(pk)
    if case is None or not rules.may_read(request.actor, case):
        raise Http404
    querysets.read_parts(case)
    return case


def readable_measure(request: OfficeRequest, pk: int) -> Measure:
    found = Measure.objects.filter(pk=pk).values_list("case", flat=True).first()
    if found is None:
        raise Http404
    case = readable_case(request, found)
    measure = next(one for one in case.measures.all() if one.pk == pk)
    measure.case = case
    return measure
