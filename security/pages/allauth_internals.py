"""What the sign-in uses of django-allauth beyond its documented interface: here, and nowhere else.

allauth may change any of it in any release. tests/test_private_names.py knows each name and says which one is gone.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, did_recently_reauthenticate
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.conf import settings
from django.http import HttpRequest

from security.office import words

__all__ = [
    "STATE_SESSION_KEY",
    "AttemptsByAccount",
    "NamedInSettings",
    "check_rate_limit",
    "did_recently_reauthenticate",
    "emit_authentication_failed",
    "record_authentication",
    "validate_totp_code",
]


class AttemptsByAccount(DefaultAccountAdapter):
    """Failed sign-ins are counted by account alone."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """With the host's name in it, as in allauth, each name of this host would have attempts of its own."""
        return words.key(str(credentials.get("username", "")))


class NamedInSettings(DefaultMFAAdapter):
    """Authenticator apps and passkeys show the name from the settings, not that of a row in the database."""

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def emit_authentication_failed(form: BaseAuthenticateForm, authenticator: Authenticator) -> None:
    """Send the signal that allauth's own check of a code would send."""
    form._emit_authentication_failed(authenticator)
