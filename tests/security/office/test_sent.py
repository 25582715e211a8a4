"""What was typed is counted and kept as the browser shows it, in every form."""

import pytest
from django import forms

from security.office.fields import DayField, MomentField
from security.office.wording import OfficeWording
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
