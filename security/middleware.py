"""Who asks, and from where: set once for every request."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.ipv6 import clean_ipv6_address

from . import rules, workplaces
from .actors import Actor
from .models import User
from .places import current_place
from .requests import signed_in

# What is open to whoever is signed in: the first page (which says why the others are not), the own account, machines.
OPEN_VIEWS = frozenset(
    {
        "home",
        "healthz",
        "robots",
        "posts:photo_for_instagram",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
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
        answer = rules.may_work_here(signed_in(request).actor)
        if answer:
            return None
        messages.error(request, str(answer))
        return redirect("home")


def address_of(request: HttpRequest) -> str | None:
    """The client's address as the database will give it back: what the trail's hash covers must be what is stored."""
    address, _, _zone = request.META.get("REMOTE_ADDR", "").partition("%")
    return clean_ipv6_address(address) if ":" in address else address or None


def actor_of(request: HttpRequest) -> Actor | None:
    return Actor.of(request.user) if isinstance(request.user, User) else None
