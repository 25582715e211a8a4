"""Where one is signed in, and ending it."""

from allauth.account import views
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from security.pages.requests import OfficeRequest
from security.signing_in import actions
from security.signing_in.browsers import in_words
from security.signing_in.querysets import alive_sessions
from security.signing_in.session_limits import TimeLeft

NOBODY = TimeLeft(seconds=0, limit="", warn=0)


@login_not_required
def logout(request: HttpRequest) -> HttpResponseBase:
    """django-allauth's. What was typed and waits in the browser (js/typed_store.js) goes with the person, on shared tablets
    above all: the page's script says that it has emptied its own (`emptied`); else the browser is told to empty all.
    """
    response: HttpResponseBase = views.logout(request)
    if request.method == "POST" and "emptied" not in request.POST:
        response["Clear-Site-Data"] = '"storage"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def own_sessions(request: OfficeRequest) -> HttpResponse:
    """GET lists, the newest use first; POST ends the one named in `session`, or all others."""
    own = alive_sessions().filter(user=request.user).order_by("-last_seen_at", "-pk")
    here = request.session.session_key
    if request.method == "GET":
        rows = [(row, in_words(row.user_agent), row.session_key == here) for row in own]
        return render(request, "account/sessions.html", {"rows": rows})
    others = own.exclude(session_key=here)
    if chosen := request.POST.get("session"):
        chosen_row = get_object_or_404(others, pk=chosen if chosen.isdecimal() else 0)
        ended = actions.end_own_sessions(by=request.user, sessions=[chosen_row])
    else:
        ended = actions.end_own_sessions(by=request.user, sessions=list(others))
    if ended:
        messages.success(request, f"{ended}件のログインを終わらせました。その端末では、もう操作できません。")
    else:
        messages.info(request, "ほかにログインしている端末はありません。")
    return redirect("account_sessions")


@never_cache
@require_http_methods(["GET", "POST"])
def session(request: OfficeRequest) -> JsonResponse:
    """How long the session lasts, in seconds; none without one. A POST is 「ログインを続ける」 and counts as being there."""
    left = getattr(request, "time_left", None) or NOBODY
    return JsonResponse({"seconds": left.seconds, "limit": left.limit, "warn": left.warn})
