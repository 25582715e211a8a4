"""The forms of the operating policy. Saving a draft asks for nothing: submitting does."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from comments.policy.actions import PolicyDraft
from comments.policy.models import GROUNDS_HEADING, Policy, PolicyBlock, PolicyHeading, ground_lines
from security.office.fields import DayField, FormKeyField
from security.office.wording import OfficeWording

TEXT_MAX = 10_000


class BeginForm(OfficeWording, forms.Form):
    """新しい版を起案する: from which text."""

    form_key = FormKeyField()
    source = forms.ChoiceField(
        label="もとにする文章",
        choices=[("latest", "前の版"), ("template", "ひな形")],
        initial="latest",
        widget=forms.RadioSelect,
        help_text="ひな形は、課とアカウントの情報、いま有効な委託契約から、課名や連絡先などを差し込みます。",
    )

    def __init__(self, *args: Any, latest: Policy | None, **kwargs: Any) -> None:
        """`latest`: the approved version to go on from, if there is one."""
        super().__init__(*args, **kwargs)
        if latest is None:
            del self.fields["source"]
        else:
            self.fields["source"].choices = [("latest", f"第{latest.number}版"), ("template", "ひな形")]  # type: ignore[attr-defined]  # a choice field

    @property
    def from_template(self) -> bool:
        return self.cleaned_data.get("source") == "template"


class PolicyForm(OfficeWording, forms.Form):
    """One version: its day, what is new in it, and a text for each heading."""

    needed: tuple[str, ...] = ()

    in_force_from = DayField(
        label="施行日",
        required=False,
        help_text="この日から効力を持ち、公開のページに現れます。承認する日より前にはできません。",
    )
    change_note = forms.CharField(
        label="改定の要点",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="前の版から何を改めたかを、公開のページにそのまま載せます。最初の版では要りません。",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        policy: Policy,
        blocks: Sequence[PolicyBlock],
        headings: Mapping[int, PolicyHeading],
        first: bool,
    ) -> None:
        """`first`: no version comes before it, so nothing is changed by this one."""
        initial: dict[str, Any] = {
            "in_force_from": policy.in_force_from,
            "change_note": policy.change_note,
            **{name_of(block.number): block.text for block in blocks},
        }
        super().__init__(data, initial=initial)
        self.numbers = [block.number for block in blocks]
        for block in blocks:
            heading = headings.get(block.number)
            self.fields[name_of(block.number)] = forms.CharField(
                label=f"{block.number} {block.title}",
                required=False,
                strip=False,
                max_length=TEXT_MAX,
                widget=forms.Textarea(attrs={"rows": _rows(block.text)}),
                help_text=heading.help_text if heading else "",
            )
            if block.number == GROUNDS_HEADING:
                self._offer_marks(block)
        needed = [
            name_of(number) for number in self.numbers if number in headings and headings[number].is_needed
        ]
        self.needed = ("in_force_from", *([] if first else ["change_note"]), *needed)

    def _offer_marks(self, block: PolicyBlock) -> None:
        """One box for each line that is saved. A line that is being written has its own once it is saved."""
        typed = (
            [
                *ground_lines(self.data.get(name_of(block.number), "")),
                *self.data.getlist("emergency"),  # type: ignore[attr-defined]  # what a form sends
            ]
            if self.is_bound
            else []
        )
        lines = dict.fromkeys([*ground_lines(block.text), *typed])
        self.initial["emergency"] = list(block.emergency)
        self.fields["emergency"] = forms.MultipleChoiceField(
            label="緊急の措置の根拠にする行(第６第３項)",
            required=False,
            choices=[(line, line) for line in lines],
            widget=forms.CheckboxSelectMultiple,
            help_text="印を付けた行に当たるコメントは、担当課長の決定の前に非表示にできます(削除はできません)。"
            "個人的な誹謗中傷と、公序良俗に反するものだけに付けてください。"
            "行を書き足したり書き換えたりしたときは、保存した後に、ここで印を付けます。公開のページには出ません。",
        )

    @property
    def unmarked(self) -> list[str]:
        """The lines whose mark was asked for and which the text does not have any more; of a valid form."""
        typed = ground_lines(self.cleaned_data.get(name_of(GROUNDS_HEADING), ""))
        return [line for line in self.cleaned_data.get("emergency", []) if line not in typed]

    @property
    def draft(self) -> PolicyDraft:
        return PolicyDraft(
            in_force_from=self.cleaned_data["in_force_from"],
            change_note=self.cleaned_data["change_note"],
            texts={number: self.cleaned_data[name_of(number)] for number in self.numbers},
            emergency=self.cleaned_data.get("emergency"),
        )


def _rows(text: str) -> int:
    """So many that most texts show whole, with a line to go on."""
    lines = sum(1 + len(line) // 40 for line in text.splitlines())
    return min(24, max(3, lines + 1))


def name_of(number: int) -> str:
    """The form's name of a heading's text."""
    return f"text_{number}"


class PostingForm(OfficeWording, forms.Form):
    """掲示: where and since when."""

    url = forms.CharField(
        label="掲示したページのアドレス",
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text="地域政策課のホームページで、実際に掲示したページのアドレスを貼り付けてください。",
    )
    posted_on = DayField(label="掲示した日")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posted_on"].initial = timezone.localdate


class ReviewForm(OfficeWording, forms.Form):
    note = forms.CharField(
        label="見直した結果",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例: 各項目を読み合わせ、改める点はなかった。 / 禁止事項に追加する点があり、新しい版を起案する。",
    )
