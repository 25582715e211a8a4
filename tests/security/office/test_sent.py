"""What was typed is counted and kept as the browser shows it, in every form."""

import uuid

import pytest
from django import forms

from security.office.fields import DayField, FormKeyField, MomentField, RowsField
from security.office.wording import OfficeWording, speak
from security.people.models import User
from tests import misses
from tests.every_form import every_form


class Sample(OfficeWording, forms.Form):
    text = forms.CharField(max_length=5, widget=forms.Textarea, strip=False)
    line = forms.CharField(max_length=20, required=False)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_end_counts_as_one_sign_and_is_kept_as_one(end):
    form = Sample({"text": f"一{end}二{end}三"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == "一\n二\n三"
    assert form["text"].value() == "一\n二\n三"


def test_too_long_is_told_in_the_signs_that_the_browser_counts():
    assert "いま6字です" in str(Sample({"text": "一\r\n二\r\n三四"}).errors)


def test_single_line_holds_no_line_end():
    form = Sample({"text": "一", "line": "件名\r\nBcc: x"})
    assert form.is_valid()
    assert form.cleaned_data["line"] == "件名 Bcc: x"


def test_nul_is_refused_in_words():
    assert "目に見えない文字" in str(Sample({"text": "a\0b"}).errors)


def test_every_form_reads_days_in_the_one_way():
    """Also the fields that Django would make of a model's column."""
    plain = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DateField | forms.DateTimeField | forms.TimeField)
        and not isinstance(field, DayField | MomentField)
    ]
    misses.none(plain)


def test_every_form_is_found():
    assert len(set(every_form())) > 50


@pytest.mark.django_db
def test_every_form_that_takes_several_rows_refuses_a_number_that_no_database_holds():
    """SQLite is asked for all of them at once, and breaks off at a larger one."""
    plain = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.ModelMultipleChoiceField) and not isinstance(field, RowsField)
    ]
    misses.none(plain)
    for number in ("9" * 19, "9" * 5000):
        with pytest.raises(forms.ValidationError, match="選べる項目が変わりました"):
            _rows().clean(["1", number])


def _rows():
    field = RowsField(User.objects.none())
    speak(field)
    return field


def test_key_of_a_form_that_is_broken_is_made_anew():
    known = uuid.uuid4()
    assert FormKeyField().clean(str(known)) == known
    for broken in ("", None, "x", "\0"):
        assert isinstance(FormKeyField().clean(broken), uuid.UUID)
    given = [
        f"{form.__name__}"
        for form in every_form()
        if not isinstance(getattr(form, "base_fields", {}).get("form_key", FormKeyField()), FormKeyField)
    ]
    misses.none(given)
