"""What must hold before any page opens: the device of the session, and behind each door what it asks for."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from security.office.out_of_space import spared
from security.pages import kept_input
from security.pages.doors import Door, shut_doors
from security.pages.requests import OfficeRequest, has_session, signed_in
from security.people import rules as people_rules
from security.people.models import User
from security.people.places import SESSION_DEVICE, current_place
from security.signing_in import acknowledging
from security.signing_in import rules as signing_in_rules
from security.signing_in.actions import sessions
from security.signing_in.second_factor import has_app, has_second_factor, has_shown_factor
from security.workplaces import actions, recognising
from security.workplaces import rules as workplaces_rules

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
            with spared():
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
        sessions.refuse_session(
            user=request.user,
            device_id=request.session[SESSION_DEVICE],
            session_key=request.session.session_key,
        )
    request.session.flush()
    request.user = AnonymousUser()
    request.actor = None  # type: ignore[attr-defined]  # as ActorMiddleware leaves it for strangers
    messages.error(request, REFUSED)


class DoorsMiddleware:
    """Leads whoever is signed in from a page to what the first shut door before it asks for; the admin site too.

    Strangers are the pages' own affair.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: Any
    ) -> HttpResponse | None:
        shut = shut_doors(view)
        if not shut or not request.user.is_authenticated:
            return None
        for door in shut:
            if elsewhere := KEEPERS[door](signed_in(request)):
                return elsewhere
        return None


def _appointment(request: OfficeRequest) -> HttpResponse | None:
    """Whoever has no appointment today is led home from everywhere else (第２)."""
    answer = people_rules.may_work_here(request.actor)
    if answer:
        return None
    messages.error(request, str(answer))
    return redirect("home")


def _workplace(request: OfficeRequest) -> HttpResponse | None:
    """Where posters may be signed in from their workplace only, elsewhere a page says why (第４第１項(1))."""
    if workplaces_rules.may_be_signed_in_here(request.actor):
        return None
    kept_input.keep(request)
    return redirect("security:elsewhere")


def _second_factor(request: OfficeRequest) -> HttpResponse | None:
    """Whoever needs a second factor sets it up before anything else opens."""
    if not signing_in_rules.needs_second_factor(request.actor) or has_second_factor(request.user):
        return None
    kept_input.keep(request)
    return redirect("mfa_index")


def _proof(request: OfficeRequest) -> HttpResponse | None:
    """Whoever has it shows it in each session: the code or, with passkeys only, the passkey; then back to the page.

    A session begun by somebody with the password alone, before there was a factor, gets no further.
    """
    if not signing_in_rules.needs_second_factor(request.actor) or has_shown_factor(request):
        return None
    if not has_second_factor(request.user):
        return None
    view = "mfa_reauthenticate" if has_app(request.user) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(view)}?{urlencode({'next': kept_input.way_back(request)})}")


def _acknowledgement(request: OfficeRequest) -> HttpResponse | None:
    """Whoever works here has acknowledged the security policy in this fiscal year (第５第２項)."""
    if acknowledging.is_done(request) or not request.actor.appointments:
        return None
    wanted = urlencode({"next": kept_input.way_back(request)})
    return redirect(f"{reverse('security:acknowledgement')}?{wanted}")


KEEPERS: dict[Door, Callable[[OfficeRequest], HttpResponse | None]] = {
    Door.APPOINTMENT: _appointment,
    Door.WORKPLACE: _workplace,
    Door.SECOND_FACTOR: _second_factor,
    Door.PROOF: _proof,
    Door.ACKNOWLEDGEMENT: _acknowledgement,
}
