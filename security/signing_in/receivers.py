"""What is heard: sign-in, sign-out, failures, new passwords and factors for the trail; Instagram's answer for the register."""

from datetime import datetime
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from security.account import actions as account_actions
from security.people.models import User
from security.people.places import SESSION_DEVICE, current_place
from security.people.signals import connection_confirmed
from security.signing_in import acknowledging, known_browsers
from security.signing_in import actions as signing_in_actions
from security.signing_in.middleware import address_of
from security.signing_in.querysets import refusal_since_sign_in

KINDS = {
    Authenticator.Type.TOTP: "認証アプリ",
    Authenticator.Type.WEBAUTHN: "パスキー",
}


@receiver(user_logged_in)
def on_sign_in(user: User, request: HttpRequest, **kwargs: Any) -> None:
    """The session belongs to the device it is begun on, and whoever was refused meanwhile is told."""
    if device_id := current_place.get().device_id:
        request.session[SESSION_DEVICE] = device_id
    acknowledging.note_in_session(request, user)
    _tell_of_a_refusal(request, user)
    if not request.session.session_key:
        request.session.save()
    signing_in_actions.begin_session(
        user=user,
        key=str(request.session.session_key),
        address=address_of(request) or "0.0.0.0",  # noqa: S104 - see adapter.NO_ADDRESS
        user_agent=request.headers.get("User-Agent", ""),
    )
    signing_in_actions.note_sign_in(user=user)
    if not (current_place.get().device_id or known_browsers.number(request, user)):
        request.is_new_browser = True  # type: ignore[attr-defined]  # read by KnownBrowsersMiddleware
    known_browsers.remember(request, user)


def _tell_of_a_refusal(request: HttpRequest, user: User) -> None:
    if refused := refusal_since_sign_in(user):
        moment = timezone.localtime(refused.at)
        sentence = (
            f"{moment:%-m月%-d日%-H時%M分}に、あなたのログインが、始めた端末の印のないところで使われたため、終わらせました。"
            "お心当たりがないときは、パスワードを変更し、システム管理者に知らせてください。"
        )
        messages.warning(request, sentence, fail_silently=True)


@receiver(user_logged_out)
def on_sign_out(user: User | None, request: HttpRequest, **kwargs: Any) -> None:
    if user is not None:
        signing_in_actions.forget_session(key=request.session.session_key or "")
        signing_in_actions.note_sign_out(user=user)


@receiver(user_login_failed)
def on_failed_sign_in(credentials: dict[str, Any], **kwargs: Any) -> None:
    signing_in_actions.note_failed_sign_in(username=str(credentials.get("username", "")))


@receiver(authentication_failed)
def on_failed_code(user: User, **kwargs: Any) -> None:
    signing_in_actions.note_failed_code(user=user)


@receiver(password_reset)
def on_password_reset(user: User, request: HttpRequest, **kwargs: Any) -> None:
    """Whoever has opened our letter here gets in here, whatever others guess meanwhile."""
    known_browsers.remember(request, user)


@receiver([password_changed, password_set, password_reset])
def on_password_change(user: User, **kwargs: Any) -> None:
    signing_in_actions.note_password_change(user=user)


@receiver(authenticator_added)
def on_second_factor_added(
    user: User, authenticator: Authenticator, request: HttpRequest, **kwargs: Any
) -> None:
    """Recovery codes come with the first factor and go with the last: no news of their own."""
    if authenticator.type in KINDS:
        signing_in_actions.note_second_factor(
            user=user,
            kind=KINDS[authenticator.type],
            added=True,
            session_key=request.session.session_key or "",
        )


@receiver(authenticator_removed)
def on_second_factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in KINDS:
        signing_in_actions.note_second_factor(user=user, kind=KINDS[authenticator.type], added=False)


@receiver(authenticator_reset)
def on_recovery_codes_made(user: User, **kwargs: Any) -> None:
    signing_in_actions.note_recovery_codes(user=user)


@receiver(connection_confirmed)
def on_connection(at: datetime, **kwargs: Any) -> None:
    account_actions.note_connected(at=at)
