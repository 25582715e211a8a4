"""How django-allauth is told the house's ways."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from . import actions, rules
from .actors import Actor
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "ログインIDかパスワードが違います。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are registered by the administrator; nobody registers himself."""
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **login: Any) -> HttpResponse | None:
        """Whoever the backend refuses stays out: allauth itself asks only whether the account is active."""
        if not OfficeBackend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        if isinstance(user, User) and not (answer := rules.may_be_signed_in_here(Actor.of(user))):
            actions.note_sign_in_elsewhere(user=user)
            messages.error(request, str(answer))
            return redirect("security:elsewhere")
        return super().pre_login(request, user, **login)


class OfficeBackend(AuthenticationBackend):
    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Demo people can sign in, and stay signed in, only while the demo is on."""
        if isinstance(user, User) and user.is_demo and not settings.DEMO:
            return False
        return super().user_can_authenticate(user)


def display_name(user: User) -> str:
    return user.name
