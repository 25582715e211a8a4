"""The first page, answers to machines, and the page of last resort."""

import hashlib
import sys
from importlib import import_module

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from cafe_instagram import inquiries
from cafe_instagram.home import context, duties, health, waiting
from cafe_instagram.home.facts import facts_of
from posts.drafting import rules as post_rules
from security.office import disk
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
    """What waits for me, derived from states."""
    shown = {
        "sections": waiting.for_person(facts_of(request)),
        "duties": list(duties.for_person(facts_of(request))),
        "pause": facts_of(request).pause,
        "may_work": security_rules.may_work_here(request.actor),
        "may_draft": post_rules.may_draft(request.actor),
    }
    return render(request, "home/home.html", shown)


@open_without(*Door)
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """What stands above every page, for a page that is open: 304 while it is the same (ETag), nothing for strangers.

    Whoever waits before a door sees it above that page, too.
    """
    if not request.user.is_authenticated:
        return HttpResponse()
    office = context.above_every_page(facts_of(request))
    fragment = HttpResponse(render_to_string("components/alerts.html", {"office": office}).strip())
    etag = f'"{hashlib.sha256(fragment.content).hexdigest()[:16]}"'
    fragment["ETag"], fragment["Cache-Control"] = etag, "private, no-cache"
    return get_conditional_response(request, etag=etag, response=fragment) or fragment


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
    if disk.takes_nothing(sys.exception()):
        return sent_back.not_kept(request)
    inquiry = inquiries.current.get()
    return HttpResponse(
        render_to_string("500.html", {"number": inquiry.number if inquiry else ""}), status=500
    )
