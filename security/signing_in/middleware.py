"""Who asks, and from where: set once for every request."""

import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.ipv6 import clean_ipv6_address

from security.people import rules as people_rules
from security.people.actors import Actor
from security.people.models import User
from security.people.requests import signed_in
from security.signing_in import rules as signing_in_rules
from security.signing_in.kept_input import keep, way_back
from security.signing_in.models import Safeguards
from security.signing_in.second_factor import has_app, has_second_factor, has_shown_factor
from security.trail.cache import trail_cache_of
from security.workplaces import recognising
from security.workplaces.places import current_place

# Pages that are the same for everybody, whoever asks.
PUBLIC_VIEWS = frozenset({"policy:public", "policy:public_version", "links:list", "links:picture"})
# The way to show a second factor, and out: all that is open to a session that has shown none yet.
SHOWING_VIEWS = PUBLIC_VIEWS | frozenset(
    {
        "healthz",
        "robots",
        "posts:photo_for_instagram",
        "webhooks:instagram",
        "account_logout",
        "account_session",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)
# The way to set one up: open as well to whoever needs one and has none yet.
ENROLMENT_VIEWS = SHOWING_VIEWS | frozenset(
    {
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
# What is open to whoever is signed in: the first page (which says why the others are not), the own account, machines.
OPEN_VIEWS = ENROLMENT_VIEWS | frozenset(
    {
        "home",
        "account_login",
        "account_inactive",
        "account_invitation",
        "account_invited",
        "account_sessions",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_login_webauthn",
        "mfa_deactivate_totp",
        "mfa_remove_webauthn",
        "mfa_generate_recovery_codes",
    }
)


class PublicPagesMiddleware:
    """Public pages never learn who asks: cookies are left outside, so that none is read, renewed or answered with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_COOKIE" in request.META and _is_public(request):
            del request.META["HTTP_COOKIE"]
        return self.get_response(request)


def _is_public(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in PUBLIC_VIEWS
    except Resolver404:
        return False


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


class AppointedOnlyMiddleware:
    """Whoever has no appointment today is led home from everywhere else, the admin site included (第２)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if (match and match.view_name in OPEN_VIEWS) or not request.user.is_authenticated:
            return None
        answer = people_rules.may_work_here(signed_in(request).actor)
        if answer:
            return None
        messages.error(request, str(answer))
        return redirect("home")


class SecondFactorMiddleware:
    """Whoever needs a second factor sets it up, and shows it in each session, before anything else opens.

    The admin site too. A session begun by somebody with the password alone, before there was a factor, gets no further.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        view_name = request.resolver_match.view_name if request.resolver_match else ""
        if view_name in SHOWING_VIEWS or not request.user.is_authenticated:
            return None
        actor = signed_in(request).actor
        if not signing_in_rules.needs_second_factor(actor):
            return None
        if has_second_factor(actor.user):
            return None if has_shown_factor(request) else _to_showing(request)
        if view_name in ENROLMENT_VIEWS:
            return None
        keep(request)
        return redirect("mfa_index")


def _to_showing(request: HttpRequest) -> HttpResponse:
    """To the code or, for whoever has passkeys only, to the passkey; then back to the page that was asked for."""
    view = "mfa_reauthenticate" if has_app(signed_in(request).user) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(view)}?{urlencode({'next': way_back(request)})}")


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
