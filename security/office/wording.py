"""How forms speak to people: office Japanese in place of the framework's own sentences."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BLANK_CHOICE_DASH

from security.office import unseen

PLEASE_ENTER = "入力してください。"
NOT_CHOSEN = "選んでください"
PLEASE_CHOOSE = "選んでください。"
CHOOSE_AGAIN = "選べる項目が変わりました。選び直してください。"
SENTENCES = {
    "max_length": "%(limit_value)d字以内で入力してください(いま%(show_value)d字です)。",
    "min_value": "%(limit_value)s以上の数を入力してください。",
    "max_value": "%(limit_value)s以下の数を入力してください。",
    "invalid_choice": CHOOSE_AGAIN,
    "invalid_pk_value": CHOOSE_AGAIN,
    "invalid_list": CHOOSE_AGAIN,
    "empty": "選んだファイルは中身が空です。別のファイルを選んでください。",
    "missing": "ファイルを選んでください。",
    "null_characters_not_allowed": "目に見えない文字(NUL)が含まれていて、保存できません。入力し直してください。",
}
# Beside the class of the field; the more special first.
BY_FIELD: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.BooleanField, {"required": "確認して、チェックを入れてください。"}),
    (
        forms.FileField,
        {"required": "ファイルを選んでください。", "invalid": "ファイルを選び直してください。"},
    ),
    (
        forms.DateTimeField,
        {"required": PLEASE_ENTER, "invalid": "日時を正しく入力してください(例: 2026年11月22日 10時00分)。"},
    ),
    (
        forms.DateField,
        {"required": PLEASE_ENTER, "invalid": "日付を正しく入力してください(例: 2026年11月22日)。"},
    ),
    (forms.IntegerField, {"required": PLEASE_ENTER, "invalid": "数字で入力してください。"}),
    (forms.ChoiceField, {"required": PLEASE_CHOOSE}),
    (forms.ModelChoiceField, {"required": PLEASE_CHOOSE}),
    (forms.CharField, {"required": PLEASE_ENTER}),
)


class OfficeWording(forms.BaseForm):
    """Mixed into a form: its fields' errors say what to do, as the office would."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak(field)


def speak(field: forms.Field) -> None:
    """Give one field the office's sentences."""
    own = next((sentences for kind, sentences in BY_FIELD if isinstance(field, kind)), {})
    field.error_messages |= SENTENCES | own
    _name_the_blank(field)


def _name_the_blank(field: forms.Field) -> None:
    """A choice not yet made says so, in place of the framework's dashes."""
    dashes = BLANK_CHOICE_DASH[0][1]
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == dashes:
            field.empty_label = NOT_CHOSEN
    elif isinstance(field, forms.ChoiceField):
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]  # choices may be a callable to the stubs
        if ("", dashes) in choices:
            field.choices = [("", NOT_CHOSEN) if one == ("", dashes) else one for one in choices]


def needed_when(field: forms.Field, condition: str) -> None:
    """Beside the label of a field that a form demands only sometimes: when, instead of 任意."""
    field.needed_when = condition  # type: ignore[attr-defined]  # read by field_mark.html


# A draft keeps more than goes out; patterns look at EXAMINED_MAX of it (security/office/passages.py).
KEPT_MAX = 100_000


def keep_as_typed(field: forms.Field, *, called: str) -> None:
    """For a text that goes out: neither stripped nor normalised. What no text can hold is refused by name and place, and
    what is longer than KEPT_MAX stays on the screen alone.

    called: what the text is, on the screen.
    """
    field.strip = False  # type: ignore[attr-defined]  # it is a CharField
    # Django's own refusal of NUL would come first, and name neither what it is nor where.
    field.validators = [partial(_refuse_what_cannot_be_kept, called=called)]


def _refuse_what_cannot_be_kept(text: str, *, called: str) -> None:
    if len(text) > KEPT_MAX:
        raise ValidationError(
            f"{called}が{len(text):,}字あります。保存できるのは{KEPT_MAX:,}字までです。"
            "入力したものはこの画面に残っています。減らしてから、もう一度保存してください。"
        )
    if found := unseen.controls(text):
        first, others = found[0], len(found) - 1
        line = text.count("\n", 0, first.at) + 1
        more = f"ほかに{others}か所あります。" if others else ""
        raise ValidationError(
            f"{called}の{line}行目に、使えない文字があります: {first.name}。{more}"
            "目に見えないことがあります。前後の文字ごと消して、入力し直してください。"
        )
