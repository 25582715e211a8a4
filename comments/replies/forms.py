"""Forms of replies. They take what people type as it is; the rules say what a reply still lacks."""

from typing import Any

from django import forms
from django.utils import timezone

from comments.replies.models import Reply
from security.office.fields import FormKeyField, MomentField
from security.office.wording import OfficeWording, keep_as_typed


class ReplyForm(OfficeWording, forms.ModelForm):
    """Saving asks for nothing. The text is stored exactly as typed."""

    needed = ("text",)

    text = forms.CharField(
        label="返信文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Instagramにそのまま出ます。アドレス(リンク)と個人情報は書かないでください。",
    )

    class Meta:
        model = Reply
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_as_typed(self.fields["text"], called="返信文")


class NewReplyForm(ReplyForm):
    form_key = FormKeyField()


class SentByHandForm(OfficeWording, forms.Form):
    """手で返信した: when."""

    at = MomentField(
        label="返信した日時",
        help_text="公式アカウントの画面で、承認された文のとおり返信した日時です。",
        initial=lambda: timezone.localtime().replace(second=0, microsecond=0),
    )


class SeenForm(OfficeWording, forms.Form):
    """要確認: it stands under the comment, though it could not be shown here."""

    has_seen = forms.BooleanField(
        label="公式アカウントの画面で、コメントの下にこの返信文が載っていることを確かめました"
    )


class DifferenceForm(OfficeWording, forms.Form):
    """違いを確かめた: what has become of it."""

    reason = forms.CharField(
        label="確かめたことと、どうしたか", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NotThereForm(OfficeWording, forms.Form):
    """要確認: it does not. `looked`: what the page has shown of the account, signed."""

    has_looked = forms.BooleanField(
        label="公式アカウントの画面で、コメントの下にこの返信文がないことを確かめました"
    )
    looked = forms.CharField(required=False, widget=forms.HiddenInput)
