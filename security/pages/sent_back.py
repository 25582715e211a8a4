"""What could not be taken as it was sent goes back to whoever sent it, to be sent again: nobody loses a text by it.

Only to the person who was shown the form, whom its hidden field `typed_by` names, signed: another site can send
anything, but not that. Files cannot be given back.
"""

from dataclasses import dataclass

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from security.pages import kept_input
from security.pages.bodies import had_files

# Of Django's reasons (django/middleware/csrf.py) those of the token: the others are about where a request comes from.
ABOUT_THE_FORM = "CSRF "
INSUFFICIENT_STORAGE = 507


@dataclass(frozen=True)
class SentBack:
    """`fields` to be sent again as they are; `texts` of them for people to read. `way`: to the page of the form."""

    way: str
    fields: list[tuple[str, str]]
    texts: list[str]
    had_files: bool
    is_kept: bool


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of the page is not this session's: mostly somebody has signed in again in another tab."""
    back = _sent_back(request) if reason.startswith(ABOUT_THE_FORM) else None
    return render(request, "403_csrf.html", {"back": back, "way": _way(request)}, status=403)


def cut_off(request: HttpRequest) -> HttpResponse:
    """The connection broke while the form was sent: what came may lack its end, so it is only shown in its form again."""
    return render(
        request, "400_cut_off.html", {"back": _sent_back(request), "way": _way(request)}, status=400
    )


def not_kept(request: HttpRequest) -> HttpResponse:
    """The server's disk is full (security/office/out_of_space.py): what was sent stands in the page, which nothing is written for."""
    try:
        back = _offered(request) if request.method == "POST" else None
    except (Error, OSError):  # not even who asks can be read
        back = None
    context = {"back": back, "is_form": request.method == "POST", "csrf_token": get_token(request)}
    return HttpResponse(render_to_string("507.html", context), status=INSUFFICIENT_STORAGE)


def _sent_back(request: HttpRequest) -> SentBack | None:
    if not kept_input.was_typed_by(request, request.POST):
        return None
    kept_input.keep(request)
    return _offered(request)


def _offered(request: HttpRequest) -> SentBack | None:
    if not kept_input.was_typed_by(request, request.POST):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    return SentBack(
        way=request.get_full_path(),
        fields=fields,
        texts=[value for _, value in fields if not value.isascii() or " " in value.strip()],
        had_files=had_files(request),
        is_kept=kept_input.KEY in request.session,
    )


def _way(request: HttpRequest) -> str:
    """To the form, over the sign-in for whoever has to."""
    if request.user.is_authenticated:
        return request.get_full_path()
    # Whoever was shown the form finds it again, once he is signed in.
    return f"{reverse('account_login')}?{urlencode({'next': kept_input.way_back(request)})}"
