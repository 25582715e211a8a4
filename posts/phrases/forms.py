"""Words that are kept."""

from django import forms

from posts.phrases.models import Expression, Phrase
from security.office.wording import OfficeWording


class PhraseForm(OfficeWording, forms.ModelForm):
    class Meta:
        model = Phrase
        fields = ["kind", "name", "text"]
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "name": "選ぶときの名前です。例: 移住の投稿",
            "text": "例: #北海道移住 #北海道とつながるカフェ",
        }


class ExpressionForm(OfficeWording, forms.ModelForm):
    class Meta:
        model = Expression
        fields = ["word", "instead"]
