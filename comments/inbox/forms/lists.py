"""Forms of the office's lists."""

from django import forms

from comments.inbox.models import HintWord, ReplyTemplate
from security.office.wording import OfficeWording


class WordForm(OfficeWording, forms.ModelForm):
    class Meta:
        model = HintWord
        fields = ["word", "kind"]

    # The action compares words as texts are compared, which says more than the database could.
    def validate_unique(self) -> None:
        return None

    def validate_constraints(self) -> None:
        return None


class TemplateForm(OfficeWording, forms.ModelForm):
    class Meta:
        model = ReplyTemplate
        fields = ["title", "text", "is_active"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "title": "選ぶときに見える名前です。Instagramには出ません。",
            "text": "返信を起案するときの書き出しになります。返信は、そのつど承認を受けます(第６第２項)。",
            "is_active": "外すと、返信を起案するときに選べなくなります。",
        }
