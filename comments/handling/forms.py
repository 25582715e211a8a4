"""Forms of the list and of deciding. What may be decided is the rules' to say."""

from typing import Any

from django import forms

from comments.handling.rules import WITH_REASON
from comments.inbox.models import Comment, Handling, Hint, UsualReason
from comments.inbox.models.comments import REASON_MAX
from security.models import User
from security.office.fields import DayField
from security.office.wording import OfficeWording

OTHER = ""
NO_REPLY_REASONS = (
    UsualReason.FAN,
    UsualReason.GREETING,
    UsualReason.AMONG_USERS,
    UsualReason.ANSWERED,
    UsualReason.OFF_TOPIC,
    UsualReason.ADVERTISING,
)
MEASURE_REASONS = (
    UsualReason.ABUSE,
    UsualReason.INDECENT,
    UsualReason.PERSONAL,
    UsualReason.ADVERTISING,
)


class NarrowForm(OfficeWording, forms.Form):
    """What the list is narrowed to. Read from the address; what is wrong there narrows nothing."""

    q = forms.CharField(label="本文・ユーザーネーム", required=False, max_length=100)
    hint = forms.ChoiceField(label="手がかり", required=False, choices=[("", "すべて"), *Hint.choices])
    since = DayField(label="この日から", required=False)
    until = DayField(label="この日まで", required=False)
    mine = forms.BooleanField(label="担当が自分", required=False)
    handling = forms.ChoiceField(
        required=False, choices=[("", "すべて"), *Handling.choices], widget=forms.HiddenInput
    )
    post = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    thread = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def clean_q(self) -> str:
        return self.cleaned_data["q"].strip()


class UsualReasonForm(OfficeWording, forms.Form):
    """A usual reason, or words of one's own, or both."""

    usual = forms.ChoiceField(label="理由", required=False)
    words = forms.CharField(label="補足・そのほかの理由", required=False, max_length=REASON_MAX - 50)
    choices: Any = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usual"].choices = self.choices  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["usual"].initial = self.choices[0][0]

    @property
    def reason(self) -> dict[str, str]:
        """As the actions take it; empty if nothing was chosen or written."""
        cleaned = self.cleaned_data
        given = {"usual": cleaned.get("usual", ""), "reason": cleaned.get("words", "")}
        return given if any(given.values()) else {}


class NoReplyForm(UsualReasonForm):
    """Many at once: 返信しない; no reason is chosen beforehand."""

    choices = [
        (OTHER, "選んでください(または入力)"),
        *((one.value, one.label) for one in NO_REPLY_REASONS),
    ]


class DecideForm(UsualReasonForm):
    field_order = ["handling", "usual", "words", "seen"]
    choices = [
        (OTHER, "選んでください(または下に入力)"),
        ("返信しない", [(one.value, one.label) for one in NO_REPLY_REASONS]),
        ("措置", [(one.value, one.label) for one in MEASURE_REASONS]),
    ]

    handling = forms.ChoiceField(
        label="対応",
        choices=[],
        widget=forms.RadioSelect,
        help_text="「措置」は、非表示や削除、報告を検討するものです。ここで決めても、Instagramのコメントは変わりません。",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        undecided = comment.handling == Handling.OPEN
        self.fields["handling"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            (value, "未確認に戻す" if value == Handling.OPEN else label)
            for value, label in Handling.choices
            if not (undecided and value == Handling.OPEN)
        ]
        self.fields["usual"].help_text = "「返信しない」と「措置」のときに選びます。"

    def clean(self) -> None:
        if self.cleaned_data.get("handling") in WITH_REASON and not self.reason and not self.errors:
            self.add_error("usual", "理由を選ぶか、下に入力してください。")


class AssignForm(OfficeWording, forms.Form):
    """Who sees to it; `seen` is who did when the page was made."""

    to = forms.ModelChoiceField(User.objects.none(), label="担当", required=False, empty_label="担当なし")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]  # it is a ModelChoiceField
