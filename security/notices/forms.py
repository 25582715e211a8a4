"""The form of お知らせの設定."""

from collections.abc import Sequence
from typing import Any

from django import forms

from security.notices.models import How
from security.notices.registry import OTHER_GROUP, Kind
from security.office.wording import OfficeWording


class ChoicesForm(OfficeWording, forms.Form):
    """A field for each kind, named by its key; `chosen` are the present choices by it."""

    def __init__(self, *args: Any, kinds: Sequence[Kind], chosen: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for kind in kinds:
            self.fields[kind.key] = _field(kind, chosen.get(kind.key, kind.how))

    @property
    def groups(self) -> dict[str, list[tuple[Kind, forms.BoundField]]]:
        """The lines of the table by noun, as they were first declared; what names none comes last."""
        found: dict[str, list[tuple[Kind, forms.BoundField]]] = {}
        for kind in sorted(self.kinds, key=lambda one: not one.group):
            found.setdefault(kind.group or OTHER_GROUP, []).append((kind, self[kind.key]))
        return found

    def chosen(self) -> dict[Kind, How]:
        return {kind: How(self.cleaned_data[kind.key]) for kind in self.kinds}


def _field(kind: Kind, initial: str) -> forms.ChoiceField:
    """What the guideline needs is not offered less; whoever sends it all the same hears why."""
    less = next((answer for one in How if not (answer := kind.may_be(one))), None)
    field = forms.ChoiceField(
        label=kind.label, choices=[(one.value, one.label) for one in kind.choices], initial=initial
    )
    if less is not None:
        field.error_messages["invalid_choice"] = str(less)
    return field
