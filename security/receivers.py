"""Sign-in, sign-out, failures and new passwords enter the audit trail, whichever door was used."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from . import acknowledging, actions, querysets
from .models import User
from .places import SESSION_DEVICE, current_place


@receiver(user_logged_in)
def on_sign_in(user: User, request: HttpRequest, **kwargs: Any) -> None:
    """The session belongs to the device it is begun on, and whoever was refused meanwhile is told."""
    if device_id := current_place.get().device_id:
        request.session[SESSION_DEVICE] = device_id
    acknowledging.note_in_session(request, user)
    if refused := querysets.refusal_since_sign_in(user):
        moment = timezone.localtime(refused.at)
        sentence = (
            f"{moment:%-m月%-d日%-H時%M分}に、あなたのログインが、始めた端末の印のないところで使われたため、終わらせました。"
            "お心当たりがないときは、パスワードを変更し、システム管理者に知らせてください。"
        )
        messages.warning(request, sentence, fail_silently=True)
    actions.note_sign_in(user=user)


@receiver(user_logged_out)
def on_sign_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        actions.note_sign_out(user=user)


@receiver(user_login_failed)
def on_failed_sign_in(credentials: dict[str, Any], **kwargs: Any) -> None:
    actions.note_failed_sign_in(username=str(credentials.get("username", "")))


@receiver([password_changed, password_set, password_reset])
def on_password_change(user: User, **kwargs: Any) -> None:
    actions.note_password_change(user=user)
