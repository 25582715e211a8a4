"""Who asks, and from where: set once for every request."""

import ipaddress
import logging
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.ipv6 import clean_ipv6_address

from security.office import out_of_space
from security.pages import sent_back
from security.pages.doors import is_public
from security.people.actors import Actor
from security.people.models import User
from security.people.places import current_place
from security.people.safeguards import Safeguards
from security.trail.cache import trail_cache_of
from security.workplaces import recognising

logger = logging.getLogger(__name__)


class PublicPagesMiddleware:
    """Public pages never learn who asks: cookies are left outside, so that none is read, renewed or answered with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_COOKIE" in request.META and _asks_for_a_public_page(request):
            del request.META["HTTP_COOKIE"]
        return self.get_response(request)


def _asks_for_a_public_page(request: HttpRequest) -> bool:
    try:
        return is_public(resolve(request.path_info).func)
    except Resolver404:
        return False


class SparingSessionMiddleware(SessionMiddleware):
    """Whoever only looks sees the page, also where what is new in his session cannot be kept (a full disk)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, Error) as error:  # the former is what Django takes the latter for
            if not out_of_space.takes_nothing(error):
                raise
            logger.warning("a session cannot be kept: %s", error)
        return response if request.method in ("GET", "HEAD") else sent_back.not_kept(request)


class ActorMiddleware:
    """Gives `request.actor` (read when first needed) and tells rules and trail from where the request comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]  # read by every view
        # Looked up when a rule or the trail first asks; what nobody signed in for costs nothing.
        place: Any = SimpleLazyObject(lambda: recognising.place_of(request, address_of(request)))
        token = current_place.set(place)
        try:
            return self.get_response(request)
        finally:
            current_place.reset(token)


def address_of(request: HttpRequest) -> str | None:
    """The client's address as the database will give it back: what the trail's hash covers must be what is stored.

    Behind our proxy it is what that one has appended, if need be with a port; whatever stands before it, anybody may
    have written. The proxy's own address is nobody's: unreadable, the client's is unknown.
    """
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        return _canonical(_without_port(forwarded))
    return _canonical(request.META.get("REMOTE_ADDR", ""))


def _without_port(written: str) -> str:
    """`192.0.2.7:55555` and `[2001:db8::7]:55555`, with a port or without."""
    found = re.fullmatch(r"\[([^]]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+", written, re.ASCII)
    return (found[1] or found[2]) if found else written


def _canonical(given: str) -> str | None:
    address, _, _zone = given.partition("%")
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return None
    return clean_ipv6_address(address) if ":" in address else address


def actor_of(request: HttpRequest) -> Actor | None:
    if not isinstance(request.user, User):
        return None
    cache = trail_cache_of(
        request
    )  # first: what is kept must not be newer than the authority it was found with
    return Actor.of(request.user, safeguards=cache.get("safeguards", Safeguards.current))
