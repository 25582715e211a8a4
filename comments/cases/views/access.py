"""Looking a case up for a page, and the page of its steps."""

from functools import partial
from typing import Any

from django.http import Http404

from comments.cases import querysets
from comments.cases.models import Case, Measure
from comments.cases.rules import cases as rules
from comments.inbox.models import Comment
from comments.inbox.views.post_line import post_line
from posts.models import Photo
from security.pages.requests import OfficeRequest
from security.pages.steps import step_page

step = partial(step_page, template="cases/step.html")


def about(request: OfficeRequest, case: Case, comment: Comment | None) -> dict[str, Any]:
    """The comment that is decided about, on every page where it is, with the way to its evidence."""
    may_see = rules.may_read_evidence(request.actor, case)
    if comment is None:
        return {"may_see_evidence": may_see}
    first = Photo.objects.filter(post=comment.live_post.post_id or 0).order_by("position").first()
    return {
        "comment": comment,
        "under": post_line(request.actor, comment.live_post, first.rendition if first else None),
        "kept": [one for one in case.evidence.all() if one.comment_id == comment.pk],
        "may_see_evidence": may_see,
    }


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
