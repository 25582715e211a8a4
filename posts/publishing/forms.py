"""What somebody has seen on the account."""

from typing import Any

from django import forms

from security.office.fields import MomentField
from security.office.wording import OfficeWording


class AddressForm(OfficeWording, forms.Form):
    """要確認: the address of the post as it stands on the account."""

    permalink = forms.CharField(
        label="投稿のアドレス",
        max_length=300,
        help_text="Instagramで投稿を開き、「リンクをコピー」したアドレスを貼り付けてください。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permalink"].error_messages["required"] = (
            "投稿のアドレスを貼り付けてください。アドレスがないと、どの投稿かを記録できません。"
        )


class RecordHandForm(AddressForm):
    """手動投稿: where it stands, since when, and that it is as approved, which no connection need tell."""

    posted_at = MomentField(label="投稿した日時")
    as_approved = forms.BooleanField(
        label="公式アカウントの画面で、本文、写真の順番と枚数が、承認された版と同じことを確かめました",
        help_text="違うところがあるときは、Instagramで直すか、削除して投稿し直してから記録してください。",
    )


class GiveBackForm(OfficeWording, forms.Form):
    """手動投稿: nothing of it was posted."""

    nothing_posted = forms.BooleanField(
        label="Instagramには何も投稿していません。これからも、この画面の本文と写真は投稿しません",
    )


class NotThereForm(OfficeWording, forms.Form):
    """要確認: it is not on the account. `looked`: what the page has shown of the account, signed."""

    has_looked = forms.BooleanField(label="公式アカウントの画面で、この文の投稿がないことを確かめました")
    looked = forms.CharField(required=False, widget=forms.HiddenInput)


class SeenForm(OfficeWording, forms.Form):
    """違いを確かめた: what has become of it."""

    reason = forms.CharField(
        label="確かめたことと、そのままにする理由", widget=forms.Textarea(attrs={"rows": 3})
    )
