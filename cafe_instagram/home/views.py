"""The first page, and two answers to machines."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cafe_instagram.home import duties, health, waiting
from cafe_instagram.home.facts import facts_of
from posts.drafting import rules as post_rules
from security.pages.doors import Door, machine, open_without
from security.pages.requests import OfficeRequest
from security.people import rules as security_rules

# What is staff's stands before the public part that it lies in: some readers take the first line that fits.
ROBOTS = """\
User-agent: *
Disallow: /policy/versions/
Disallow: /policy/paste/
Allow: /policy/
Allow: /links/
Allow: /static/
Allow: /media/instagram/
Disallow: /
"""


@open_without(Door.APPOINTMENT)
@require_safe
@login_required
def home(request: OfficeRequest) -> HttpResponse:
    """What waits for me, derived from states."""
    context = {
        "sections": waiting.for_person(facts_of(request)),
        "duties": list(duties.for_person(facts_of(request))),
        "pause": facts_of(request).pause,
        "may_work": security_rules.may_work_here(request.actor),
        "may_draft": post_rules.may_draft(request.actor),
    }
    return render(request, "home/home.html", context)


@machine
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For whoever watches the system: 503 when something stands still."""
    told = health.told()
    return JsonResponse(told, status=200 if told["ok"] else 503)


@machine
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Instagram's fetcher obeys robots.txt; what is public may be found, from all else everybody is asked to stay away."""
    return HttpResponse(ROBOTS, content_type="text/plain")
