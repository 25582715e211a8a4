"""The markup of every form field: label, help, control, error, all tied together for readers."""

import pytest
from django import forms

REQUIRED = "※必須"


class SampleForm(forms.Form):
    caption = forms.CharField(label="本文", help_text="2,200字以内", widget=forms.Textarea)
    note = forms.CharField(label="備考", required=False)
    category = forms.ChoiceField(
        label="区分", choices=[("1", "移住"), ("2", "その他")], widget=forms.RadioSelect
    )
    confirmed = forms.BooleanField(label="確かめました", help_text="第４第１項(2)")


@pytest.fixture
def wrong():
    return SampleForm(data={})


def test_required_field_says_so_in_words():
    html = SampleForm()["caption"].as_field_group()
    assert '<label class="field__label" for="id_caption">本文' in html
    assert html.index("本文") < html.index(REQUIRED) < html.index("</label>")


def test_optional_field_says_so_in_words():
    html = SampleForm()["note"].as_field_group()
    assert "任意" in html
    assert REQUIRED not in html


def test_field_stands_in_the_order_label_help_control_error(wrong):
    html = wrong["caption"].as_field_group()
    places = [
        html.index(part)
        for part in ("<label", 'id="id_caption_helptext"', "<textarea", 'id="id_caption_error"')
    ]
    assert places == sorted(places)


def test_wrong_field_is_tied_to_its_help_and_error(wrong):
    html = wrong["caption"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_caption_helptext id_caption_error"' in html


def test_error_starts_with_an_asterisk(wrong):
    assert "<li>＊" in wrong["caption"].as_field_group()


def test_choices_are_a_fieldset_with_a_legend(wrong):
    html = wrong["category"].as_field_group()
    assert '<fieldset class="field" id="id_category_group"' in html
    assert 'aria-describedby="id_category_error"' in html
    assert '<legend class="field__label">区分' in html


def test_single_tick_has_its_words_inside_the_label(wrong):
    html = wrong["confirmed"].as_field_group()
    assert (
        html.index('<label class="tick"')
        < html.index('type="checkbox"')
        < html.index("確かめました")
        < html.index("</label>")
    )
    assert 'aria-describedby="id_confirmed_helptext id_confirmed_error"' in html
