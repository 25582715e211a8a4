"""The approver's form, and those that ask for a reason."""

from django import forms

from security.office.wording import OfficeWording

VERDICTS = {"approve": "承認する", "send_back": "差し戻す", "reject": "却下する"}


class DecisionForm(OfficeWording, forms.Form):
    """What is decided, about the seal on the screen; a reason for everything but approval."""

    needed = ()  # the label itself says when a reason is asked for

    verdict = forms.ChoiceField(choices=list(VERDICTS.items()), widget=forms.HiddenInput)
    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="理由(差し戻す・却下するとき)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="起案した方に伝わります。どこをどう直せばよいかを書いてください。",
    )

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("verdict") != "approve" and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", "差し戻す・却下するときは、理由を入力してください。")

    @property
    def verb(self) -> str:
        return VERDICTS[self.cleaned_data["verdict"]]


class ReasonForm(OfficeWording, forms.Form):
    """Why a step is taken that ends something or takes it back."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))


class StopForm(OfficeWording, forms.Form):
    reason = forms.CharField(
        label="緊急停止の理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="すべての人の、すべての画面に表示されます。",
    )


class ResumeForm(OfficeWording, forms.Form):
    note = forms.CharField(label="解除の理由", widget=forms.Textarea(attrs={"rows": 3}))
