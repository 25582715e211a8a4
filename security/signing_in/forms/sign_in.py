"""Codes, passkeys and first passwords, with answers that say what to do."""

import re
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from security.office import vault
from security.office.wording import OfficeWording, speak
from security.office.words import narrow
from security.pages.allauth_internals import emit_authentication_failed, validate_totp_code
from security.people.models import User
from security.signing_in import guesses
from security.signing_in.second_factor import spend

USED = "このコードはすでに使われています。アプリに次のコードが表示されるまで、30秒ほど待ってから入力してください。"
UNREADABLE = (
    "あなたの認証アプリの登録を、いまの暗号鍵では読み出せないため、コードを確かめられません。"
    "予備のコードを入力するか、システム管理者に二要素認証の解除を依頼してください。"
)
CODE_HELP = (
    "認証アプリに表示されている6桁の数字、または予備のコードです。空白は入れても入れなくてもかまいません。"
)


class CodeField(forms.CharField):
    """Digits, however they were typed: full-width, with spaces or hyphens. One code has one form, or it would count twice."""

    def to_python(self, value: Any) -> str:
        return re.sub("[^0-9]", "", narrow(super().to_python(value) or ""))


class _AsksForCode(OfficeWording):
    """How the field looks, wherever a code is asked."""

    help_for_code = CODE_HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        look = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        field = CodeField(
            label="認証コード", max_length=20, widget=forms.TextInput(look), help_text=self.help_for_code
        )
        speak(field)
        self.fields["code"] = field


class _CodeCheck(_AsksForCode):
    """Tries what the person has: the app's code, once, and the recovery codes. What cannot be opened is passed over."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        guess = guesses.begin(context.request, self.user, kind="code")
        code = self.cleaned_data["code"]
        unreadable, spent = False, False
        own = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        for authenticator in own.order_by("-type"):  # totp before recovery_codes
            try:
                fits, spent_now = self._try(authenticator, code)
            except vault.Unreadable:
                unreadable = True
                continue
            spent |= spent_now
            if fits:
                authenticator.user = self.user
                self.authenticator = authenticator
                guess.take_back()
                return code
        if main := own.order_by("-type").first():
            emit_authentication_failed(self, main)
        raise self._refusal(unreadable, spent)

    def _try(self, authenticator: Authenticator, code: str) -> tuple[bool, bool]:
        """Whether it lets in, and whether it would have, had it not been used before."""
        if authenticator.type != Authenticator.Type.TOTP:
            return authenticator.wrap().validate_code(code), False
        if not validate_totp_code(vault.unseal(authenticator.data["secret"]), code):
            return False, False
        is_first = spend(self.user, code)
        return is_first, not is_first

    def _refusal(self, unreadable: bool, spent: bool) -> ValidationError:
        if spent:
            return ValidationError(USED, code="spent")
        if unreadable:
            return ValidationError(UNREADABLE, code="unreadable")
        return get_adapter().validation_error("incorrect_code")


class CodeForm(_CodeCheck, AuthenticateForm):
    """The second step of a sign-in."""


class ProofByCodeForm(_CodeCheck, ReauthenticateForm):
    """A fresh proof of identity."""


class FirstCodeForm(_AsksForCode, ActivateTOTPForm):
    """Shows that the app has taken the secret. The code is spent: it does not sign in as well."""

    help_for_code = "アプリに表示された6桁の数字です。"

    def clean_code(self) -> str:
        code: str = super().clean_code()
        spend(self.user, code)
        return code


class _AnswersForPasskey(OfficeWording):
    """allauth speaks of a code also where it was a passkey."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # the forms that this is mixed into have it
        except ValidationError as error:
            raise _about_passkey(error) from error


class PasskeySignInForm(_AnswersForPasskey, LoginWebAuthnForm):
    """A sign-in without password."""


class PasskeyStepForm(_AnswersForPasskey, AuthenticateWebAuthnForm):
    """The second step of a sign-in."""


class ProofByPasskeyForm(_AnswersForPasskey, ReauthenticateWebAuthnForm):
    """A fresh proof of identity."""


class PasskeyForm(OfficeWording, AddWebAuthnForm):
    """What the browser has made, with a name by which its owner knows it again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether it signs in by itself is for the browser and the device to say.
        self.fields.pop("passwordless", None)
        self.fields["name"] = forms.CharField(
            label="呼び名",
            required=False,
            max_length=50,
            help_text="どの端末のものか分かる名前にします。例: 職場のパソコン",
        )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except ValidationError as error:
            raise _about_passkey(error) from error
        return cleaned


def _about_passkey(error: ValidationError) -> ValidationError:
    if error.code != "incorrect_code":
        return error
    refusal: ValidationError = get_adapter().validation_error("passkey_refused")
    return refusal


class FirstPasswordForm(OfficeWording, forms.Form):
    """Whoever is invited chooses a password."""

    password1 = forms.CharField(
        label="パスワード",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="15文字以上。言葉をいくつか並べた長いものが、覚えやすく安全です。貼り付けもできます。",
    )
    password2 = forms.CharField(
        label="パスワード(確認)",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="同じものをもう一度入力してください。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean_password2(self) -> str:
        again: str = self.cleaned_data["password2"]
        if self.cleaned_data.get("password1") not in (None, again):
            raise ValidationError("ふたつのパスワードが違います。", code="mismatch")
        return again
