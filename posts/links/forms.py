"""The form of a site's standing agreement (第４第１項(3)ウ)."""

from datetime import date

from django import forms
from django.utils import timezone

from posts.drafting.models import SiteAgreement
from security.office.addresses import site_host
from security.office.fields import DayField
from security.office.wording import OfficeWording


class SiteAgreementForm(OfficeWording, forms.ModelForm):
    class Meta:
        model = SiteAgreement
        fields = ["host", "agreed_with", "agreed_on", "agreed_how", "valid_until"]
        field_classes = {"agreed_on": DayField, "valid_until": DayField}
        help_texts = {
            "host": "例: www.example.jp(サイトのアドレスを貼り付けてもかまいません)",
            "valid_until": "この日まで有効です。了解が取り消されたときは、最後の日を入力してください。",
        }

    def clean_host(self) -> str:
        host = site_host(self.cleaned_data["host"])
        if not host:
            raise forms.ValidationError("サイトのホスト名を入力してください(例: www.example.jp)。")
        return host

    def clean_agreed_on(self) -> date:
        day = self.cleaned_data["agreed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("了解を得た日が先の日付です。得た日を入力してください。")
        return day
