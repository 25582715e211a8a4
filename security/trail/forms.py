"""The trail's two forms: what to look for, and what to take along."""

from typing import Any

from django import forms

from security.office.fields import DayField
from security.office.wording import OfficeWording
from security.people.models import User
from security.trail import kinds
from security.trail.search import Period, Question


class PeriodForm(OfficeWording, forms.Form):
    first = DayField(label="この日から", required=False)
    last = DayField(label="この日まで", required=False)

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "「この日から」より後の日を選んでください。")

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data.get("first"), self.cleaned_data.get("last"))


class SearchForm(PeriodForm):
    """Read from the address, so that a search can be kept and sent on."""

    person = forms.TypedChoiceField(label="行った人", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label="できごと", required=False, choices=kinds.choices)
    words = forms.CharField(
        label="言葉", required=False, max_length=100, help_text="件名、氏名、理由、端末、接続元など。"
    )
    subject = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "すべての人"), *people.items()]  # type: ignore[attr-defined]  # a choice field

    @property
    def question(self) -> Question:
        """As far as the form could be read; what is wrong with the rest stands beside it."""
        data = self.cleaned_data
        return Question(
            period=self.period,
            tags=kinds.tags_of(data.get("kind", "")),
            person=data.get("person"),
            subject=data.get("subject", ""),
            words=data.get("words", ""),
        )


def people() -> dict[int, str]:
    """Everybody who ever had an account, for the choice of a person."""
    return dict(User.objects.order_by("kana", "name", "pk").values_list("pk", "name"))
