"""What must hold before any page opens: the device of the session, the workplace, the year's acknowledgement."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from security.people.models import User
from security.people.requests import has_session, signed_in
from security.signing_in import acknowledging, kept_input
from security.signing_in.middleware import OPEN_VIEWS
from security.workplaces import actions, recognising, rules
from security.workplaces.places import SESSION_DEVICE, current_place

OWN_ACCOUNT = OPEN_VIEWS - {"home"}
# How one gets out of each gate.
ELSEWHERE_OPEN = OWN_ACCOUNT | {"security:elsewhere", "security:enrol_device"}
UNACKNOWLEDGED_OPEN = OWN_ACCOUNT | {"security:acknowledgement", "security:elsewhere"}
REFUSED = (
    "このログインは、登録された端末で始められたものですが、その端末の印が確かめられないため、終わらせました。"
    "もう一度ログインしてください。"
)


class DeviceMiddleware:
    """A session begun on an enrolled device belongs to it: used without that device, it ends (第５第２項).

    The request goes on as a stranger's, so that a form sent with it is kept like any other whose session ran out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_on_its_device(request):
            _end(request)
        response = self.get_response(request)
        if device := recognising.renew(request, response):
            actions.note_device_seen(device=device)
        return response


def _is_on_its_device(request: HttpRequest) -> bool:
    if not has_session(request):
        return True
    begun_on = request.session.get(SESSION_DEVICE)
    return begun_on is None or current_place.get().device_id == begun_on


def _end(request: HttpRequest) -> None:
    """What the session held, kept input included, is gone with it."""
    if isinstance(request.user, User):
        actions.refuse_session(
            user=request.user,
            device_id=request.session[SESSION_DEVICE],
            session_key=request.session.session_key,
        )
    request.session.flush()
    request.user = AnonymousUser()
    request.actor = None  # type: ignore[attr-defined]  # as ActorMiddleware leaves it for strangers
    messages.error(request, REFUSED)


class WorkplaceMiddleware:
    """Where posters may be signed in from their workplace only, elsewhere a page says why (第４第１項(1))."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if _passes(request, ELSEWHERE_OPEN) or rules.may_be_signed_in_here(signed_in(request).actor):
            return None
        kept_input.keep(request)
        return redirect("security:elsewhere")


class AcknowledgedMiddleware:
    """Whoever works here has acknowledged the security policy in this fiscal year (第５第２項)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if _passes(request, UNACKNOWLEDGED_OPEN) or acknowledging.is_done(request):
            return None
        if not signed_in(request).actor.appointments:
            return None
        wanted = urlencode({"next": kept_input.way_back(request)})
        return redirect(f"{reverse('security:acknowledgement')}?{wanted}")


def _passes(request: HttpRequest, open_views: frozenset[str]) -> bool:
    match = request.resolver_match
    return bool(match and match.view_name in open_views) or not request.user.is_authenticated
