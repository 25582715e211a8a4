"""Who asks, and from where: set once for every request."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.ipv6 import clean_ipv6_address

from . import rules, workplaces
from .actors import Actor
from .models import User
from .places import current_place
from .requests import signed_in
from .second_factor import has_second_factor

# The way to a second factor, and out: all that is open to whoever needs one and has none yet.
ENROLMENT_VIEWS = frozenset(
    {
        "healthz",
        "robots",
        "posts:photo_for_instagram",
        "account_logout",
        "account_session",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
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
        "mfa_reauthenticate_webauthn",
        "mfa_generate_recovery_codes",
    }
)


class ActorMiddleware:
    """Gives `request.actor` (read when first needed) and tells rules and trail from where the request comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]  # read by every view
        # Looked up when a rule or the trail first asks; what nobody signed in for costs nothing.
        place: Any = SimpleLazyObject(lambda: workplaces.place_of(request, address_of(request)))
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
        if rules.may_work_here(signed_in(request).actor):
            return None
        return redirect("home")  # which says why


class SecondFactorMiddleware:
    """Whoever needs a second factor and has none sets it up before anything else opens, the admin site included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if (match and match.view_name in ENROLMENT_VIEWS) or not request.user.is_authenticated:
            return None
        actor = signed_in(request).actor
        if not rules.needs_second_factor(actor) or has_second_factor(actor.user):
            return None
        return redirect("mfa_index")


def address_of(request: HttpRequest) -> str | None:
    """The client's address as the database will give it back: what the trail's hash covers must be what is stored.

    Behind our proxy it is what that one has appended; whatever stands before it, anybody may have written.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        return _canonical(forwarded) or _canonical(peer)
    return _canonical(peer)


def _canonical(given: str) -> str | None:
    address, _, _zone = given.partition("%")
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return None
    return clean_ipv6_address(address) if ":" in address else address


def actor_of(request: HttpRequest) -> Actor | None:
    return Actor.of(request.user) if isinstance(request.user, User) else None
