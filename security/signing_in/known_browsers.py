"""Browsers that somebody has signed in with before: others' guesses do not keep their owner out there.

A signed cookie names the accounts. It opens nothing: whoever steals it has a few guesses of his own, and the second factor
still before him (security/signing_in/guesses.py).
"""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from security.people.models import User
from security.signing_in.actions import note_new_browser
from security.signing_in.browsers import in_words
from security.signing_in.middleware import address_of

AGE = timedelta(days=400)  # the longest that browsers keep one; each sign-in begins it anew
MOST = 20  # accounts, at an office's common computer; the latest stay
SALT = "security.signing_in.known_browsers"


class KnownBrowsersMiddleware:
    """Leaves the cookie where `remember` was called for the request, and tells of a sign-in where there was none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if user := getattr(request, "known_to", None):
            if getattr(request, "is_new_browser", False):
                browser = in_words(request.headers.get("User-Agent", ""))
                note_new_browser(user=user, browser=browser, address=address_of(request) or "不明")
            _leave(request, response, user)
        return response


def remember(request: HttpRequest, user: User) -> None:
    """To be called once the person has shown all that the account asks for, or has opened a letter of ours here."""
    request.known_to = user  # type: ignore[attr-defined]  # read by the middleware


def number(request: HttpRequest, user: User) -> str | None:
    """The browser's own number, if this person has signed in with it before."""
    own, people = _read(request)
    return own if user.pk in people else None


def is_known(request: HttpRequest) -> bool:
    """To anybody at all."""
    return bool(_read(request)[1])


def cookie_name() -> str:
    """With https the browser itself warrants that the cookie is this host's own."""
    return "__Host-known" if settings.HTTPS else "known"


def _read(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        own, people = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return secrets.token_urlsafe(12), []
    return own, people


def _leave(request: HttpRequest, response: HttpResponse, user: User) -> None:
    own, people = _read(request)
    people = [user.pk, *(pk for pk in people if pk != user.pk)][:MOST]
    value = signing.dumps([own, people], salt=SALT)
    response.set_cookie(
        cookie_name(), value, max_age=AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
