"""Fields that every form shares: days and moments, however they are typed, and rows that are ticked."""

import re
import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.utils import from_current_timezone

from security.office.days import NotADay, day_of, moment_of

NUMBER = re.compile("[0-9]{1,18}")  # of a row, in any database


class DayInput(forms.DateInput):
    """The browser's own calendar. It shows nothing but its own way of writing, whatever was typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "date", **(attrs or {})}, format="%Y-%m-%d")

    def format_value(self, value: Any) -> Any:
        return super().format_value(_read(day_of, value))


class MomentInput(forms.DateTimeInput):
    """As DayInput, with the time in minutes."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "datetime-local", **(attrs or {})}, format="%Y-%m-%dT%H:%M")

    def format_value(self, value: Any) -> Any:
        return super().format_value(_read(moment_of, value))


class DayField(forms.DateField):
    """A day; what is none is refused with a sentence that names what was typed."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return day_of(value)
        except NotADay as fault:
            raise forms.ValidationError(str(fault), code="invalid") from None


class MomentField(forms.DateTimeField):
    """A moment, on the clock of this office unless an offset stands with it."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return from_current_timezone(moment_of(value))
        except NotADay as fault:
            raise forms.ValidationError(str(fault), code="invalid") from None


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their numbers; one that no database holds is refused like any other that is not there."""

    def clean(self, value: Any) -> Any:
        # Django looks whether a single number is too large for SQLite, but not where it asks for several.
        if not all(NUMBER.fullmatch(str(one)) for one in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class FormKeyField(forms.UUIDField):
    """What tells a form that is sent twice from two forms. Nobody can correct it: one that is lost or broken is made anew."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID:
        try:
            key: uuid.UUID = super().clean(value)
        except forms.ValidationError:
            return uuid.uuid4()
        return key


def _read(read: Any, value: Any) -> Any:
    """What was sent, as its widget writes it; unreadable, as it is."""
    if not isinstance(value, str):
        return value
    try:
        return read(value)
    except NotADay:
        return value
