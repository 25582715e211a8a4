"""The form of the connection with Instagram."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.hashers import check_password

from security.office.wording import OfficeWording
from security.people.models import User

# As Meta begins them: IG… by Instagram Login, EAA… by Facebook Login.
_TOKEN = re.compile(r"(?:IG|EAA)[A-Za-z0-9_-]{8,}")
NOT_ONE = (
    "これはアクセストークンではないため、Instagramには送っていません。"
    "アクセストークンは、IGまたはEAAで始まる長い英数字です。発行した画面からコピーして、貼り付け直してください。"
)
LOGS_IN_HERE = (
    "これは、あなたがこのシステムにログインするときのパスワードです。Instagramには送っていません。"
    "ブラウザが自動で入力したときは消して、アクセストークンを貼り付けてください。"
)


class ConnectForm(OfficeWording, forms.Form):
    """The pasted token. It is never shown again, not even to whoever has to correct it."""

    token = forms.CharField(
        label="アクセストークン",
        max_length=1000,
        # Browsers put the login password into a field of passwords, whatever it is for, unless it is for a new one.
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="発行した画面からコピーして、そのまま貼り付けてください。貼り付けた文字は画面に出ません。",
    )
    another_account = forms.BooleanField(
        label="アカウントを替えることになったため、違うアカウントに接続します", required=False
    )

    def __init__(self, *args: Any, by: User, asks_about_another: bool = False, **kwargs: Any) -> None:
        """`by`: who pastes it. `asks_about_another`: the account turned out to be another one."""
        super().__init__(*args, **kwargs)
        self.by = by
        if not asks_about_another:
            self.fields["another_account"].widget = forms.HiddenInput()

    def clean_token(self) -> str:
        """What cannot be one goes nowhere, least of all to Instagram."""
        token: str = self.cleaned_data["token"]
        if check_password(token, self.by.password):
            raise forms.ValidationError(LOGS_IN_HERE)
        if not (_TOKEN.fullmatch(token) or (settings.DEMO and token == settings.INSTAGRAM_ACCESS_TOKEN)):
            raise forms.ValidationError(NOT_ONE)
        return token


class LiftBlockForm(OfficeWording, forms.Form):
    """Who ends the waiting says what he has seen at the account."""

    reason = forms.CharField(
        label="確かめたことと理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
