"""The requests that views get: what the middleware has put on them, by name and type."""

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest, QueryDict

from security.pages.kept_input import kept_input
from security.people.actors import Actor
from security.people.models import User

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

WORDS_MAX = 100


class OfficeRequest(HttpRequest):
    """A request from behind the sign-in (only a type: the server makes plain requests)."""

    user: User
    actor: Actor
    htmx: "HtmxDetails"


def signed_in(request: HttpRequest) -> OfficeRequest:
    """For code that Django calls with a plain request, like the admin site's methods."""
    return cast(OfficeRequest, request)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also if that is nothing at all; None while the page is only looked at.

    What was sent too late, and kept over the sign-in, stands in the form again: bound, but nobody has pressed yet.
    """
    return request.POST if request.method == "POST" else kept_input(request)


def words_asked(request: HttpRequest) -> str:
    """What a list is searched for (`?q=`). PostgreSQL refuses a NUL, which no keyboard types, and SQLite a long pattern."""
    return request.GET.get("q", "").replace("\0", "").strip()[:WORDS_MAX]


def has_session(request: HttpRequest) -> bool:
    """Whether there is a session to ask at all: pages without one need not vary by cookie."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES
