"""Forms of the register of the official account's password. None has a field that the password itself belongs in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from security.account.models import PasswordChange, PasswordHolder
from security.office.fields import DayField, MomentField, RowsField
from security.office.wording import OfficeWording
from security.people.models import Appointment, User

NOT_THE_PASSWORD = "パスワードそのものは書かないでください。"  # noqa: S105 - the opposite of one
ASKABLE = [
    PasswordChange.Reason.INCIDENT,
    PasswordChange.Reason.TRANSFER,
    PasswordChange.Reason.CONTRACT_END,
    PasswordChange.Reason.OTHER,
]


class PeopleField(RowsField):
    """People by title and name, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, appointments: Iterable[Appointment]) -> None:
        titles: dict[int, list[str]] = {}
        for one in appointments:
            titles.setdefault(one.user_id, []).append(f"{one.organization.name} {one.title}")
        self.titles = titles
        self.queryset = User.objects.filter(pk__in=titles).order_by("kana", "name")

    def label_from_instance(self, person: User) -> str:
        return f"{person.name}({'、'.join(self.titles[person.pk])})"


class ChangeForm(OfficeWording, forms.ModelForm):
    holders = PeopleField(
        User.objects.none(),
        label="新しいパスワードを知っている人",
        help_text="変更した方ご自身と、新しいパスワードを伝えた方だけを選びます。選ばれなかった方は、知っている人でなくなります。",
    )

    class Meta:
        model = PasswordChange
        fields = ["reason", "changed_at", "sessions_ended", "second_factor_checked", "note"]
        widgets = {"reason": forms.RadioSelect}
        field_classes = {"changed_at": MomentField}
        labels = {"second_factor_checked": "Instagramの二段階認証が有効であることを確かめた"}
        help_texts = {
            "note": f"{NOT_THE_PASSWORD}例: 〇〇さんの異動のため",
            "sessions_ended": "上の手順3です。",
            "second_factor_checked": "上の手順4です。",
        }

    field_order = ["reason", "changed_at", "sessions_ended", "second_factor_checked", "holders", "note"]

    def __init__(self, *args: Any, able: Iterable[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"].offer(able)  # type: ignore[attr-defined]  # the stubs know only Field here
        self.fields["changed_at"].initial = timezone.localtime().replace(second=0, microsecond=0)
        reason = self.fields["reason"]
        reason.choices = PasswordChange.Reason.choices  # type: ignore[attr-defined]  # the stubs know only Field here
        for name in ("sessions_ended", "second_factor_checked"):
            self.fields[name].required = True


class ConfirmForm(OfficeWording, forms.Form):
    seen = forms.BooleanField(
        label="パスワードが変更されたことと、ほかの端末がログアウトされたことを確かめました",
        help_text="新しいパスワードでログインするか、変更した方の画面を一緒に見て確かめてください。",
    )


class HolderForm(OfficeWording, forms.ModelForm):
    class Meta:
        model = PasswordHolder
        fields = ["user", "reason"]
        labels = {"user": "パスワードを伝えた人"}
        help_texts = {"reason": f"なぜ知る必要があるかを書いてください。{NOT_THE_PASSWORD}"}

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]  # the stubs know only Field here


class AskForm(OfficeWording, forms.Form):
    reason = forms.ChoiceField(
        label="きっかけ",
        choices=[(one.value, one.label) for one in ASKABLE],
        initial=PasswordChange.Reason.INCIDENT,
        widget=forms.RadioSelect,
    )
    about = forms.CharField(
        label="何があったか",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"{NOT_THE_PASSWORD}例: パスワードを書いた紙を紛失した",
    )


class DismissalForm(OfficeWording, forms.Form):
    reason = forms.CharField(
        label="変更しない理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="記録に残ります。",
    )


class PostponeForm(OfficeWording, forms.Form):
    until = DayField(label="いつまで延期するか", help_text="14日後までの日を選べます。")
    reason = forms.CharField(
        label="延期する理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="記録に残ります。",
    )
