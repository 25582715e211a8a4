"""Forms of planning. They take what people type as it is; the rules say what may be."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone

from approvals.models import State
from security.models import User
from security.office import addresses
from security.office.fields import DayField, FormKeyField, MomentField
from security.office.wording import OfficeWording
from security.pages.requests import WORDS_MAX

REASON_MAX = 500


class When(TextChoices):
    PUBLISHED = "published", "投稿した日"
    PLANNED = "planned", "投稿を予定する日"
    EDITED = "edited", "最後に変更した日"


class SearchForm(OfficeWording, forms.Form):
    """What the list is narrowed to, read from its address. A part that cannot be understood narrows nothing, and says so."""

    q = forms.CharField(label="言葉・文書番号", max_length=WORDS_MAX, required=False)
    state = forms.ChoiceField(label="状態", choices=[("", "すべて"), *State.choices], required=False)
    author = forms.ChoiceField(label="起案者・担当", required=False)
    organization = forms.ChoiceField(label="組織", required=False)
    topic = forms.ChoiceField(label="話題", required=False)
    host = forms.CharField(
        label="リンク先のサイト", max_length=500, required=False, help_text="例: www.example.jp"
    )
    holder = forms.CharField(label="写真の権利者", max_length=WORDS_MAX, required=False)
    when = forms.ChoiceField(label="期間", choices=When, required=False)
    since = DayField(label="いつから", required=False)
    until = DayField(label="いつまで", required=False)

    FURTHER = ("author", "organization", "topic", "host", "holder", "when", "since", "until")

    def __init__(self, data: Any, *, offered: dict[str, Sequence[tuple[str, str]]]) -> None:
        """`offered`: the people, organisations and topics to choose from, by the field's name."""
        super().__init__(data)
        for name, choices in offered.items():
            self.fields[name].choices = [("", "すべて"), *choices]  # type: ignore[attr-defined]  # a choice field

    def clean_host(self) -> str:
        typed = self.cleaned_data["host"].strip()
        host = addresses.site_host(typed)
        if typed and not host:
            raise forms.ValidationError(
                f"「{typed[:50]}」は、サイトの名前として読み取れません(例: www.example.jp)。"
            )
        return host

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            asked["since"], asked["until"] = until, since
        return asked

    @property
    def is_further(self) -> bool:
        """Whether more is asked for, or was not understood, than what stands above the fold."""
        asked = (name for name in self.FURTHER if name != "when")  # says nothing without a day
        return any(self[name].value() or self.errors.get(name) for name in asked)

    @property
    def further_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FURTHER]


class JotForm(OfficeWording, forms.Form):
    """アイデア: a title, and nothing more."""

    title = forms.CharField(label="アイデアの件名", max_length=100)
    form_key = FormKeyField()


class MoveForm(OfficeWording, forms.Form):
    """日時を変える. Left empty, the post has no day any more."""

    publish_at = MomentField(
        label="投稿する日時",
        required=False,
        help_text="空欄にすると、日を決めないアイデアとして、予定表の横に並びます。",
    )
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    # The state that the page has told of: what has become of it since is asked about anew.
    sure = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def clean_publish_at(self) -> Any:
        moment = self.cleaned_data["publish_at"]
        return moment and timezone.localtime(moment).replace(second=0, microsecond=0)


class HandOverForm(OfficeWording, forms.Form):
    """引き継ぐ: to one of the posters there."""

    to = forms.ModelChoiceField(
        label="引き継ぐ相手", queryset=User.objects.none(), empty_label="選んでください"
    )

    def __init__(self, data: Any, *, able: Any) -> None:
        super().__init__(data)
        self.fields["to"].queryset = able  # type: ignore[attr-defined]  # a choice of rows


class WithdrawForm(OfficeWording, forms.Form):
    """取り下げる: one reason for all of them."""

    reason = forms.CharField(
        label="理由",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="選んだすべての投稿の記録に、この理由が残ります。",
    )
