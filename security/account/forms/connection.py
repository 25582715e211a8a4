"""The form of the connection with Instagram."""

from typing import Any

from django import forms

from security.office.wording import OfficeWording


class ConnectForm(OfficeWording, forms.Form):
    """The pasted token. It is never shown again, not even to whoever has to correct it."""

    token = forms.CharField(
        label="アクセストークン",
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="発行した画面からコピーして、そのまま貼り付けてください。貼り付けた文字は画面に出ません。",
    )
    another_account = forms.BooleanField(
        label="アカウントを替えることになったため、違うアカウントに接続します", required=False
    )

    def __init__(self, *args: Any, asks_about_another: bool = False, **kwargs: Any) -> None:
        """`asks_about_another`: the account turned out to be another one."""
        super().__init__(*args, **kwargs)
        if not asks_about_another:
            self.fields["another_account"].widget = forms.HiddenInput()


class LiftBlockForm(OfficeWording, forms.Form):
    """Who ends the waiting says what he has seen at the account."""

    reason = forms.CharField(
        label="確かめたことと理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
