"""For tests that sign in: passwords, authenticator apps, a fresh proof of identity."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from security.models import Safeguards, User

PASSWORD = "ooyuki-sapporo-77"


def with_password(user: User, password: str = PASSWORD) -> User:
    user.set_password(password)
    user.save()
    return user


def with_app(user: User) -> str:
    """The user's authenticator app: its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def app_code(secret: str, *, seconds_off: int = 0) -> str:
    """What an app shows whose clock is so far off."""
    return format_hotp_value(hotp_value(secret, int(time.time() + seconds_off) // 30))


def sign_in(client, user, password=PASSWORD, **headers):
    """The first step, with the password."""
    return client.post(reverse("account_login"), {"login": user.username, "password": password}, **headers)


def enter(client, code, **headers):
    """The second step."""
    return client.post(reverse("mfa_authenticate"), {"code": code}, **headers)


def is_in(client):
    return "_auth_user_id" in client.session


def prove(client, user):
    """As if the person, already signed in, had just shown again who it is, by both factors."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "type": "totp"},
        {"method": "password", "at": time.time(), "reauthenticated": True},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def safeguards(**values):
    """The office's settings, as the administrator has saved them."""
    Safeguards.objects.update_or_create(pk=1, defaults=values)


class Browser(Client):
    """Django's client, where a sign-in counts as a fresh proof of identity, as it does on the page."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        prove(self, user)
