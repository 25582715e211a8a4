"""The form of the quarterly check: every point ○ or ×, and what was done."""

from typing import Any

from django import forms

from security.account.actions.account_checks import Finding
from security.account.checking import POINTS
from security.office.wording import OfficeWording, needed_when

CHOICES = [("fine", "○ 問題なし"), ("amiss", "× 問題があり、対応した")]


class AccountCheckForm(OfficeWording, forms.Form):
    note = forms.CharField(
        label="気付いたこと", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in POINTS:
            self.fields[point.key] = forms.ChoiceField(
                label=point.label, choices=CHOICES, widget=forms.RadioSelect, help_text=point.how
            )
            self.fields[f"{point.key}_done"] = forms.CharField(
                label="対応したこと", required=False, max_length=500
            )
            needed_when(self.fields[f"{point.key}_done"], "×のとき必須")
        self.order_fields([name for name in self.fields if name != "note"])
        for field in self.fields.values():
            field.error_messages["required"] = "○か×を選んでください。"

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Of each point its ○ or × and what was done."""
        return [(self[point.key], self[f"{point.key}_done"]) for point in POINTS]

    @property
    def findings(self) -> dict[str, Finding]:
        return {
            point.key: Finding(
                is_fine=self.cleaned_data[point.key] == "fine", done=self.cleaned_data[f"{point.key}_done"]
            )
            for point in POINTS
        }
