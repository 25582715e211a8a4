"""What somebody has seen on the account."""

from typing import Any

from django import forms

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


class NotThereForm(OfficeWording, forms.Form):
    """要確認: it is not on the account. `looked`: what the page has shown of the account, signed."""

    has_looked = forms.BooleanField(label="公式アカウントの画面で、この文の投稿がないことを確かめました")
    looked = forms.CharField(required=False, widget=forms.HiddenInput)


class SeenForm(OfficeWording, forms.Form):
    """違いを確かめた: what has become of it."""

    reason = forms.CharField(
        label="確かめたことと、そのままにする理由", widget=forms.Textarea(attrs={"rows": 3})
    )
