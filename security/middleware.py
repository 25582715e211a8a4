"""Who asks, and from where: set once for every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.ipv6 import clean_ipv6_address

from .actors import Actor
from .audit import client_address
from .models import User


class ActorMiddleware:
    """Gives `request.actor` (read when first needed) and the audit trail the client's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]  # read by every view
        token = client_address.set(address_of(request))
        try:
            return self.get_response(request)
        finally:
            client_address.reset(token)


def address_of(request: HttpRequest) -> str | None:
    """The client's address as the database will give it back: what the trail's hash covers must be what is stored."""
    address, _, _zone = request.META.get("REMOTE_ADDR", "").partition("%")
    return clean_ipv6_address(address) if ":" in address else address or None


def actor_of(request: HttpRequest) -> Actor | None:
    return Actor.of(request.user) if isinstance(request.user, User) else None
