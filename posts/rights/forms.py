"""The form of one entry of the library."""

from typing import Any

from django import forms

from posts.drafting.actions.consents import SAYS
from posts.drafting.forms import PAPER_BYTES_MAX
from posts.drafting.models import Consent, Source
from security.office.fields import DayField
from security.office.wording import OfficeWording

# Of pictures of one's own nobody else gives leave.
SOURCES = [(one.value, one.label) for one in Source if one not in (Source.OWN, Source.CONTRACTOR)]


class ConsentForm(OfficeWording, forms.ModelForm):
    evidence_upload = forms.FileField(
        label="資料",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/*", "data-bytes-max": PAPER_BYTES_MAX}
        ),
        help_text="許諾書や承諾のメールなど(PDFか画像、10MBまで)。公開はされません。",
    )

    class Meta:
        model = Consent
        fields = ["kind", "given_by", "purpose", "how", "source", "credit", "valid_until"]
        widgets = {"kind": forms.RadioSelect(attrs={"class": "options--row"})}
        field_classes = {"valid_until": DayField}
        help_texts = {
            "given_by": "権利を持つ方や団体、または写っている方です。例: 〇〇町観光課",
            "purpose": "例: 〇〇町観光課の風景写真、〇〇町移住体験の参加者の写真",
            "how": "例: 令和8年10月2日、△△様から文書で許諾を得た。",
            "source": "権利者の許諾のときに選んでください。選んだ写真の「出どころ」になります。",
            "credit": "写真に添えるよう求められているときに書いてください。",
            "valid_until": "この日まで使えます。期限がないときは空欄にしてください。",
        }

    def __init__(self, *args: Any, is_used: bool = False, **kwargs: Any) -> None:
        """is_used: photos rest on its words, which stay as they are."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Consent.Kind.choices  # type: ignore[attr-defined]  # a choice field
        self.fields["source"] = forms.ChoiceField(
            label="写真の出どころ",
            choices=[("", "選んでください"), *SOURCES],
            required=False,
            help_text=self.fields["source"].help_text,
        )
        self.order_fields(self.Meta.fields)
        for name in SAYS if is_used else ():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Consent.Kind.PEOPLE:
            cleaned["source"] = cleaned["credit"] = ""
        elif cleaned.get("kind") == Consent.Kind.HOLDER and not cleaned.get("source"):
            self.add_error("source", "写真の出どころを選んでください。")
        return cleaned
