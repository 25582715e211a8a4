"""Why a change of an account is asked for, and why it is refused."""

from django import forms

from security.office.wording import OfficeWording

REASON_HELP = "確認する方に示します。例: 人事異動による引継ぎ、端末の紛失(本人から電話で依頼)"


def reason_field() -> forms.CharField:
    return forms.CharField(label="変更する理由", max_length=200, required=False, help_text=REASON_HELP)


class ReasonForm(OfficeWording, forms.Form):
    reason = reason_field()


class RefusalForm(OfficeWording, forms.Form):
    note = forms.CharField(label="認めない理由", max_length=200, required=False)
