"""Who asks, and from where: set once for every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .actors import Actor
from .audit import client_address
from .models import User


class ActorMiddleware:
    """Gives `request.actor` (read when first needed) and the audit trail the client's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]  # read by every view
        token = client_address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            client_address.reset(token)


def actor_of(request: HttpRequest) -> Actor | None:
    return Actor.of(request.user) if isinstance(request.user, User) else None
