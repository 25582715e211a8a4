"""What the sign-in uses of django-allauth beyond its documented interface: here, and nowhere else.

allauth may change any of it in any release. tests/test_private_names.py knows each name and says which one is gone.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, did_recently_reauthenticate
from allauth.core.internal.ratelimit import RateLimitUsage, consume, get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.conf import settings

__all__ = [
    "STATE_SESSION_KEY",
    "NamedInSettings",
    "RateLimitUsage",
    "consume",
    "did_recently_reauthenticate",
    "emit_authentication_failed",
    "get_ip",
    "record_authentication",
    "validate_totp_code",
]


class NamedInSettings(DefaultMFAAdapter):
    """Authenticator apps and passkeys show the name from the settings, not that of a row in the database."""

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def emit_authentication_failed(form: BaseAuthenticateForm, authenticator: Authenticator) -> None:
    """Send the signal that allauth's own check of a code would send."""
    form._emit_authentication_failed(authenticator)
