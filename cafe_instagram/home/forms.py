"""The sign-in forms in the office's words."""

from typing import Any

from allauth.account import forms as allauth_forms

from security.office.wording import OfficeWording


class LoginForm(OfficeWording, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "ログインID"


class ChangePasswordForm(OfficeWording, allauth_forms.ChangePasswordForm):
    """A person's own password for this system."""


class ResetPasswordForm(OfficeWording, allauth_forms.ResetPasswordKeyForm):
    """A new one after the old was forgotten."""


class ReauthenticateForm(OfficeWording, allauth_forms.ReauthenticateForm):
    """The password once more, before an act that can do harm."""
