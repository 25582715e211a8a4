"""The form of セキュリティの設定."""

from django import forms

from security.office.wording import OfficeWording
from security.people.safeguards import Safeguards


class SafeguardsForm(OfficeWording, forms.ModelForm):
    password_days = forms.IntegerField(
        label="公式アカウントのパスワードを変更する間隔(日)", min_value=1, max_value=366
    )
    idle_minutes = forms.IntegerField(
        label="操作のないままログインしていられる時間(分)",
        min_value=5,
        max_value=240,
        help_text="5分から240分まで。",
    )
    absolute_hours = forms.IntegerField(
        label="続けてログインしていられる時間(時間)",
        min_value=1,
        max_value=24,
        help_text="1時間から24時間まで。",
    )

    class Meta:
        model = Safeguards
        fields = [
            "second_factor",
            "prefecture_workplace",
            "contractor_workplace",
            "password_days",
            "idle_minutes",
            "absolute_hours",
        ]
        widgets = dict.fromkeys(
            ["second_factor", "prefecture_workplace", "contractor_workplace"], forms.RadioSelect
        )
        help_texts = {
            "prefecture_workplace": "地域政策課の投稿者は、職場のタブレット等からログインし投稿することになっています(第４第１項(1))。",
            "contractor_workplace": "委託契約の定めに合わせてください。",
            "second_factor": "承認する人とシステム管理者には必要です(第５第２項)。",
        }
