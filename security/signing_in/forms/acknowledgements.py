"""The tick under the security policy."""

from django import forms

from security.office.wording import OfficeWording


class AcknowledgementForm(OfficeWording, forms.Form):
    text = forms.IntegerField(widget=forms.HiddenInput)  # the version on the screen
    read = forms.BooleanField(label="上の内容を読み、これに従って業務を行います。")
