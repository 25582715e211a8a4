"""ご本人の確認: before an act that can do great harm, whoever is at the keyboard shows again who it is."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from security.pages.allauth_internals import STATE_SESSION_KEY, did_recently_reauthenticate


def fresh_proof(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Password, code or passkey within the last ten minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT); a sign-in counts.

    Afterwards one is back on the page. A form that was sent meanwhile is taken up where it stopped; files are not.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        if request.method != "POST":
            # A form that somebody gave up earlier must not be sent by looking at its page again.
            request.session.pop(STATE_SESSION_KEY, None)
        raise ReauthenticationRequired

    return guarded


def form_waits(request: HttpRequest, path: str | None) -> bool:
    """Whether the proof will at once take up a form that was sent to this path."""
    waiting = request.session.get(STATE_SESSION_KEY, {}).get("request")
    return bool(waiting) and json.loads(waiting)["path"] == path


def fresh_proof_for_a_secret(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """As `fresh_proof`, for a form with a secret in it: sent too late it is kept nowhere, and the page asks anew."""
    proven = fresh_proof(view)

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not did_recently_reauthenticate(request):
            return redirect(request.path)
        return proven(request, *args, **kwargs)

    return guarded
