"""二要素認証: allauth's pages, told what the office asks for."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import (
    download_recovery_codes,
    generate_recovery_codes,
    view_recovery_codes,
)
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from security.office import vault
from security.pages.allauth_internals import record_authentication
from security.pages.requests import signed_in
from security.signing_in import rules
from security.signing_in.second_factor import has_second_factor


class OverviewView(IndexView):
    """What is set up, and why something must be."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = signed_in(self.request).actor
        own = {
            "is_needed": rules.needs_second_factor(actor),
            "has_one": has_second_factor(actor.user),
            "passkeys_work": passkeys_work(self.request),
        }
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | own


class _Shown:
    """Whoever sets up a factor has shown it in this session (security/signing_in/gates.py)."""

    def form_valid(self: Any, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the views that this is mixed into have it
        record_authentication(self.request, self.request.user, "mfa")
        return response


class AddAppView(_Shown, ActivateTOTPView):
    """An authenticator app."""


class AddPasskeyView(_Shown, AddWebAuthnView):
    """A passkey."""


class RemovePasskeyView(RemoveWebAuthnView):
    """The last factor stays where the office asks for one."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        return response


def readable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Recovery codes that the present keys do not open can only be made anew."""

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except vault.Unreadable:
            return render(request, "mfa/recovery_codes/unreadable.html")

    return answered


add_app = never_cache(AddAppView.as_view())
add_passkey = AddPasskeyView.as_view()
overview = OverviewView.as_view()
codes = readable(view_recovery_codes)
new_codes = readable(generate_recovery_codes)
codes_file = readable(download_recovery_codes)
remove_passkey = RemovePasskeyView.as_view()


def passkeys_work(request: HttpRequest) -> bool:
    """Passkeys belong to a name: at an address of numbers, as the demo's, no browser makes any."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False
