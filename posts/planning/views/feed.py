"""The plan in one's own calendar program: the page that switches it on and off, and what the program fetches."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from posts.planning import actions, feeds, ical, querysets, rules
from posts.planning.models import CalendarFeed
from security.office.answers import Refused
from security.pages.doors import machine
from security.pages.presses import pressed_at
from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest
from security.people.actors import Actor

DAYS_BACK, DAYS_AHEAD, EVENTS_MAX = 62, 400, 1_000


@require_safe
@login_required
def feed(request: OfficeRequest) -> HttpResponse:
    """Whether it is on, since when, and when it was last fetched."""
    found = CalendarFeed.objects.filter(person=request.user).first()
    return render(request, "posts/planning/feed.html", {"feed": found})


@never_cache
@require_http_methods(["GET", "POST"])
@fresh_proof
def make_feed(request: OfficeRequest) -> HttpResponse:
    """始める, or the address anew. It is shown in this one answer, and can only be made anew afterwards."""
    found = CalendarFeed.objects.filter(person=request.user).first()
    if request.method == "POST":
        try:
            secret = actions.make_feed(by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
            return redirect("posts:feed")
        address = settings.PUBLIC_URL + reverse("posts:calendar_feed", args=[secret])
        return render(request, "posts/planning/feed_made.html", {"address": address})
    return render(request, "posts/planning/feed_make.html", {"feed": found})


@login_required
@pressed_at(lambda request: reverse("posts:feed"))
def end_feed(request: OfficeRequest) -> HttpResponse:
    if actions.end_feed(person=request.user, by=request.user):
        messages.success(request, "予定表の配信を止めました。前のアドレスは、もう使えません。")
    else:
        messages.info(request, "予定表の配信は、すでに止まっています。")
    return redirect("posts:feed")


@machine
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Without sign-in: the address itself is the key, and opens only what its person may read now."""
    found = feeds.find(secret)
    if found is None:
        raise Http404
    actor = Actor.of(found.person)
    if not rules.may_read_feed(actor):
        raise Http404
    if not actions.note_read(feed=found):
        return HttpResponse(
            "too many requests\n", status=429, content_type="text/plain", headers={"Retry-After": "3600"}
        )
    now = timezone.now()
    begin, end = now - timedelta(days=DAYS_BACK), now + timedelta(days=DAYS_AHEAD)
    response = HttpResponse(
        ical.written(querysets.shown(actor, begin, end)[:EVENTS_MAX], now=now),
        content_type="text/calendar; charset=utf-8",
    )
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
