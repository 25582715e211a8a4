"""二要素認証: who has one, who has shown it, and codes that count once."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpRequest

from security.people.models import User

# Recovery codes alone are none: they stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def has_app(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session has: at sign-in, at a fresh proof, or by setting one up here."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def spend(user: User, code: str) -> bool:
    """Whether this is the code's first use, in any process, for as long as the tolerance would let it in again."""
    steps = 2 * app_settings.TOTP_TOLERANCE + 1
    # A second more: the cache cuts its times to whole seconds.
    return cache.add(f"code-spent:{user.pk}:{code}", True, timeout=steps * app_settings.TOTP_PERIOD + 1)
