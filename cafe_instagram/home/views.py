"""The first page, answers to machines, and the page of last resort."""

import sys
from hashlib import sha256
from importlib import import_module

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cafe_instagram import inquiries
from cafe_instagram.home import duties, health, overview, waiting
from cafe_instagram.home.facts import facts_of
from posts.drafting import rules as post_rules
from security.office import out_of_space
from security.pages import sent_back
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
    """What waits for me, what of mine went wrong, what is about to happen: derived from states."""
    facts = facts_of(request)
    sections = waiting.for_person(facts)
    context = {
        "sections": sections,
        "parts": [(part, [one for one in sections if one.part == part]) for part in waiting.Part],
        "duties": list(duties.for_person(facts)),
        "overviews": overview.for_person(facts),
        "pause": facts.pause,
        "may_work": security_rules.may_work_here(request.actor),
        "may_draft": post_rules.may_draft(request.actor),
    }
    return render(request, "home/home.html", context)


@never_cache
@require_safe
@login_required
def news(request: OfficeRequest) -> HttpResponse:
    """What is new around every page: bell, numbers, alerts. 204 where it is as the page that asks has it (`?as_of=`).

    Asked every minute by js/news.js, which is no activity of the person (session_limits).
    """
    body = render_to_string("components/news.html", {}, request)
    as_of = sha256(body.encode()).hexdigest()[:16]
    if request.GET.get("as_of") == as_of:
        return HttpResponse(status=204)
    return HttpResponse(body, headers={"X-As-Of": as_of})


@machine
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For whoever watches the system: 503 when something stands still."""
    told = health.told()
    return JsonResponse(told, status=200 if told["ok"] else 503)


@machine
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, which brings the token; 404 where there is none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    written = import_module("cafe_instagram.metrics").text()
    return HttpResponse(written, content_type="text/plain; version=0.0.4; charset=utf-8")


@machine
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Instagram's fetcher obeys robots.txt; what is public may be found, from all else everybody is asked to stay away."""
    return HttpResponse(ROBOTS, content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody has foreseen: a number that stands in the log too. No database and no context processor is needed.

    Called by Django while the error is being handled.
    """
    if out_of_space.takes_nothing(sys.exception()):
        return sent_back.not_kept(request)
    inquiry = inquiries.current.get()
    return HttpResponse(
        render_to_string("500.html", {"number": inquiry.number if inquiry else ""}), status=500
    )
