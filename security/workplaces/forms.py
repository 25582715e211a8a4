"""Forms of the workplaces."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from security.office.wording import OfficeWording
from security.people.models import Organization
from security.workplaces.models import Device, Network


class _OfOrganization(OfficeWording, forms.ModelForm):
    """`organizations`: those whose workplaces this person keeps; one alone is not asked for."""

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["organization"])
        field.queryset = organizations
        field.empty_label = "選んでください"
        if len(organizations) == 1:
            field.initial, field.empty_label = organizations[0], None


class DeviceForm(_OfOrganization):
    class Meta:
        model = Device
        fields = ["number", "label", "kind", "organization"]
        help_texts = {"number": "備品の管理番号など、端末に貼ってある番号です。"}
        error_messages = {"number": {"unique": "この管理番号はすでに登録されています。"}}


class NetworkForm(_OfOrganization):
    class Meta:
        model = Network
        fields = ["label", "cidr", "organization"]
        help_texts = {
            "label": "例: 本庁舎の庁内LAN",
            "cidr": "職場から外に出るときのアドレスです。例: 203.0.113.0/24。わからないときは、ネットワークの担当にお尋ねください。",
        }


class CutOffForm(OfficeWording, forms.Form):
    is_lost = forms.TypedChoiceField(
        label="止めることになったわけ",
        choices=[("yes", "紛失・盗難"), ("no", "故障、返却、入れ替えなど")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        help_text="「紛失・盗難」を選ぶと、事案としても報告されます。",
    )
    reason = forms.CharField(
        label="止める理由",
        max_length=200,
        initial="紛失したため",
        help_text="いつ、どこで気付いたかもわかれば書いてください。",
    )


class EnrolForm(OfficeWording, forms.Form):
    """`devices`: those for which a code has been made."""

    device = forms.ModelChoiceField(
        label="いま手元にある端末", queryset=Device.objects.none(), empty_label="選んでください"
    )
    code = forms.CharField(
        label="登録コード",
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input"}
        ),
        help_text="端末の登録をした人の画面に出ている8桁の数字です。空白は入れても入れなくても構いません。",
    )

    def __init__(self, *args: Any, devices: QuerySet[Device], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["device"])
        field.queryset = devices
        if len(devices) == 1:
            field.initial, field.empty_label = devices[0], None
