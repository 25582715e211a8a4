"""The list of posts."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.models import State
from posts.drafting import querysets, rules
from posts.drafting.models import Post
from security.office import paging
from security.office.words import saying
from security.pages.requests import OfficeRequest, words_asked
from security.trail.cache import trail_cache_of

PER_PAGE = 20
PATTERNS_SHOWN = 50


@require_safe
@login_required
def post_list(request: OfficeRequest) -> HttpResponse:
    posts = _filtered(querysets.readable_by(request.actor), request)
    context = {
        "page": paging.page(querysets.for_list(posts), querysets.LATEST_FIRST, request.GET, PER_PAGE),
        "states": State.choices,
        "state": request.GET.get("state", ""),
        "words": words_asked(request),
        "may_draft": rules.may_draft(request.actor),
        "patterns": _patterns(request),
    }
    return render(request, "posts/list.html", context)


def _patterns(request: OfficeRequest) -> Sequence[tuple[int, str]]:
    """定型 to start from, by number and name; the same until the trail moves on."""
    if not rules.may_draft(request.actor):
        return ()
    sides = "-".join(map(str, sorted(request.actor.organization_ids)))
    found = querysets.patterns(request.actor).values_list("pk", "kept_as")
    return trail_cache_of(request).get(f"patterns:{sides}", lambda: tuple(found[:PATTERNS_SHOWN]))


def _filtered(posts: QuerySet[Post], request: OfficeRequest) -> QuerySet[Post]:
    state, words = request.GET.get("state", ""), words_asked(request)
    if state in State.values:
        posts = posts.filter(state=state)
    if words:
        posts = posts.filter(saying(words))
    return posts
