"""How django-allauth is told the house's ways."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from security.office import vault
from security.pages.allauth_internals import NamedInSettings, record_authentication
from security.people.actors import Actor
from security.people.models import User
from security.people.numbers import with_numbers
from security.signing_in import actions, guesses
from security.signing_in import rules as signing_in_rules
from security.signing_in.middleware import address_of
from security.signing_in.names import account_named
from security.workplaces import rules as workplaces_rules

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - nothing listens here: it stands for a request that came through a socket file
WRONG_CODE = (
    "コードが違うか、期限が過ぎています。アプリにいま表示されているコードを入力してください。"
    "続けて断られるときは、コードを表示している端末の時計がずれているおそれがあります。時刻の自動設定をお確かめください。"
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "IDかパスワードが違います。",
        "incorrect_password": "パスワードが違います。",
        "enter_current_password": "いまのパスワードが違います。",
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are registered by the administrator; nobody registers himself."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NO_ADDRESS

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Every password passes here, at the sign-in and at a fresh proof. From here on the name is as registered."""
        name = str(credentials.get("username", ""))
        account = account_named(name)
        guess = guesses.begin(request, account, kind="password", name=name)
        known = credentials | ({"username": account.username} if account else {})
        user: AbstractBaseUser | None = super().authenticate(request, **known)
        if user:
            guess.take_back()
        return user

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **login: Any) -> HttpResponse | None:
        """Whoever the backend refuses stays out: allauth itself asks only whether the account is active."""
        if not OfficeBackend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        if isinstance(user, User) and not (answer := workplaces_rules.may_be_signed_in_here(Actor.of(user))):
            actions.note_sign_in_elsewhere(user=user)
            messages.error(request, str(answer))
            return redirect("security:elsewhere")
        return super().pre_login(request, user, **login)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """A sign-in just completed is a fresh proof of identity (security/pages/proof.py)."""
        super().login(request, user)
        record_authentication(request, user, method="sign_in", reauthenticated=True)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """By our own letter, to the registered address, with our own address in it: a mail server may be down."""
        actions.send_password_reset(user=user, path=_path_of(context["uid"], context["key"]))

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        words = {
            "reauthenticate": "パスワードで確認する",
            "mfa_reauthenticate": "認証アプリか予備のコードで確認する",
            "mfa_reauthenticate:webauthn": "パスキーで確認する",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]


class SecondFactorAdapter(NamedInSettings):
    error_messages: ClassVar[dict[str, Any]] = NamedInSettings.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": (
            "あなたの役割には二要素認証が必要なため、最後のひとつは解除できません。別の方法を先に設定してください。"
        ),
        "cannot_generate_recovery_codes": "予備のコードは、認証アプリかパスキーを設定してから作れます。",
        "passkey_refused": "パスキーを確認できませんでした。もう一度お試しください。",
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises vault.Unreadable, which the forms answer."""
        return vault.unseal(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"パスキー{number}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays as long as the office asks for one."""
        return bool(signing_in_rules.may_drop_second_factor(Actor.of(authenticator.user), authenticator.pk))


class OfficeBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Whose request it is; read with what every page shows of him, so that this costs no question of its own."""
        user = with_numbers(User.objects.filter(pk=user_id)).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Demo people can sign in, and stay signed in, only while the demo is on."""
        if isinstance(user, User) and user.is_demo and not settings.DEMO:
            return False
        return super().user_can_authenticate(user)


def _path_of(uid: str, key: str) -> str:
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})


def display_name(user: User) -> str:
    return user.name
