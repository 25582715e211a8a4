"""任用: designating a poster, ending, deputies, transfers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from security.appointing import querysets, rules
from security.appointing.open_work import Waiting, waiting_of
from security.office.fields import DayField
from security.office.wording import OfficeWording, needed_when
from security.people.actors import Actor
from security.people.models import ROLES_OF, Appointment, Organization, Role, User

AT_ONCE, ON_A_DAY = "at_once", "on_a_day"
NEWCOMERS = 6
USERNAME_HELP = "半角の英数字で入力してください。例: suzuki-jiro"


class DesignateForm(OfficeWording, forms.ModelForm):
    """A poster of one organisation: somebody who has worked for it, or somebody new."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="指定する人",
        required=False,
        empty_label="新しい人を登録する",
        help_text="前に任用されていた方は、ここから選びます。",
    )
    valid_from = DayField(label="始期")
    valid_until = DayField(label="終期", required=False, help_text="この日まで投稿できます。空欄は期限なし。")

    class Meta:
        model = User
        fields = ["name", "kana", "email", "username"]
        help_texts = {
            "email": "システム管理者が確かめた後、利用を始めるための案内をお送りします。",
            "username": USERNAME_HELP,
        }
        error_messages = {"username": {"invalid": USERNAME_HELP}}

    field_order = ["person", "name", "kana", "email", "username", "valid_from", "valid_until"]

    def __init__(self, *args: Any, organization: Organization, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = querysets.designable(actor, organization)  # type: ignore[attr-defined]  # the stubs know only Field here
        self.fields["valid_from"].initial = timezone.localdate()
        for name in ("name", "email", "username"):
            self.fields[name].required = False
            needed_when(self.fields[name], "新しい人のとき必須")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("name", "email", "username"):
            if not data.get("person") and not data.get(name) and name not in self.errors:
                self.add_error(name, "新しい人を登録するときは、入力してください。")
        return data

    def designated(self) -> User:
        return self.cleaned_data["person"] or self.instance


class EndForm(OfficeWording, forms.Form):
    when = forms.ChoiceField(
        label="いつ終わらせますか",
        choices=[(ON_A_DAY, "日を決めて(その日まで有効です)"), (AT_ONCE, "ただちに")],
        initial=ON_A_DAY,
        widget=forms.RadioSelect,
    )
    last_day = DayField(label="最後の日", required=False)
    successor = forms.ModelChoiceField(
        User.objects.none(),
        label="後任",
        required=False,
        empty_label="決めない",
        help_text="終わっていない起案の担当が、この方に替わります。",
    )
    without_successor = forms.BooleanField(
        label="後任を決めずに終わらせます。担当する方がいない間、待っている投稿は投稿されません",
        required=False,
    )
    reason = forms.CharField(label="理由", max_length=200, help_text="例: 人事異動、契約の変更、退職")

    def __init__(
        self, *args: Any, appointment: Appointment, waiting: Sequence[Waiting] = (), **kwargs: Any
    ) -> None:
        """`waiting`: what goes out only if somebody answers for it; without any, nobody has to be named."""
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        if not waiting:
            del self.fields["without_successor"]
        else:
            needed_when(self.fields["without_successor"], "後任を決めないとき必須")
        self.fields["successor"].queryset = querysets.successors(appointment)  # type: ignore[attr-defined]  # the stubs know only Field here
        needed_when(self.fields["last_day"], "日を決めるとき必須")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == ON_A_DAY and not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", "最後の日を入力してください。")
        if self.waiting and not data.get("successor") and not data.get("without_successor"):
            self.add_error(
                "successor",
                f"待っている投稿が{len(self.waiting)}件あります。後任を選ぶか、後任を決めずに任用を終えることを確かめて印を付けてください。",
            )
        return data

    def last_day_chosen(self) -> date | None:
        return self.cleaned_data["last_day"] if self.cleaned_data["when"] == ON_A_DAY else None


class DeputyForm(OfficeWording, forms.Form):
    absent = forms.ModelChoiceField(Appointment.objects.none(), label="不在となる方", empty_label=None)
    person = forms.ModelChoiceField(User.objects.none(), label="代決者", empty_label="選んでください")
    valid_from = DayField(label="代決の始まる日")
    valid_until = DayField(label="代決の終わる日", help_text="この日まで代決できます。")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        absent = querysets.deputisable(actor)
        self.fields["absent"].queryset = absent  # type: ignore[attr-defined]  # the stubs know only Field here
        organizations = absent.values("organization")
        self.fields["person"].queryset = querysets.could_deputise(organizations)  # type: ignore[attr-defined]  # the stubs know only Field here
        self.fields["valid_from"].initial = timezone.localdate()

    def deputy(self) -> Appointment:
        data = self.cleaned_data
        return Appointment(
            user=data["person"],
            organization=data["absent"].organization,
            role=data["absent"].role,
            deputizes=data["absent"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
        )


class TransferDayForm(OfficeWording, forms.Form):
    day = DayField(label="異動の日", help_text="この日から新しい任用が始まり、前の任用は前の日で終わります。")


class EndingForm(forms.Form):
    """One line of the transfer: whether this appointment ends, and who takes over."""

    ends = forms.BooleanField(label="終わる", required=False)
    successor = forms.ModelChoiceField(
        User.objects.none(), label="後任", required=False, empty_label="決めない"
    )

    def __init__(self, data: Any, *, appointment: Appointment, people: QuerySet[User]) -> None:
        super().__init__(data, prefix=f"end-{appointment.pk}")
        self.appointment = appointment
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]  # the stubs know only Field here

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ends") and not data.get("successor") and (waiting := waiting_of(self.appointment)):
            self.add_error(
                "successor",
                f"これから投稿するものが{len(waiting)}件あります。後任を選んでください。後任を決めないときは、「任用を終える」から登録してください。",
            )
        return data


class BeginningForm(OfficeWording, forms.Form):
    """One line of the transfer: who begins as what."""

    person = forms.ModelChoiceField(
        User.objects.none(), label="始まる人", required=False, empty_label="(使わない行)"
    )
    post = forms.ChoiceField(label="組織と役割", required=False)
    valid_until = DayField(label="終期", required=False)

    def __init__(
        self, data: Any, *, number: int, posts: list[tuple[str, str]], people: QuerySet[User]
    ) -> None:
        super().__init__(data, prefix=f"begin-{number}")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # the stubs know only Field here
        self.fields["post"].choices = [("", "選んでください"), *posts]  # type: ignore[attr-defined]  # the stubs know only Field here

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("person") and not data.get("post"):
            self.add_error("post", "役割を選んでください。")
        return data

    def appointment(self) -> Appointment | None:
        """The day it begins is set by the transfer."""
        if not self.cleaned_data.get("person"):
            return None
        organization, role = self.cleaned_data["post"].split(":")
        return Appointment(
            user=self.cleaned_data["person"],
            organization_id=int(organization),
            role=role,
            valid_until=self.cleaned_data["valid_until"],
        )


def posts_to_fill(actor: Actor) -> list[tuple[str, str]]:
    """The organisations and roles to which this person may appoint."""
    found = []
    for organization in Organization.objects.all():
        for role in ROLES_OF[Organization.Kind(organization.kind)]:
            trial = Appointment(organization=organization, role=role)
            if rules.may_appoint(actor, trial):
                found.append((f"{organization.pk}:{role}", _post_in_words(organization, Role(role))))
    return found


def _post_in_words(organization: Organization, role: Role) -> str:
    """The division's name stands in some of its roles already."""
    label = str(role.label)
    return label if label.startswith(organization.name) else f"{organization.name} {label}"


class OwnAddressForm(OfficeWording, forms.Form):
    email = forms.EmailField(
        label="メールアドレス",
        max_length=254,
        help_text="職場のメールアドレスを入力してください。承認のお願いなどのお知らせと、パスワードの再設定に使います。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
